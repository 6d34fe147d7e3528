"""Every point of what hostile images can't do, and every sentence of SECURITY.md, has its tests."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from promises.hostile_points import POINTS
from promises.security_sentences import PROMISES_NOTHING, SENTENCES

TESTS = Path(__file__).parents[1]
SECURITY = TESTS.parent / "SECURITY.md"
_ITEM = re.compile(r"[-*] +|#+ +")


def sentences(markdown: str) -> Iterator[str]:
    """What the text says, sentence by sentence; of a table a row at a time, without its head."""
    for block in _blocks(markdown):
        if block.startswith("|"):
            yield from block.splitlines()[2:]
        else:
            yield from re.split(r"(?<=[.!?])(?:\*\*)? (?=[A-Z`*\[])", " ".join(block.split()))


def _blocks(markdown: str) -> Iterator[str]:
    """Paragraphs and items of lists in one piece each, without headings."""
    block: list[str] = []
    for line in [*markdown.splitlines(), ""]:
        begins = _ITEM.match(line)
        if (not line.strip() or begins) and block:
            yield "\n".join(block)
            block = []
        if line.strip() and not line.startswith("#"):
            block.append(line[begins.end() :] if begins else line)


@cache
def _functions(path: Path) -> frozenset[str]:
    """Names of the tests in a file; pytest collects those."""
    if not (path.is_file() and path.name.startswith("test_")):
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def not_there(tests: tuple[str, ...]) -> list[str]:
    """Those of `FILE::TEST` that are no test."""
    parted = [(test, *test.partition("::")[::2]) for test in tests]
    return [
        test
        for test, file, name in parted
        if not name.startswith("test_") or name not in _functions(TESTS / file)
    ]


@pytest.mark.parametrize("point", POINTS)
def test_a_point_has_its_tests(point: str) -> None:
    assert POINTS[point]
    assert not not_there(POINTS[point])


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_has_its_tests(sentence: str) -> None:
    assert SENTENCES[sentence]
    assert not not_there(SENTENCES[sentence])


def test_no_sentence_is_without_a_row_and_no_row_without_its_sentence() -> None:
    told = list(sentences(SECURITY.read_text(encoding="utf-8")))
    assert len(told) > 50
    assert [sentence for sentence in told if sentence not in {*SENTENCES, *PROMISES_NOTHING}] == []
    assert [sentence for sentence in (*SENTENCES, *PROMISES_NOTHING) if sentence not in told] == []


def test_a_test_that_is_not_there_is_noticed() -> None:
    here = "promises/test_promises.py"
    assert not not_there((f"{here}::test_a_test_that_is_not_there_is_noticed",))
    missing = (f"{here}::test_gone", f"{here}::sentences", "gone.py::test_a", here)
    assert not_there(missing) == list(missing)
