"""What may be kept of images from one run to the next, so that they need not be read again."""

from __future__ import annotations

from typing import Protocol

from layersize.layers.walk import LayerWalk
from layersize.oci.digest import Digest
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """What a saved image's outer archive held, without the payloads of its layers.

    With the kept walks of its layers, it is enough to measure the image again.
    """

    documents: dict[str, bytes]
    """Member name to the JSON that it holds, as it stands there."""
    blobs: dict[str, Digest]
    """Member name to the digest of the layer's blob that was walked."""
    links: dict[str, str]
    """Member name to the name that it resolves to."""


class Cache(Protocol):
    """Keeps walks and records; one that can't be kept or found is no error."""

    def walk(self, digest: Digest) -> LayerWalk | None:
        """The walk of the blob with that digest."""
        ...

    def keep_walk(self, walk: LayerWalk) -> None:
        """Keeps a walk under the digests of the bytes that were walked."""
        ...

    def header_walk(self, tar_split: Digest) -> LayerWalk | None:
        """What was found in the layer whose tar-split has that digest; nothing says where it is."""
        ...

    def keep_header_walk(self, tar_split: Digest, walk: LayerWalk) -> None:
        """Keeps the walk of a layer of which only the headers were read."""
        ...

    def record(self, key: str) -> ImageRecord | None:
        """What a saved image consisted of, by the engine's id of it."""
        ...

    def keep_record(self, key: str, record: ImageRecord) -> None:
        """Keeps what a saved image consisted of."""
        ...


class NoCache:
    """Keeps nothing."""

    def walk(self, digest: Digest) -> LayerWalk | None:  # noqa: ARG002 - as `Cache` has it
        return None

    def keep_walk(self, walk: LayerWalk) -> None:
        pass

    def header_walk(self, tar_split: Digest) -> LayerWalk | None:  # noqa: ARG002 - as `Cache` has it
        return None

    def keep_header_walk(self, tar_split: Digest, walk: LayerWalk) -> None:
        pass

    def record(self, key: str) -> ImageRecord | None:  # noqa: ARG002 - as `Cache` has it
        return None

    def keep_record(self, key: str, record: ImageRecord) -> None:
        pass
