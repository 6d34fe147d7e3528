"""A folder of an engine's own, if only root and this user can have written there."""

from __future__ import annotations

import os
from pathlib import Path

from layersize.own_files import NotOwnError, foreign_by, own_folder
from layersize.streams import bounds
from layersize.streams.folder import HAS_SAFE_OPEN, open_below
from layersize.streams.ranges import FileRange


class NotUsable(Exception):  # noqa: N818 - an answer: the engine is asked instead
    """A folder can't be read, is not to be trusted, or does not hold the image.

    `__cause__` is the OSError, if there was one.
    """


class TrustedFolder:
    """Files below a folder; each belongs to root or to the user, and so do all folders on the way.

    No link leads to one, and nobody else can put another in its place.
    """

    def __init__(self, folder: str) -> None:
        """Raises NotUsable if somebody else could have put files there."""
        if not HAS_SAFE_OPEN:
            raise NotUsable("this platform can't open a path component by component")
        self.path = Path(os.path.realpath(folder))
        self._require_own(folder)

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

    def _require_own(self, shown: str, *below: str) -> None:
        """Raises NotUsable unless these folders are there and nobody else can write to them."""
        try:
            if not own_folder(self.path, *below):
                raise NotUsable(f"{shown} is no folder") from FileNotFoundError(shown)
        except NotOwnError as error:
            raise NotUsable(str(error)) from None
        except OSError as error:
            raise NotUsable(f"{shown}: {error.strerror}") from error

    def _open(self, name: str) -> int:
        above, _, _ = name.rpartition("/")
        self._require_own(above, *filter(None, above.split("/")))
        try:
            found = open_below(self.path, name.encode().split(b"/"))
        except OSError as error:
            raise NotUsable(f"{name}: {error.strerror or error}") from error
        problem = foreign_by(os.fstat(found))
        if problem is not None:
            os.close(found)
            raise NotUsable(f"{name} {problem}")
        return found
