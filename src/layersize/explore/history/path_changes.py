"""What each layer did at a path and in it, summed up by layer and kind of change."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.layer_state import LayerState
from layersize.accounting.overlay import DELETED
from layersize.accounting.result import Cause
from layersize.explore.image_files import ImageFiles
from layersize.explore.names import Names, TakenEntry
from layersize.explore.removal import Inside
from layersize.layers.entries import DIRECTORY, HARDLINK, WHITEOUT, LayerEntries, Ownership
from layersize.values import dataclass


class Change(StrEnum):
    """What a layer did at a path; those of one layer are told in this order."""

    DELETED = "deleted"
    OVERWRITTEN = "overwritten"
    METADATA_ONLY = "metadata-only"
    DUPLICATE_ENTRY = "duplicate-entry"
    REWRITTEN = "rewritten"
    ADDED = "added"
    LINKED = "linked"


_ORDER = {change: number for number, change in enumerate(Change)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PathEvent:
    """One kind of change that a layer made at a path and in it."""

    layer: int
    change: Change
    shipped_bytes: int
    """What the layer ships; 0 for what it only hides."""
    hidden_bytes: int
    """What it hides: of the layers below, or of its own what no container ever sees."""
    files: int
    """How many names of files; 0: only the folder itself is meant."""

    @property
    def content_bytes(self) -> int:
        """What is shipped, or hidden; what is both is the same content."""
        return max(self.shipped_bytes, self.hidden_bytes)


class ReplacingNames(Names):
    """Knows also which entries stand where the layers below had something."""

    def __init__(self, layers: Sequence[LayerEntries] = ()) -> None:
        self.replacing: set[int] = set()
        """Entries of anything but folders."""
        super().__init__(layers)

    def laid(self, state: LayerState) -> None:
        hidden = state.hidden_files.keys() | state.hidden_directories.keys()
        if not hidden:
            return
        entries, directory_of = state.entries, state.directory_of
        rows = zip(entries.kinds, entries.directories, entries.names, strict=True)
        for inode, (kind, local, name) in enumerate(rows, state.first_inode):
            directory = directory_of[local]
            is_entry = kind < WHITEOUT and kind != DIRECTORY and directory in hidden
            if is_entry and state.existed_below(directory, name):
                self.replacing.add(inode)


class PathChanges:
    """Adds up the changes inside of some places."""

    def __init__(self, image: AnalyzedImage, files: ImageFiles, inside: Inside) -> None:
        assert isinstance(files.names, ReplacingNames)  # noqa: S101 - the caller's promise
        self._image, self._overlay, self._files = image, image.overlay, files
        self._replacing = files.names.replacing
        self._inside = inside
        self._sums: dict[tuple[int, Change], list[int]] = {}
        """Layer and kind to bytes shipped, bytes hidden, and names."""
        self._repeated: dict[tuple[int, bytes, int], int] = {}
        """Directory, name and layer where content was shipped again, to the bytes hidden there."""
        self.live_bytes = 0
        self.hidden_bytes = 0

    def events(self) -> tuple[PathEvent, ...]:
        """The sums, oldest first."""
        ordered = sorted(self._sums.items(), key=lambda item: (item[0][0], _ORDER[item[0][1]]))
        return tuple(
            PathEvent(
                layer=layer, change=change, shipped_bytes=shipped, hidden_bytes=hidden, files=files
            )
            for (layer, change), (shipped, hidden, files) in ordered
        )

    def add_all(self, path: bytes) -> None:
        """Adds what is inside of a path."""
        self._add_taken()
        self._add_visible(path)
        for (_, _, layer), hidden_bytes in self._repeated.items():
            self._add(layer, Change.METADATA_ONLY, 0, hidden_bytes, 1)
        self._add_payload_of_markers(path)
        for directory in sorted(self._inside.tops):
            self._add_folder(directory)

    def _add(
        self, layer: int, change: Change, shipped_bytes: int, hidden_bytes: int, files: int
    ) -> None:
        sums = self._sums.setdefault((layer, change), [0, 0, 0])
        sums[0] += shipped_bytes
        sums[1] += hidden_bytes
        sums[2] += files

    def _add_taken(self) -> None:
        """Names that layers took, and the entries that had given them."""
        shipped = []
        for taken, counted_bytes, cause in self._files.taken():
            if not self._inside.holds(taken.directory, taken.name):
                continue
            self.hidden_bytes += counted_bytes
            place = taken.directory, taken.name
            if cause is Cause.DUPLICATE_ENTRY:
                change = Change.DUPLICATE_ENTRY
                self._add(taken.layer, change, counted_bytes, counted_bytes, 1)
                continue
            shipped.append((place, taken.entry, counted_bytes))
            if cause is Cause.METADATA_ONLY:
                self._repeated[(*place, taken.layer)] = counted_bytes
            else:
                self._add(taken.layer, Change(cause), 0, counted_bytes, 1)
        for place, entry, counted_bytes in shipped:
            self._add_shipped(place, entry, counted_bytes)

    def _add_visible(self, path: bytes) -> None:
        tree = self._overlay.file_system
        above, _, name = path.rpartition(b"/")
        parent = tree.find_directory(above)
        if parent is not None and name in tree.files[parent]:
            self._add_live(parent, name, tree.files[parent][name])
        top = tree.find_directory(path)
        for directory in () if top is None else tree.visible_directories(top):
            for name, inode in tree.files[directory].items():
                self._add_live(directory, name, inode)

    def _add_live(self, directory: int, name: bytes, inode: int) -> None:
        counts = self._image.shown_names.shows(inode, directory, name)
        counted_bytes = self._overlay.content_bytes[inode] if counts else 0
        self.live_bytes += counted_bytes
        entry = self._files.names.entry_at(directory, name, inode)
        self._add_shipped((directory, name), entry, counted_bytes)

    def _add_shipped(self, place: tuple[int, bytes], entry: int, counted_bytes: int) -> None:
        layer, row = self._overlay.entry_of(entry)
        if self._repeated.get((*place, layer)) == counted_bytes:
            del self._repeated[(*place, layer)]
            self._add(layer, Change.METADATA_ONLY, counted_bytes, counted_bytes, 1)
            return
        change = Change.REWRITTEN if entry in self._replacing else Change.ADDED
        if self._overlay.layers[layer].kinds[row] == HARDLINK:
            change = Change.LINKED
        self._add(layer, change, counted_bytes, 0, 1)

    def _add_payload_of_markers(self, path: bytes) -> None:
        """Data of whiteouts and other entries that make no path: no container ever sees them."""
        shadows = self._overlay.shadows
        for row, marker in shadows.marker_paths.items():
            if (b"/" + marker + b"/").startswith(b"/" + path + b"/" if path else b"/"):
                counted_bytes = self._overlay.content_bytes[shadows.inodes[row]]
                self.hidden_bytes += counted_bytes
                change, layer = Change.DUPLICATE_ENTRY, shadows.hidden_in[row]
                self._add(layer, change, counted_bytes, counted_bytes, 1)

    def _add_folder(self, directory: int) -> None:
        """What layers did to a folder itself, where nothing in it tells that."""
        tree, names = self._overlay.file_system, self._files.names
        taken = [each for each in names.taken_entries if each.directory == directory]
        last = tree.directory_entry.get(directory)
        entries = [each.entry for each in taken] + ([] if last is None else [last])
        self._note_folder(tree.created_in[directory], Change.ADDED)
        before: TakenEntry | None = None
        for entry, end in zip(entries, [*taken, None], strict=False):
            layer = self._overlay.layer_of(entry)
            if before is not None:
                if before.cause == DELETED:
                    self._note_folder(layer, Change.ADDED)
                elif self._ownership(before.entry) != self._ownership(entry):
                    self._note_folder(layer, Change.METADATA_ONLY)
            if end is not None and end.cause == DELETED:
                self._note_folder(end.layer, Change.DELETED)
            before = end

    def _note_folder(self, layer: int, change: Change) -> None:
        """Adds an event of no bytes, if the layer has none yet that says more."""
        if all(other != layer for other, _ in self._sums):
            self._add(layer, change, 0, 0, 0)

    def _ownership(self, entry: int) -> Ownership | None:
        layer, row = self._overlay.entry_of(entry)
        entries = self._overlay.layers[layer]
        if len(entries.ownership_ids) <= row:
            return None
        return entries.ownerships[entries.ownership_ids[row]]
