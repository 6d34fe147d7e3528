"""Writes the tar around documents and blobs: the same bytes whenever the contents are the same."""

from __future__ import annotations

import io
import tarfile
from typing import BinaryIO

from layersize.export.blobs import PIECE_BYTES, StoredBlob, checked_blob
from layersize.export.contents import Contents
from layersize.progress import Progress


def write_archive(contents: Contents, file: BinaryIO, progress: Progress) -> None:
    """Copies the blobs as they are, and checks them on the way.

    Raises LayersizeError for a blob that is not what its digest says, OSError if `file` does.
    """
    with tarfile.TarFile(
        fileobj=file, mode="w", format=tarfile.PAX_FORMAT, copybufsize=PIECE_BYTES
    ) as archive:
        for folder in _folders(contents):
            archive.addfile(_folder(folder))
        for name, data in contents.documents.items():
            archive.addfile(_member(name, len(data)), io.BytesIO(data))
        for number, (name, blob) in enumerate(contents.blobs.items(), 1):
            progress.phase(f"copying layer {number} of {len(contents.blobs)}")
            _copy(name, blob, archive, progress)


def _copy(name: str, blob: StoredBlob, archive: tarfile.TarFile, progress: Progress) -> None:
    with checked_blob(blob.layer, blob.digest.algorithm, progress.advance) as arriving:
        archive.addfile(_member(name, blob.blob_bytes), arriving)
        arriving.check(blob.digest)


def _folders(contents: Contents) -> list[str]:
    """Each before what is in it."""
    names = [*contents.documents, *contents.blobs]
    above = {name[:cut] for name in names for cut in range(len(name)) if name[cut] == "/"}
    return sorted(above)


def _folder(name: str) -> tarfile.TarInfo:
    folder = tarfile.TarInfo(name)
    folder.type = tarfile.DIRTYPE
    folder.mode = 0o755
    return folder


def _member(name: str, data_bytes: int) -> tarfile.TarInfo:
    """Owner root, mtime 0, as `tarfile` has it by default."""
    member = tarfile.TarInfo(name)
    member.size = data_bytes
    return member
