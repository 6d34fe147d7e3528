"""Folders that are written to, each held open so that nothing put in its place leads elsewhere.

Where the system can work below an open folder (Linux, macOS), each name is looked up in the folder
itself, without following a link. Elsewhere (Windows) a folder goes by its path, and is looked at
only when it is opened: who can change it meanwhile can lead the rest elsewhere.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HAS_DESCRIPTORS = hasattr(os, "O_NOFOLLOW") and os.supports_dir_fd.issuperset(
    (os.open, os.mkdir, os.symlink, os.link, os.unlink, os.stat, os.rename, os.readlink)
)
"""Whether a name can be looked up in an open folder."""
_FOLDER = (
    os.O_RDONLY
    | getattr(os, "O_DIRECTORY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_NEW_FILE = (
    os.O_WRONLY
    | os.O_CREAT
    | os.O_EXCL
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_HAS_LINK_TIMES = os.utime in os.supports_follow_symlinks
_WINDOWS_LINKS = [
    getattr(stat, name)
    for name in ("IO_REPARSE_TAG_SYMLINK", "IO_REPARSE_TAG_MOUNT_POINT")
    if hasattr(stat, name)
]
_NO_HARDLINKS = (
    errno.EPERM,
    errno.EACCES,
    errno.ENOSYS,
    errno.EOPNOTSUPP,
    errno.EMLINK,
    errno.EXDEV,
    errno.EINVAL,
)
"""What file systems say that have no hardlinks, or no more of a file."""


class OpenFolder:
    """A folder on disk. Names are single ones; whatever is done with one follows no link.

    All methods raise OSError. Names of unfinished files are random: nobody else has them.
    """

    def __init__(self, path: Path, descriptor: int | None) -> None:
        """`path` is what counts without a descriptor."""
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def at(cls, path: Path) -> OpenFolder:
        """The folder of that path, of which only the last name must not be a link."""
        if HAS_DESCRIPTORS:
            return cls(path, os.open(path, _FOLDER))
        _refuse_all_but_folders(os.lstat(path))
        return cls(path, None)

    def close(self) -> None:
        """Lets go of it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def again(self) -> OpenFolder:
        """The same folder, to be closed by itself."""
        descriptor = None if self._descriptor is None else os.dup(self._descriptor)
        return OpenFolder(self._path, descriptor)

    def folder(self, name: bytes) -> OpenFolder:
        """A folder in it, not one behind a link."""
        if self._descriptor is None:
            path = self._path / os.fsdecode(name)
            _refuse_all_but_folders(os.lstat(path))
            return OpenFolder(path, None)
        try:
            return OpenFolder(
                self._path, os.open(self._named(name), _FOLDER, dir_fd=self._descriptor)
            )
        except OSError:
            status = self.status(name)
            if status is not None:
                _refuse_all_but_folders(status)
            raise

    def make_folder(self, name: bytes, mode: int) -> bool:
        """Whether it was made; False: something of that name is there."""
        try:
            os.mkdir(self._named(name), mode, dir_fd=self._descriptor)
        except FileExistsError:
            return False
        return True

    def status(self, name: bytes) -> os.stat_result | None:
        """Of what has a name, be it a link; `None`: nothing has it."""
        try:
            return os.stat(self._named(name), dir_fd=self._descriptor, follow_symlinks=False)
        except FileNotFoundError:
            return None

    @contextmanager
    def unfinished(self) -> Iterator[bytes]:
        """A name for something that is not ready; what has it at the end is removed."""
        name = b".layersize-%s.part" % os.urandom(8).hex().encode()
        try:
            yield name
        finally:
            try:
                self._remove(name)
            except BaseException:  # a signal, after which there is no other
                self._remove(name)
                raise

    def _remove(self, name: bytes) -> None:
        with suppress(FileNotFoundError):
            os.unlink(self._named(name), dir_fd=self._descriptor)

    def new_file(self, name: bytes, mode: int) -> int:
        """A descriptor to write a file that was not there, less what the umask takes away."""
        return os.open(self._named(name), _NEW_FILE, mode, dir_fd=self._descriptor)

    def new_link(self, name: bytes, target: bytes, mtime: int | None) -> None:
        """Makes a symlink, which nobody follows, with its time where the system has it."""
        os.symlink(self._target(target), self._named(name), dir_fd=self._descriptor)
        if mtime is not None and _HAS_LINK_TIMES:
            _set_time(self._named(name), mtime, dir_fd=self._descriptor, follow_symlinks=False)

    def set_time(self, mtime: int) -> None:
        """Sets when it was changed itself, where the system can do that of an open folder."""
        if self._descriptor is not None:
            _set_time(self._descriptor, mtime)

    def finish_file(self, descriptor: int, name: bytes, mtime: int | None) -> None:
        """Closes a new file, and sets when it was changed."""
        if mtime is not None and os.utime in os.supports_fd:
            _set_time(descriptor, mtime)
            mtime = None
        os.close(descriptor)
        if mtime is not None:  # Windows
            _set_time(self._named(name), mtime)

    def link(self, name: bytes, other: OpenFolder, other_name: bytes) -> bool:
        """Makes a hardlink to what has a name in another folder; False: it can't be one."""
        try:
            os.link(
                other._named(other_name),
                self._named(name),
                src_dir_fd=other._descriptor,
                dst_dir_fd=self._descriptor,
                follow_symlinks=not HAS_DESCRIPTORS,  # Windows links the link itself anyway
            )
        except OSError as error:
            if error.errno in _NO_HARDLINKS:
                return False
            raise
        return True

    def read(self, name: bytes) -> int:
        """A descriptor of a regular file in it, to be read."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        flags |= getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        found = os.open(self._named(name), flags, dir_fd=self._descriptor)
        if not stat.S_ISREG(os.fstat(found).st_mode):
            os.close(found)
            raise OSError(errno.EINVAL, "is not a regular file")
        return found

    def publish(self, unfinished: bytes, name: bytes, *, overwrite: bool) -> None:
        """Gives what is ready its name; raises FileExistsError if that is taken.

        `overwrite`: it takes the place of whatever has the name, but not of a folder.
        """
        if not overwrite:
            if self.link(name, self, unfinished):
                return
            if self.status(name) is not None:  # no way to ask for both in one go
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        os.replace(
            self._named(unfinished),
            self._named(name),
            src_dir_fd=self._descriptor,
            dst_dir_fd=self._descriptor,
        )

    def ignores_case(self) -> bool:
        """Whether a file system takes names that differ only in case for one."""
        with self.unfinished() as name:
            os.close(self.new_file(name, 0o600))
            return self.status(name.upper()) is not None

    def _named(self, name: bytes) -> bytes | Path:
        return name if self._descriptor is not None else self._path / os.fsdecode(name)

    def _target(self, target: bytes) -> bytes | str:
        return target if self._descriptor is not None else os.fsdecode(target)


def _refuse_all_but_folders(status: os.stat_result) -> None:
    tag = getattr(status, "st_reparse_tag", 0)  # of Windows: a junction is no link to `stat`
    if stat.S_ISLNK(status.st_mode) or tag in _WINDOWS_LINKS:
        raise OSError(errno.ELOOP, "is a link, which is not followed")
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "is not a folder")


def _set_time(
    of: bytes | Path | int, mtime: int, *, dir_fd: int | None = None, follow_symlinks: bool = True
) -> None:
    """Sets when it was changed; a time that the file system can't hold is left out."""
    with suppress(OSError, OverflowError):
        times = time.time_ns(), mtime * 10**9
        os.utime(of, ns=times, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
