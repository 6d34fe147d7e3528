"""What the output can show, and its numbers and names written accordingly."""

from __future__ import annotations

from layersize.text.cells import cell_len, set_cell_size
from layersize.text.escape import inert_path, inert_text
from layersize.text.sizes import MINUS, size_text
from layersize.values import dataclass

LIVE = "cyan"
SHADOWED = "yellow"
SHARED = "dim"
QUIET = "dim"
TITLE = "bold"
GROWN = "red"
SHRUNK = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The characters that tables, bars and lists are drawn with."""

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
    edge: str
    """Between two halves, and in the middle of a bar that grows to both sides."""
    cursor: str
    """Before the row that the keys act on."""
    resting_cursor: str
    """The same while the keys act elsewhere."""
    folded: str
    unfolded: str


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
    edge="│",
    cursor="▶",
    resting_cursor="·",
    folded="▸",
    unfolded="▾",
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
    edge="|",
    cursor=">",
    resting_cursor=".",
    folded=">",
    unfolded="v",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputStyle:
    """What the output can show and what the user asked for; writes numbers and names so."""

    width: int
    """Terminal cells; nothing is wider."""
    color: bool
    ascii: bool
    """Whether the program's own characters are all ASCII."""
    units: str
    """`si` or `iec`."""
    top: int
    """How many rows a ranking has at most."""

    @property
    def signs(self) -> Signs:
        """The characters to draw with."""
        return ASCII_SIGNS if self.ascii else UNICODE_SIGNS

    def size(self, byte_count: int) -> str:
        """`504.0 MB`."""
        return size_text(byte_count, self.units)

    def size_or_dash(self, byte_count: int | None, sign: str = "") -> str:
        """A size behind its sign; a dash for 0 and for None."""
        if not byte_count:
            return self.signs.nothing
        return f"{sign} {self.size(byte_count)}" if sign else self.size(byte_count)

    def plain(self, text: str) -> str:
        """The program's own words, in characters that the output can carry."""
        if not self.ascii:
            return text
        text = text.replace("…", "...").replace(MINUS, "-").replace(" · ", " | ")
        text = text.replace(UNICODE_SIGNS.hint, ASCII_SIGNS.hint)
        return text.encode("ascii", "backslashreplace").decode("ascii")

    def name(self, text: str) -> str:
        """A reference, an instruction or a message of others, made inert."""
        return self.plain(inert_text(text))

    def path(self, path: bytes) -> str:
        """A path, made inert; the root as `/`."""
        return self.plain(inert_path(path))

    def cut_end(self, text: str, cells: int) -> str:
        """As much of the text's beginning as fits, with an ellipsis where something is cut off."""
        text = text[: 8 * cells]
        if cell_len(text) <= cells:
            return text
        ellipsis = self.signs.ellipsis
        return set_cell_size(text, max(0, cells - len(ellipsis))).rstrip() + ellipsis

    def cut_start(self, text: str, cells: int) -> str:
        """As much of the text's end as fits: of a path it says most."""
        if cell_len(text) <= cells:
            return text
        ellipsis = self.signs.ellipsis
        end = set_cell_size(text[: -8 * cells : -1], max(0, cells - len(ellipsis)))[::-1]
        return ellipsis + end.lstrip()
