"""Numbers and names as the cells of a table."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from layersize.report.inert import inert_path, inert_text
from layersize.report.numbers import MINUS, change_text, size_text
from layersize.report.signs import ASCII_SIGNS, GROWN, QUIET, SHRUNK, UNICODE_SIGNS, Signs
from layersize.report.table_style import TableStyle


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
