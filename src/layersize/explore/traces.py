"""What became of every entry of an image: which were hidden, and how each stands to those below."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from layersize.accounting.overlay import CAUSES, Overlay
from layersize.accounting.result import Cause
from layersize.explore.directories import Directories
from layersize.layers.entries import HARDLINK, KIND_NAMES, OPAQUE, WHITEOUT, Ownership
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """How an entry's bytes came to be hidden."""

    hidden_in: int
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class MostHidden:
    """The pair of layers that most hidden bytes of a path are of."""

    added_in: int
    hidden_in: int
    cause: Cause
    content_bytes: int


class Traces:
    """Answers about entries by their inode numbers."""

    def __init__(self, overlay: Overlay) -> None:
        self.overlay = overlay
        self.content_bytes = overlay.content_bytes

    @cached_property
    def shadowed_bytes(self) -> array[int]:
        """Inode to the bytes of it that are shipped for nothing: all of them, or none."""
        shadowed_bytes = array("Q", bytes(self.content_bytes.itemsize * len(self.content_bytes)))
        for inode in self.overlay.shadows.inodes:
            shadowed_bytes[inode] = self.content_bytes[inode]
        return shadowed_bytes

    @cached_property
    def hidden_below(self) -> array[int]:
        """Directory of the image to all bytes that layers hide in it, at every depth."""
        parents, shadows = self.overlay.file_system.parents, self.overlay.shadows
        found = array("Q", bytes(8 * len(parents)))
        for row, inode in enumerate(shadows.inodes):
            if row not in shadows.marker_paths:
                found[shadows.directories[row]] += self.content_bytes[inode]
        for directory in range(len(parents) - 1, 0, -1):
            found[parents[directory]] += found[directory]
        return found

    @cached_property
    def directories(self) -> Directories:
        """What layers did to directories."""
        return Directories(self.overlay)

    @cached_property
    def _shadow_rows(self) -> dict[int, int]:
        """Inode to its row in the shadows."""
        return {inode: row for row, inode in enumerate(self.overlay.shadows.inodes)}

    def directory_sign(self, directory: int, layer: int, *, is_changed: bool) -> str:
        """`+` for one that was not there before a layer, else `~` for one that is changed."""
        return "+" if self.directories.is_made_by(directory, layer) else "~" * is_changed

    def sign_of(self, inode: int) -> str:
        """`-` for a marker, `~` for what stands where its layer found something, else `+`."""
        layer, row = self.overlay.entry_of(inode)
        if self.overlay.layers[layer].kinds[row] in (WHITEOUT, OPAQUE):
            return "-"
        return "~" if self.overlay.effects[layer].is_rewritten[row] else "+"

    def flags_of(self, inode: int, links: Mapping[int, int]) -> str:
        """`H` for one of several names, `m` for what repeats the content that it replaced.

        `links` tells how many names inodes have, where they ever had several.
        """
        layer, row = self.overlay.entry_of(inode)
        is_hardlink = self.overlay.layers[layer].kinds[row] == HARDLINK
        flags = "H" if is_hardlink or links.get(inode, 0) > 1 else ""
        return flags + "m" if inode in self.overlay.shadows.repeated else flags

    def shadow_of(self, inode: int) -> Shadow | None:
        """What hid an entry; None for one that is visible, or has no bytes."""
        if inode < 0 or not self.shadowed_bytes[inode]:
            return None
        return self._shadow(inode)

    def _shadow(self, inode: int) -> Shadow:
        shadows, row = self.overlay.shadows, self._shadow_rows[inode]
        return Shadow(hidden_in=shadows.hidden_in[row], cause=CAUSES[shadows.causes[row]])

    def most_hidden(self, inodes: Iterable[int]) -> MostHidden | None:
        """What hides most bytes of some entries; None where nothing hides any."""
        found: Counter[tuple[int, Shadow]] = Counter()
        for inode in inodes:
            if self.shadowed_bytes[inode]:
                key = self.overlay.layer_of(inode), self._shadow(inode)
                found[key] += self.content_bytes[inode]
        if not found:
            return None
        ((added_in, shadow), content_bytes), *_ = found.most_common(1)
        return MostHidden(
            added_in=added_in,
            hidden_in=shadow.hidden_in,
            cause=shadow.cause,
            content_bytes=content_bytes,
        )


_MARKERS = {WHITEOUT: "whiteout", OPAQUE: "opaque marker"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetails:
    """What can be said about an entry of a layer's tar."""

    layer: int
    kind: str
    ownership: Ownership | None
    """`None` where metadata was not read."""
    mtime: int | None
    """Seconds since the epoch."""
    link_target: bytes | None
    shadow: Shadow | None
    """`None` for what is visible, or has no bytes."""


def entry_details(traces: Traces, inode: int) -> EntryDetails:
    """What the layer's tar says of the entry with an inode number, and what hid it since."""
    layer, row = traces.overlay.entry_of(inode)
    entries = traces.overlay.layers[layer]
    is_known = len(entries.mtimes) > row
    kind = entries.kinds[row]
    return EntryDetails(
        layer=layer,
        kind=KIND_NAMES.get(kind) or _MARKERS.get(kind, "no path"),
        ownership=entries.ownerships[entries.ownership_ids[row]] if is_known else None,
        mtime=entries.mtimes[row] if is_known else None,
        link_target=entries.link_targets.get(row),
        shadow=traces.shadow_of(inode),
    )
