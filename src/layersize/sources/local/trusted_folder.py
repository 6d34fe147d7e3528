"""A folder of an engine's own, if only the engine and its owner can have written there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from layersize.streams import bounds
from layersize.streams.folder import HAS_SAFE_OPEN, open_below
from layersize.streams.ranges import FileRange


class NotUsable(Exception):  # noqa: N818 - an answer: the engine is asked instead
    """A folder can't be read, is not to be trusted, or does not hold the image."""


class TrustedFolder:
    """Files below a folder; each belongs to root or to the user, and no link leads to it."""

    def __init__(self, folder: str) -> None:
        """Raises NotUsable if somebody else could have put files there."""
        if not HAS_SAFE_OPEN:
            raise NotUsable("this platform can't open a path component by component")
        self.path = Path(os.path.realpath(folder))
        self._owners = {0, os.geteuid()}
        try:
            for place in (self.path, *self.path.parents):
                self._check_folder(place)
        except OSError as error:
            raise NotUsable(f"{folder}: {error.strerror}") from None

    def read(self, name: str, most_bytes: int = bounds.DOCUMENT_BYTES) -> bytes:
        """A small file whole; raises NotUsable."""
        with os.fdopen(self._open(name), "rb") as file:
            data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise NotUsable(f"{name} is longer than {most_bytes} bytes")
        return data

    def range(self, name: str) -> FileRange:
        """A file whole; raises NotUsable."""
        found = self._open(name)
        try:
            length = os.fstat(found).st_size
        finally:
            os.close(found)
        return FileRange(path=self.path / name, offset=0, blob_bytes=length)

    def _open(self, name: str) -> int:
        try:
            found = open_below(self.path, name.encode().split(b"/"))
        except OSError as error:
            raise NotUsable(f"{name}: {error.strerror or error}") from None
        if os.fstat(found).st_uid not in self._owners:
            os.close(found)
            raise NotUsable(f"{name} belongs to another user")
        return found

    def _check_folder(self, place: Path) -> None:
        status = place.lstat()
        others_write = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if status.st_uid not in self._owners or (
            others_write and not status.st_mode & stat.S_ISVTX
        ):
            raise NotUsable(f"{place} can be written by another user")
