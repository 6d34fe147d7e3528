"""A line of a screen: pieces of inert text, each with the name of its style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from layersize.report.style import QUIET


class Line:
    """Text put together from left to right; styles are those of the reports, by name."""

    def __init__(self, text: str = "", style: str = "") -> None:
        self._pieces: list[tuple[str, str]] = []
        self.add(text, style)

    def add(self, text: str, style: str = "") -> Line:
        """Puts text at the end; returns the line itself."""
        if text:
            self._pieces.append((text, style))
        return self

    def extend(self, other: Line) -> Line:
        """Puts another line at the end; returns the line itself."""
        self._pieces += other._pieces
        return self

    @classmethod
    def of(cls, text: Text) -> Line:
        """A line of the reports' pictures, whose pieces don't overlap."""
        line, at = cls(), 0
        for span in sorted(text.spans):
            line.add(text.plain[at : span.start], str(text.style))
            line.add(text.plain[span.start : span.end], str(span.style))
            at = span.end
        return line.add(text.plain[at:], str(text.style))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._pieces)

    @property
    def text(self) -> str:
        """All of it, without styles."""
        return "".join(text for text, _ in self._pieces)

    @property
    def cells(self) -> int:
        """How wide it is."""
        return sum(cell_len(text) for text, _ in self._pieces)

    def padded(self, cells: int, *, right: bool = False) -> Line:
        """As wide as asked: cut, or with blanks on one side."""
        missing = cells - self.cells
        if missing < 0:
            return self.cut(cells)
        blanks = Line(" " * missing)
        return blanks.extend(self) if right else Line().extend(self).extend(blanks)

    def cut(self, cells: int) -> Line:
        """The beginning, as much as fits."""
        line = Line()
        for text, style in self._pieces:
            width = cell_len(text)
            if width > cells:
                return line.add(set_cell_size(text, max(0, cells)), style)
            line.add(text, style)
            cells -= width
        return line

    def between(self, start: int, end: int) -> Line:
        """Characters from one place to another."""
        line, at = Line(), 0
        for text, style in self._pieces:
            line.add(text[max(0, start - at) : max(0, end - at)], style)
            at += len(text)
        return line

    def without_indent(self) -> Line:
        """Without blanks at its beginning."""
        text = self.text
        return self.between(len(text) - len(text.lstrip()), len(text))

    def quieted(self) -> Line:
        """The same text, all of it dim."""
        return Line(self.text, QUIET)


def wrapped(lines: Iterable[Line], cells: int) -> list[Line]:
    """Lines that fit; the rest of a long one is on those below, from a blank on if there is one."""
    fitting: list[Line] = []
    for line in lines:
        rest = line
        while rest.cells > cells > 0:
            kept = rest.cut(cells)
            blank = kept.text.rstrip().rfind(" ")
            length = blank if blank > len(kept.text) // 2 else len(kept.text.rstrip())
            fitting.append(rest.between(0, length))
            rest = rest.between(max(1, length), len(rest.text)).without_indent()
        fitting.append(rest)
    return fitting
