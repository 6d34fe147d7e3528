"""The files of a cache folder: listed, read, written whole or not at all, removed.

Other processes may write and remove files in the folder at any moment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_TEMPORARY_PREFIX = ".tmp-"
_VERSION_FOLDER = re.compile(r"v[0-9]+")


class KeptFile(NamedTuple):
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


def list_files(folder: Path) -> list[KeptFile]:
    """All files of all versions; symbolic links are not followed."""
    return [
        file
        for version in _scan(folder)
        if _VERSION_FOLDER.fullmatch(version.name) and version.is_dir(follow_symlinks=False)
        for file in _files_below(version, version.name)
    ]


def _files_below(folder: os.DirEntry[str], version: str) -> Iterator[KeptFile]:
    for entry in _scan(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(entry, version)
            continue
        with suppress(OSError):  # removed since
            status = entry.stat(follow_symlinks=False)
            yield KeptFile(
                path=entry.path,
                version=version,
                kind=folder.name,
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


def read_file(path: Path, most_bytes: int) -> bytes:
    """The whole file; raises OSError, and ValueError if it is longer."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > most_bytes:
            raise ValueError(f"has over {most_bytes} bytes")
        return file.read()


def write_file(path: Path, data: bytes) -> None:
    """Replaces the file at once; raises OSError.

    Not flushed to the disk: what a power cut leaves is told by its checksum.
    """
    temporary = path.with_name(f"{_TEMPORARY_PREFIX}{os.urandom(16).hex()}")
    try:
        with open(temporary, "xb", opener=_open_private) as file:
            file.write(data)
        temporary.replace(path)
    except BaseException:
        remove_file(temporary)
        raise


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def remove_file(path: str | Path) -> bool:
    """Whether this call removed it."""
    with suppress(OSError):
        Path(path).unlink()
        return True
    return False


def remove_empty_folders(folder: Path) -> None:
    """Removes a folder that holds nothing but folders; one with files keeps those."""
    for below in (entry for entry in _scan(folder) if entry.is_dir(follow_symlinks=False)):
        remove_empty_folders(Path(below))
    with suppress(OSError):
        folder.rmdir()
