"""How a table may look where it is going to be shown."""

from __future__ import annotations

from dataclasses import dataclass


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
