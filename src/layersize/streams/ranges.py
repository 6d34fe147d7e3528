"""Reading a range of a file, from any thread and on any platform."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from layersize.errors import LayersizeError


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRange:
    """A blob that can be read in any order: part of a file that is not unpacked."""

    path: Path
    offset: int
    """Where the blob begins in the file, in bytes."""
    blob_bytes: int


ReadAt = Callable[[int, int], bytes]
"""Count and position to bytes, fewer only at the end."""


@contextmanager
def open_range(blob: FileRange) -> Iterator[ReadAt]:
    """Gives `read_at(count, position)` for a blob's bytes; positions count from its start."""
    try:
        file = blob.path.open("rb", buffering=0)
    except OSError as error:
        raise LayersizeError(str(blob.path), error.strerror or str(error)) from None
    offset = blob.offset
    with file:
        if hasattr(os, "pread"):
            descriptor, pread = file.fileno(), os.pread

            def read_at(count: int, position: int) -> bytes:
                return pread(descriptor, count, offset + position)
        else:
            seeking = threading.Lock()

            def read_at(count: int, position: int) -> bytes:
                with seeking:
                    file.seek(offset + position)
                    return file.read(count)

        yield read_at


class RangeReader:
    """A range read front to back."""

    def __init__(self, read_at: ReadAt, length: int) -> None:
        self._read_at = read_at
        self._position = 0
        self._length = length

    def read(self, most: int, /) -> bytes:
        data = self._read_at(min(most, self._length - self._position), self._position)
        self._position += len(data)
        return data
