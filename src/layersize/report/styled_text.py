"""Text in colours, for terminal reports and for the cells of the screens' tables.

A style is what rich calls one: `bold`, `cyan`, `not bold dim`. Drawing with rich takes longer than
measuring a small image does, so that it is left to the screens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from layersize.text.cells import cell_len, set_cell_size

Segment = tuple[str, str]
"""A piece of a line, and the codes that colour it."""

_ATTRIBUTES = {"bold": "1", "dim": "2"}
_COLORS = {"red": "31", "green": "32", "yellow": "33", "cyan": "36"}


@lru_cache
def codes(*styles: str) -> str:
    """The parameters of the escape sequence for styles on top of each other; empty for none."""
    found: dict[str, str] = {}
    for word, is_on in _words(styles):
        if word in _ATTRIBUTES:
            found[word] = _ATTRIBUTES[word] if is_on else ""
        else:
            found["color"] = _COLORS[word]
    order = (*_ATTRIBUTES, "color")
    return ";".join(found[name] for name in order if found.get(name))


def _words(styles: Sequence[str]) -> Iterator[tuple[str, bool]]:
    for style in styles:
        is_on = True
        for word in style.split():
            if word == "not":
                is_on = False
            else:
                yield word, is_on
                is_on = True


class StyledText:
    """Text with a style, and with others on parts of it; it has no line ends."""

    def __init__(self, plain: str = "", style: str = "") -> None:
        self.plain = plain
        self.style = style
        self.spans: list[tuple[int, int, str]] = []
        """From where to where there is another style on top."""
        self.stays_left = False
        """Also in a column whose cells are aligned to the right."""

    @property
    def cell_len(self) -> int:
        """Terminal cells."""
        return cell_len(self.plain)

    def append(self, text: str, style: str = "") -> StyledText:
        """Adds a part, which has this style on top of that of all."""
        if text:
            start = len(self.plain)
            self.plain += text
            if style:
                self.stylize(style, start, start + len(text))
        return self

    def append_text(self, other: StyledText) -> StyledText:
        """Adds a text with its styles."""
        start = len(self.plain)
        self.append(other.plain, other.style)
        self.spans += [(start + begin, start + end, style) for begin, end, style in other.spans]
        return self

    def stylize(self, style: str, start: int = 0, end: int | None = None) -> None:
        """Puts a style on top of a part."""
        self.spans.append((start, len(self.plain) if end is None else end, style))

    def part(self, start: int, end: int) -> StyledText:
        """Some of its characters."""
        part = StyledText(self.plain[start:end], self.style)
        for begin, stop, style in self.spans:
            if begin < end and stop > start:
                part.stylize(style, max(0, begin - start), min(end, stop) - start)
        return part

    def cropped(self, cells: int, ellipsis: str = "") -> StyledText:
        """As much of the beginning as fits, with an ellipsis where something is cut off."""
        if self.cell_len <= cells:
            return self
        plain = set_cell_size(self.plain, max(0, cells - len(ellipsis))) + ellipsis
        cut = self.part(0, len(plain))
        cut.plain = plain
        return cut

    def padded(self, cells: int, *, align_right: bool) -> StyledText:
        """With blanks in its own style, up to that many cells."""
        blanks = " " * (cells - self.cell_len)
        if not blanks:
            return self
        shift = len(blanks) if align_right else 0
        padded = StyledText(blanks + self.plain if shift else self.plain + blanks, self.style)
        padded.spans = [(begin + shift, end + shift, style) for begin, end, style in self.spans]
        return padded

    def segments(self, *below: str) -> list[Segment]:
        """The pieces between changes of style; `below` are styles of what it stands in."""
        if not self.spans:
            return [(self.plain, codes(*below, self.style))] if self.plain else []
        ends = {0, len(self.plain)}
        for begin, end, _ in self.spans:
            ends |= {begin, end}
        bounds = sorted(end for end in ends if end <= len(self.plain))
        return [
            (
                self.plain[start:stop],
                codes(
                    *below,
                    self.style,
                    *(style for begin, end, style in self.spans if begin <= start < end),
                ),
            )
            for start, stop in pairwise(bounds)
        ]


def drawn(line: Sequence[Segment], *, color: bool) -> str:
    """A line as a terminal takes it."""
    if not color:
        return "".join(text for text, _ in line)
    return "".join(f"\x1b[{code}m{text}\x1b[0m" if code and text else text for text, code in line)
