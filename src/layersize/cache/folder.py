"""The folder of the cache: files that are read, replaced at once, and bounded all together.

What can't be written or read is absent, never an error. Several threads and processes may use one
folder at once. A folder that others could have written to is not used.
"""

from __future__ import annotations

import os
import re
import stat
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from layersize.atomic_file import unfinished_file
from layersize.errors import LayersizeError
from layersize.own_files import NotOwnError, foreign_by, own_folder, read_own_file
from layersize.values import dataclass

_FOLDER_MODE = 0o700
"""For the user only, as the XDG base directory specification asks."""
_TEMPORARY_PREFIX = ".tmp-"
_VERSION_FOLDER = re.compile(r"v[0-9]+")
_LEFT_PERCENT = 90
"""Of the bound, when room is made: so that not every new file makes some."""
_UNLISTED_PERCENT = 1
"""Of the bound, that is written before the folder is listed again: others may have written."""
_ABANDONED_NS = 3600 * 10**9
"""Age of a temporary file whose writer must be dead: writing takes seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheInfo:
    """What a cache holds, or what was removed of it, of all versions."""

    folder: Path
    walks: int
    records: int
    stored_bytes: int
    """Lengths of all files, half-written ones too."""
    most_bytes: int
    """What the files may take together."""


class _StoredFile(NamedTuple):
    """A file below a version's folder."""

    path: str
    version: str
    """Name of that folder."""
    kind: str
    """Name of the folder that the file is in: `walks` or `records`."""
    stored_bytes: int
    used_ns: int
    """When it was last written or asked for, in nanoseconds since the epoch."""
    is_temporary: bool
    """Being written, or left by a writer that was killed."""


class CacheFolder:
    """Files of one version, by kind and name; those asked for lately stay the longest."""

    def __init__(
        self, folder: Path, version: str, most_bytes: int, tell: Callable[[str], None]
    ) -> None:
        """`version` is the name of the folder in use; files of others go first.

        The folders are made once something is written; `most_bytes` bounds all files together.
        `tell` is told once why the folder is not used, if it is not.
        """
        self._shown = folder
        self._folder = Path(os.path.realpath(folder))
        self._tell = tell
        self._looking = threading.Lock()
        self._is_refused = False
        self._own_kinds: set[str] = set()
        """Kinds whose folders were there, and this user's own."""
        self._version = version
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._listed_bytes: int | None = None
        self._unlisted_bytes = 0
        """Written by this process since the folder was listed."""

    @contextmanager
    def removes_damaged(self, kind: str, name: str) -> Iterator[None]:
        """Swallows OSError, and ValueError, for which the file is removed; else it was used."""
        path = self._path(kind, name)
        try:
            yield
        except OSError:
            pass
        except ValueError:
            _remove(path)
        else:
            with suppress(OSError):  # a folder that can only be read
                os.utime(path, follow_symlinks=False)

    def read(self, kind: str, name: str, most_bytes: int) -> bytes:
        """The whole file; raises OSError, and ValueError if it is no file of this cache."""
        if not self._has(kind):
            raise FileNotFoundError
        return read_own_file(self._path(kind, name), min(most_bytes, self._most_bytes))

    def write(self, kind: str, name: str, data: bytes) -> None:
        """Replaces the file at once, if that is possible, and makes room if all take too much.

        Not flushed to the disk: what a power cut leaves is told by its checksum.
        """
        if len(data) > self._most_bytes or (not self._has(kind) and self._is_refused):
            return
        path = self._path(kind, name)
        with suppress(OSError):
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self._folder, path.parent.parent, path.parent):
                folder.mkdir(mode=_FOLDER_MODE, exist_ok=True)
            if not self._has(kind):
                return
            with unfinished_file(path.parent, prefix=_TEMPORARY_PREFIX, private=True) as unfinished:
                unfinished.file.write(data)
                unfinished.become(path, durable=False)
            self._bound(str(path), len(data))

    def info(self) -> CacheInfo:
        """Raises LayersizeError if the folder is not used, as `clear` does."""
        self._refuse_foreign()
        return self._info(_list_files(self._folder))

    def clear(self) -> CacheInfo:
        """Removes all files, those too that are being written: their writers get over it."""
        self._refuse_foreign()
        removed = [file for file in _list_files(self._folder) if _remove(file.path)]
        self._remove_other_versions(removed)
        return self._info(removed)

    def _has(self, kind: str) -> bool:
        """Whether the folder of a kind is there and own; tells once of one that is foreign."""
        with self._looking:
            if self._is_refused or kind in self._own_kinds:
                return not self._is_refused
            try:
                if own_folder(self._folder, self._version, kind):
                    self._own_kinds.add(kind)
                    return True
            except NotOwnError as error:
                self._is_refused = True
                self._tell(str(self._refusal(error)))
            except OSError:
                pass
            return False

    def _refuse_foreign(self) -> None:
        try:
            own_folder(self._folder)
        except NotOwnError as error:
            raise self._refusal(error) from None
        except OSError as error:
            raise LayersizeError(str(self._shown), error.strerror or str(error)) from None

    def _refusal(self, error: NotOwnError) -> LayersizeError:
        remedy = "correct that, or set XDG_CACHE_HOME to a folder of your own"
        return LayersizeError(str(self._shown), f"is not used as cache: {error}", remedy)

    def _path(self, kind: str, name: str) -> Path:
        return self._folder / self._version / kind / name

    def _bound(self, new_path: str, stored_bytes: int) -> None:
        """Makes room if the files take too much; the one that was just written stays."""
        with self._lock:
            self._unlisted_bytes += stored_bytes
            if self._must_list():
                self._listed_bytes = self._make_room(new_path)
                self._unlisted_bytes = 0

    def _must_list(self) -> bool:
        return (
            self._listed_bytes is None
            or self._listed_bytes + self._unlisted_bytes > self._most_bytes
            or 100 * self._unlisted_bytes > _UNLISTED_PERCENT * self._most_bytes
        )

    def _make_room(self, new_path: str) -> int:
        """Removes what was not asked for the longest, if need be; gives the bytes that are left."""
        files = _list_files(self._folder)
        left_bytes = sum(file.stored_bytes for file in files)
        abandoned_ns = time.time_ns() - _ABANDONED_NS
        for file in files:
            if file.is_temporary and file.used_ns < abandoned_ns:
                _remove(file.path)
                left_bytes -= file.stored_bytes
        if left_bytes <= self._most_bytes:
            return left_bytes
        candidates = [file for file in files if not file.is_temporary and file.path != new_path]
        candidates.sort(key=lambda file: (file.version == self._version, file.used_ns))
        removed = []
        for file in candidates:
            if 100 * left_bytes <= _LEFT_PERCENT * self._most_bytes:
                break
            _remove(file.path)
            left_bytes -= file.stored_bytes
            removed.append(file)
        self._remove_other_versions(removed)
        return left_bytes

    def _remove_other_versions(self, removed: Iterable[_StoredFile]) -> None:
        for version in {file.version for file in removed} - {self._version}:
            _remove_empty_folders(self._folder / version)

    def _info(self, files: Collection[_StoredFile]) -> CacheInfo:
        whole = [file for file in files if not file.is_temporary]
        return CacheInfo(
            folder=self._shown,
            walks=sum(file.kind == "walks" for file in whole),
            records=sum(file.kind == "records" for file in whole),
            stored_bytes=sum(file.stored_bytes for file in files),
            most_bytes=self._most_bytes,
        )


def _list_files(folder: Path) -> list[_StoredFile]:
    """All files of all versions; links and what belongs to others are not followed."""
    return [
        file
        for version in _own_folders(folder)
        if _VERSION_FOLDER.fullmatch(version.name)
        for kind in _own_folders(version)
        for file in _files_in(kind, version.name)
    ]


def _own_folders(folder: os.PathLike[str]) -> Iterator[os.DirEntry[str]]:
    for entry in _scan(folder):
        with suppress(OSError):  # removed since
            if entry.is_dir(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                if foreign_by(status) is None:
                    yield entry


def _files_in(kind: os.DirEntry[str], version: str) -> Iterator[_StoredFile]:
    for entry in _scan(kind):
        with suppress(OSError):
            status = entry.stat(follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode):
                yield _StoredFile(
                    path=entry.path,
                    version=version,
                    kind=kind.name,
                    stored_bytes=status.st_size,
                    used_ns=status.st_mtime_ns,
                    is_temporary=entry.name.startswith(_TEMPORARY_PREFIX),
                )


def _scan(folder: os.PathLike[str]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []


def _remove(path: str | Path) -> bool:
    """Whether this call removed it."""
    with suppress(OSError):
        Path(path).unlink()
        return True
    return False


def _remove_empty_folders(folder: Path) -> None:
    """Removes the folder of a version, if it holds nothing but empty folders."""
    with suppress(OSError):
        for below in _own_folders(folder):
            Path(below).rmdir()
        folder.rmdir()
