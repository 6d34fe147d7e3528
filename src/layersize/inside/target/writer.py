"""Files, links and hardlinks in a target, each whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Container
from contextlib import suppress

from layersize.inside.target.folder import OpenFolder
from layersize.inside.target.tree import IS_TWIN, NotWritten, TargetTree
from layersize.layers.file_data import Pieces
from layersize.streams.reader import CHUNK
from layersize.values import dataclass

EXISTS = "exists already"
_IS_FOLDER = "is a folder already, which no file replaces"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """What a file is to be, beside its data."""

    folder: int
    """Its number in the target's folders."""
    name: bytes
    mode: int
    """Read, write and execute bits; the umask takes some away."""
    mtime: int | None
    content_bytes: int
    is_sparse: bool = False
    """Zeros are not written but left out, as holes."""


class TargetWriter:
    """Writes under names that are still free, or may be taken from what has them."""

    def __init__(
        self,
        tree: TargetTree,
        *,
        overwrite: bool,
        kept: Container[tuple[int, int]] = frozenset(),
    ) -> None:
        """`kept` are devices and inodes of files that are never replaced."""
        self._tree = tree
        self._overwrite = overwrite
        self._kept = kept

    def check(self, folder: int, name: bytes) -> None:
        """Raises NotWritten if a name can't be written, as far as that can be known before."""
        opened, tree = self._opened(folder, name), self._tree
        try:
            status = opened.status(name)
        except OSError as error:
            raise tree.problem(error, folder, name) from None
        if status is None:
            return
        if tree.is_twin(folder, name):
            raise NotWritten(tree.folders.path(folder, name), IS_TWIN)
        if stat.S_ISDIR(status.st_mode):
            raise NotWritten(tree.folders.path(folder, name), _IS_FOLDER)
        if not self._overwrite:
            raise NotWritten(tree.folders.path(folder, name), EXISTS)
        if (status.st_dev, status.st_ino) in self._kept:
            raise NotWritten(tree.folders.path(folder, name), "is the image that is read")

    def write_file(self, file: NewFile, pieces: Pieces) -> None:
        """Writes a file; raises NotWritten, and whatever the pieces raise, but no OSError."""
        folder = self._opened(file.folder, file.name)
        try:
            with folder.unfinished() as unfinished:
                descriptor = folder.new_file(unfinished, file.mode)
                try:
                    for piece in pieces:
                        _put(descriptor, piece, is_sparse=file.is_sparse)
                    if file.is_sparse:
                        os.ftruncate(descriptor, file.content_bytes)
                except BaseException:
                    with suppress(OSError):  # what matters was raised before
                        os.close(descriptor)
                    raise
                folder.finish_file(descriptor, unfinished, file.mtime)
                self._publish(folder, unfinished, file.folder, file.name)
        except OSError as error:
            raise self._tree.problem(error, file.folder, file.name) from None

    def write_symlink(self, folder: int, name: bytes, target: bytes, mtime: int | None) -> None:
        """Writes a symlink as it is, wherever it leads; raises NotWritten."""
        opened = self._opened(folder, name)
        try:
            with opened.unfinished() as unfinished:
                opened.new_link(unfinished, target, mtime)
                self._publish(opened, unfinished, folder, name)
        except OSError as error:
            raise self._tree.problem(error, folder, name) from None

    def write_hardlink(self, file: NewFile, first_folder: int, first_name: bytes) -> None:
        """Gives a file that was written one more name, or a copy; raises NotWritten."""
        first = self._tree.open(first_folder).again()
        try:
            opened = self._opened(file.folder, file.name)
            with opened.unfinished() as unfinished:
                if opened.link(unfinished, first, first_name):
                    self._publish(opened, unfinished, file.folder, file.name)
                    return
            copied = first.read(first_name)
        except OSError as error:
            raise self._tree.problem(error, file.folder, file.name) from None
        finally:
            first.close()
        with open(copied, "rb", buffering=0) as data:  # noqa: PTH123 - of a descriptor
            self.write_file(file, iter(lambda: data.read(CHUNK), b""))

    def _opened(self, folder: int, name: bytes) -> OpenFolder:
        """The folder of a new name; raises NotWritten if there can't be such a one."""
        self._tree.check_name(folder, name)
        return self._tree.open(folder)

    def _publish(self, opened: OpenFolder, unfinished: bytes, folder: int, name: bytes) -> None:
        tree = self._tree
        try:
            opened.publish(unfinished, name, overwrite=self._overwrite)
        except FileExistsError:
            raise NotWritten(tree.folders.path(folder, name), EXISTS) from None
        except IsADirectoryError:
            raise NotWritten(tree.folders.path(folder, name), _IS_FOLDER) from None
        tree.note_name(folder, name)


def _put(descriptor: int, piece: bytes | int, *, is_sparse: bool) -> None:
    """Writes a piece; what is only zeros, of a sparse file, is left out."""
    if isinstance(piece, int) or (is_sparse and not piece.strip(b"\0")):
        os.lseek(descriptor, piece if isinstance(piece, int) else len(piece), os.SEEK_CUR)
        return
    rest = memoryview(piece)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
