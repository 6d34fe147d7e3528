"""How many terminal cells text takes: rich knows it of every character, but takes long to load."""

from __future__ import annotations

import re

_is_narrow = re.compile("[ -~█▒▏▎▍▌▋▊▉–✂⊘└─→Δ·…←│▶−×≤≥▸▾]*").fullmatch
"""Characters of one cell: ASCII, and those that the program itself writes."""


def cell_len(text: str) -> int:
    """Terminal cells of a text."""
    if _is_narrow(text):
        return len(text)
    from rich.cells import cell_len as by_rich

    return by_rich(text)


def set_cell_size(text: str, cells: int) -> str:
    """The text cut, or filled with blanks, to that many cells."""
    if _is_narrow(text):
        return text[:cells].ljust(cells)
    from rich.cells import set_cell_size as by_rich

    return by_rich(text, cells)


def chop_cells(text: str, cells: int) -> list[str]:
    """Pieces of at most so many cells."""
    if _is_narrow(text):
        return [text[start : start + cells] for start in range(0, len(text), cells)]
    from rich.cells import chop_cells as by_rich

    return by_rich(text, cells)
