"""GitHub-flavoured Markdown whose names and numbers are only ever text.

A name stands in a code span, in which nothing is markup, a link or a mention:
https://github.github.com/gfm/#code-spans
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from layersize.text.cells import cell_len
from layersize.text.escape import inert_path, inert_text

_MOST_CHARACTERS = 100
_PIPE_BEHIND_BACKSLASH = re.compile(r"(?<=\\)\|")
"""Parsers differ on whether such a pipe ends a table's cell."""


def code_span(text: str, most_characters: int = _MOST_CHARACTERS) -> str:
    """A code span for running text; long text is cut."""
    if len(text) > most_characters:
        text = text[: most_characters - 1] + "…"
    inert = inert_text(text).replace("`", r"\x60").strip()
    return f"`{inert}`" if inert else ""


def path_span(path: bytes) -> str:
    """A path in a code span for running text; of a long one the end."""
    text = inert_path(path)
    return code_span(text if len(text) <= _MOST_CHARACTERS else "…" + text[1 - _MOST_CHARACTERS :])


def code(text: str, most_characters: int = _MOST_CHARACTERS) -> str:
    """A code span for a cell of a table."""
    return _in_cell(code_span(text, most_characters))


def code_path(path: bytes) -> str:
    """A path in a code span for a cell of a table; of a long one the end."""
    return _in_cell(path_span(path))


def _in_cell(span: str) -> str:
    return _PIPE_BEHIND_BACKSLASH.sub(r"\\x7c", span).replace("|", r"\|")


def table(titles: Sequence[str], rows: Sequence[Sequence[str]], numbers: str) -> Iterator[str]:
    """Lines of an aligned table; `numbers` has `r` for a column of numbers, `l` for text."""
    lines = [titles, *rows]
    widths = [max(3, *(cell_len(line[column]) for line in lines)) for column in range(len(titles))]
    yield _row(titles, widths, numbers)
    dashes = (
        "-" * (width - 1) + ":" if side == "r" else "-" * width
        for width, side in zip(widths, numbers, strict=True)
    )
    yield f"| {' | '.join(dashes)} |"
    for row in rows:
        yield _row(row, widths, numbers)


def details(summary: str, lines: Sequence[str]) -> Iterator[str]:
    """A part that opens on a click; `summary` is our own text."""
    yield "<details>"
    yield f"<summary>{summary}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"


def _row(row: Sequence[str], widths: Sequence[int], numbers: str) -> str:
    padded = (
        " " * (width - cell_len(text)) + text
        if side == "r"
        else text + " " * (width - cell_len(text))
        for text, width, side in zip(row, widths, numbers, strict=True)
    )
    return f"| {' | '.join(padded)} |"
