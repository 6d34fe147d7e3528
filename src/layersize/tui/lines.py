"""Lines of a screen: rich's texts, whose styles are colours of the reports, by name."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TypeAlias

from rich.cells import set_cell_size
from rich.text import Text

Pieces: TypeAlias = list[tuple[str, str]]
"""A line from left to right: text, and the name of its colour."""


def pieces_of(text: Text) -> Pieces:
    """The text in pieces of one colour each; where colours overlap, the later one counts."""
    plain, spans = text.plain, text.spans
    if not spans:
        return [(plain, str(text.style))]
    colors = [str(text.style)] * len(plain)
    for span in spans:
        end = min(span.end, len(plain))
        colors[span.start : end] = [str(span.style)] * (end - span.start)
    pieces, start = [], 0
    for color, characters in groupby(colors):
        end = start + len(list(characters))
        pieces.append((plain[start:end], color))
        start = end
    return pieces


def padded(text: Text, width: int, *, align_right: bool = False) -> Text:
    """As wide as asked: cut, or with blanks on one side, which have no colour."""
    text.truncate(width)
    blanks = " " * (width - text.cell_len)
    return (
        Text(blanks).append_text(text) if align_right else Text().append_text(text).append(blanks)
    )


def wrapped(lines: Iterable[Text], width: int, ellipsis: str = "") -> list[Text]:
    """Lines that fit; the rest of a long one is on those below, from a blank on if there is one.

    One that must not wrap is cut, and ends with the ellipsis.
    """
    fitting: list[Text] = []
    for line in lines:
        rest = line
        if line.no_wrap and line.cell_len > width:
            rest = line.copy()
            rest.truncate(max(0, width - len(ellipsis)))
            rest.append(ellipsis)
        while rest.cell_len > width > 0:
            kept = set_cell_size(rest.plain, width).rstrip()
            blank = kept.rfind(" ") if rest.plain[len(kept)] != " " else -1
            length = blank if blank > len(kept) // 2 else len(kept)
            fitting.append(rest[:length])
            rest = rest[max(1, length) :]
            rest = rest[len(rest.plain) - len(rest.plain.lstrip()) :]
        fitting.append(rest)
    return fitting


def flowed(parts: Iterable[Text], width: int, gap: str = "  ") -> list[Text]:
    """Parts side by side in as many lines as it takes to cut none of them."""
    lines: list[Text] = []
    for part in parts:
        if lines and lines[-1].cell_len + len(gap) + part.cell_len <= width:
            lines[-1].append(gap).append_text(part)
        else:
            lines.append(part.copy())
    return lines
