"""Unified diffs turn one text into the other, with few lines, in a bounded number of steps."""

from __future__ import annotations

import difflib
import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.comparison import text_diff
from layersize.comparison.text_diff import DiffLine, unified_diff
from support.work import assert_linear

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d e", "\r", "\x0b", "\u2028"]), max_size=30)
TEXTS = st.tuples(LINES, st.sampled_from(["", "\n"])).map(
    lambda parts: "\n".join(parts[0]) + (parts[1] if parts[0] else "")
)


def applied(text: str, lines: list[DiffLine]) -> str:
    """What the other text is by a diff, whose every line has to fit."""
    old = re.findall(r"[^\n]*\n|[^\n]+", text)
    new: list[str] = []
    at = 0
    for line, following in pairwise([*lines, DiffLine("", "")]):
        if line.sign == "@":
            head = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", line.text)
            assert head is not None
            start = int(head[1]) - (head[2] != "0")
            new += old[at:start]
            at = start
            assert len(new) == int(head[3]) - (head[4] != "0")
        whole = line.text + ("" if following.sign == "\\" else "\n")
        if line.sign in (" ", "-"):
            assert old[at] == whole
            at += 1
        if line.sign in (" ", "+"):
            new.append(whole)
    return "".join([*new, *old[at:]])


@given(base=TEXTS, other=TEXTS)
def test_a_diff_gives_the_other_text(base: str, other: str) -> None:
    lines = unified_diff(base, other)
    assert (lines == []) == (base == other)
    assert applied(base, lines) == other


def changed_lines(lines: list[DiffLine]) -> int:
    return sum(line.sign in "+-" for line in lines)


def test_edits_are_found_as_few_lines() -> None:
    """No more than were edited, as long as the lines don't all look alike."""
    random_lines = random.Random(7)
    for _ in range(50):
        old = [f"{random_lines.randrange(1000)}" for _ in range(300)]
        new, edits = list(old), 0
        for _ in range(10):
            at = random_lines.randrange(len(new))
            if random_lines.random() < 0.5:
                del new[at]
            else:
                new.insert(at, "inserted")
            edits += 1
        lines = unified_diff("\n".join(old) + "\n", "\n".join(new) + "\n")
        assert changed_lines(lines) <= edits


def test_where_no_line_is_the_only_one_of_its_kind() -> None:
    base = "{\n}\n" * 50 + "x\n" + "{\n}\n" * 50 + "x\n"
    other = "{\n}\n" * 50 + "x\n" + "{\n" + "{\n}\n" * 50 + "x\n"
    assert changed_lines(unified_diff(base, other)) == 1


def test_the_head_lines_are_those_of_difflib() -> None:
    base = "".join(f"{number}\n" for number in range(40))
    other = base.replace("7\n", "seven\n").replace("30\n", "").replace("39\n", "39")
    expected = list(difflib.unified_diff(base.splitlines(), other.splitlines(), lineterm="", n=3))
    heads = [line.text for line in unified_diff(base, other) if line.sign == "@"]
    assert heads[:2] == [line for line in expected if line.startswith("@@")][:2]


def hostile(size: int) -> tuple[str, str]:
    """Two texts of two lines in random order, for which the fewest changes are hard to find."""
    lines = random.Random(1)
    one, two = ("".join(lines.choice("ab") + "\n" for _ in range(size)) for _ in range(2))
    return f"x\n{one}y\n", f"y\n{two}x\n"


def shifted(size: int) -> tuple[str, str]:
    """Long rows of equal lines on every diagonal."""
    return "a\n" * size + "b\n", "c\n" + "a\n" * (size // 2) + "d\n" + "a\n" * (size // 2)


@pytest.mark.parametrize("texts", [hostile, shifted])
def test_the_steps_are_bounded(texts: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "_MOST_STEPS", 3000)
    assert callable(texts)

    def run(size: int) -> None:
        base, other = texts(size)
        assert applied(base, unified_diff(base, other)) == other

    assert_linear(run, 5000)


def test_a_real_bound_is_enough_for_real_changes() -> None:
    """Half a thousand of ten thousand lines are others, and each is found."""
    old = [f"line {number % 100}" for number in range(10_000)]
    new = [f"other {number}" if number % 20 == 0 else line for number, line in enumerate(old)]
    lines = unified_diff("\n".join(old) + "\n", "\n".join(new) + "\n")
    assert changed_lines(lines) == 1000
