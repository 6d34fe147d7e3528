"""Files that layers ship, in lists of any length; each is made when it is asked for."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from layersize.accounting.overlay import Overlay
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedFile:
    """A file that a layer ships, whether a container sees it or not."""

    path: bytes
    inode: int
    content_bytes: int


class ShippedFiles:
    """Some of the files of an image, the largest first, under the names that their layers use."""

    def __init__(
        self, overlay: Overlay, inodes: Iterable[int], parts: Mapping[int, int] | None = None
    ) -> None:
        """`parts` are the lengths of the parts of the files that are meant; `None`: all of them."""
        self._overlay = overlay
        self._bytes: Mapping[int, int] | Sequence[int] = parts or overlay.content_bytes
        ordered = sorted(inodes, key=lambda inode: (-self._bytes[inode], inode))
        self._inodes = array("Q", ordered)

    def __len__(self) -> int:
        return len(self._inodes)

    def __getitem__(self, at: int) -> ShippedFile:
        inode = self._inodes[at]
        layer, row = self._overlay.entry_of(inode)
        path = self._overlay.layers[layer].path(row)
        return ShippedFile(path=path, inode=inode, content_bytes=self._bytes[inode])
