"""What the layers of an image leave in memory, counted over all of them.

An entry is a few numbers and a name of a header's length; here is counted what a few compressed
bytes can make more of. A bomb can be cut into many layers, so they share one count.
"""

from __future__ import annotations

from layersize.errors import LayersizeError
from layersize.streams import bounds
from layersize.streams.limits import TRUSTED, Limits


class Kept:
    """Counts; every method raises LayersizeError beyond its bound."""

    def __init__(self, limits: Limits) -> None:
        self._is_bounded = limits.bounds_memory
        self._entries = 0
        self._compressed_entries = 0
        self._name_bytes = 0
        self._directories = 0
        self._chunks = 0
        self._repeated = 0

    def add_entries(self, count: int, compressed_bytes: int | None) -> None:
        """Of a layer; `compressed_bytes`: what was read of all compressed ones, None if it is not.

        Plain tars have a header for each entry.
        """
        self._entries += count
        if compressed_bytes is None:
            return
        self._compressed_entries += count
        beyond = self._compressed_entries - bounds.FREE_ENTRIES
        if beyond > compressed_bytes // bounds.BYTES_PER_ENTRY:
            what = f"over {bounds.FREE_ENTRIES} entries, and more than one"
            self._refuse(f"{what} for each {bounds.BYTES_PER_ENTRY} bytes of what is compressed")

    def add_names(self, count: int) -> None:
        """Bytes of paths and link targets that headers are too short for."""
        self._name_bytes += count
        most = bounds.NAME_BYTES + bounds.NAME_BYTES_PER_ENTRY * self._entries
        if self._name_bytes > most:
            self._refuse(f"paths and link targets of over {most} bytes")

    def add_directories(self, count: int) -> None:
        """Those that paths lead through for the first time in their layer."""
        self._directories += count
        most = bounds.DIRECTORIES + bounds.DIRECTORIES_PER_ENTRY * self._entries
        if self._directories > most:
            self._refuse(f"paths through over {most} directories, too many for so few entries")

    def add_chunks(self, count: int) -> None:
        """Of the map of a sparse file."""
        self._chunks += count
        if self._chunks > bounds.IMAGE_SPARSE_CHUNKS:
            self._refuse(f"sparse files of over {bounds.IMAGE_SPARSE_CHUNKS} chunks")

    def add_repeated(self, entries: int) -> None:
        """Of a layer that the image lists once more."""
        self._repeated += entries
        if self._repeated > bounds.REPEATED_ENTRIES:
            self._refuse(f"layers listed again, of over {bounds.REPEATED_ENTRIES} entries")

    def _refuse(self, what: str) -> None:
        if self._is_bounded:
            raise LayersizeError("", f"the image has {what}", TRUSTED)
