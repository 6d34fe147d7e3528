"""Every file of an image with its bytes, its layer, and what hid it."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.overlay import CAUSES, Overlay
from layersize.accounting.result import Cause
from layersize.explore.names import Names, TakenName
from layersize.layers.entries import (
    DEVICE,
    DIRECTORY,
    FIFO,
    FILE,
    HARDLINK,
    SYMLINK,
    Ownership,
)
from layersize.values import dataclass

_KINDS = {
    FILE: "file",
    HARDLINK: "hardlink",
    SYMLINK: "symlink",
    DIRECTORY: "directory",
    DEVICE: "device",
    FIFO: "fifo",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFile:
    """A name that a layer gives to a file, folder, link or device."""

    path: bytes
    """Without a slash at either end; empty for the root."""
    kind: str
    """`file`, `hardlink`, `symlink`, `directory`, `device` or `fifo`."""
    content_bytes: int
    """Of the data that count at this name: other names of the same data have 0."""
    inode: int
    """The entry whose data it has; `data_layer` and the row are `overlay.entry_of` of it."""
    entry: int
    """The entry that gives the name: of a hardlink another than `inode`."""
    layer: int
    """That of `entry`."""
    hidden_in: int | None
    """The layer that hides it; `None`: a container sees it."""
    cause: Cause | None
    """`None` for what is visible."""
    ownership: Ownership | None
    """`None` where metadata was not read."""
    target: bytes | None
    """Of a link, as its layer's tar writes it."""


class ImageFiles:
    """All names in an image; the layers are laid once more to find them."""

    def __init__(self, image: AnalyzedImage, names: Names | None = None) -> None:
        self._image = image
        self._overlay = image.overlay
        self.names = Names(image.overlay.layers) if names is None else names

    def live(self) -> Iterator[ImageFile]:
        """What a container sees, in no order; its bytes add up to `live_bytes`.

        Folders without an entry of their own are left out.
        """
        overlay, shown_names = self._overlay, self._image.shown_names
        tree, content_bytes = overlay.file_system, overlay.content_bytes
        waiting = [(0, b"")]
        while waiting:
            directory, prefix = waiting.pop()
            entry = tree.directory_entry.get(directory)
            if entry is not None:
                yield self._file(prefix[:-1], entry, entry, 0, None, None)
            for name, inode in tree.files[directory].items():
                entry = self.names.entry_at(directory, name, inode)
                is_shown = shown_names.shows(inode, directory, name)
                counted = content_bytes[inode] if is_shown else 0
                yield self._file(prefix + name, inode, entry, counted, None, None)
            for name, below in tree.subdirectories[directory].items():
                waiting.append((below, prefix + name + b"/"))

    def hidden(self) -> Iterator[ImageFile]:
        """What a layer hides, in no order; its bytes add up to `shadowed_bytes`.

        An entry of a folder that a later one describes anew is hidden, too.
        """
        overlay, tree = self._overlay, self._overlay.file_system
        shadows = overlay.shadows
        for row, path in shadows.marker_paths.items():
            inode = shadows.inodes[row]
            cause = CAUSES[shadows.causes[row]]
            counted = overlay.content_bytes[inode]
            yield self._file(path, inode, inode, counted, shadows.hidden_in[row], cause)
        for taken, counted, cause in self.taken():
            path = tree.path(taken.directory, taken.name)
            yield self._file(path, taken.inode, taken.entry, counted, taken.layer, cause)
        for folder in self.names.taken_entries:
            path = tree.directory_path(folder.directory)
            cause = CAUSES[folder.cause]
            yield self._file(path, folder.entry, folder.entry, 0, folder.layer, cause)

    def taken(self) -> Iterator[tuple[TakenName, int, Cause]]:
        """The names that layers took from files, with the bytes that count at each, and why."""
        overlay, shadows = self._overlay, self._overlay.shadows
        row_of = {inode: row for row, inode in enumerate(shadows.inodes)}
        counts_at = self._last_losses(row_of)
        for at, taken in enumerate(self.names.taken):
            if counts_at.get(taken.inode) == at:
                cause = shadows.causes[row_of[taken.inode]]
                yield taken, overlay.content_bytes[taken.inode], CAUSES[cause]
            else:
                yield taken, 0, CAUSES[taken.cause]

    def _last_losses(self, row_of: dict[int, int]) -> dict[int, int]:
        """Shadowed inodes to the places in `names.taken` where their bytes count."""
        found: dict[int, int] = {}
        for at, taken in enumerate(self.names.taken):
            row = row_of.get(taken.inode)
            if row is not None and _is_shown(shadows_place(self._overlay, row), taken):
                found[taken.inode] = at
        return found

    def _file(
        self,
        path: bytes,
        inode: int,
        entry: int,
        content_bytes: int,
        hidden_in: int | None,
        cause: Cause | None,
    ) -> ImageFile:
        layer, row = self._overlay.entry_of(entry)
        entries = self._overlay.layers[layer]
        kind = entries.kinds[row]
        is_known = len(entries.ownership_ids) > row
        return ImageFile(
            path=path,
            kind=_KINDS.get(kind, "file"),
            content_bytes=content_bytes,
            inode=inode,
            entry=entry,
            layer=layer,
            hidden_in=hidden_in,
            cause=cause,
            ownership=entries.ownerships[entries.ownership_ids[row]] if is_known else None,
            target=entries.link_targets.get(row),
        )


def shadows_place(overlay: Overlay, row: int) -> tuple[int, int, bytes]:
    """The layer that hides a shadowed inode, and the directory and name that it is shown under."""
    shadows = overlay.shadows
    return shadows.hidden_in[row], shadows.directories[row], shadows.names[row]


def _is_shown(place: tuple[int, int, bytes], taken: TakenName) -> bool:
    return place == (taken.layer, taken.directory, taken.name)
