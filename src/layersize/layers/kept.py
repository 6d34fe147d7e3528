"""What the layers of an image leave in memory, counted over all of them.

An entry is a few numbers and a name of a header's length; here is counted what a few compressed
bytes can make more of. A bomb can be cut into many layers, so they share one count.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager

from layersize.errors import LayersizeError
from layersize.streams import bounds
from layersize.streams.limits import TRUSTED, Limits

_PIECES = 1024
"""Into which a bound is cut for processes: they fit into any pipe."""


class _Share:
    """What may be kept beyond what grows with the entries."""

    def __init__(self, amount: int) -> None:
        self.amount = amount

    def grows(self) -> bool:
        """Takes more, if there is any."""
        return False


class _SharedOut(_Share):
    """For processes that are forked later: each takes piece after piece of one and the same whole.

    A pipe holds a byte for each piece, as no two readers get the same one.
    """

    def __init__(self, whole: int, stack: ExitStack) -> None:
        super().__init__(0)
        self._piece = 1 + whole // (_PIECES - 24)  # more of them, as some are not used up
        self._pieces, end = os.pipe()
        stack.callback(os.close, self._pieces)
        os.write(end, bytes(_PIECES))
        os.close(end)

    def grows(self) -> bool:
        more = self._piece * len(os.read(self._pieces, 1))
        self.amount += more
        return more > 0


class Kept:
    """Counts; every method raises LayersizeError beyond its bound."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._free_entries = _Share(bounds.FREE_ENTRIES)
        self._free_name_bytes = _Share(bounds.NAME_BYTES)
        self._free_directories = _Share(bounds.DIRECTORIES)
        self._free_chunks = _Share(bounds.IMAGE_SPARSE_CHUNKS)
        self._free_captured_bytes = _Share(bounds.CAPTURED_BYTES)
        self._entries = 0
        self._compressed_entries = 0
        self._name_bytes = 0
        self._directories = 0
        self._chunks = 0
        self._captured_bytes = 0
        self._repeated = 0

    @contextmanager
    def shared_out(self) -> Generator[Kept, None, None]:
        """For processes that are forked within it: the bounds hold for all of them together."""
        with ExitStack() as stack:
            shared = Kept(self._limits)
            shared._free_entries = _SharedOut(bounds.FREE_ENTRIES, stack)
            shared._free_name_bytes = _SharedOut(bounds.NAME_BYTES, stack)
            shared._free_directories = _SharedOut(bounds.DIRECTORIES, stack)
            shared._free_chunks = _SharedOut(bounds.IMAGE_SPARSE_CHUNKS, stack)
            shared._free_captured_bytes = _SharedOut(bounds.CAPTURED_BYTES, stack)
            yield shared

    def add_entries(self, count: int, compressed_bytes: int | None) -> None:
        """Of a layer; `compressed_bytes`: what was read of all compressed ones, None if it is not.

        Plain tars have a header for each entry.
        """
        self._entries += count
        if compressed_bytes is None:
            return
        self._compressed_entries += count
        free, grown = self._free_entries, compressed_bytes // bounds.BYTES_PER_ENTRY
        if self._compressed_entries > free.amount + grown:
            what = f"over {bounds.FREE_ENTRIES} entries, and more than one"
            what += f" for each {bounds.BYTES_PER_ENTRY} bytes of what is compressed"
            self._grow(free, self._compressed_entries - grown, what)

    def add_names(self, count: int) -> None:
        """Bytes of paths and link targets that headers are too short for."""
        self._name_bytes += count
        free, grown = self._free_name_bytes, bounds.NAME_BYTES_PER_ENTRY * self._entries
        if self._name_bytes > free.amount + grown:
            what = f"paths and link targets of over {bounds.NAME_BYTES + grown} bytes"
            self._grow(free, self._name_bytes - grown, what)

    def add_directories(self, count: int) -> None:
        """Those that paths lead through for the first time in their layer."""
        self._directories += count
        free, grown = self._free_directories, bounds.DIRECTORIES_PER_ENTRY * self._entries
        if self._directories > free.amount + grown:
            what = f"paths through over {bounds.DIRECTORIES + grown} directories"
            self._grow(free, self._directories - grown, f"{what}, too many for so few entries")

    def add_chunks(self, count: int) -> None:
        """Of the map of a sparse file."""
        self._chunks += count
        if self._chunks > self._free_chunks.amount:
            what = f"sparse files of over {bounds.IMAGE_SPARSE_CHUNKS} chunks"
            self._grow(self._free_chunks, self._chunks, what)

    def may_capture(self, count: int) -> bool:
        """Counts a file that is kept whole, of `count` bytes; False if there is no room for it."""
        free, needed = self._free_captured_bytes, self._captured_bytes + count
        while free.amount < needed:
            if not free.grows():
                return False
        self._captured_bytes = needed
        return True

    def add_repeated(self, entries: int) -> None:
        """Of a layer that the image lists once more."""
        self._repeated += entries
        if self._repeated > bounds.REPEATED_ENTRIES:
            self._refuse(f"layers listed again, of over {bounds.REPEATED_ENTRIES} entries")

    def _grow(self, free: _Share, needed: int, what: str) -> None:
        while free.amount < needed:
            if not free.grows():
                self._refuse(what)
                return

    def _refuse(self, what: str) -> None:
        if self._limits.bounds_memory:
            raise LayersizeError("", f"the image has {what}", TRUSTED)
