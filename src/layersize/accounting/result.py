"""The accounting of one image: the numbers that every output shows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from layersize.accounting.advice import BaseFacts, Finding, PackageBytes
from layersize.layers.image import DeclaredBase, EngineFacts
from layersize.oci.digest import Digest
from layersize.oci.instruction import LineRange
from layersize.oci.masking import shown_instruction
from layersize.text.escape import inert_text
from layersize.text.sizes import count_text, size_text
from layersize.values import dataclass
from layersize.warning import Warning


class Cause(StrEnum):
    """How a byte came to be shadowed."""

    DELETED = "deleted"
    OVERWRITTEN = "overwritten"
    METADATA_ONLY = "metadata-only"
    DUPLICATE_ENTRY = "duplicate-entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFacts:
    """The image as a whole; byte measures as defined in docs/accounting.md."""

    reference: str
    source: str
    image_id: Digest | None
    platform: str | None
    created: str | None
    run_settings: tuple[tuple[str, str], ...] = ()
    """Names of the settings that a container sees, with their values as JSON."""
    transfer_bytes: int | None
    """`None` if one layer's are not known."""
    transfer_estimate_bytes: int | None = None
    """What a registry would about send, where that is not known; `None`: not asked for."""
    tar_bytes: int
    content_bytes: int
    live_bytes: int
    shadowed_bytes: int
    entries: int
    """Paths in the final file system, the root not counted."""
    symlink_target_bytes: int
    """Lengths of all symlink targets, which `docker images` adds (classic store)."""
    engine: EngineFacts | None = None
    """What the engine says that the image was read from; `None`: read from elsewhere."""
    base_layers: int = 0
    """How many layers are of a base image, as far as that is known."""
    declared_base: DeclaredBase | None = None
    """The base image, as annotations or labels name it."""

    @property
    def efficiency(self) -> float:
        """`live / content`; 1.0 for an image without content."""
        return self.live_bytes / self.content_bytes if self.content_bytes else 1.0

    @property
    def transfer_or_estimate_bytes(self) -> int | None:
        """What a registry sends, else about what it would; `None`: neither is known."""
        known = self.transfer_bytes
        return self.transfer_estimate_bytes if known is None else known


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFacts:
    """One layer: what it ships and what it does to the layers below."""

    index: int
    diff_id: Digest | None
    digest: Digest | None
    media_type: str
    created_by: str
    transfer_bytes: int | None
    transfer_estimate_bytes: int | None = None
    """Only where `transfer_bytes` is not known, and if asked for."""
    tar_bytes: int
    content_bytes: int
    live_bytes: int
    shadowed_bytes: int
    added_bytes: int
    rewritten_bytes: int
    whiteout_bytes: int
    overwritten_bytes: int
    in_layer_waste_bytes: int
    entries: int
    """Tar entries, markers included, extension headers not."""
    blob_id: Digest | None = None
    """Of the blob: the digest that is stated for it, else the one it was found to have."""
    other_diff_id: Digest | None = None
    """What its tar hashes to, if that is not its diff_id; `None`: it is, or was not hashed."""
    merged_steps: tuple[str, ...] = ()
    """The raw history lines of all instructions where several have made this one layer."""
    dockerfile_lines: tuple[LineRange, ...] = ()
    """Of the instruction that made it; empty: not known; several: any of these."""

    @property
    def transfer_or_estimate_bytes(self) -> int | None:
        """What a registry sends, else about what it would; `None`: neither is known."""
        known = self.transfer_bytes
        return self.transfer_estimate_bytes if known is None else known

    @property
    def instruction(self) -> str:
        """The history line as one line of Dockerfile, `***` for secrets; not inert."""
        return shown_instruction(self.created_by)

    @property
    def content_id(self) -> Digest | None:
        """What tells its tar from others: its diff_id, unless it was found to be another."""
        return self.other_diff_id or self.diff_id

    @property
    def is_empty(self) -> bool:
        """Whether the layer has no content; many such layers are one and the same."""
        return not self.content_bytes

    @property
    def known_lines(self) -> LineRange | None:
        """The Dockerfile's lines, where they are known for sure."""
        return self.dockerfile_lines[0] if len(self.dockerfile_lines) == 1 else None


MOST_NAMED = 5
"""How many files of a pair of instructions are kept by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowedFile:
    """File data that is shipped and no longer visible."""

    path: bytes
    content_bytes: int
    added_in: int
    hidden_in: int
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class InstructionPair:
    """Bytes that one layer added and another hid."""

    added_in: int
    hidden_in: int
    cause: Cause
    content_bytes: int
    paths: int
    """How many files."""
    directory: bytes
    """The deepest directory that holds all of them; empty for the root."""
    largest: tuple[ShadowedFile, ...] = ()
    """Its largest files, `MOST_NAMED` at the most; all of them where they are no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFile:
    """A file of the final file system, under its shown name."""

    path: bytes
    content_bytes: int
    layer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveFolder:
    """A folder of the final file system, with the files in it at every depth."""

    path: bytes
    content_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionSum:
    """All files of the final file system that have one extension."""

    extension: bytes
    """With its dot, in small letters; empty for names that have none."""
    content_bytes: int
    files: int
    """How many names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageAnalysis:
    """Everything that is reported of one image."""

    image: ImageFacts
    layers: tuple[LayerFacts, ...]
    pairs: tuple[InstructionPair, ...]
    """Largest first."""
    shadowed: Sequence[ShadowedFile]
    """Largest first; made row by row as it is read."""
    biggest: tuple[LiveFile, ...]
    """Largest first, as many as were asked for."""
    warnings: tuple[Warning, ...]
    folders: tuple[LiveFolder, ...] = ()
    """The biggest, largest first, none in another, each where few folders in it don't tell more."""
    extensions: Sequence[ExtensionSum] = ()
    """All of the visible files, those with the most bytes first; made when it is first read."""
    dockerfile: str | None = None
    """The Dockerfile that the layers' lines are of, as the user named it; `None`: none given."""
    base: BaseFacts | None = None
    """The base image's layers; `None`: nothing is known of a base."""
    packages: tuple[PackageBytes, ...] = ()
    """Whose bytes they are, largest first, then what no package owns; empty: not looked for."""
    findings: tuple[Finding, ...] = ()
    """What would make the image smaller or should not be in it, largest first."""
    finding_bytes: int = 0
    """What all findings together would save of the content: every inode once."""
    safe_finding_bytes: int = 0
    """The same of those that are lossless or safe, and not about the base image's layers."""

    @property
    def content_bytes(self) -> int:
        """File data in all layers."""
        return self.image.content_bytes

    @property
    def live_bytes(self) -> int:
        """The part of the content that a container sees."""
        return self.image.live_bytes

    @property
    def shadowed_bytes(self) -> int:
        """The rest of it: deleted or replaced by a later layer, and still shipped."""
        return self.image.shadowed_bytes

    @property
    def tar_bytes(self) -> int:
        """All layers as tars."""
        return self.image.tar_bytes

    @property
    def transfer_bytes(self) -> int | None:
        """What a registry sends; `None`: not known of one layer."""
        return self.image.transfer_bytes

    @property
    def efficiency(self) -> float:
        """`live / content`; 1.0 for an image without content."""
        return self.image.efficiency

    def to_json(self) -> str:
        """What `layersize inspect --format json` writes: kind `image` of docs/json.md."""
        from layersize.accounting.image_json import image_json  # which knows this class

        return image_json(self)

    def __repr__(self) -> str:
        """The image in one line, whatever it is called and holds."""
        content, shadowed = (
            size_text(amount, "si") for amount in (self.content_bytes, self.shadowed_bytes)
        )
        layers = count_text(len(self.layers), "layer")
        name = inert_text(self.image.reference)
        return f"<ImageAnalysis {name}: {layers}, content {content}, shadowed {shadowed}>"
