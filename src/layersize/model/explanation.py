"""What exceeded a limit: the layers, pairs of instructions, folders and files behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from layersize.model.analysis import InstructionPair
from layersize.model.comparison import FoldedDelta, LayerStatus


class Compared(StrEnum):
    """How much is known of what was there before."""

    NOTHING = "nothing"
    """A cap: deltas are what is there."""
    LAYERS = "layers"
    """A baseline file: layers and top directories; files only of layers that are new."""
    FILES = "files"
    """A baseline image: everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerShare:
    """What one layer has to do with it."""

    index: int | None
    """In the image that is checked; `None`: a layer that only the baseline has."""
    status: LayerStatus | None
    """How it stands to the baseline; `None`: compared with nothing."""
    instruction: str
    """One line of Dockerfile, as `clean_instruction` makes it of the history; not inert."""
    delta_bytes: int
    """In the bytes that the limit counts: against the aligned layer, or all of the layer."""
    shadowed_bytes: int
    """Content that the layer ships and a later one hides: shadowed at birth."""
    paths: tuple[FoldedDelta, ...]
    """Folders and files in the layer with the largest difference in content; empty: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntry:
    """An entry of a layer that matches a pattern."""

    path: bytes
    layer: int
    content_bytes: int
    is_visible: bool
    """Whether a container sees it; else a later layer hides it, and it is still shipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a limit is exceeded; every row is of the image that is checked, largest first."""

    compared: Compared
    layers: tuple[LayerShare, ...] = ()
    """Those that matter most."""
    other_layers: int = 0
    """How many more have a share."""
    other_layers_bytes: int = 0
    """What those add or, below 0, take away."""
    pairs: tuple[InstructionPair, ...] = ()
    """Of what these layers ship and others hide."""
    directories: tuple[FoldedDelta, ...] = ()
    """Top directories with their difference in live bytes; only against a baseline file."""
    entries: tuple[FoundEntry, ...] = ()
    """What matches the pattern of `max_entry` or `forbid`."""
    other_entries: int = 0
    """How many more match."""
