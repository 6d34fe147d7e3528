"""Markdown that is too long for where it goes: cut at a row, saying what was left out."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from layersize.budgets.result import BudgetResult, CheckReport, Verdict
from layersize.report.formats import render
from layersize.report.markdown import check
from layersize.report.markdown.room import (
    COMMENT_CHARACTERS,
    NOTE_ROOM,
    characters,
    cut_rows,
    for_comment,
    utf8_bytes,
)
from layersize.report.markdown.text import details, table
from layersize.report.style import OutputStyle
from report.output_validators import VALIDATORS
from report.sample_analyses import hello_c
from report.sample_checks import every_verdict_check, grown_check

STYLE = OutputStyle(width=100, color=False, ascii=False, units="si", top=10)
ROWS = [[f"row {number}", "b" * (number % 7)] for number in range(100)]
PAGE = [
    "### A heading",
    "",
    *table(["name", "value"], ROWS, "ll"),
    "",
    *details("More", [*table(["name", "value"], ROWS, "lr"), "- a point", "- another"]),
    "",
    "Its end",
]
TOLD = re.compile(r"Left out for want of room: ([\d,]+) rows?\.")


def test_a_page_is_whole_up_to_a_row() -> None:
    """Wherever it is cut."""
    for room in range(NOTE_ROOM, sum(map(characters, PAGE)) + 2):
        lines = cut_rows(PAGE, room, characters)
        assert sum(map(characters, lines)) <= room
        assert lines.count("<details>") == lines.count("</details>")
        if lines == PAGE:
            continue
        told = TOLD.fullmatch(lines[-1])
        assert told is not None
        shown = [line for line in lines[:-1] if line.startswith(("| row", "- ", "###", "Its"))]
        assert len(shown) + int(told[1]) == 1 + 100 + 100 + 2 + 1
        for number, line in enumerate(lines):
            if line.startswith("| name"):
                assert lines[number + 1].startswith("| --")
                assert lines[number + 2].startswith("| row"), "a table has a row"


def test_what_is_counted() -> None:
    lines = ["ä" * 100] * 4
    assert cut_rows(lines, 404, characters) == lines
    assert cut_rows(lines, 804, utf8_bytes) == lines
    assert cut_rows(lines, 803, utf8_bytes) != lines


def test_a_comment_of_many_rows() -> None:
    text = for_comment([f"- {number}" for number in range(100_000)])
    assert COMMENT_CHARACTERS - 200 < len(text) < 65_536
    assert TOLD.search(text)


def many(report: CheckReport, count: int) -> CheckReport:
    """The same budgets again and again, under other names, the bad ones last."""
    results = sorted(report.results, key=lambda result: list(Verdict).index(result.verdict))
    named = [
        _named(result, f"budget {number} of {result.verdict}")
        for result in results
        for number in range(count)
    ]
    return replace(report, results=tuple(named))


def _named(result: BudgetResult, name: str) -> BudgetResult:
    return replace(result, budget=replace(result.budget, name=name))


@pytest.mark.parametrize("count", [1, 10, 30, 100, 1000])
def test_a_comment_of_many_budgets(count: int) -> None:
    report = many(every_verdict_check(), count)
    text = render("check", "markdown", report, STYLE)
    assert len(text) < 65_536
    VALIDATORS["markdown"](text)
    shown = text.count("\n#### ")
    if shown < len(report.results):
        assert re.search(rf"room: {len(report.results) - shown:,} budgets?: ", text)
    by_verdict = {verdict: text.count(f"of {verdict}`") for verdict in Verdict}
    worst = [result.verdict for result in reversed(report.results)]
    assert {verdict for verdict in Verdict if by_verdict[verdict]} == set(worst[:shown])
    assert text.splitlines()[0].startswith("<!-- layersize check: ")


def test_a_budget_that_alone_is_too_long() -> None:
    """Its first rows are there, and all of a shorter one, although that comes later."""
    grown = grown_check()
    (result,) = grown.results
    long = replace(result, limits=result.limits * 500)
    text = render("check", "markdown", replace(grown, results=(long, _named(result, "b"))), STYLE)
    assert len(text) < 65_536
    assert TOLD.search(text)
    assert text.count("\n#### ") == 2
    VALIDATORS["markdown"](text)


@pytest.mark.parametrize("room_bytes", [0, 500, 1000, 2000, 5000, 20_000, 100_000, 1_000_000])
def test_a_summary_has_the_room_that_is_left(room_bytes: int) -> None:
    report = many(every_verdict_check(), 100)
    text = check.job_summary(report, STYLE, room_bytes)
    assert len(text.encode()) <= room_bytes
    assert bool(text) == (room_bytes >= 1000)
    if text:
        VALIDATORS["markdown"](text)
        assert ("Left out" in text) == (room_bytes < 1_000_000)


def test_an_image_with_many_files() -> None:
    analysis = hello_c()
    biggest = tuple(replace(analysis.biggest[0], path=b"%d" % number) for number in range(9_999))
    text = render(
        "image", "markdown", replace(analysis, biggest=biggest), replace(STYLE, top=10_000)
    )
    assert len(text) < 65_536
    assert TOLD.search(text)
    assert text.count("<details>") == text.count("</details>")
