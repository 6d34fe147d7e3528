"""A layer's blob, in a file or arriving as a stream, to what was found in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from layersize.errors import LayersizeError
from layersize.layers.request import WalkRequest
from layersize.layers.tar_walk import TarWalk
from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest
from layersize.streams.compression import MAGIC_BYTES, PLAIN, DecompressingReader, drain, sniff
from layersize.streams.limits import Limits
from layersize.streams.ranges import FileRange, RangeReader, open_range
from layersize.streams.reader import BufferedReader, Reader
from layersize.streams.tar.window import RangeWindow, StreamWindow


class _HashedReader:
    """Passes bytes on, counts them and, if asked to, hashes them."""

    def __init__(self, reader: Reader, *, hashing: bool, on_bytes: Callable[[int], None]) -> None:
        self._read = reader.read
        self._on_bytes = on_bytes
        self._sha256 = hashlib.sha256() if hashing else None
        self.total_bytes = 0

    def read(self, most: int, /) -> bytes:
        data = self._read(most)
        self.total_bytes += len(data)
        self._on_bytes(len(data))
        if self._sha256 is not None:
            self._sha256.update(data)
        return data

    @property
    def digest(self) -> Digest | None:
        return Digest.sha256(self._sha256.hexdigest()) if self._sha256 else None


class _Tapped:
    """Passes bytes on, and tells them."""

    def __init__(self, reader: Reader, tell: Callable[[bytes], None]) -> None:
        self._read = reader.read
        self._tell = tell

    def read(self, most: int, /) -> bytes:
        data = self._read(most)
        self._tell(data)
        return data


def walk_range(blob: FileRange, request: WalkRequest) -> LayerWalk:
    """Walks a blob that lies in a file; of a plain tar only the headers are read."""
    with open_range(blob) as read_at:
        if request.verify or request.estimate_transfer or sniff(read_at(MAGIC_BYTES, 0)) != PLAIN:
            return walk_stream(RangeReader(read_at, blob.blob_bytes), request, blob)
        told = 0

        def read_and_tell(count: int, position: int) -> bytes:
            nonlocal told
            request.on_bytes(position - told)
            told = position
            return read_at(count, position)

        _check_length(blob.blob_bytes, request.limits)
        walk = TarWalk(RangeWindow(read_and_tell, blob.blob_bytes), request)
        walk.run()
        request.on_bytes(blob.blob_bytes - told)
    return LayerWalk(
        entries=walk.entries,
        tar_bytes=blob.blob_bytes,
        compression=PLAIN,
        blob_bytes=blob.blob_bytes,
        blob_digest=None,
        tar_digest=None,
        plain_range=blob,
        warnings=walk.warnings.collected(),
    )


def walk_stream(arriving: Reader, request: WalkRequest, blob: FileRange | None = None) -> LayerWalk:
    """Walks a blob as it arrives, once, from end to end; `blob` is where it can be read again."""
    ahead = BufferedReader(arriving)
    compression = sniff(ahead.peek(MAGIC_BYTES))
    hashing = request.hash_blob or compression == PLAIN
    stored = _HashedReader(ahead, hashing=hashing, on_bytes=request.on_bytes)
    stream: Reader = stored
    if compression != PLAIN:
        stream = DecompressingReader(stream, compression, request.expansion)
    hashing = request.verify and compression != PLAIN
    unpacked = _HashedReader(stream, hashing=hashing, on_bytes=_bounded(request))
    estimate_bytes = None
    if request.estimate_transfer and compression == PLAIN:
        from layersize.layers.transfer_estimate import TransferEstimate  # slow to load

        with TransferEstimate() as estimate:
            walk = _walked(_Tapped(unpacked, estimate.update), request)
            estimate_bytes = estimate.total_bytes()
    else:
        walk = _walked(unpacked, request)
    return LayerWalk(
        entries=walk.entries,
        tar_bytes=unpacked.total_bytes,
        compression=compression,
        blob_bytes=stored.total_bytes,
        blob_digest=stored.digest,
        tar_digest=stored.digest if compression == PLAIN else unpacked.digest,
        plain_range=blob if compression == PLAIN else None,
        warnings=walk.warnings.collected(),
        transfer_estimate_bytes=estimate_bytes,
    )


def _walked(stream: Reader, request: WalkRequest) -> TarWalk:
    walk = TarWalk(StreamWindow(stream), request)
    walk.run()
    drain(stream)
    return walk


def _bounded(request: WalkRequest) -> Callable[[int], None]:
    """Counts a tar's bytes; raises beyond what a layer may have, and if work is to stop."""
    total = 0

    def count(more: int) -> None:
        nonlocal total
        total += more
        request.on_bytes(0)
        _check_length(total, request.limits)

    return count


def _check_length(tar_bytes: int, limits: Limits) -> None:
    if tar_bytes > limits.tar_bytes:
        raise LayersizeError(
            "",
            f"the layer's tar is longer than {limits.tar_bytes} bytes",
            "if you trust the image, lift the bounds with --no-limits",
        )
