"""Bytes that arrive one after the other."""

from __future__ import annotations

from typing import Protocol


class Reader(Protocol):
    """Bytes in order; `b""` is the end, fewer than asked for is not."""

    def read(self, most: int, /) -> bytes: ...
