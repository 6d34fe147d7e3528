"""The stages of a Dockerfile, each built and measured."""

from __future__ import annotations

from enum import StrEnum

from layersize.oci.digest import Digest
from layersize.oci.instruction import LineRange
from layersize.values import dataclass


class StageRole(StrEnum):
    """What becomes of a stage's own layers."""

    SHIPS = "ships"
    """It is the one that ships."""
    IN_SHIPPED = "in-shipped"
    """The one that ships is built on it, and has its layers."""
    USED = "used"
    """Stays behind; what ships is made with its help."""
    UNUSED = "unused"
    """Stays behind; what ships needs nothing of it."""

    @property
    def stays_behind(self) -> bool:
        """Whether what ships has none of its layers."""
        return self in (StageRole.USED, StageRole.UNUSED)


class FileAccess(StrEnum):
    """How an instruction gets at the files of another stage or image."""

    COPY = "copy"
    MOUNT = "mount"
    """For as long as a RUN takes: what it mounts gets into no layer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSource:
    """Where an instruction of a stage takes files from."""

    stage: int | None
    """Index of an earlier stage; `None`: an image."""
    name: str
    """As written behind `from=`."""
    how: FileAccess
    lines: LineRange
    """The lines of the instruction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """One stage; byte measures as defined in docs/accounting.md."""

    index: int
    name: str | None
    """In small letters; `None`: it has none."""
    lines: LineRange
    base: str
    """What FROM names, its variables replaced."""
    base_stage: int | None
    """Index of the stage that it is built on; `None`: an image, or scratch."""
    platform: str | None
    """As `FROM --platform` asks for."""
    role: StageRole
    sources: tuple[FileSource, ...]
    """In the order of the instructions."""
    image_id: Digest | None
    layers: int
    own_layers: int
    """How many layers it adds to its base."""
    own_content_bytes: int
    own_live_bytes: int
    """Part of `own_content_bytes` that is visible in the stage's final file system."""
    tar_bytes: int
    content_bytes: int
    """File data in the stage's image as a whole; so are the two below."""
    live_bytes: int
    shadowed_bytes: int
    finding_bytes: int = 0
    """What the fixes of all findings in it would save of the content, each byte once."""
    safe_finding_bytes: int = 0
    """The same of those that are lossless or safe, and not about the base image's layers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """Layers of stages and of their bases that what ships does not have, each once."""

    layers: int
    tar_bytes: int
    content_bytes: int
    base_content_bytes: int
    """Part of `content_bytes` that came with base images, not from a stage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedBuild:
    """All stages of one Dockerfile."""

    dockerfile: str
    """As the user named it."""
    platform: str | None
    """The platform of the image that ships."""
    engine: str | None
    """Name and version of the engine that has built it; `None`: no stage has a layer."""
    shipped: int
    """Index of the stage that ships."""
    stages: tuple[StageFacts, ...]
    left_behind: LeftBehind
