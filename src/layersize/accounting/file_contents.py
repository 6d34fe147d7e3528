"""What the accounting asks about the contents of files, which it doesn't read itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

EntryPlace = tuple[int, int]
"""An entry of an image, as its layer and its row in that layer."""


class FileContents(Protocol):
    """The contents of one image's files; both methods raise LayersizeError if a file has gone."""

    def same(self, pairs: Sequence[tuple[EntryPlace, EntryPlace]]) -> Sequence[bool]:
        """For pairs of entries of one length, whether their payloads are equal."""
        ...

    def hashes(self, places: Sequence[EntryPlace]) -> Sequence[bytes]:
        """For each entry a hash of its payload; equal payloads have equal hashes."""
        ...
