"""Where the files of a saved image lie: members of a tar, or files of a folder."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from layersize.formats import bounds
from layersize.formats.files import open_range
from layersize.formats.tar_reader import TarReader
from layersize.formats.windows import RangeWindow
from layersize.model.errors import LayersizeError
from layersize.model.layer_walk import FailedWalk, FileRange, LayerWalk, RemoteBlob
from layersize.model.warning import Warning
from layersize.sources.member_names import MemberNames

Blob = FileRange | RemoteBlob | LayerWalk | FailedWalk


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


class ArchiveStore:
    """A tar in a file, never unpacked: its members are ranges of it."""

    def __init__(self, path: Path) -> None:
        self.where = str(path)
        self._ranges: dict[str, FileRange] = {}
        self._members = MemberNames()
        whole = FileRange(path=path, offset=0, blob_bytes=path.stat().st_size)
        with open_range(whole) as read_at:
            reader = TarReader(RangeWindow(read_at, whole.blob_bytes))
            for entry in reader:
                name = self._members.add(entry)
                if name is not None:
                    _, _, payload_bytes, data_start, _, _ = entry
                    self._ranges[name] = FileRange(
                        path=path, offset=data_start, blob_bytes=payload_bytes
                    )
        self.warnings = self._members.warnings(reader)

    def names(self) -> Iterable[str]:
        return self._members.all

    def document(self, name: str) -> bytes | None:
        blob = self.blob(name)
        return None if blob is None else read_document(blob, name)

    def blob(self, name: str) -> FileRange | None:
        return self._ranges.get(self._members.resolve(name))


def read_document(blob: FileRange, name: str) -> bytes:
    """A small file whole; raises LayersizeError if it is not small."""
    if blob.blob_bytes > bounds.DOCUMENT_BYTES:
        raise LayersizeError(
            name, f"is a document of {blob.blob_bytes} bytes (at most {bounds.DOCUMENT_BYTES})"
        )
    with open_range(blob) as read_at:
        data = read_at(blob.blob_bytes, 0)
    if len(data) < blob.blob_bytes:
        raise LayersizeError(name, "breaks off before its end", "save or pull the image again")
    return data
