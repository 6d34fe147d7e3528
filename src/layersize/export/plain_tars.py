"""Layers written as the plain tars that they unpack to, whose length is known at their end.

Docker 20.10 takes gzip, bzip2 and xz in a docker-archive, but no zstd.
"""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from dataclasses import replace

from layersize.errors import LayersizeError
from layersize.export.blobs import PIECE_BYTES, CheckedBlob, DescribedBlob, is_zstd
from layersize.oci.digest import DigestHash
from layersize.streams.compression import ZSTD
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import Expansion
from layersize.streams.reader import Reader


def without_zstd(blobs: Sequence[DescribedBlob]) -> list[DescribedBlob]:
    """The same blobs, of which those of zstd are to be unpacked.

    Raises LayersizeError with the layer's place for one that can't be read.
    """
    return [
        replace(blob, unpacks_to=blob.layer.diff_id) if is_zstd(blob.layer) else blob
        for blob in blobs
    ]


def add_plain_tar(
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    blob: DescribedBlob,
    arriving: CheckedBlob,
    expansion: Expansion,
) -> None:
    """Adds what a blob unpacks to; its length is written into the header afterwards.

    Raises LayersizeError if that is not what the config says, or is too much.
    """
    file = tar.fileobj
    assert file is not None  # noqa: S101 - the archive is open
    start = file.tell()
    file.write(_header(member))
    hashed = DigestHash([blob.archived_digest.algorithm])
    stream: Reader = DecompressingReader(_Compressed(arriving), ZSTD, expansion)
    while piece := stream.read(PIECE_BYTES):
        hashed.update(piece)
        file.write(piece)
        member.size += len(piece)
    found = blob.archived_digest.contradicted_by(hashed.digests())
    if found is not None:
        cause = f"unpacks to {found}, its diff_id is {blob.archived_digest}"
        raise LayersizeError("", cause, "export it with --format oci-archive")
    file.write(bytes(-member.size % tarfile.BLOCKSIZE))
    tar.offset = file.tell()
    file.seek(start)
    file.write(_header(member))
    file.seek(tar.offset)


def _header(member: tarfile.TarInfo) -> bytes:
    """As long for every size: beyond 8 GiB, PAX would need a header of its own."""
    return member.tobuf(tarfile.GNU_FORMAT)


class _Compressed:
    """A blob that is read to its end, in pieces of any length."""

    def __init__(self, blob: CheckedBlob) -> None:
        self.read = blob.read_on
