"""All that is known of one entry."""

from __future__ import annotations

from dataclasses import dataclass

from layersize.analysis.explore.traces import Shadow, Traces
from layersize.model.layer_entries import Ownership

KINDS = ("file", "hardlink", "symlink", "directory", "device or FIFO", "whiteout", "opaque marker")
"""By the number of the kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetails:
    """An entry of a layer's tar."""

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
    """Looks an entry up by its inode number."""
    layer, row = traces.overlay.entry_of(inode)
    entries = traces.overlay.layers[layer]
    is_known = len(entries.mtimes) > row
    kind = entries.kinds[row]
    return EntryDetails(
        layer=layer,
        kind=KINDS[kind] if kind < len(KINDS) else "no path",
        ownership=entries.ownerships[entries.ownership_ids[row]] if is_known else None,
        mtime=entries.mtimes[row] if is_known else None,
        link_target=entries.link_targets.get(row),
        shadow=traces.shadow_of(inode),
    )
