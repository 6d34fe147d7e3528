"""A layer's blob, in a file or arriving as a stream, to what was found in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from layersize.errors import LayersizeError
from layersize.layers.cached import Cache, NoCache
from layersize.layers.capture.elf import MAGIC as ELF_MAGIC
from layersize.layers.capture.files import Ends
from layersize.layers.entries import LayerEntries
from layersize.layers.kept import Kept
from layersize.layers.request import WalkRequest
from layersize.layers.tar_walk import TarWalk
from layersize.layers.walk import LayerWalk, RemoteBlob, WalkOutcome
from layersize.oci.digest import USUAL_ALGORITHM, Digest, DigestHash
from layersize.progress import NoProgress, Progress
from layersize.streams.compression import PLAIN, compression_of
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import Expansion, Limits
from layersize.streams.ranges import FileRange, RandomAccess, RangeReader, open_range
from layersize.streams.reader import BufferedReader, Reader, drain
from layersize.streams.tar.headers import BLOCK
from layersize.streams.tar.tar_split import SplitError, SplitPart, SplitWindow
from layersize.streams.tar.window import RangeWindow, StreamWindow

if TYPE_CHECKING:
    from layersize.layers.transfer_estimate import TransferEstimate
    from layersize.layers.unpacked import UnpackedLayer


class LayerWalker:
    """Walks the layers of one image, from wherever their bytes come.

    Every method raises LayersizeError for a blob that is broken or beyond the limits, and
    Interrupted if the progress does.
    """

    def __init__(
        self,
        request: WalkRequest | None = None,
        *,
        progress: Progress | None = None,
        cache: Cache | None = None,
        expansion: Expansion | None = None,
        kept: Kept | None = None,
    ) -> None:
        """`expansion` is shared by all compressed streams of the image, `kept` by all layers."""
        self.request = request or WalkRequest()
        self.progress = progress or NoProgress()
        self.cache = cache or NoCache()
        self.expansion = expansion or Expansion(self.request.limits)
        self.kept = kept or Kept(self.request.limits)

    def with_progress(self, progress: Progress) -> LayerWalker:
        """The same walker, which tells somebody else how far it is."""
        return self._with(self.request, progress, self.cache, self.expansion)

    def with_request(self, request: WalkRequest) -> LayerWalker:
        """The same walker, which is asked for something else."""
        return self._with(request, self.progress, self.cache, self.expansion)

    def with_expansion(self, expansion: Expansion) -> LayerWalker:
        """The same walker, for what lies in a stream that is compressed as a whole."""
        return self._with(self.request, self.progress, self.cache, expansion)

    def alone(self, request: WalkRequest, kept: Kept) -> LayerWalker:
        """The same walker for other processes, which tells nobody and keeps nothing."""
        return LayerWalker(request, expansion=self.expansion, kept=kept)

    def _with(
        self, request: WalkRequest, progress: Progress, cache: Cache, expansion: Expansion
    ) -> LayerWalker:
        return LayerWalker(
            request, progress=progress, cache=cache, expansion=expansion, kept=self.kept
        )

    @property
    def reads_contents(self) -> bool:
        """Whether an unpacked layer is read byte by byte, where its headers would be enough."""
        return self.request.verify or self.request.estimate_transfer

    def outcome(self, blob: FileRange | RemoteBlob) -> WalkOutcome:
        """Walks a blob; an error is what became of it, as another layer may fail first."""
        try:
            return self.walk_file(blob) if isinstance(blob, FileRange) else self.walk_remote(blob)
        except LayersizeError as error:
            return error.to_keep()

    def walk_file(self, blob: FileRange) -> LayerWalk:
        """Walks a blob that lies in a file; of a plain tar only the headers are read."""
        request = self.request
        with open_range(blob) as data:
            compression = compression_of(data.read_at(BLOCK, 0))
            if request.hashes_tars or request.estimate_transfer or compression != PLAIN:
                return self._walk_stream(RangeReader(data, blob.blob_bytes), request, blob)
            _check_length(blob.blob_bytes, request.limits)
            watched = _WatchedRange(data, self.progress)
            walk = TarWalk(RangeWindow(watched, blob.blob_bytes), request, self.kept)
            walk.run()
            walk.look_into(partial(_ends_in_range, data, walk.entries))
            self.progress.advance(blob.blob_bytes - watched.position)
        return LayerWalk(
            entries=walk.entries,
            tar_bytes=blob.blob_bytes,
            compression=PLAIN,
            blob_bytes=blob.blob_bytes,
            blob_digests=(),
            tar_digests=(),
            plain_range=blob,
            warnings=walk.warnings.collected(),
        )

    def walk_remote(self, blob: RemoteBlob) -> LayerWalk:
        """Walks a blob that is fetched for it, or takes the kept walk of it."""
        kept = self.kept_walk(blob.digest)
        if kept is not None:
            self.progress.advance(kept.blob_bytes)
            return kept
        with blob.open(self.progress) as arriving:
            walk = self._walk_stream(arriving, self._request_to_keep())
        if blob.digest in walk.blob_digests:
            self.cache.keep_walk(walk)
        return walk

    def walk_unpacked(self, layer: UnpackedLayer) -> LayerWalk:
        """Walks a layer in an engine's folder: its headers, or all of it if that is asked for."""
        request = self._request_to_keep()
        if self.reads_contents:
            with layer.open(self.progress) as arriving:
                walk = self._walk_stream(arriving, request)
            if (found := layer.digest.contradicted_by(walk.blob_digests)) is not None:
                raise LayersizeError("", f"is {found} put together again, not its diff_id")
            return replace(walk, blob_digests=(), unpacked=layer)
        with layer.parts() as parts:
            tar = TarWalk(SplitWindow(_watched(parts, self.progress)), request, self.kept)
            tar.run()
        tar.look_into(partial(_ends_in_folder, layer, tar.entries))
        _check_length(tar.tar_bytes, request.limits)
        if layer.blob_bytes not in (None, tar.tar_bytes):
            cause = f"its tar-split is of {tar.tar_bytes} bytes, its tar has {layer.blob_bytes}"
            raise LayersizeError("", cause)
        return LayerWalk(
            entries=tar.entries,
            tar_bytes=tar.tar_bytes,
            compression=PLAIN,
            blob_bytes=tar.tar_bytes,
            blob_digests=(),
            tar_digests=(),
            plain_range=None,
            unpacked=layer,
            has_checksums=True,
            warnings=tar.warnings.collected(),
        )

    def walk_saved(self, arriving: Reader, algorithms: tuple[str, ...]) -> LayerWalk:
        """Walks a layer that an engine sends, and keeps the walk."""
        request = replace(self._request_to_keep(), algorithms=algorithms)
        walk = self._walk_stream(arriving, request)
        self.cache.keep_walk(walk)
        return walk

    def walk_stream(
        self, arriving: Reader, algorithms: tuple[str, ...] = (USUAL_ALGORITHM,)
    ) -> LayerWalk:
        """Walks a blob as it arrives, once, from end to end; `algorithms` are those of digests."""
        return self._walk_stream(arriving, replace(self.request, algorithms=algorithms))

    def kept_walk(self, digest: Digest) -> LayerWalk | None:
        """The walk of an earlier run, if it tells what is asked for now."""
        walk = self.cache.walk(digest)
        if walk is None:
            return None
        if (self.request.hashes_tars or walk.tar_digests) and not self._has_digests(walk):
            return None
        if not self.request.estimate_transfer:
            return replace(walk, transfer_estimate_bytes=None)
        lacks_estimate = walk.is_plain and walk.transfer_estimate_bytes is None
        return None if lacks_estimate else walk

    def _has_digests(self, walk: LayerWalk) -> bool:
        hashed = {digest.algorithm for digest in walk.tar_digests}
        return hashed.issuperset(self.request.algorithms)

    def _request_to_keep(self) -> WalkRequest:
        """Asks for what every later use may need."""
        return replace(self.request, read_metadata=True)

    def _walk_stream(
        self, arriving: Reader, request: WalkRequest, blob: FileRange | None = None
    ) -> LayerWalk:
        """`blob` is where the bytes can be read again."""
        ahead = BufferedReader(arriving)
        compression = compression_of(ahead.peek(BLOCK))
        hashing = request.hash_blob or compression == PLAIN
        stored = _StoredBlob(ahead, request.algorithms if hashing else (), self.progress)
        stream: Reader = stored
        if compression != PLAIN:
            stream = DecompressingReader(stream, compression, self.expansion)
        hashing = request.hashes_tars and compression != PLAIN
        algorithms = request.algorithms if hashing else ()
        unpacked = _UnpackedTar(stream, algorithms, self.progress, request.limits)
        estimate_bytes = None
        if request.estimate_transfer and compression == PLAIN:
            from layersize.layers.transfer_estimate import TransferEstimate  # slow to load

            with TransferEstimate() as estimate:
                walk = self._walked(_EstimatedTar(unpacked, estimate), request)
                estimate_bytes = estimate.total_bytes()
        else:
            walk = self._walked(unpacked, request, is_compressed=compression != PLAIN)
        return LayerWalk(
            entries=walk.entries,
            tar_bytes=unpacked.total_bytes,
            compression=compression,
            blob_bytes=stored.total_bytes,
            blob_digests=stored.digests(),
            tar_digests=(stored if compression == PLAIN else unpacked).digests(),
            plain_range=blob if compression == PLAIN else None,
            warnings=walk.warnings.collected(),
            transfer_estimate_bytes=estimate_bytes,
        )

    def _walked(
        self, stream: Reader, request: WalkRequest, *, is_compressed: bool = False
    ) -> TarWalk:
        expansion = self.expansion
        is_compressed = is_compressed or expansion.is_inside
        compressed_bytes = expansion.compressed_bytes if is_compressed else None
        walk = TarWalk(StreamWindow(stream), request, self.kept, compressed_bytes)
        walk.run()
        drain(stream)
        return walk


def _ends_in_range(
    data: RandomAccess, entries: LayerEntries, row: int, first: int, last: int
) -> Ends:
    start, length = entries.data_offsets[row], entries.content_bytes[row]
    beginning = data.read_at(min(first, length), start)
    if not last or not beginning.startswith(ELF_MAGIC):
        return Ends(beginning, b"")
    return Ends(beginning, data.read_at(min(last, length), start + max(0, length - last)))


def _ends_in_folder(
    layer: UnpackedLayer, entries: LayerEntries, row: int, first: int, last: int
) -> Ends | None:
    """Of a file in an engine's folder; None where the folder has another one, or none."""
    assert entries.content_hashes is not None  # noqa: S101 - of every unpacked layer
    length = entries.content_bytes[row]
    try:
        if last:
            return Ends(*layer.ends(entries.path(row), length, first, last))
        checksum = bytes(entries.content_hashes[16 * row : 16 * row + 8])
        pieces = layer.pieces(entries.path(row), length, checksum)
        return Ends(b"".join(pieces)[:first], b"")
    except SplitError:
        return None


def _watched(parts: Iterator[SplitPart], progress: Progress) -> Iterator[SplitPart]:
    for part in parts:
        progress.advance(len(part.raw) + part.payload_bytes)
        yield part


class _WatchedRange:
    """A range whose reading is told as progress: what is skipped counts as read."""

    def __init__(self, data: RandomAccess, progress: Progress) -> None:
        self._data = data
        self._progress = progress
        self.position = 0
        """How far the progress has been told."""

    def read_at(self, count: int, position: int) -> bytes:
        self._progress.advance(position - self.position)
        self.position = position
        return self._data.read_at(count, position)


class _HashedReader:
    """Passes bytes on, counts them, and hashes them in all algorithms that are given."""

    def __init__(self, reader: Reader, algorithms: Sequence[str], progress: Progress) -> None:
        self._read = reader.read
        self._progress = progress
        hashed = DigestHash(algorithms)
        self._hash = hashed.update
        self.digests = hashed.digests
        self.total_bytes = 0

    def read(self, most: int, /) -> bytes:
        data = self._read(most)
        self.total_bytes += len(data)
        self._hash(data)
        return data


class _StoredBlob(_HashedReader):
    """A blob as it is stored: each of its bytes is progress."""

    def read(self, most: int, /) -> bytes:
        data = super().read(most)
        self._progress.advance(len(data))
        return data


class _UnpackedTar(_HashedReader):
    """The tar in a blob: its length is bounded, and work on it can be interrupted."""

    def __init__(
        self, reader: Reader, algorithms: Sequence[str], progress: Progress, limits: Limits
    ) -> None:
        super().__init__(reader, algorithms, progress)
        self._limits = limits

    def read(self, most: int, /) -> bytes:
        data = super().read(most)
        self._progress.advance(0)
        _check_length(self.total_bytes, self._limits)
        return data


class _EstimatedTar:
    """A tar that is compressed as it passes, to tell how long that would be."""

    def __init__(self, reader: Reader, estimate: TransferEstimate) -> None:
        self._read = reader.read
        self._estimate = estimate

    def read(self, most: int, /) -> bytes:
        data = self._read(most)
        self._estimate.update(data)
        return data


def _check_length(tar_bytes: int, limits: Limits) -> None:
    if tar_bytes > limits.tar_bytes:
        raise LayersizeError(
            "",
            f"the layer's tar is longer than {limits.tar_bytes} bytes",
            "if you trust the image, turn the limits off with --no-limits",
        )
