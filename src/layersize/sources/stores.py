"""Where the files of a saved image lie: members of a tar, or files of a folder."""

from __future__ import annotations

import os
import posixpath
import stat
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from layersize.errors import LayersizeError
from layersize.layers.walk import RemoteBlob, WalkOutcome
from layersize.sources.other_files import other_contents
from layersize.streams import bounds
from layersize.streams.ranges import FileRange, open_range, same_bytes
from layersize.streams.tar import headers as tar_headers
from layersize.streams.tar.headers import TarEntry, link_target
from layersize.streams.tar.reader import TarReader
from layersize.streams.tar.window import RangeWindow
from layersize.warning import Warning

_FILES = frozenset((tar_headers.REGULAR, tar_headers.V7_FILE, tar_headers.CONTIGUOUS))
_LINKS = (tar_headers.SYMLINK, tar_headers.HARDLINK)
_SAVE_AGAIN = "save or pull the image again"
_MOST_HOPS = 16
"""Links from member to member; `docker save` makes one."""


class MemberNames:
    """The members of one archive, each name once.

    Of several members of a name some engines take the first and some the last, and Docker writes
    what is below a symlink to where that leads: archives that do so are refused.
    """

    def __init__(self) -> None:
        self.all: dict[str, None] = {}
        """Files and links, in order."""
        self._links: dict[str, str] = {}
        self._name_bytes = 0
        self._kinds: dict[str, int] = {}
        """Name to what it is, of all but folders."""

    def add(self, entry: TarEntry) -> str | None:
        """Takes in an entry; returns its name if it is a file with data."""
        raw_path, flag, _, _, header, extension = entry
        raw_target = link_target(header, extension) if flag in _LINKS else b""
        self._count(len(raw_path) + len(raw_target))
        name = posixpath.normpath(raw_path.decode("utf-8", "surrogateescape").lstrip("/"))
        if flag == tar_headers.DIRECTORY:
            return None
        if self._kinds.setdefault(name, flag) != flag:
            raise two_members(name)
        if flag in _FILES:
            if extension is not None and extension.sparse_map and extension.sparse_map.hole_bytes:
                cause = "is stored without its zeros, as a sparse file"
                raise LayersizeError(name, cause, "write the archive again, without --sparse")
            self.all[name] = None
            return name
        if flag in _LINKS:
            self.all[name] = None
            target = raw_target.decode("utf-8", "surrogateescape")
            base = posixpath.dirname(name) if flag == tar_headers.SYMLINK else ""
            target = posixpath.normpath(posixpath.join(base, target).lstrip("/"))
            if self._links.setdefault(name, target) != target:
                raise two_members(name)
        return None

    def _count(self, name_bytes: int) -> None:
        """Raises LayersizeError for one member too many, or too long names of all."""
        self._name_bytes += name_bytes
        if len(self._kinds) >= bounds.MEMBERS:
            too_much = f"the archive has over {bounds.MEMBERS} members"
        elif self._name_bytes > bounds.MEMBER_NAME_BYTES:
            too_much = f"its members have names of over {bounds.MEMBER_NAME_BYTES} bytes"
        else:
            return
        raise other_contents(self.all) or LayersizeError("", too_much)

    def resolve(self, name: str) -> str:
        """The file that a name leads to, which may not exist; raises LayersizeError for a cycle."""
        found = posixpath.normpath(name.lstrip("/"))
        for _ in range(_MOST_HOPS):
            target = self._links.get(found)
            if target is None:
                return found
            found = target
        raise LayersizeError(
            name, "is a link that leads in a circle", "save or pull the image again"
        )

    def warnings(self, reader: TarReader) -> tuple[Warning, ...]:
        """What is odd about the archive as a whole; raises LayersizeError for what is below links.

        To be asked once all members are known.
        """
        names = sorted(self._kinds)
        for link in self._links:
            at = bisect_left(names, f"{link}/")
            if at < len(names) and names[at].startswith(f"{link}/"):
                cause = f"is below {link}, which is a link, so that readers differ on where it is"
                raise LayersizeError(names[at], cause, _SAVE_AGAIN)
        if reader.has_trailer:
            return ()
        message = "the archive ends without the two zero blocks that mark its end"
        return (Warning(code="missing-trailer", message=message),)


def two_members(name: str) -> LayersizeError:
    """The error for members of one name that are not the same."""
    cause = "is there twice, so that readers differ on which one counts"
    return LayersizeError(name, cause, _SAVE_AGAIN)


Blob = FileRange | RemoteBlob | WalkOutcome


class Store(Protocol):
    """Files by name; names use `/` and are relative."""

    where: str
    """For messages."""
    warnings: tuple[Warning, ...]

    def names(self) -> Iterable[str]:
        """All files, of a folder those at its top."""
        ...

    def document(self, name: str) -> bytes | None:
        """A small file whole, None if there is none; raises LayersizeError if it is too long."""
        ...

    def blob(self, name: str) -> Blob | None:
        """Where a layer's bytes are, None if there is no such file."""
        ...

    def real_name(self, name: str) -> str:
        """The same text for all names and spellings of a file."""
        ...


class FolderStore:
    """A folder on disk; only names made of checked digests and fixed words are asked for."""

    def __init__(self, folder: Path) -> None:
        self.where = str(folder)
        self.warnings: tuple[Warning, ...] = ()
        self._folder = folder

    def names(self) -> Iterable[str]:
        return [path.name for path in self._folder.iterdir()]

    def document(self, name: str) -> bytes | None:
        blob = self.blob(name)
        return None if blob is None else read_document(blob, name)

    def blob(self, name: str) -> FileRange | None:
        path = self._folder / name
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise LayersizeError(name, error.strerror or str(error)) from None
        if not stat.S_ISREG(status.st_mode):
            raise LayersizeError(name, "is not a regular file")
        return FileRange(path=path, offset=0, blob_bytes=status.st_size)

    def real_name(self, name: str) -> str:
        try:
            status = (self._folder / name).stat()
        except (OSError, ValueError):
            return name
        return f"{status.st_dev}:{status.st_ino}"


class UnpackedStore:
    """The folder that somebody unpacked an archive to; names in its documents are hostile text.

    Nothing outside the folder is read, also by links in it.
    """

    def __init__(self, folder: Path) -> None:
        self.where = str(folder)
        self.warnings: tuple[Warning, ...] = ()
        self._root = os.path.realpath(folder)
        self._folder = FolderStore(folder)

    def names(self) -> Iterable[str]:
        """Files at the top, and those in folders there."""
        with os.scandir(self._root) as top:
            for item in top:
                if not item.is_dir(follow_symlinks=False):
                    yield item.name
                    continue
                with os.scandir(item.path) as below:
                    yield from (f"{item.name}/{file.name}" for file in below)

    def document(self, name: str) -> bytes | None:
        blob = self.blob(name)
        return None if blob is None else read_document(blob, name)

    def blob(self, name: str) -> FileRange | None:
        if "\0" in name:
            return None
        inside = posixpath.normpath(name.lstrip("/"))
        path = os.path.realpath(Path(self._root, inside))
        if os.path.commonpath((self._root, path)) != self._root:
            raise LayersizeError(name, "leads out of the folder", "save or pull the image again")
        return self._folder.blob(inside)

    def real_name(self, name: str) -> str:
        return self._folder.real_name(posixpath.normpath(name.lstrip("/")))


class ArchiveStore:
    """A tar in a file, never unpacked: its members are ranges of it."""

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        self._ranges: dict[str, FileRange] = {}
        self._members = MemberNames()
        whole = FileRange(path=path, offset=0, blob_bytes=path.stat().st_size)
        with open_range(whole) as data:
            reader = TarReader(RangeWindow(data, whole.blob_bytes))
            for entry in reader:
                name = self._members.add(entry)
                if name is not None:
                    _, _, payload_bytes, data_start, _, _ = entry
                    member = FileRange(path=path, offset=data_start, blob_bytes=payload_bytes)
                    first = self._ranges.setdefault(name, member)
                    if first is not member and not same_bytes(data, first, member):
                        raise two_members(name)
        self.warnings = self._members.warnings(reader)

    def names(self) -> Iterable[str]:
        return self._members.all

    def document(self, name: str) -> bytes | None:
        blob = self.blob(name)
        return None if blob is None else read_document(blob, name)

    def blob(self, name: str) -> FileRange | None:
        return self._ranges.get(self._members.resolve(name))

    def real_name(self, name: str) -> str:
        return self._members.resolve(name)


def read_document(blob: FileRange, name: str) -> bytes:
    """A small file whole; raises LayersizeError if it is not small."""
    if blob.blob_bytes > bounds.DOCUMENT_BYTES:
        raise LayersizeError(
            name, f"is a document of {blob.blob_bytes} bytes (at most {bounds.DOCUMENT_BYTES})"
        )
    with open_range(blob) as file:
        data = file.read_at(blob.blob_bytes, 0)
    if len(data) < blob.blob_bytes:
        raise LayersizeError(name, "breaks off before its end", "save or pull the image again")
    return data
