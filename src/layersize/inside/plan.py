"""What is to be extracted: names in folders of the target, each with the entry that it is of."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.overlay import Overlay
from layersize.inside.layer_paths import last_of_layers
from layersize.inside.target.tree import Folders
from layersize.inside.versions import Version, find_version
from layersize.layers.entries import AUFS, FILE, SYMLINK
from layersize.values import dataclass


class Places:
    """Names in folders of the target: a column each, as there may be a million."""

    def __init__(self) -> None:
        self.folders = array("L")
        self.names: list[bytes] = []
        self.entries = array("Q")
        """The entry with the data or the target, counted through all layers of the image."""

    def __len__(self) -> int:
        return len(self.names)

    def add(self, folder: int, name: bytes, entry: int) -> None:
        """Adds a name."""
        self.folders.append(folder)
        self.names.append(name)
        self.entries.append(entry)

    def sort(self) -> None:
        """Puts names of one entry beside each other, and those of a layer."""
        order = sorted(range(len(self)), key=self.entries.__getitem__)
        self.folders = array("L", map(self.folders.__getitem__, order))
        self.names = list(map(self.names.__getitem__, order))
        self.entries = array("Q", map(self.entries.__getitem__, order))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that was asked for, each name once."""

    folders: Folders
    files: Places
    links: Places
    others: Places
    """Devices, FIFOs and hardlinks to nothing, which are not written."""
    versions: tuple[Version, ...]
    """What the paths led to, in their order."""


def plan_of(image: AnalyzedImage, paths: Sequence[bytes], layer: int | None) -> Plan:
    """What the paths stand for: in the image that a container sees, or in one layer to the letter.

    A folder stands for all below it, of a layer for what that ships. Raises LayersizeError for a
    path at which nothing is.
    """
    versions = tuple(find_version(image, path, layer) for path in paths)
    seen = _Seen(image, layer)
    planned = _Planned(seen)
    for version in versions:
        if version.kind == "directory":
            planned.add_folder(version.path)
    for version in versions:
        if version.kind != "directory":
            planned.add_name(image.overlay, version)
    planned.files.sort()
    return Plan(
        folders=planned.folders,
        files=planned.files,
        links=planned.links,
        others=planned.others,
        versions=versions,
    )


class _Seen:
    """The file system that is extracted from: that of the image, or what is of one layer in it."""

    def __init__(self, image: AnalyzedImage, layer: int | None) -> None:
        self.overlay = image.overlay
        self._linked = set[tuple[int, bytes]]()
        self._first_entry = 0
        if layer is not None:
            state = last_of_layers(image.overlay.layers[: layer + 1])
            self.overlay = state.overlay
            self._linked, self._first_entry = state.link_places, state.first_inode

    def has_file(self, directory: int, name: bytes, inode: int) -> bool:
        """Whether a name is wanted if its folder is: of a layer, only if that has given it."""
        return inode >= self._first_entry or (directory, name) in self._linked

    def has_directory(self, directory: int) -> bool:
        """Whether a folder is wanted even if it is empty."""
        entry = self.overlay.file_system.directory_entry.get(directory, 0)
        return entry >= self._first_entry


class _Planned:
    """The plan as it grows."""

    def __init__(self, seen: _Seen) -> None:
        self.folders = Folders()
        self.files = Places()
        self.links = Places()
        self.others = Places()
        self._seen = seen
        self._kinds = b"".join(entries.kinds for entries in seen.overlay.layers)
        self._numbers = {0: 0}
        """The file system's directories to folders of the target."""
        self._whole = set[int]()
        """Directories of which all was added."""
        self._single = set[tuple[int, bytes]]()

    def add_folder(self, path: bytes) -> None:
        """Adds all that is below a path."""
        tree = self._seen.overlay.file_system
        top = tree.find_directory(path)
        if top is None:  # a layer's own entry of a folder, which it replaces itself
            return
        waiting = [top]
        while waiting:
            directory = waiting.pop()
            if directory in self._whole:
                continue
            self._whole.add(directory)
            if self._seen.has_directory(directory):
                self._number(directory)
            for name, inode in tree.files[directory].items():
                if self._seen.has_file(directory, name, inode):
                    self._add(self._number(directory), name, inode)
            waiting.extend(reversed(tree.subdirectories[directory].values()))

    def add_name(self, overlay: Overlay, version: Version) -> None:
        """Adds a single file or link."""
        assert version.layer is not None  # noqa: S101 - of what is no folder
        assert version.row is not None  # noqa: S101
        above, _, name = version.path.rpartition(b"/")
        directory = self._seen.overlay.file_system.find_directory(above)
        if directory is None:  # within a layer that replaces it itself
            folder = 0
            for part in above.split(b"/"):
                folder = self.folders.below(folder, part)
        elif directory in self._whole:
            return
        else:
            folder = self._number(directory)
        if (folder, name) not in self._single:
            self._single.add((folder, name))
            self._add(folder, name, overlay.first_inode[version.layer] + version.row)

    def _add(self, folder: int, name: bytes, entry: int) -> None:
        kind = self._kinds[entry]
        places = self.others
        if kind in (FILE, AUFS):
            places = self.files
        elif kind == SYMLINK:
            places = self.links
        places.add(folder, name, entry)

    def _number(self, directory: int) -> int:
        """The target's folder for a directory, with those above it."""
        tree, missing = self._seen.overlay.file_system, list[int]()
        while directory not in self._numbers:
            missing.append(directory)
            directory = tree.parents[directory]
        number = self._numbers[directory]
        for below in reversed(missing):
            number = self._numbers[below] = self.folders.below(number, tree.names[below])
            self._describe(number, tree.directory_entry.get(below))
        return number

    def _describe(self, folder: int, entry: int | None) -> None:
        if entry is None:
            return
        layer, row = self._seen.overlay.entry_of(entry)
        mode, mtime = mode_and_time(self._seen.overlay, layer, row)
        if mode is not None:
            self.folders.describe(folder, mode & 0o777 | 0o700, mtime)


def mode_and_time(overlay: Overlay, layer: int, row: int) -> tuple[int | None, int | None]:
    """Mode and mtime that an entry states; `None` where metadata was not read."""
    entries = overlay.layers[layer]
    if row >= len(entries.ownership_ids):
        return None, None
    return entries.ownerships[entries.ownership_ids[row]].mode, entries.mtimes[row]
