"""What would help, in words: whose layers, how many are shown, what is cut."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layersize.accounting.advice import Family, Owner
from layersize.findings.path_findings import PATH_RULES
from layersize.findings.paths.fix_line import documented_line
from layersize.findings.paths.path_rule import PathRule
from layersize.report.advice_words import layers_words, whose_words
from layersize.report.formats import render
from layersize.report.style import OutputStyle
from report import sample_analyses as samples
from report import sample_comparisons as comparisons
from report.sample_advice import finding, package


def style(**changes: object) -> OutputStyle:
    usual = OutputStyle(width=100, color=False, ascii=False, units="si", top=10)
    return replace(usual, **changes)  # type: ignore[arg-type] - the caller knows the fields


@pytest.mark.parametrize(
    ("layers", "words"),
    [((), ""), ((3,), "3"), ((0, 1, 2), "0-2"), ((0, 2, 3, 5), "0, 2-3, 5")],
)
def test_layers_in_a_row_are_a_range(layers: tuple[int, ...], words: str) -> None:
    assert layers_words(layers) == words


@pytest.mark.parametrize(
    ("owner", "layers", "words"),
    [
        (Owner.YOURS, (2,), "layer 2"),
        (Owner.YOURS, (2, 4), "layers 2, 4"),
        (Owner.BASE, (0,), "base, layer 0"),
        (Owner.UNKNOWN, (0, 1, 2, 3), "base?, 4 layers"),
        (Owner.YOURS, (), "settings"),
    ],
)
def test_whose_it_is(owner: Owner, layers: tuple[int, ...], words: str) -> None:
    assert whose_words(finding("LS020", Family.CACHE, 1, owner=owner, layers=layers)) == words


def test_the_first_screen_answers_a_newcomer() -> None:
    """What would help, how much in all, which package is biggest, what the base's is."""
    screen = render("image", "table", samples.hello_c(), style()).splitlines()[:40]
    text = "\n".join(screen)
    for answer in (
        "What would help · 290.0 MB in all (47 %)",
        "a compiler and what belongs to it",
        "build in a stage of its own",
        "packages  gcc-12 61.2 MB",
        "base      1 layer, 198.9 MB (debian:12, by --base)",
        "base, layer 0",
    ):
        assert answer in text


def test_it_stands_before_the_layers() -> None:
    text = render("image", "table", samples.hello_c(), style())
    assert text.index("What would help") < text.index("instruction")


def test_ten_findings_and_the_totals_fit_on_the_first_screen() -> None:
    findings = tuple(finding(f"LS0{20 + n}", Family.CACHE, 90 - n) for n in range(15))
    image = replace(samples.hello_c(), findings=findings, finding_bytes=500)
    screen = render("image", "table", image, style()).splitlines()[:40]
    assert any("… 5 more findings" in line for line in screen)
    assert any("LS029" in line for line in screen)
    assert not any("LS030" in line for line in screen)


def test_what_is_too_long_is_cut() -> None:
    long = finding("LS020", Family.CACHE, 9, title="title " * 90, fix="fix " * 900)
    image = replace(samples.hello_c(), findings=(long,), finding_bytes=9)
    for width in (40, 80, 100, 160):
        text = render("image", "table", image, style(width=width))
        section = text[text.index("What would help") : text.index("instruction")].splitlines()
        assert sum("title" in line for line in section) == 2
        assert sum("fix" in line for line in section) == 5


@pytest.mark.parametrize("rule", PATH_RULES, ids=lambda rule: rule.code)
def test_a_fix_is_whole_so_that_it_can_be_typed(rule: PathRule) -> None:
    fix = f"if the layer is yours: {documented_line(rule.fix, rule)}"
    image = replace(samples.hello_c(), findings=(finding("LS020", Family.CACHE, 9, fix=fix),))
    for width in (80, 100, 160):
        text = render("image", "table", image, style(width=width))
        assert fix in " ".join(text.split())


def test_the_last_rows_of_packages_make_the_sum_right() -> None:
    many = [package(f"p{number}", "dpkg", 100 - number) for number in range(40)]
    rest = package("everything else", None, 3)
    image = replace(samples.hello_c(), packages=(*many, rest))
    text = render("packages", "table", image, style(top=3))
    assert text.splitlines()[-2].rstrip().endswith("everything else")
    assert "… 37 more packages, 2.9 kB together" in text


@pytest.mark.parametrize("top", [0, 1])
def test_few_rows(top: int) -> None:
    image = samples.hello_c()
    for kind, form in (("image", "table"), ("image", "markdown")):
        text = render(kind, form, image, style(top=top))
        assert f"… {4 - top} more findings" in text
    for form in ("table", "markdown"):
        assert "caches" in render("packages", form, image, style(top=top))


@pytest.mark.parametrize("top", [0, 1])
def test_few_rows_of_what_differs(top: int) -> None:
    compared = [comparisons.hello_comparison()]
    for form in ("table", "markdown"):
        text = render("comparison", form, compared, style(top=top))
        assert f"… {4 - top} more findings" in text
        assert f"… {6 - top} more packages" in render(
            "package-changes", form, compared, style(top=top)
        )


def test_no_row_at_all_where_packages_own_all() -> None:
    image = replace(samples.hello_c(), packages=(package("all", "apk", 5),))
    assert "… 1 more package, 5 B together" in render("packages", "table", image, style(top=0))
