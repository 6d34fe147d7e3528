"""What walking a layer's blob gave."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from layersize.errors import LayersizeError
from layersize.layers.entries import LayerEntries
from layersize.oci.digest import Digest
from layersize.progress import Progress
from layersize.streams.ranges import FileRange
from layersize.streams.reader import Reader
from layersize.values import dataclass
from layersize.warning import Warning

if TYPE_CHECKING:
    from layersize.layers.unpacked import UnpackedLayer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RemoteBlob(ABC):
    """A blob that is fetched while it is walked, from its first byte to its last."""

    digest: Digest
    """What its bytes must hash to."""
    blob_bytes: int | None
    """As its descriptor states."""

    @abstractmethod
    def open(self, progress: Progress) -> AbstractContextManager[Reader]:
        """Asks for the blob anew; raises LayersizeError.

        `progress` is told of no bytes now and then while nothing arrives, and may interrupt.
        """


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
    blob_digests: tuple[Digest, ...]
    """Of the blob as stored, one an algorithm; none: it was not read from end to end."""
    tar_digests: tuple[Digest, ...]
    """Of the uncompressed stream, what a `diff_id` states, one an algorithm; none: not hashed."""
    plain_range: FileRange | None
    """Where payloads can be read again; `None` for a compressed layer or a stream."""
    unpacked: UnpackedLayer | None = None
    """The layer in an engine's folder that was walked; there is no blob of it."""
    has_checksums: bool = False
    """Whether the `content_hashes` are checksums and lengths, as where only headers were read."""
    transfer_estimate_bytes: int | None = None
    """What a push would make of a plain tar; `None`: not asked for."""

    @property
    def is_plain(self) -> bool:
        """Whether the blob is a tar that nobody compressed."""
        return self.compression == "plain"

    warnings: tuple[Warning, ...]
    """Their `layer` is `None`: a walk does not know its place in an image."""


WalkOutcome = LayerWalk | LayersizeError
"""What became of a blob that was to be walked: what was found in it, or why it is no layer."""
