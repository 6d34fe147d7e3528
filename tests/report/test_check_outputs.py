"""Outputs of a check for CI: golden files, valid by public schemas, and hostile names in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layersize.budgets.result import CheckReport, Verdict
from layersize.report.formats import render
from layersize.report.style import OutputStyle
from layersize.text.escape import inert_text
from report import sample_checks as checks
from report.output_validators import VALIDATORS
from report.workflow_commands import read_commands

STYLE = OutputStyle(width=100, color=False, ascii=False, units="si", top=10)
CHECKS: dict[str, Callable[[], CheckReport]] = {
    "grown": checks.grown_check,
    "verdicts": checks.every_verdict_check,
    "file": checks.file_baseline_check,
    "hostile": checks.hostile_check,
    "findings": checks.findings_check,
    "findings-hostile": checks.hostile_findings_check,
    "empty": checks.empty_check,
}
ENDINGS = {
    "github": "github.txt",
    "gitlab-metrics": "metrics.txt",
    "gitlab-codequality": "codequality.json",
    "junit": "xml",
    "sarif": "sarif",
}
"""Of golden files; those of Markdown are with the other Markdown reports."""
BROKEN = {
    "markdown": [
        ("<!-- layersize check", "<!-- another"),
        ("` · exceeded", "` · exceeded by @octocat"),
        ("` · exceeded", "` · <b>exceeded</b>"),
        ("→ if", "→ [if](http://evil.example)"),
    ],
    "github": [
        ("::error ", "::fatal "),
        ("::error ", "error "),
        ("title=", "heading="),
        ("title=app%3A", "title=app:"),
        ("app%3A", "app%zz"),
        ("One RUN", "\nOne RUN"),
        ("line=3", "line=0"),
    ],
    "gitlab-metrics": [
        ("# EOF", ""),
        ("# EOF", "# EOF\nmore 1"),
        ('"}', "}"),
        ("} ", "} x"),
        ("# UNIT layersize_measured_bytes bytes", "# UNIT layersize_measured_bytes ratio"),
        ("_bytes gauge", "_bytes gorge"),
        ('budget="app"', 'budget="app #1"'),
    ],
    "gitlab-codequality": [
        ('"fingerprint"', '"finger"'),
        ('"major"', '"high"'),
        ('"begin": 3', '"begin": 0'),
        ('"sample/', '"./sample/'),
        ("[", "[,"),
    ],
    "junit": [
        ('name="max_size"', 'title="max_size"'),
        ('tests="4"', ""),
        ('failures="1"', 'failures="2"'),
        ("<failure", "<broken"),
        ("One RUN", "One & RUN"),
        ("</testsuites>", ""),
    ],
    "sarif": [
        ('"version": "2.1.0"', '"version": "2.0.0"'),
        ('"level": "error"', '"level": "fatal"'),
        ('"message"', '"massage"'),
        ('"startLine": 3', '"startLine": 0'),
        ('"ruleIndex": 1', '"ruleIndex": 2'),
        ('"uri": "sample/', '"url": "sample/'),
    ],
}
"""What to replace in the output of the grown check, so that it must be refused."""
TEMPTING = st.text(
    st.sampled_from(list("\\|`<>[]()!@#*_~:/\n\r\t \x1b\u202e-=&;%,'\"{}0a\ud800\ufffe\xa0\u2028")),
    min_size=1,
    max_size=40,
)


def rendered(form: str, check: str) -> str:
    return render("check", form, CHECKS[check](), STYLE)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("form", ENDINGS)
def test_golden(form: str, check: str, matches_golden: Callable[[str, str], None]) -> None:
    matches_golden(f"check-{check}.{ENDINGS[form]}", rendered(form, check))


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("form", VALIDATORS)
def test_output_is_valid(form: str, check: str) -> None:
    VALIDATORS[form](rendered(form, check))


@pytest.mark.parametrize(
    ("form", "sound", "broken"),
    [(form, *replaced) for form, changes in BROKEN.items() for replaced in changes],
)
def test_broken_output_is_refused(form: str, sound: str, broken: str) -> None:
    text = rendered(form, "grown")
    assert sound in text
    with pytest.raises(Exception, match=r".+"):
        VALIDATORS[form](text.replace(sound, broken, 1))


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[31mred\x1b]8;;http://evil.example\x07",
        "a\n::error::b\r\n::stop-commands::x",
        "##[error]a %0A::set-env name=PATH::b",
        "]]><!-- --><script>&amp;</script>",
        "| a \\| b | `c` ``d`` |\n| --- |",
        "<details><img src=x onerror=y> @octocat http://evil.example #1 ![x](y)",
        'a"} 1\n# EOF\nb{c="d',
        "gpj\u202eexe\u2066\ufeff",
        "\ud800\ufffe\uffff\x00",
        "{0} [a](http://evil.example) \\[b](c)",
        "--> <b> -- >",
    ],
)
@pytest.mark.parametrize("form", VALIDATORS)
def test_hostile_names(form: str, name: str) -> None:
    hold_hostile_names(form, name)


@pytest.mark.parametrize("form", VALIDATORS)
@given(name=TEMPTING | st.text(min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_name(form: str, name: str) -> None:
    hold_hostile_names(form, name)


def hold_hostile_names(form: str, name: str) -> None:
    """The output is valid, and no character of the names is active."""
    report = checks.hostile_check(name, name.encode("utf-8", "surrogatepass") + b"\xff")
    (result,) = report.results
    image = replace(result.image, dockerfile=name) if result.image else None
    for config in (name, "a.toml"):
        hostile = replace(report, config=config, results=(replace(result, image=image),))
        text = render("check", form, hostile, STYLE)
        VALIDATORS[form](text)
        for line in text.split("\n"):
            assert inert_text(line) == line
        text.encode("utf-8")


def test_the_same_limit_has_the_same_fingerprint_whatever_is_found() -> None:
    first = checks.grown_check()
    (result,) = first.results
    limits = [
        replace(limit, value=limit.value + 7) if limit.is_exceeded and limit.value else limit
        for limit in result.limits
    ]
    later = replace(first, results=(replace(result, limits=tuple(limits)),))
    for form, key in (("gitlab-codequality", "fingerprint"), ("sarif", "layersizeLimit/v1")):
        found = [
            [line for line in render("check", form, report, STYLE).split("\n") if key in line]
            for report in (first, later)
        ]
        assert found[0] == found[1] != []


def test_annotations_name_the_lines_of_the_dockerfile_else_the_configuration() -> None:
    (with_lines,) = read_commands(rendered("github", "grown"))
    place = {key: with_lines.properties.get(key) for key in ("file", "line", "endLine")}
    assert place == {"file": "sample/Dockerfile", "line": "3", "endLine": "6"}
    (without,) = read_commands(rendered("github", "file"))
    assert without.properties["file"] == ".layersize.toml"
    bare = replace(checks.file_baseline_check(), config=None)
    (nowhere,) = read_commands(render("check", "github", bare, STYLE))
    assert set(nowhere.properties) == {"title"}


def test_nothing_is_annotated_where_all_is_well() -> None:
    assert rendered("github", "empty") == ""
    assert json.loads(rendered("gitlab-codequality", "empty")) == []


def test_every_verdict_in_junit() -> None:
    report = checks.every_verdict_check()
    document = ElementTree.fromstring(rendered("junit", "verdicts"))  # noqa: S314 - our own
    for verdict, tag in (
        (Verdict.FAIL, "failure"),
        (Verdict.UNMEASURED, "error"),
        (Verdict.SKIPPED, "skipped"),
        (Verdict.WARN, "system-out"),
    ):
        assert len(list(document.iter(tag))) == report.with_verdict(verdict)


def test_levels_of_sarif() -> None:
    (run,) = json.loads(rendered("sarif", "verdicts"))["runs"]
    assert {result["level"] for result in run["results"]} == {"warning", "note"}
    assert run["invocations"][0]["executionSuccessful"] is False
    assert {
        result["level"] for result in json.loads(rendered("sarif", "grown"))["runs"][0]["results"]
    } == {"error"}


@pytest.mark.parametrize(
    ("config", "marker"),
    [
        ("ci/size.toml", "<!-- layersize check: ci/size.toml -->"),
        (None, "<!-- layersize check: app -->"),
        ("--><b>", "<!-- layersize check: ____b_ -->"),
    ],
)
def test_the_marker_is_the_first_line(config: str | None, marker: str) -> None:
    report = replace(checks.grown_check(), config=config)
    assert render("check", "markdown", report, STYLE).split("\n")[0] == marker


def test_markdown_fits_into_a_comment() -> None:
    report = checks.grown_check()
    many = replace(report, results=report.results * 100)
    text = render("check", "markdown", many, STYLE)
    assert len(text) < 65_536
    VALIDATORS["markdown"](text)
    assert text.count("#### ✗ `app` · exceeded") == 100
    assert text.count("**`max_increase`**") >= 100 - text.count("Left out")
    assert 20 < text.count("Left out") < 60
