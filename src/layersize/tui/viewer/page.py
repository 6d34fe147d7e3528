"""Rows of a file as they are drawn, whatever they show of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from re import Pattern

from layersize.text.cells import cell_len, chop_cells
from layersize.text.escape import inert_parts
from layersize.tui.lines import Pieces
from layersize.values import dataclass

ESCAPED, MATCH, FOUND = "page--escaped", "page--match", "page--found"
"""Style classes of what is escaped, of what matches a search, and of the match that was gone to."""
ADDED, REMOVED, PART = "page--added", "page--removed", "page--part"
"""Of a diff: lines that only B has, that only A has, and where in the files they are."""
_TAB_CELLS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for, and which match was gone to."""

    pattern: Pattern[bytes]
    typed: str
    found: tuple[int, int] | None
    """Offsets of its first byte, and of the byte after it."""


class Page(ABC):
    """A file's bytes in rows; those of one are drawn when it comes into view."""

    data: bytes
    search: Search | None = None

    @abstractmethod
    def __len__(self) -> int:
        """How many rows there are."""

    @abstractmethod
    def offset_of(self, row: int) -> int:
        """Where in the file a row begins."""

    @abstractmethod
    def row_at(self, offset: int) -> int:
        """The row that a byte is in."""

    @abstractmethod
    def row(self, row: int) -> Pieces:
        """A row, however long, without what stands at its left."""

    @abstractmethod
    def margin(self, row: int) -> str:
        """What stands at the left of a row; as wide for each."""

    @abstractmethod
    def place(self, first: int, last: int) -> str:
        """Where rows are, in words."""

    def fit(self, width: int) -> None:  # noqa: B027 - most pages have the same rows at every width
        """Prepares for so many terminal cells."""

    def colour(self, last: int) -> bool:  # noqa: ARG002 - for pages that have colours
        """Works on the colours of the rows up to one, for a moment; whether any are new."""
        return False

    def hits(self, start: int, end: int) -> Sequence[tuple[int, int, str]]:
        """What to mark between two offsets: from where, to where, and its style class."""
        if self.search is None:
            return ()
        matches = self.search.pattern.finditer(self.data, start, end)
        marks = [(*match.span(), MATCH) for match in matches if match.end() > match.start()]
        found = self.search.found
        if found is not None and found[0] < end and found[1] > start:
            marks.append((max(start, found[0]), min(end, found[1]), FOUND))
        return marks


def inert_pieces(pieces: Pieces) -> Pieces:
    """The same with tabs as blanks, and with active characters as escapes."""
    shown: Pieces = []
    column = 0
    for text, style in pieces:
        for at, part in enumerate(text.split("\t")):
            if at:
                blanks = _TAB_CELLS - column % _TAB_CELLS
                shown.append((" " * blanks, style))
                column += blanks
            for words, is_escape in inert_parts(part):
                is_marked = style in (MATCH, FOUND)
                shown.append((words, ESCAPED if is_escape and not is_marked else style))
                column += cell_len(words)
    return shown


def wrapped_pieces(pieces: Pieces, width: int) -> list[Pieces]:
    """Lines of at most so many cells; one at the least."""
    lines: list[Pieces] = [[]]
    room = width
    for text, style in pieces:
        rest = text
        while rest:
            head = _beginning(rest, room)
            if not head and room < width:
                lines.append([])
                room = width
                continue
            head = head or rest[0]  # wider than the whole line
            lines[-1].append((head, style))
            room -= cell_len(head)
            rest = rest[len(head) :]
            if rest and room <= 0:
                lines.append([])
                room = width
    return lines


def _beginning(text: str, cells: int) -> str:
    """As much of a text as there is room for."""
    if cells <= 0:
        return ""
    if len(text) <= cells and text.isascii():
        return text
    first = chop_cells(text[: 4 * cells], cells)[0]
    return first if cell_len(first) <= cells else ""
