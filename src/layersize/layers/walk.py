"""What walking a layer's blob gave."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from layersize.layers.entries import LayerEntries
from layersize.oci.digest import Digest
from layersize.streams.ranges import FileRange
from layersize.streams.reader import Reader
from layersize.warning import Warning


class OpenBlob(Protocol):
    """Asks for a blob anew; raises LayersizeError."""

    def __call__(
        self, while_waiting: Callable[[], None] = ..., /
    ) -> AbstractContextManager[Reader]:
        """`while_waiting` is called now and then while nothing arrives; it may raise."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RemoteBlob:
    """A blob that is fetched while it is walked, from its first byte to its last."""

    digest: Digest
    """What its bytes must hash to."""
    blob_bytes: int | None
    """As its descriptor states."""
    open: OpenBlob


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerWalk:
    """One layer, read from its first byte to its last."""

    entries: LayerEntries
    tar_bytes: int
    """Length of the uncompressed tar stream."""
    compression: str
    """`plain`, `gzip`, `zstd`, `bzip2` or `xz`, by the blob's magic bytes."""
    blob_bytes: int
    """Length of the blob as stored."""
    blob_digest: Digest | None
    """Of the blob as stored; `None`: it was not read from end to end."""
    tar_digest: Digest | None
    """Of the uncompressed stream, what a `diff_id` states; `None`: not hashed."""
    plain_range: FileRange | None
    """Where payloads can be read again; `None` for a compressed layer or a stream."""
    transfer_estimate_bytes: int | None = None
    """What a push would make of a plain tar; `None`: not asked for."""

    @property
    def is_plain(self) -> bool:
        """Whether the blob is a tar that nobody compressed."""
        return self.compression == "plain"

    warnings: tuple[Warning, ...]
    """Their `layer` is `None`: a walk does not know its place in an image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedWalk:
    """A blob of a stream that is no layer; matters only to an image that uses it as one."""

    where: str
    cause: str
    remedy: str
