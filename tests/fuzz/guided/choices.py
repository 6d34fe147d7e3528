"""Bytes of a fuzzer as choices, so that what they make is as valid as is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Spends bytes from the front; once all are spent, everything is 0, the first and empty."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._data)

    def bytes(self, count: int) -> bytes:
        """The next bytes, fewer at the end."""
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def below(self, end: int) -> int:
        """A number from 0 to below 256 at the most."""
        return (self.bytes(1) or b"\0")[0] % end

    def one_in(self, times: int) -> bool:
        return self.below(times) == times - 1

    def pick(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def text(self) -> bytes:
        """Up to 40 bytes as they are."""
        return self.bytes(self.below(41))

    def rest(self) -> bytes:
        return self.bytes(len(self._data))
