"""Tables: golden files of each sample, and laws that hold at every width."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from layersize.report.style import OutputStyle
from layersize.report.terminal import check as check_table
from layersize.report.terminal import files as files_table
from layersize.report.terminal import image as image_table
from layersize.report.terminal import packages as packages_table
from layersize.report.terminal import stages as stages_table
from layersize.report.terminal import trend as trend_table
from layersize.report.terminal import why as why_table
from layersize.report.terminal.compared import comparison as comparison_table
from layersize.report.terminal.compared import packages as package_changes_table
from layersize.text.escape import inert_text
from report import sample_analyses as samples
from report import sample_builds as builds
from report import sample_checks as checks
from report import sample_comparisons as comparisons
from report import sample_files as lists
from report import sample_histories as histories
from report import sample_trends as trends

Renderer = Callable[[OutputStyle], str]

TABLES: dict[str, Renderer] = {
    "hello-c": lambda style: image_table.render(samples.hello_c(), style),
    "packages": lambda style: packages_table.render(samples.hello_c(), style),
    "packages-hostile": lambda style: packages_table.render(samples.hostile_image(), style),
    "packages-empty": lambda style: packages_table.render(samples.empty_image(), style),
    "package-changes": lambda style: package_changes_table.render(
        [comparisons.rebuilt_comparison(), comparisons.hello_comparison()], style
    ),
    "package-changes-hostile": lambda style: package_changes_table.render(
        [comparisons.hostile_comparison()], style
    ),
    "hello-scratch": lambda style: image_table.render(samples.hello_scratch(), style),
    "every-cause": lambda style: image_table.render(samples.every_cause(), style),
    "hostile": lambda style: image_table.render(samples.hostile_image(), style),
    "empty": lambda style: image_table.render(samples.empty_image(), style),
    "lines": lambda style: image_table.render(samples.with_lines(), style),
    "stages": lambda style: stages_table.render(builds.react_nginx(), style),
    "stages-target": lambda style: stages_table.render(builds.with_target(), style),
    "stages-single": lambda style: stages_table.render(builds.single_stage(), style),
    "stages-hostile": lambda style: stages_table.render(builds.hostile_build(), style),
    "check-grown": lambda style: check_table.render(checks.grown_check(), style),
    "check-verdicts": lambda style: check_table.render(checks.every_verdict_check(), style),
    "check-file": lambda style: check_table.render(checks.file_baseline_check(), style),
    "check-findings": lambda style: check_table.render(checks.findings_check(), style),
    "check-findings-hostile": lambda style: check_table.render(
        checks.hostile_findings_check(), style
    ),
    "check-hostile": lambda style: check_table.render(checks.hostile_check(), style),
    "check-empty": lambda style: check_table.render(checks.empty_check(), style),
    "trend-grown": lambda style: trend_table.render(trends.grown(), style),
    "trend-apart": lambda style: trend_table.render(trends.apart(), style),
    "trend-one": lambda style: trend_table.render(trends.one_run(), style),
    "trend-equal": lambda style: trend_table.render(trends.equal_runs(), style),
    "trend-empty-images": lambda style: trend_table.render(trends.empty_images(), style),
    "trend-many": lambda style: trend_table.render(trends.many_runs(), style),
    "trend-hostile": lambda style: trend_table.render(trends.hostile(), style),
    "trend-none": lambda style: trend_table.render(trends.no_runs(), style),
    "files-every-kind": lambda style: files_table.render(lists.every_kind(), style),
    "files-live": lambda style: files_table.render(lists.live_only(), style),
    "files-nothing": lambda style: files_table.render(lists.nothing_found(), style),
    "files-hostile": lambda style: files_table.render(lists.hostile(), style),
    "files-by-directory": lambda style: files_table.render(lists.by_directory(), style),
    "files-by-extension": lambda style: files_table.render(lists.by_extension(), style),
    "files-by-layer": lambda style: files_table.render(lists.by_layer(), style),
    "why-file": lambda style: why_table.render(histories.history(), style),
    "why-deleted": lambda style: why_table.render(histories.deleted_folder(), style),
    "why-every": lambda style: why_table.render(histories.every_change(), style),
    "why-link": lambda style: why_table.render(histories.other_name(), style),
    "why-hostile": lambda style: why_table.render(histories.hostile(), style),
    "compare-hello": lambda style: comparison_table.render([comparisons.hello_comparison()], style),
    "compare-many": lambda style: comparison_table.render([comparisons.many_comparison()], style),
    "compare-rebuilt": lambda style: comparison_table.render(
        [comparisons.rebuilt_comparison()], style
    ),
    "compare-hostile": lambda style: comparison_table.render(
        [comparisons.hostile_comparison()], style
    ),
    "compare-empty": lambda style: comparison_table.render([comparisons.empty_comparison()], style),
    "compare-three": lambda style: comparison_table.render(
        [comparisons.hello_comparison(), comparisons.rebuilt_comparison()], style
    ),
}
_COLOR = re.compile(r"\x1b\[[0-9;]*m")


def style(**changes: object) -> OutputStyle:
    """100 columns of plain Unicode, save for what is given."""
    usual: dict[str, object] = {
        "width": 100,
        "color": False,
        "ascii": False,
        "units": "si",
        "top": 10,
    }
    return OutputStyle(**(usual | changes))  # type: ignore[arg-type] - the caller knows the fields


@pytest.mark.parametrize("width", [80, 100, 160])
@pytest.mark.parametrize("name", TABLES)
def test_golden(name: str, width: int, matches_golden: Callable[[str, str], None]) -> None:
    matches_golden(f"{name}.{width}.txt", TABLES[name](style(width=width)))


@pytest.mark.parametrize(
    "name",
    [
        "hello-c",
        "every-cause",
        "compare-rebuilt",
        "compare-three",
        "stages",
        "check-verdicts",
        "trend-grown",
        "files-every-kind",
        "files-by-directory",
        "why-every",
    ],
)
def test_golden_ascii(name: str, matches_golden: Callable[[str, str], None]) -> None:
    matches_golden(f"{name}.ascii.txt", TABLES[name](style(width=80, ascii=True)))


@pytest.mark.parametrize(
    "name",
    [
        "hello-c",
        "compare-rebuilt",
        "compare-three",
        "stages",
        "check-verdicts",
        "files-every-kind",
        "trend-grown",
    ],
)
def test_golden_color(name: str, matches_golden: Callable[[str, str], None]) -> None:
    matches_golden(f"{name}.ansi", TABLES[name](style(color=True)))


def test_golden_binary_units(matches_golden: Callable[[str, str], None]) -> None:
    matches_golden("hello-c.iec.txt", TABLES["hello-c"](style(units="iec")))


@pytest.mark.parametrize("name", TABLES)
def test_no_line_is_wider_than_asked(name: str) -> None:
    for width in (60, 61, 77, 80, 93, 100, 119, 120, 140, 159, 200):
        for line in TABLES[name](style(width=width)).splitlines():
            assert cell_len(line) <= width, (width, line)


@pytest.mark.parametrize("name", TABLES)
def test_there_is_a_table_however_narrow_it_is(name: str) -> None:
    for width in (1, 2, 3, 5, 8, 13, 21, 34):
        assert TABLES[name](style(width=width))


@pytest.mark.parametrize("name", TABLES)
def test_ascii_style_is_ascii(name: str) -> None:
    for width in (20, 40, 100):
        assert TABLES[name](style(width=width, ascii=True)).isascii()


@pytest.mark.parametrize("name", TABLES)
def test_color_changes_nothing_but_color(name: str) -> None:
    colored = "\n".join(
        line.rstrip() for line in _COLOR.sub("", TABLES[name](style(color=True))).split("\n")
    )
    assert colored == TABLES[name](style())


@pytest.mark.parametrize("name", TABLES)
def test_names_are_inert(name: str) -> None:
    for line in TABLES[name](style()).splitlines():
        assert inert_text(line) == line


@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"])
def test_environment_has_no_say(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = TABLES["hello-c"](style(color=True))
    monkeypatch.setenv(variable, "30")
    assert TABLES["hello-c"](style(color=True)) == before


def test_top_limits_the_pairs() -> None:
    table = TABLES["every-cause"](style(top=2))
    assert "2 of 6 shown" in table
    assert table.count("└─") == 2


@pytest.mark.parametrize("name", ["hello-c", "every-cause", "lines", "hello-scratch"])
def test_the_content_of_layers_is_never_left_out(name: str) -> None:
    contents = [line.split()[1:] for line in _layer_rows(TABLES[name](style(width=200)))]
    for width in range(24, 200):
        table = TABLES[name](style(width=width))
        assert re.search(r"^ .*\bcontent\b.*  instr", table, re.MULTILINE), (width, table)
        assert len(_layer_rows(table)) == len(contents)


def _layer_rows(table: str) -> list[str]:
    """The rows of the layers, which begin with a number, a bar or a size."""
    lines = table.splitlines()
    start = next(at for at, line in enumerate(lines) if "  instr" in line) + 1
    return lines[start : lines.index("", start)]


@pytest.mark.parametrize("name", ["check-grown", "check-verdicts", "check-file", "check-hostile"])
def test_the_verdicts_of_limits_are_never_left_out(name: str) -> None:
    wide = re.findall(
        r"  . (?:pass|fail|warn|skipped|unmeasured)\b", TABLES[name](style(width=200))
    )
    assert wide
    for width in range(44, 200):
        narrow = TABLES[name](style(width=width))
        assert [sign for sign in wide if sign not in narrow] == [], (width, narrow)
        assert len(re.findall(r"  . (?:pass|fail|warn|skipped|unmeasured)\b", narrow)) == len(wide)


@pytest.mark.parametrize("width", range(32, 100))
def test_compared_sizes_are_whole_or_left_out_with_what_they_are_of_beside_them(width: int) -> None:
    table = TABLES["compare-hello"](style(width=width))
    titles = re.compile(r" What would help.*? (?=Layers)", re.DOTALL)  # which have numbers, too
    numbers = titles.sub("", table).partition("Hidden in")[0]
    assert not re.search(r"\s[−+]?[0-9.]+ ?…", numbers), table
    for measure in ("content", "live", "shadowed"):
        assert re.search(rf"^ {measure} .*−[0-9.]+ MB", table, re.MULTILINE), table
