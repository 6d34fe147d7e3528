"""Every file of an image with its bytes, its layer, and what hid it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.overlay import CAUSES, Overlay
from layersize.accounting.result import Cause
from layersize.explore.names import Names, TakenName
from layersize.layers.entries import HARDLINK, KIND_NAMES, LayerEntries, Ownership
from layersize.packages.owners import owner_names

_Maker: TypeAlias = "Callable[[bytes, int, int, int, int | None, Cause | None], ImageFile]"


class ImageFile(NamedTuple):
    """A name that a layer gives to a file, folder, link, device or FIFO."""

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
    """`None` for what is visible. That the content is shipped again is told only of bytes that
    count here, and of folders."""
    ownership: Ownership | None
    """`None` where metadata was not read."""
    target: bytes | None
    """Of a link, as its layer's tar writes it."""
    package: str | None = None
    """`manager:name` of the package that owns the data; `None`: none does."""


class ImageFiles:
    """All names in an image; where it takes that, its layers are laid once more to find them."""

    def __init__(self, image: AnalyzedImage, names: Names | None = None) -> None:
        """`names` has watched how its layers were laid."""
        self._image = image
        self._overlay = image.overlay
        self._names = names

    @property
    def names(self) -> Names:
        """What layers named and took."""
        if self._names is None:
            self._names = Names(self._overlay.layers)
            self._names.overlay = Overlay()  # as large as the image's own, which has the same ids
        return self._names

    def live(self) -> Iterator[ImageFile]:
        """What a container sees, in no order; its bytes add up to `live_bytes`.

        Folders without an entry of their own are left out.
        """
        overlay, shows = self._overlay, self._image.shown_names.shows
        tree, content_bytes = overlay.file_system, overlay.content_bytes
        has_links = any(HARDLINK in entries.kinds for entries in overlay.layers)
        links = self.names.links if has_links else {}
        made = self._file_maker()
        waiting = [(0, b"")]
        while waiting:
            directory, prefix = waiting.pop()
            own_entry = tree.directory_entry.get(directory)
            if own_entry is not None:
                yield made(prefix[:-1], own_entry, own_entry, 0, None, None)
            for name, inode in tree.files[directory].items():
                entry = links.get((directory, name), inode) if links else inode
                counted = content_bytes[inode] if shows(inode, directory, name) else 0
                yield made(prefix + name, inode, entry, counted, None, None)
            for name, below in tree.subdirectories[directory].items():
                waiting.append((below, prefix + name + b"/"))

    def hidden(self) -> Iterator[ImageFile]:
        """What a layer hides, in no order; its bytes add up to `shadowed_bytes`.

        An entry of a folder that a later one describes anew is hidden, too.
        """
        overlay, tree, made = self._overlay, self._overlay.file_system, self._file_maker()
        shadows = overlay.shadows
        for row, path in shadows.marker_paths.items():
            inode, cause = shadows.inodes[row], CAUSES[shadows.causes[row]]
            counted = overlay.content_bytes[inode]
            yield made(path, inode, inode, counted, shadows.hidden_in[row], cause)
        known, prefix = 0, b""
        for taken, counted, cause in self.taken():
            if taken.directory != known:  # mostly those of one folder come together
                known, prefix = taken.directory, tree.path(taken.directory, b"")
            path = prefix + taken.name
            yield made(path, taken.inode, taken.entry, counted, taken.layer, cause)
        for folder in self.names.taken_entries:
            path, cause = tree.directory_path(folder.directory), CAUSES[folder.cause]
            yield made(path, folder.entry, folder.entry, 0, folder.layer, cause)

    def taken(self) -> Iterator[tuple[TakenName, int, Cause]]:
        """The names that layers took from files, with the bytes that count at each, and why.

        Of a name that data lost twice in the layer that hides them, the first loss counts.
        """
        overlay, shadows = self._overlay, self._overlay.shadows
        row_of = {inode: row for row, inode in enumerate(shadows.inodes)}
        for taken in self.names.taken:
            row = row_of.get(taken.inode)
            if row is not None and (
                shadows.names[row] == taken.name
                and shadows.directories[row] == taken.directory
                and shadows.hidden_in[row] == taken.layer
            ):
                del row_of[taken.inode]
                yield taken, overlay.content_bytes[taken.inode], CAUSES[shadows.causes[row]]
            else:
                yield taken, 0, CAUSES[taken.cause]

    def _file_maker(self) -> _Maker:
        """A function that looks up what an entry says of itself: path, inode, entry and the rest.

        Entries that are asked for one after the other are mostly of one layer.
        """
        overlay = self._overlay
        entries, layer, first, end = LayerEntries(), -1, 0, 0
        packages = owner_names(self._image)
        owners = self._image.owners or bytes(len(overlay.content_bytes))

        def made(
            path: bytes,
            inode: int,
            entry: int,
            content_bytes: int,
            hidden_in: int | None,
            cause: Cause | None,
        ) -> ImageFile:
            nonlocal entries, layer, first, end
            if not first <= entry < end:
                layer = overlay.layer_of(entry)
                entries, first = overlay.layers[layer], overlay.first_inode[layer]
                end = first + len(entries)
            row = entry - first
            ids = entries.ownership_ids
            return ImageFile(
                path,
                KIND_NAMES.get(entries.kinds[row], "file"),
                content_bytes,
                inode,
                entry,
                layer,
                hidden_in,
                cause,
                entries.ownerships[ids[row]] if ids else None,
                entries.link_targets.get(row),
                packages[owners[inode]],
            )

        return made
