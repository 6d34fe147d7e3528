"""Lines of a Dockerfile."""

from __future__ import annotations

from typing import NamedTuple


class LineRange(NamedTuple):
    """The lines that one instruction takes, from 1, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
