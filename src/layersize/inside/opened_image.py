"""An image to look into from a program: its numbers, its files, their content and their history."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from layersize.accounting.result import ImageAnalysis
from layersize.errors import located_errors
from layersize.explore.history.path_history import PathHistories, PathHistory
from layersize.explore.image_files import ImageFile, ImageFiles
from layersize.inside.opened import open_contents
from layersize.inside.versions import find_file
from layersize.measure import Settings

if TYPE_CHECKING:
    from types import TracebackType

    from _typeshed import WriteableBuffer

Path = bytes | str
"""From the image's root, with or without a slash at the front."""


class OpenedImage:
    """A measured image, and its files; a context manager that lets go of what it needed for them.

    It is measured once, when it is opened. The data of files are read where the image lives, when
    they are asked for, and never kept.
    """

    def __init__(self, reference: str, settings: Settings) -> None:
        self._kept = ExitStack()
        self._image, self._contents = self._kept.enter_context(open_contents(reference, settings))
        self._is_closed = False

    def __enter__(self) -> OpenedImage:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the reading of files; the numbers, the list of files and histories stay."""
        self._is_closed = True
        self._kept.close()

    def __repr__(self) -> str:
        """The image in one line, whatever it is called and holds."""
        return repr(self.analysis).replace("<ImageAnalysis ", "<OpenedImage ", 1)

    @property
    def analysis(self) -> ImageAnalysis:
        """Its numbers, as `layersize.analyze` gives them."""
        return self._image.analysis

    def files(self, *, hidden: bool = False) -> Iterator[ImageFile]:
        """What a container sees, or with `hidden` what layers ship and hide, in no order.

        The bytes of the former add up to `live_bytes`, those of the latter to `shadowed_bytes`.
        """
        return self._files.hidden() if hidden else self._files.live()

    def open(self, path: Path, layer: int | None = None) -> io.BufferedReader:
        """The content of a file, to be read as that of any binary file, from front to back.

        Without a layer, it is what a container reads, through the links in the path. With one, it
        is what this layer ships at exactly this path, whatever later layers do to it.

        Raises LayersizeError if there is no such file, and while it is read if that can't be done,
        or if a compressed layer no longer holds what was measured: the end of the content is only
        handed out once it has been checked.
        """
        if self._is_closed:
            raise ValueError("the image is closed")
        with located_errors(self._image.image.where):
            _, data_layer, row = find_file(self._image, os.fsencode(path), layer)
        kept = ExitStack()
        pieces = kept.enter_context(self._contents.open(data_layer, row))
        return io.BufferedReader(_Content(pieces, kept))

    def why(self, path: Path) -> PathHistory:
        """Which layers shipped, changed and hid a file or a folder, as `layersize why` tells it.

        Raises LayersizeError if no layer has it.
        """
        with located_errors(self._image.image.where):
            return self._histories.find(os.fsencode(path))

    @cached_property
    def _files(self) -> ImageFiles:
        return ImageFiles(self._image)

    @cached_property
    def _histories(self) -> PathHistories:
        return PathHistories(self._image)


class _Content(io.RawIOBase):
    """Pieces of a file as a stream of bytes."""

    def __init__(self, pieces: Iterator[bytes], kept: ExitStack) -> None:
        self._pieces = pieces
        self._kept = kept
        self._current = memoryview(next(pieces, b""))
        self._next: bytes | None = None
        """Fetched early: to ask for more than the last piece is what checks them all."""
        self._fetch()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        while not self._current and self._next is not None:
            self._current = memoryview(self._next)
            self._fetch()
        taken = self._current[: len(room)]
        room[: len(taken)] = taken
        self._current = self._current[len(taken) :]
        return len(taken)

    def _fetch(self) -> None:
        self._next = next(self._pieces, None)

    def close(self) -> None:
        if not self.closed:
            self._kept.close()
        super().close()
