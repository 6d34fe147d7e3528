"""Mode, owner and link target of an entry, as `ls -l` writes them."""

from __future__ import annotations

import stat
from typing import NamedTuple

from layersize.accounting.overlay import Overlay
from layersize.layers.entries import DIRECTORY, FIFO, FILE, HARDLINK, SYMLINK, WHITEOUT

_TYPES = {
    FILE: stat.S_IFREG,
    HARDLINK: stat.S_IFREG,
    SYMLINK: stat.S_IFLNK,
    DIRECTORY: stat.S_IFDIR,
    FIFO: stat.S_IFIFO,
}


class Metadata(NamedTuple):
    """Texts that are empty where metadata was not read, or says nothing."""

    mode: str
    """`-rwxr-xr-x`; of a device with a `?`, as its tar entry is not asked for its kind."""
    owner: str
    """`0:0`, user and group by their numbers."""
    target: bytes
    """Of a link, as its layer's tar writes it."""


NO_METADATA = Metadata("", "", b"")


def metadata_of(overlay: Overlay, inode: int) -> Metadata:
    """What the tar says of an entry; nothing of a marker, or of no entry (-1)."""
    if inode < 0:
        return NO_METADATA
    layer, row = overlay.entry_of(inode)
    entries = overlay.layers[layer]
    kind = entries.kinds[row]
    if kind >= WHITEOUT:
        return NO_METADATA
    target = entries.link_targets.get(row, b"")
    if len(entries.ownership_ids) <= row:
        return Metadata("", "", target)
    stated = entries.ownerships[entries.ownership_ids[row]]
    mode = stat.filemode(_TYPES.get(kind, 0) | stat.S_IMODE(stated.mode))
    return Metadata(mode, f"{stated.uid}:{stated.gid}", target)
