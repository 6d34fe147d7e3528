"""A saved image that arrives as a stream: layers are walked as they pass, JSON is kept.

The manifest may come last, so every blob that looks like a layer is walked.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Iterable, Mapping
from typing import Protocol

from layersize.errors import LayersizeError
from layersize.layers.cached import ImageRecord
from layersize.layers.walk import LayerWalk, WalkOutcome
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import ALGORITHMS, USUAL_ALGORITHM, Digest
from layersize.sources.oci_layout import named_digest
from layersize.sources.other_files import other_contents
from layersize.sources.stores import Blob, MemberNames, two_members
from layersize.streams import bounds
from layersize.streams.compression import PLAIN, sniff
from layersize.streams.limits import ExpansionError
from layersize.streams.reader import Reader
from layersize.streams.tar.headers import BLOCK, is_header
from layersize.streams.tar.reader import TarReader
from layersize.streams.tar.window import CHUNK, StreamWindow
from layersize.warning import Warning


class StreamWalker(Protocol):
    """Walks layers that arrive in a stream; `LayerWalker` is one."""

    def walk_stream(self, arriving: Reader, algorithms: tuple[str, ...]) -> LayerWalk:
        """Walks a blob to its end; raises LayersizeError if it is broken.

        `algorithms` are those in which its digest and diff_id may be stated.
        """
        ...


class StreamStore:
    """Everything that an outer tar brought; the stream is read to its end once, at the start."""

    def __init__(self, where: str, stream: Reader, walker: StreamWalker) -> None:
        self.where = where
        self._walker = walker
        self._documents: dict[str, bytes] = {}
        self._walks: dict[str, WalkOutcome] = {}
        self._kept_bytes = 0
        self._seen_algorithms = {USUAL_ALGORITHM}
        """Those of digests in the documents that came."""
        self._members = MemberNames()
        window = StreamWindow(stream)
        reader = TarReader(window)
        try:
            for entry in reader:
                name = self._members.add(entry)
                if name is not None:
                    _, _, payload_bytes, data_start, _, _ = entry
                    self._take(name, Payload(window, data_start, payload_bytes), payload_bytes)
        except ExpansionError as error:
            raise self._first_expansion() or error from None
        self.warnings = self._members.warnings(reader)

    def names(self) -> Iterable[str]:
        return self._members.all

    def document(self, name: str) -> bytes | None:
        return self._documents.get(self._members.resolve(name))

    def blob(self, name: str) -> WalkOutcome | None:
        found = self._members.resolve(name)
        data = self._documents.get(found)
        if data == b"":
            return self._walker.walk_stream(io.BytesIO(), self._algorithms_of(found))
        if data is not None:
            return LayersizeError("", "is not a tar")
        return self._walks.get(found)

    def real_name(self, name: str) -> str:
        return self._members.resolve(name)

    def record(self) -> ImageRecord | None:
        """What it takes to have this store again; None if there is anything odd about it."""
        blobs: dict[str, Digest] = {}
        for name, walk in self._walks.items():
            if isinstance(walk, LayersizeError) or not walk.blob_digests:
                return None
            blobs[name] = walk.blob_digests[0]
        if self.warnings or b"" in self._documents.values():
            return None
        resolved = {name: self._members.resolve(name) for name in self._members.all}
        links = {name: target for name, target in resolved.items() if name != target}
        return ImageRecord(documents=self._documents, blobs=blobs, links=links)

    def _algorithms_of(self, name: str) -> tuple[str, ...]:
        """Those in which a layer's digests may be stated, as far as the stream has told."""
        digest = named_digest(name)
        return tuple(sorted(self._seen_algorithms | ({digest.algorithm} if digest else set())))

    def _first_expansion(self) -> LayersizeError | None:
        """The layer at which a stream that is compressed as a whole unpacked to too much."""
        found = self._walks.items()
        beyond = (walk.inside(name) for name, walk in found if isinstance(walk, ExpansionError))
        return next(beyond, None)

    def _take(self, name: str, payload: Payload, payload_bytes: int) -> None:
        beginning = payload.peek()
        if _looks_like_layer(beginning):
            try:
                walk = self._walker.walk_stream(payload, self._algorithms_of(name))
            except LayersizeError as error:
                self._keep_walk(name, error.to_keep())
            else:
                self._keep_walk(name, walk)
        elif payload_bytes <= bounds.DOCUMENT_BYTES:
            self._kept_bytes += payload_bytes
            if self._kept_bytes > bounds.DOCUMENTS_BYTES:
                cause = f"the documents are longer than {bounds.DOCUMENTS_BYTES} bytes together"
                raise other_contents(self._members.all) or LayersizeError(name, cause)
            data = payload.rest()
            if name in self._walks or self._documents.setdefault(name, data) != data:
                raise two_members(name)
            self._seen_algorithms.update(
                algorithm for algorithm in ALGORITHMS if f'"{algorithm}:'.encode() in data
            )
        else:
            self._keep_walk(name, LayersizeError("", "is not a tar"))

    def _keep_walk(self, name: str, walk: WalkOutcome) -> None:
        """Raises LayersizeError if another member of this name came before."""
        first = self._walks.setdefault(name, walk)
        if name in self._documents or (first is not walk and not _are_equal(first, walk)):
            raise two_members(name)


def _are_equal(one: WalkOutcome, other: WalkOutcome) -> bool:
    """Whether two layers are known to have the same bytes."""
    if isinstance(one, LayersizeError) or isinstance(other, LayersizeError):
        return False
    return bool(one.blob_digests) and one.blob_digests == other.blob_digests


class Payload:
    """One member's data, read from the window on the outer tar; a Reader."""

    def __init__(self, window: StreamWindow, position: int, payload_bytes: int) -> None:
        self._window = window
        self._position = position
        self._end = position + payload_bytes

    def peek(self) -> bytes:
        """The first bytes, to tell what this is; they are still to be read."""
        chunk = self._window.fetch(self._position) if self._position < self._end else b""
        return chunk[: min(BLOCK, self._end - self._position)]

    def read(self, most: int, /) -> bytes:
        left = self._end - self._position
        if left <= 0:
            return b""
        chunk = self._window.fetch(self._position)[: min(most, left)]
        if not chunk:
            raise LayersizeError(
                f"offset {self._position}", "the archive breaks off", "save or pull the image again"
            )
        self._position += len(chunk)
        return chunk

    def rest(self) -> bytes:
        """All that is left."""
        return b"".join(iter(lambda: self.read(CHUNK), b""))


def _looks_like_layer(beginning: bytes) -> bool:
    """Whether a blob begins like a tar, an empty tar, or something compressed."""
    return (
        sniff(beginning) != PLAIN
        or is_header(beginning)
        or (len(beginning) == BLOCK and not beginning.strip(b"\0"))
    )


class RecordedStore:
    """The store of the image as it was when it was read."""

    def __init__(self, where: str, record: ImageRecord, blobs: Mapping[str, Blob]) -> None:
        self.where = where
        self.warnings: tuple[Warning, ...] = ()
        self._record = record
        self._blobs = blobs

    def names(self) -> Iterable[str]:
        record = self._record
        return [*record.documents, *record.blobs, *record.links]

    def document(self, name: str) -> bytes | None:
        return self._record.documents.get(self._resolved(name))

    def blob(self, name: str) -> Blob | None:
        return self._blobs.get(self._resolved(name))

    def real_name(self, name: str) -> str:
        return self._resolved(name)

    def _resolved(self, name: str) -> str:
        found = posixpath.normpath(name)
        return self._record.links.get(found, found)


def recorded_store(where: str, record: ImageRecord, walker: LayerWalker) -> RecordedStore | None:
    """The store of an image that was read before; None unless all its walks are still kept."""
    walks: dict[str, LayerWalk] = {}
    for name, digest in record.blobs.items():
        kept = walker.kept_walk(digest)
        if kept is None:
            return None
        walks[name] = kept
    return RecordedStore(where, record, walks)
