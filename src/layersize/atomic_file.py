"""Files that are written completely or not at all, and where a file of some name really is.

A file that is replaced keeps its mode and, where that is allowed, its owner. A link to a file
stays, and the file is replaced; a link to nothing is followed only if that is asked for.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from layersize.values import dataclass

_DESCRIPTOR = r"/(?:dev|proc/self)/fd/(\d+)"
_STREAMS = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}
_LOOK = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)


def real_target(path: str | Path, *, through_dangling: bool = False) -> Path:
    """Where a file of that name is, or will be, all links resolved.

    `through_dangling`: a link to nothing makes the file that it names. Raises OSError for such a
    link otherwise, for a folder, and for a file that must not be written to.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - Path drops a slash at the end
    except FileNotFoundError:
        if not through_dangling:
            _refuse_dangling(Path(path))
        if str(path).endswith(os.sep):
            raise _is_a_folder() from None
        return Path(os.path.realpath(path))
    if stat.S_ISDIR(status.st_mode):
        raise _is_a_folder()
    if stat.S_ISREG(status.st_mode):
        os.close(os.open(path, _LOOK))  # a rename would not ask
    return Path(os.path.realpath(path))  # resolve raises RuntimeError before Python 3.13


def descriptor_of(path: str | Path) -> int | None:
    """The open file that a path like /dev/stdout stands for, which is not to be opened anew.

    Opened anew, a file that standard output goes to would be written over from its beginning.
    """
    if os.name != "posix":
        return None
    found = re.fullmatch(_DESCRIPTOR, str(path))
    return int(found[1]) if found else _STREAMS.get(str(path))


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Writes a regular file whole or not at all; anything else that is there as it is.

    Raises OSError.
    """
    descriptor = descriptor_of(path)
    if descriptor is not None:
        with os.fdopen(os.dup(descriptor), "wb") as file:
            file.writelines(pieces)
        return
    target = real_target(path)
    if target.exists() and not target.is_file():
        with path.open("wb") as file:
            file.writelines(pieces)
        return
    with unfinished_file(target.parent) as unfinished:
        unfinished.file.writelines(pieces)
        unfinished.become(target)


def open_to_append(path: Path) -> FileIO:
    """A file to read, and to add to at its end; made if it is missing. Raises OSError."""
    real_target(path)
    return FileIO(path, "ab+", opener=_open_no_dangling)


def _open_no_dangling(path: str, flags: int) -> int:
    try:
        return os.open(path, flags & ~os.O_CREAT)
    except FileNotFoundError:
        return os.open(path, flags | os.O_EXCL, 0o666)  # follows no link


def _refuse_dangling(path: Path) -> None:
    if path.is_symlink():
        there = os.readlink(path)  # noqa: PTH115 - as it stands
        raise FileNotFoundError(errno.ENOENT, f"is a link to {there}, which is not there")


def _is_a_folder() -> OSError:
    return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedFile:
    """A file in the folder that it is meant for, not yet under its name."""

    path: Path
    file: BinaryIO
    private: bool

    def become(self, path: Path, *, durable: bool = True) -> None:
        """Takes the place of `path`, with the mode and owner of a file there; raises OSError.

        `durable`: only once its bytes are safe on the disk, so that a power cut can't leave a part.
        A private file keeps its own mode.
        """
        self.file.flush()
        if not self.private:
            _take_mode(self.file.fileno(), path)
        if durable:
            os.fsync(self.file.fileno())
        self.file.close()
        self.path.replace(path)


def _take_mode(descriptor: int, path: Path) -> None:
    if not hasattr(os, "fchmod"):  # Windows: the folder decides who may do what
        return
    try:
        before = path.lstat()
    except FileNotFoundError:
        return
    with suppress(OSError):  # others' files stay theirs only if root writes
        os.fchown(descriptor, before.st_uid, before.st_gid)
    os.fchmod(descriptor, before.st_mode & 0o777)


@contextmanager
def unfinished_file(
    folder: Path, *, prefix: str = ".layersize-", private: bool = False
) -> Iterator[UnfinishedFile]:
    """A new file, removed at the end however that comes, unless it has become another.

    Its name begins with `prefix`; `private`: only this user may open it. Raises OSError.
    """
    path = folder / f"{prefix}{os.urandom(8).hex()}.part"
    try:
        with open(path, "xb", opener=_open_private if private else None) as file:
            try:
                yield UnfinishedFile(path=path, file=file, private=private)
            except BaseException:
                with suppress(OSError):  # a full disk fails again; what matters was raised before
                    file.close()
                raise
    finally:
        path.unlink(missing_ok=True)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
