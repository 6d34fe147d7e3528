"""Two images against each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum

from layersize.accounting.advice import FindingState, Owner
from layersize.accounting.result import ImageAnalysis
from layersize.text.escape import inert_text
from layersize.text.sizes import change_text, count_text
from layersize.values import dataclass


class LayerStatus(StrEnum):
    """How a layer of one image stands to the other image."""

    SHARED = "shared"
    SAME_INSTRUCTION = "same-instruction"
    ONLY_BASE = "only-base"
    ONLY_OTHER = "only-other"


class PathStatus(StrEnum):
    """How a path differs between the final file systems."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    METADATA_ONLY = "metadata-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerPair:
    """One row of the aligned layers; a side without a layer is `None`."""

    status: LayerStatus
    base: int | None
    other: int | None
    delta_bytes: int
    """Content of the other's layer less that of the base's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathDelta:
    """A path that is not the same in both; a side without the path is `None`."""

    path: bytes
    status: PathStatus
    base_bytes: int | None
    other_bytes: int | None
    is_folder_time: bool = False
    """Whether it is a folder of which nothing but the time differs."""

    @property
    def delta_bytes(self) -> int:
        """What the change adds to `live_bytes`."""
        return (self.other_bytes or 0) - (self.base_bytes or 0)


def differing_in_size(paths: Sequence[PathDelta]) -> int:
    """How many of the paths have another size on either side; a comparison lists these first."""
    return bisect_left(paths, True, key=lambda delta: not delta.delta_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedDelta:
    """A subtree whose differences are summed up in one row."""

    path: bytes
    """With a slash at its end where it stands for a directory."""
    status: PathStatus
    delta_bytes: int
    files: int
    """How many differing paths are folded into the row; 0: not known."""

    @property
    def known_files(self) -> int | None:
        """How many differing paths are folded into the row, if that is known."""
        return self.files or None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionDelta:
    """The files of another size that have one extension."""

    extension: bytes
    """With its dot, in small letters; empty for names that have none."""
    delta_bytes: int
    """What they add to `live_bytes` together."""
    files: int
    """How many of them there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDelta:
    """A package of another size or version, or what no package owns."""

    name: str
    """Text of the images, not inert."""
    manager: str | None
    """`None`: no package owns the files, and the name says what they are."""
    base_version: str | None
    """`None`: the base image doesn't have it, or it has no version."""
    other_version: str | None
    base_bytes: int
    """Of its files that a container sees; 0, too, where there is no such package."""
    other_bytes: int
    is_in_base: bool = True
    is_in_other: bool = True

    @property
    def delta_bytes(self) -> int:
        """What it adds to `live_bytes`."""
        return self.other_bytes - self.base_bytes


class FindingStatus(StrEnum):
    """How the findings of a rule differ."""

    NEW = "new"
    """Only the other image has any."""
    GONE = "gone"
    """Only the base image has any."""
    CHANGED = "changed"
    """Both have some, which save more or less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDelta:
    """The findings of one rule, owner and state, where the images differ in them."""

    rule: str
    """Its code: `LS001`."""
    owner: Owner
    state: FindingState
    title: str
    """Of the largest, in the other image if it is there; names of the image in it are not inert."""
    others: int
    """How many more there are where the title is from."""
    base_bytes: int
    """What the fixes save of the base image's content."""
    other_bytes: int
    status: FindingStatus

    @property
    def delta_bytes(self) -> int:
        """Below 0: there is less to save."""
        return self.other_bytes - self.base_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLayers:
    """The layers that both images have, each `diff_id` once."""

    layers: int
    tar_bytes: int
    content_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalCost:
    """What the other image costs someone who already has the base image."""

    layers: int
    content_bytes: int
    tar_bytes: int
    transfer_bytes: int | None
    """The marginal pull; `None` where one layer's is not known."""
    transfer_estimate_bytes: int | None = None
    """About the marginal pull, where that is not known; `None`: not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """Other less base, in every byte measure of an image."""

    transfer_bytes: int | None
    transfer_estimate_bytes: int | None = None
    """Where `transfer_bytes` is not known, from estimates; `None`: not asked for."""
    tar_bytes: int
    content_bytes: int
    live_bytes: int
    shadowed_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`other` seen from `base`."""

    base: ImageAnalysis
    other: ImageAnalysis
    delta: Delta
    shared: SharedLayers
    marginal: MarginalCost
    layers: tuple[LayerPair, ...]
    paths: Sequence[PathDelta]
    """Largest |delta| first."""
    folded: tuple[FoldedDelta, ...]
    """The same differences in few rows, largest first; those of the same size come last."""

    @property
    def extensions(self) -> tuple[ExtensionDelta, ...]:
        """Differences by extension, largest first; those that add up to nothing are left out."""
        from layersize.comparison.extensions import extension_deltas  # which knows these classes

        return extension_deltas(self.paths)

    @property
    def packages(self) -> tuple[PackageDelta, ...]:
        """Packages of another size or version, largest difference first.

        None if those of one image were not looked for: it has not lost them.
        """
        from layersize.comparison.packages import package_deltas  # which knows these classes

        if any(side.live_bytes and not side.packages for side in (self.base, self.other)):
            return ()
        return package_deltas(self.base.packages, self.other.packages)

    @property
    def findings(self) -> tuple[FindingDelta, ...]:
        """What would help one image and not the other, or more or less; largest first."""
        from layersize.comparison.findings import finding_deltas  # which knows these classes

        return finding_deltas(self.base.findings, self.other.findings)

    def to_json(self) -> str:
        """What `layersize compare --format json` writes: kind `comparison` of docs/json.md."""
        from layersize.comparison.comparison_json import comparison_json  # which knows this class

        return comparison_json([self])

    def __repr__(self) -> str:
        """The comparison in one line."""
        base, other = (inert_text(side.image.reference) for side in (self.base, self.other))
        content = change_text(self.delta.content_bytes, "si")
        paths = count_text(len(self.paths), "differing path")
        return f"<Comparison of {other} with {base}: content {content}, {paths}>"
