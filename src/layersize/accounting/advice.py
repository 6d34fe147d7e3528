"""What is said of an image beyond its numbers: its base, whose bytes they are, what would help."""

from __future__ import annotations

from enum import StrEnum

from layersize.values import dataclass


class BaseSource(StrEnum):
    """How a base image is known; the first of these that tells of one counts."""

    OPTION = "option"
    """The user named it."""
    ANNOTATION = "annotation"
    """Annotations or labels give the digest of an image that the cache or an engine here has."""
    DOCKERFILE = "dockerfile"
    """Its layers are those that no line of the Dockerfile makes."""
    HISTORY = "history"
    """The history looks so; layers may be in doubt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseFacts:
    """The layers of an image that are its base image's."""

    reference: str | None
    """As the user, or whoever has it, names it; `None`: not known."""
    layers: int
    """How many, from the lowest."""
    content_bytes: int
    """In these layers, hidden ones too."""
    how: BaseSource


class Owner(StrEnum):
    """Whose layers ship something."""

    YOURS = "yours"
    BASE = "base"
    UNKNOWN = "unknown"
    """The history alone doesn't tell for sure."""


class Certainty(StrEnum):
    """What a fix changes for those who run the image."""

    LOSSLESS = "lossless"
    """Nothing: no container sees the bytes."""
    SAFE = "safe"
    """Nothing that a program needs."""
    JUDGE = "judge"
    """Only who knows the image can say."""


class FindingState(StrEnum):
    """Whether a container sees the bytes."""

    LIVE = "live"
    HIDDEN = "hidden"


class Family(StrEnum):
    """What a rule is about; a gate can name one instead of a code."""

    HIDDEN = "hidden"
    METADATA = "metadata"
    CACHE = "cache"
    BUILD = "build"
    DOCS = "docs"
    VCS = "vcs"
    DEBUG = "debug"
    DUPLICATE = "duplicate"
    LOG = "log"
    FORMAT = "format"
    SECRET = "secret"  # noqa: S105 - the family's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that would make an image smaller, or that should not be in it."""

    rule: str
    """Its stable code, as in docs/findings.md: `LS001`."""
    family: Family
    title: str
    """One line; names of the image in it are not inert."""
    content_bytes: int
    """What a fix saves of the content; every inode once."""
    tar_bytes: int | None = None
    """What it saves of the layers' tars; `None`: not known."""
    transfer_estimate_bytes: int | None = None
    """About what it saves of what a registry sends; `None`: not known."""
    layers: tuple[int, ...]
    """Those that ship the bytes, from the lowest."""
    paths: int
    """How many files."""
    examples: tuple[bytes, ...]
    """The largest of them, a few."""
    owner: Owner
    state: FindingState
    fix: str
    """One line that can be typed, or put into a Dockerfile."""
    certainty: Certainty

    @property
    def is_safe(self) -> bool:
        """Whether it can be done at once, and by those whom the image belongs to."""
        return self.certainty is not Certainty.JUDGE and self.owner is not Owner.BASE


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageBytes:
    """The files of one package, or of what no package owns."""

    name: str
    version: str | None
    """`None`: the manager states none, or no package owns the files."""
    manager: str | None
    """`dpkg`, `pip`; `None`: no package owns the files, and the name says what they are."""
    content_bytes: int
    """Of its files that a container sees."""
    hidden_bytes: int
    """Of its files that are shipped, but hidden."""
    files: int
    """How many of its names a container sees, of files and links."""
    layers: tuple[int, ...]
    """Those that ship them, from the lowest."""
