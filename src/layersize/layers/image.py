"""An image as its manifest and config state it, with its layers still to be walked."""

from __future__ import annotations

from layersize.layers.walk import RemoteBlob, WalkOutcome
from layersize.oci.digest import Digest
from layersize.streams.ranges import FileRange
from layersize.values import dataclass
from layersize.warning import Warning


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """What an engine says about an image of its own."""

    engine: str
    """Name and version, e.g. `Docker engine 26.1.5`."""
    store: str
    """`classic`, `containerd` or `podman`: what its own size means."""
    image_bytes: int
    """The engine's own size of the image; `docker images` calls it the disk usage."""
    stored_bytes: int | None = None
    """What `docker images` calls the content size; `None`: not told of all that it counts."""
    platforms: int = 1
    """How many platforms `image_bytes` is of."""
    repo_tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer: what is claimed of it, and where its bytes are."""

    index: int
    """0 is the base."""
    where: str
    """The blob's name in its archive, for messages."""
    blob: FileRange | RemoteBlob | WalkOutcome
    """Where its bytes are; of a stream, which is gone, what became of them."""
    digest: Digest | None
    """Of the blob, as a descriptor or a content-addressed name states it."""
    diff_id: Digest | None
    """Of the uncompressed tar, as the config states it."""
    media_type: str | None
    created_by: str
    """The history line, raw, or what stands for it; `<unknown>` where the history has none."""
    merged_steps: tuple[str, ...] = ()
    """The raw history lines of all instructions where several have made this one layer."""
    stated_transfer_bytes: int | None = None
    """As its manifest states it, where the blob itself is not here but only what it unpacks to."""
    as_pushed: bool
    """Whether the blob, also a plain one, is what a registry would store and send."""

    @property
    def place(self) -> str:
        """Which layer of its image it is, for messages: `layer 0 (sha256:…)`."""
        return f"layer {self.index} ({self.where})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageDocuments:
    """The JSON that an image is made of, byte for byte."""

    config: bytes
    manifest: bytes | None = None
    """`None` where the source keeps no manifest of a single image, as docker-archives."""
    manifest_media_type: str | None = None
    names: tuple[str, ...] = ()
    """References that the image goes by where it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredBase:
    """The base image that annotations or labels name: `org.opencontainers.image.base.*`.

    It is the image's word, of any form: nothing is opened and nobody asked because of it alone.
    """

    name: str | None
    """What should be the reference of an image in a registry; `None`: not stated."""
    digest: str | None
    """What should be the digest of its manifest or index; `None`: not stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One image of one platform."""

    reference: str
    """As the user named it."""
    where: str
    """The file or folder, or standard input, for messages."""
    source: str
    """Kind of place it was read from, e.g. `docker-archive`."""
    image_id: Digest | None
    """Digest of the config; `None` for archives older than image ids."""
    platform: str | None
    """`os/arch[/variant][:version]`."""
    created: str | None
    layers: tuple[Layer, ...]
    warnings: tuple[Warning, ...]
    documents: ImageDocuments | None = None
    """`None` for formats that have no config."""
    run_settings: tuple[tuple[str, str], ...] = ()
    """Names of the settings that a container sees, with their values as JSON."""
    engine: EngineFacts | None = None
    """`None` for an image that was not read from an engine."""
    base_layers: int = 0
    """How many layers are of a base image, as far as the history shows."""
    declared_base: DeclaredBase | None = None
    """`None` where neither annotations nor labels name a base image."""
