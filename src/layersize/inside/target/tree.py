"""The folder that is extracted to, with the folders in it, made and opened as they are needed."""

from __future__ import annotations

import errno
from array import array
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

from layersize.errors import LayersizeError
from layersize.inside.target.folder import OpenFolder
from layersize.inside.target.names import folded_name, name_problem

_MOST_OPEN = 64
"""Folders that are held open at once: on macOS, a program may have 256 files open."""
_IMPLIED_MODE = 0o755
_NO_TIME = -(1 << 63)
_TOP = 0
_ENDS_ALL = {
    errno.ENOSPC: "free some space there, or give -o a folder on another disk",
    errno.EDQUOT: "free some space there, or give -o a folder on another disk",
    errno.EROFS: "give -o a folder that can be written to",
    errno.EIO: "give -o a folder on another disk",
    errno.EMFILE: "allow the program more open files (ulimit -n)",
    errno.ENFILE: "",
    errno.ENOMEM: "",
}
"""What would go wrong with the next file, too; everything else is told of the one."""


class NotWritten(Exception):  # noqa: N818 - no error of the program, which goes on
    """Something can't be written: the path at which that shows, and why."""

    def __init__(self, path: bytes, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason


class Folders:
    """The folders that something is written to, by numbers of their own; 0 is the target."""

    def __init__(self) -> None:
        self.parents = array("L", [_TOP])
        self.names: list[bytes] = [b""]
        self._modes = array("H", [_IMPLIED_MODE])
        self._mtimes = array("q", [_NO_TIME])
        self._numbers: dict[tuple[int, bytes], int] = {}

    def __len__(self) -> int:
        return len(self.names)

    def below(self, parent: int, name: bytes) -> int:
        """The number of a folder in another."""
        known = self._numbers.get((parent, name))
        if known is None:
            known = self._numbers[parent, name] = len(self.names)
            self.parents.append(parent)
            self.names.append(name)
            self._modes.append(_IMPLIED_MODE)
            self._mtimes.append(_NO_TIME)
        return known

    def describe(self, folder: int, mode: int, mtime: int | None) -> None:
        """Says what a folder of the image has."""
        self._modes[folder] = mode
        self._mtimes[folder] = _NO_TIME if mtime is None else mtime

    def mode(self, folder: int) -> int:
        """Read, write and search bits of a folder that is made."""
        return self._modes[folder]

    def mtime(self, folder: int) -> int | None:
        """When it was changed, in seconds since the epoch; `None`: the image does not say."""
        mtime = self._mtimes[folder]
        return None if mtime == _NO_TIME else mtime

    def path(self, folder: int, name: bytes = b"") -> bytes:
        """The path of a name in a folder, or of the folder, without a slash at either end."""
        parts = [name] if name else []
        while folder != _TOP:
            parts.append(self.names[folder])
            folder = self.parents[folder]
        return b"/".join(reversed(parts))


class TargetTree:
    """The target while it is written to; to be closed."""

    def __init__(self, shown: str, path: Path, folders: Folders) -> None:
        """Opens the folder, which is made if it is missing; raises LayersizeError.

        `shown` is what messages call it.
        """
        self.folders = folders
        self.made = array("L")
        """The numbers of those that were not there."""
        self._shown = shown
        self._was_there = bytearray(len(folders))
        """Number to whether a folder was opened before."""
        self._problems: dict[int, NotWritten] = {}
        self._opened: OrderedDict[int, OpenFolder] = OrderedDict()
        self._names: set[int] | None
        try:
            with suppress(FileExistsError):
                path.mkdir()
            self._top = OpenFolder.at(path)
        except OSError as error:
            raise self.failure(error) from None
        try:
            self._names = set() if self._top.ignores_case() else None
        except OSError as error:
            self._top.close()
            raise self.failure(error) from None

    def close(self) -> None:
        """Lets go of all folders."""
        self._top.close()
        while self._opened:
            self._opened.popitem()[1].close()

    def failure(self, error: OSError) -> LayersizeError:
        """What ends the writing as a whole."""
        remedy = _ENDS_ALL.get(error.errno or 0, "give -o a folder that can be written to")
        return LayersizeError(self._shown, error.strerror or str(error), remedy)

    def problem(self, error: OSError, folder: int, name: bytes = b"") -> Exception:
        """What to raise for what went wrong with a name: NotWritten, or what ends it all."""
        if error.errno in _ENDS_ALL:
            return self.failure(error)
        return NotWritten(self.folders.path(folder, name), error.strerror or str(error))

    def open(self, folder: int) -> OpenFolder:
        """A folder by its number, until the next is opened; it and those above it are made.

        Raises NotWritten if it can't be, and LayersizeError if nothing can.
        """
        missing, parents = list[int](), self.folders.parents
        while folder != _TOP and folder not in self._opened:
            if folder in self._problems:
                raise self._problems[folder]
            missing.append(folder)
            folder = parents[folder]
        found = self._top
        if folder != _TOP:
            found = self._opened[folder]
            self._opened.move_to_end(folder)
        for below in reversed(missing):
            try:
                found = self._opened[below] = self._entered(found, below)
            except NotWritten as problem:
                self._problems[below] = problem
                raise
            if len(self._opened) > _MOST_OPEN:
                self._opened.popitem(last=False)[1].close()
        return found

    def _entered(self, parent: OpenFolder, folder: int) -> OpenFolder:
        above, name = self.folders.parents[folder], self.folders.names[folder]
        self.check_name(above, name)
        try:
            if parent.make_folder(name, self.folders.mode(folder)):
                self.made.append(folder)
            elif not self._was_there[folder] and self.is_twin(above, name):
                raise NotWritten(self.folders.path(folder), IS_TWIN)
            self._was_there[folder] = True
            self.note_name(above, name)
            return parent.folder(name)
        except OSError as error:
            raise self.problem(error, folder) from None

    def check_name(self, folder: int, name: bytes) -> None:
        """Raises NotWritten for a name that no file can have here."""
        problem = name_problem(name)
        if problem is not None:
            raise NotWritten(self.folders.path(folder, name), problem)

    def note_name(self, folder: int, name: bytes) -> None:
        """Remembers what was written, where a file system may take another name for it."""
        if self._names is not None:
            self._names.add(hash((folder, folded_name(name))))

    def is_twin(self, folder: int, name: bytes) -> bool:
        """Whether what has the name on disk may be what was written under another spelling."""
        return self._names is not None and hash((folder, folded_name(name))) in self._names


IS_TWIN = "differs only in spelling from a name already written, and the file system ignores that"
