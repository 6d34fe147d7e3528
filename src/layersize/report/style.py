"""Numbers and names as the cells of a table."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from layersize.text.escape import inert_path, inert_text
from layersize.text.sizes import MINUS, change_text, size_text


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStyle:
    """What the place can show, and what the user asked for."""

    width: int
    """Columns; nothing is wider."""
    color: bool
    ascii: bool
    """No character outside ASCII, of the program's own."""
    units: str
    """`si` or `iec`."""
    top: int
    """How many rows of a ranking."""


LIVE = "cyan"
SHADOWED = "yellow"
SHARED = "dim"
QUIET = "dim"
TITLE = "bold"
GROWN = "red"
SHRUNK = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The characters of a picture."""

    live: str
    shadowed: str
    eighths: str
    """Ends of a bar, from one eighth of a cell to seven; empty: bars end at whole cells."""
    nothing: str
    hides: str
    hidden: str
    branch: str
    hint: str
    delta: str
    between: str
    ellipsis: str
    takes: str


UNICODE_SIGNS = Signs(
    live="█",
    shadowed="▒",
    eighths="▏▎▍▌▋▊▉",
    nothing="\N{EN DASH}",
    hides="✂",
    hidden="⊘",
    branch="└─",
    hint="→",
    delta="Δ",
    between="·",
    ellipsis="…",
    takes="←",
)
ASCII_SIGNS = Signs(
    live="#",
    shadowed=":",
    eighths="",
    nothing="-",
    hides="x",
    hidden="!",
    branch="`-",
    hint="->",
    delta="diff",
    between="|",
    ellipsis="...",
    takes="<-",
)


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes what the style allows."""

    style: TableStyle

    @property
    def signs(self) -> Signs:
        """The characters to draw with."""
        return ASCII_SIGNS if self.style.ascii else UNICODE_SIGNS

    def size(self, byte_count: int) -> str:
        """`504.0 MB`."""
        return size_text(byte_count, self.style.units)

    def size_or_dash(self, byte_count: int | None, sign: str = "") -> str:
        """A size behind its sign; a dash for nothing."""
        if not byte_count:
            return self.signs.nothing
        return f"{sign} {self.size(byte_count)}" if sign else self.size(byte_count)

    def change(self, delta_bytes: int) -> Text:
        """`+1.0 kB`, a dash for no change; growth and shrinking in colours of their own."""
        if not delta_bytes:
            return Text(self.signs.nothing, QUIET)
        color = GROWN if delta_bytes > 0 else SHRUNK
        return Text(self.plain(change_text(delta_bytes, self.style.units)), color)

    def plain(self, text: str) -> str:
        """Our own words, in the characters that the output can carry."""
        if not self.style.ascii:
            return text
        text = text.replace("…", "...").replace(MINUS, "-").replace(" · ", " | ")
        return text.encode("ascii", "backslashreplace").decode("ascii")

    def name(self, text: str) -> str:
        """A reference, an instruction, a message: made inert."""
        return self.plain(inert_text(text))

    def path(self, path: bytes) -> str:
        """A path: made inert; the root as `/`."""
        return self.plain(inert_path(path))

    def cut_end(self, text: str, cells: int) -> str:
        """The text's beginning, as much as fits."""
        text = text[: 8 * cells]
        if cell_len(text) <= cells:
            return text
        ellipsis = self.signs.ellipsis
        return set_cell_size(text, max(0, cells - len(ellipsis))).rstrip() + ellipsis

    def cut_start(self, text: str, cells: int) -> str:
        """The text's end, as much as fits: of a path it says most."""
        if cell_len(text) <= cells:
            return text
        ellipsis = self.signs.ellipsis
        end = set_cell_size(text[: -8 * cells : -1], max(0, cells - len(ellipsis)))[::-1]
        return ellipsis + end.lstrip()
