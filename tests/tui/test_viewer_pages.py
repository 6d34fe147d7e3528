"""Pages by themselves: how bytes become rows, and what colours cost."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from layersize.text.cells import cell_len
from layersize.tui.viewer.code_page import CodePage
from layersize.tui.viewer.hex_page import HexPage
from layersize.tui.viewer.languages import language_of, lexer_of
from layersize.tui.viewer.page import wrapped_pieces
from layersize.tui.viewer.pages import looks_like_text, pages_of
from layersize.tui.viewer.stopwatch import Stopwatch, TooSlow
from layersize.tui.viewer.text_page import LONGEST_ROW_BYTES, TextPage

_ALPHABETS = (
    b"a\n",
    b"\n",
    b"a",
    bytes(range(256)),
    b"\x80\n\xbf",
    "é€\N{GRINNING FACE}\n".encode(),
)


def _random_texts() -> Iterator[bytes]:
    source = random.Random(7)
    for alphabet in _ALPHABETS:
        for length in (0, 1, 2, 4095, 4096, 4097, 20_000):
            yield bytes(source.choices(alphabet, k=length))
    yield "é".encode() * 5000
    yield b"a" + "€".encode() * 5000


_TEXTS = list(_random_texts())


@pytest.mark.parametrize("data", _TEXTS, ids=map(str, range(len(_TEXTS))))
def test_rows_are_the_whole_text_and_none_is_long(data: bytes) -> None:
    page = TextPage(data)
    starts = [page.offset_of(row) for row in range(len(page))]
    assert starts == sorted(set(starts))
    ends = [*starts[1:], len(data)]
    rows = [data[start:end] for start, end in zip(starts, ends, strict=False)]
    assert b"".join(rows) == data
    assert max(map(len, rows), default=0) <= LONGEST_ROW_BYTES + 1
    lines = data.split(b"\n")
    assert page.lines == len(lines) - (not lines[-1])
    line = 0
    for row, content in enumerate(rows):
        line += row == 0 or rows[row - 1].endswith(b"\n")
        assert page.line_of(row) == line
        assert page.row_at(starts[row]) == page.row_at(ends[row] - 1) == row
        assert bool(page.margin(row).strip()) == (row == 0 or rows[row - 1].endswith(b"\n"))
        assert page.text(row).encode("utf-8", "surrogateescape") == content.removesuffix(b"\n")
    for number in (1, page.lines, page.lines + 5):
        if rows:
            assert page.line_of(page.row_of_line(number)) == min(number, page.lines)


def test_a_row_that_goes_on_is_cut_between_characters() -> None:
    page = TextPage("é".encode() * 5000)
    assert [page.text(row) for row in range(len(page))] == ["é" * 2048, "é" * 2048, "é" * 904]


@pytest.mark.parametrize("width", [1, 2, 3, 7, 80])
def test_wrapped_pieces_are_the_whole_row_and_none_is_too_wide(width: int) -> None:
    texts = (
        "plain ascii text",
        "\uff57\uff57\uff57 wide",
        "e\u0301\u0301 combined",
        "é€ tail" * 9,
        "",
    )
    pieces = [(text, str(at)) for at, text in enumerate(texts)]
    lines = wrapped_pieces(pieces, width)
    assert "".join(text for line in lines for text, _ in line) == "".join(texts)
    for line in lines:
        cells = sum(cell_len(text) for text, _ in line)
        assert cells <= width or (width == 1 and cells == 2), line


@pytest.mark.parametrize("width", [10, 30, 80, 160, 300])
def test_rows_of_bytes_are_all_bytes(width: int) -> None:
    data = bytes(range(256)) * 3 + b"end"
    page = HexPage(data)
    page.fit(width)
    found = bytearray()
    for row in range(len(page)):
        assert page.offset_of(row) == len(found) == int(page.margin(row), 16)
        pieces = page.row(row)
        numbers = [text for text, _ in pieces if re.fullmatch("[0-9a-f]{2}", text)]
        found += bytes.fromhex("".join(numbers[: min(len(data) - len(found), len(numbers))]))
        shown = "".join(text for text, _ in pieces)
        assert len(page.margin(row) + shown) <= max(width, 30)
    assert bytes(found) == data


@pytest.mark.parametrize(
    ("path", "data", "language"),
    [
        (b"a/b.py", b"", "python"),
        (b"Dockerfile", b"", "docker"),
        (b"x/Makefile", b"", "make"),
        (b"run", b"#!/bin/sh\n", "bash"),
        (b"run", b"#!/usr/bin/env -S python3.11 -u\n", "python"),
        (b"run", b"#! /usr/bin/perl -w\n", "perl"),
        (b"run", b"#!", None),
        (b"run", b"#!/opt/odd\n", None),
        (b"etc/passwd", b"root:x:0:0\n", None),
        (b"page", b"<?xml version='1.0'?>", "xml"),
        (b"\xff.JSON", b"{}", "json"),
        (b".c/x", b"", None),
    ],
)
def test_a_language_is_told_by_the_name_or_the_first_line(
    path: bytes, data: bytes, language: str | None
) -> None:
    assert language_of(path, data) == language
    if language is not None:
        assert lexer_of(language) is not None


@pytest.mark.parametrize(
    ("data", "is_text"),
    [
        (b"", True),
        (b"text\n", True),
        ("é€".encode(), True),
        (b"\x1b[31mred\x1b[0m\r\n", True),
        (b"some \xff here and there, as in an old log\n" * 3, True),
        (b"a\0b", False),
        (bytes(range(1, 256)), False),
        (b"\x80\x81\x82", False),
    ],
)
def test_text_is_what_people_read(data: bytes, is_text: bool) -> None:
    assert looks_like_text(data) is is_text


def _coloured(page: CodePage) -> set[str]:
    """All style classes, once the colours are there."""
    while page.colour(len(page) - 1):
        pass
    return {style for row in range(len(page)) for _, style in page.row(row)}


def test_code_has_colours_and_is_the_same_text() -> None:
    data = b"def f():  # remark\n    return 'text' + 12\n\nlast = '''a\nb\n'''\n"
    page = pages_of(b"a.py", data).text
    assert isinstance(page, CodePage)
    plain = ["".join(text for text, _ in page.row(row)) for row in range(len(page))]
    styles = _coloured(page)
    assert {"code--keyword", "code--comment", "code--string", "code--number"} <= styles
    assert ["".join(text for text, _ in page.row(row)) for row in range(len(page))] == plain
    assert page.row(4)[0] == ("b", "code--string")


def test_only_what_is_in_view_is_coloured() -> None:
    page = pages_of(b"a.py", b"x = 1\n" * 5000).text
    assert isinstance(page, CodePage)
    while page.colour(10):
        pass
    assert page.styles(10)
    assert not page.styles(4000)


class _EndlessLexer:
    """As one whose regular expression meets a text that it was not made for."""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, object, str]]:
        yield 0, "Token.Comment", text[:1]
        re.match(r"(a+)+$", "a" * 64 + "b")
        raise AssertionError("it ended")


class _FaultyLexer:
    """With a mistake in it."""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, object, str]]:
        yield 0, "Token.Comment", text[:1]
        raise ValueError


@pytest.mark.parametrize("lexer", [_EndlessLexer(), _FaultyLexer()])
def test_a_lexer_that_fails_or_never_ends_costs_the_colours_only(lexer: _EndlessLexer) -> None:
    page = CodePage(b"some text\nmore\n", lexer)
    while page.colour(1):
        pass
    assert "".join(text for text, _ in page.row(0)) == "some text"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such timer")
def test_a_stopwatch_ends_what_takes_too_long_and_nothing_else() -> None:
    watch = Stopwatch()
    with pytest.raises(TooSlow), watch.at_most(0.05):
        re.match(r"(a+)+$", "a" * 64 + "b")
    with watch.at_most(60):
        pass
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    signal.raise_signal(signal.SIGVTALRM)


def test_the_viewer_is_loaded_when_a_file_is_opened_and_not_before() -> None:
    code = (
        "import sys, layersize.tui.app, layersize.tui.screens.view_screen\n"
        "print(*(name for name in sys.modules if 'viewer' in name or name.startswith('pygments')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.split() == []
