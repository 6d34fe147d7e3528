"""A text in the colours of its language, found bit by bit while it is looked at."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from layersize.tui.viewer.languages import Lexer
from layersize.tui.viewer.page import ADDED, REMOVED
from layersize.tui.viewer.stopwatch import Stopwatch, TooSlow
from layersize.tui.viewer.text_page import TextPage

MOST_COLOURED_BYTES = 1_000_000
"""Whatever is further down is plain: to find the words of a megabyte takes seconds."""
_SECONDS_AT_A_TIME = 0.01
"""Then the screen and the keys have their turn."""
_LONGEST_SECONDS = 0.3
"""Lexers are regular expressions, and a hostile file may keep one busy for ever."""
_STYLES = (
    ("Comment", "code--comment"),
    ("Keyword", "code--keyword"),
    ("Name.Builtin", "code--keyword"),
    ("Name.Tag", "code--keyword"),
    ("Name.Function", "code--name"),
    ("Name.Class", "code--name"),
    ("Name.Attribute", "code--name"),
    ("Name.Decorator", "code--name"),
    ("Name.Variable", "code--name"),
    ("Literal.String", "code--string"),
    ("Literal.Number", "code--number"),
    ("Literal.Date", "code--number"),
    ("Operator.Word", "code--keyword"),
    ("Generic.Inserted", ADDED),
    ("Generic.Deleted", REMOVED),
    ("Generic.Heading", "code--keyword"),
    ("Generic.Subheading", "code--keyword"),
)
"""Kinds of words, as Pygments calls them, and their style classes."""
_Word = tuple[int, int, str]
"""From which to which character it goes, and its style class."""


class CodePage(TextPage):
    """Rows are plain until their words are found."""

    def __init__(self, data: bytes, lexer: Lexer) -> None:
        super().__init__(data)
        self._watch: Stopwatch | None = None
        """Made when it is first needed: by the thread that draws."""
        self._words = _words(lexer, data[:MOST_COLOURED_BYTES].decode("utf-8", "surrogateescape"))
        self._is_done = not data
        self._rows: list[list[_Word]] = [[]]
        """The words of the first rows, the last of them not yet whole."""
        self._row_start, self._row_end = 0, self._length(0) if data else 0
        """In characters of the text, those of the row that is worked on."""

    def _length(self, row: int) -> int:
        """Characters of a row, with that of its line end."""
        data = self.data[self.offset_of(row) : self.offset_of(row + 1)]
        return len(data.decode("utf-8", "surrogateescape"))

    def styles(self, row: int) -> Sequence[_Word]:
        return self._rows[row] if row < len(self._rows) else ()

    def colour(self, last: int) -> bool:
        is_below = self.offset_of(last) >= MOST_COLOURED_BYTES
        if self._is_done or is_below or len(self._rows) > last + 1:
            return False
        watch = self._watch = self._watch or Stopwatch()
        if not watch.works:
            self._is_done = True
            return False
        until = time.monotonic() + _SECONDS_AT_A_TIME
        try:
            while len(self._rows) <= last + 1 and time.monotonic() < until:
                with watch.at_most(_LONGEST_SECONDS):
                    word = next(self._words, None)
                if word is None or not self._take(*word):
                    self._is_done = True
                    break
        except TooSlow:
            self._is_done = True
        except Exception:  # noqa: BLE001 - a lexer's own fault costs the colours, not the text
            self._is_done = True
        self.forget_drawn()
        return True

    def _take(self, start: int, end: int, style: str) -> bool:
        """Puts a word to its rows; False where there is no row any more."""
        while start < end:
            while start >= self._row_end:
                if len(self._rows) == len(self):
                    return False
                self._row_start = self._row_end
                self._row_end += self._length(len(self._rows))
                self._rows.append([])
            past = min(end, self._row_end)
            if style:
                self._rows[-1].append((start - self._row_start, past - self._row_start, style))
            start = past
        return True


def _words(lexer: Lexer, text: str) -> Iterator[_Word]:
    styles = dict(_STYLES)
    found: dict[object, str] = {}
    for start, kind, word in lexer.get_tokens_unprocessed(text):
        if kind not in found:
            parts = str(kind).split(".")[1:]
            names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
            found[kind] = next((styles[name] for name in names if name in styles), "")
        yield start, start + len(word), found[kind]
