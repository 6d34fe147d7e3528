"""Parts of files that can be read in any order, from any thread and on any platform."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from layersize.errors import LayersizeError
from layersize.streams.reader import CHUNK
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRange:
    """A blob that can be read in any order: part of a file that is not unpacked."""

    path: Path
    offset: int
    """Where the blob begins in the file, in bytes."""
    blob_bytes: int


class RandomAccess(Protocol):
    """Bytes that can be read in any order."""

    def read_at(self, count: int, position: int) -> bytes:
        """`count` bytes from `position` on, fewer only at the end."""
        ...


@contextmanager
def open_range(blob: FileRange) -> Iterator[RandomAccess]:
    """Opens the file of a blob; positions count from the blob's start. Raises LayersizeError."""
    try:
        file = blob.path.open("rb", buffering=0)
    except OSError as error:
        raise LayersizeError(str(blob.path), error.strerror or str(error)) from None
    with file:
        if hasattr(os, "pread"):
            yield _WithPread(file.fileno(), blob.offset)
        else:
            yield _WithSeek(file, blob.offset)


def pieces_at(data: RandomAccess, count: int, position: int) -> Iterator[bytes]:
    """`count` bytes from `position` on, fewer only at the end."""
    while count > 0:
        piece = data.read_at(min(CHUNK, count), position)
        if not piece:
            return
        yield piece
        position += len(piece)
        count -= len(piece)


def same_bytes(data: RandomAccess, one: FileRange, other: FileRange) -> bool:
    """Whether two ranges of a file, of which `data` is the whole, have the same bytes."""
    if one.blob_bytes != other.blob_bytes:
        return False
    return all(
        data.read_at(min(CHUNK, one.blob_bytes - at), one.offset + at)
        == data.read_at(min(CHUNK, one.blob_bytes - at), other.offset + at)
        for at in range(0, one.blob_bytes, CHUNK)
    )


class _WithPread:
    """Reads without moving the file's position, so that threads need not wait for each other."""

    def __init__(self, descriptor: int, offset: int) -> None:
        self._descriptor = descriptor
        self._offset = offset

    def read_at(self, count: int, position: int) -> bytes:
        return os.pread(self._descriptor, count, self._offset + position)


class _WithSeek:
    """Reads where the platform has no `pread`."""

    def __init__(self, file: io.FileIO, offset: int) -> None:
        self._file = file
        self._offset = offset
        self._seeking = threading.Lock()

    def read_at(self, count: int, position: int) -> bytes:
        with self._seeking:
            self._file.seek(self._offset + position)
            return self._file.read(count)


class RangeReader:
    """A range read front to back."""

    def __init__(self, data: RandomAccess, length: int) -> None:
        self._data = data
        self._position = 0
        self._length = length

    def read(self, most: int, /) -> bytes:
        data = self._data.read_at(min(most, self._length - self._position), self._position)
        self._position += len(data)
        return data
