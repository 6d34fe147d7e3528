"""The file system as one layer finds it and changes it, and what it took away on the way."""

from __future__ import annotations

from layersize.analysis.overlay import Overlay
from layersize.analysis.shadows import DUPLICATED, OVERWRITTEN, LostNames
from layersize.model.layer_entries import ROOT, SYMLINK, WHITEOUT, LayerEntries
from layersize.model.warning import WarningList


class LayerGround:
    """State that lasts as long as a layer is being laid; directories go by the tree's ids."""

    def __init__(self, overlay: Overlay, entries: LayerEntries) -> None:
        self.overlay = overlay
        self.entries = entries
        self.layer = len(overlay.layers)
        self.first = overlay.begin_layer(entries)
        """Inode number of the layer's first entry."""
        self.tree = overlay.file_system
        self.place_of = [-1] * len(entries.directory_names)
        """The layer's directory id to the tree's, where that is known to exist."""
        self.place_of[ROOT] = ROOT
        self._local_id: dict[int, int] = {}
        """And back, to forget directories that are removed."""
        self.gone_files: dict[int, dict[bytes, int]] = {}
        """Directory to the files from below that this layer hid in it."""
        self.gone_directories: dict[int, dict[bytes, int]] = {}
        """Likewise; a directory that comes back gets its old id."""
        self.new_names: set[tuple[int, bytes]] = set()
        """Places that this layer's hardlinks gave to inodes from below."""
        self.lost = LostNames()
        self._step = 0
        """Number of the entry that takes names away; 0: the markers, all together."""
        self.warnings = WarningList()

    def remember(self, local: int, directory: int) -> None:
        """Notes which of the tree's directories one of the layer's is."""
        self.place_of[local] = directory
        self._local_id[directory] = local

    def existed_below(self, directory: int, name: bytes) -> bool:
        """Whether a path that this layer took away was there before it."""
        return name in self.gone_files.get(directory, ()) or name in self.gone_directories.get(
            directory, ()
        )

    def take_away(self, directory: int, name: bytes, cause: int) -> bool:
        """Removes what stands at a path; False if nothing does."""
        old = self.tree.files[directory].pop(name, None)
        if old is not None:
            if old < self.first and (directory, name) not in self.new_names:
                gone = self.gone_files.get(directory)
                if gone is None:
                    gone = self.gone_files[directory] = {}
                gone[name] = old
            self._lose(old, directory, name, cause)
            return True
        below = self.tree.subdirectories[directory].pop(name, None)
        if below is None:
            return False
        if self.tree.born_in[below] < self.layer:
            self.gone_directories.setdefault(directory, {})[name] = below
        self.bury(below, cause)
        return True

    def make_way(self, directory: int, name: bytes) -> None:
        """Clears a path for an entry."""
        self._step += 1
        self.take_away(directory, name, OVERWRITTEN)

    def bury(self, directory: int, cause: int) -> None:
        """Empties a directory that is removed, or made opaque."""
        tree = self.tree
        waiting = [directory]
        while waiting:
            place = waiting.pop()
            local = self._local_id.pop(place, None)
            if local is not None:
                self.place_of[local] = -1
            files, tree.files[place] = tree.files[place], {}
            below = {}
            for name, inode in files.items():
                self._lose(inode, place, name, cause)
                if inode < self.first and (place, name) not in self.new_names:
                    below[name] = inode
            if below:
                self.gone_files.setdefault(place, {}).update(below)
            subdirectories, tree.subdirectories[place] = tree.subdirectories[place], {}
            born_below = {
                name: child
                for name, child in subdirectories.items()
                if tree.born_in[child] < self.layer
            }
            if born_below:
                self.gone_directories.setdefault(place, {}).update(born_below)
            waiting.extend(subdirectories.values())

    def _lose(self, inode: int, directory: int, name: bytes, cause: int) -> None:
        """Takes a name from an inode."""
        if self.overlay.content_bytes[inode]:
            how = cause if inode < self.first else DUPLICATED
            self.lost.add(inode, directory, name, how, self._step)

    def marker_path(self, row: int) -> bytes:
        """The path of an entry as the tar names it: of a whiteout, the marker's own."""
        entries = self.entries
        name = entries.names[row]
        if entries.kinds[row] == WHITEOUT:
            name = b".wh." + name
        above = entries.directory_path(entries.directories[row])
        return above + b"/" + name if above else name

    def warn_symlinked_parent(
        self, inode: int | None, directory: int, name: bytes, path: bytes
    ) -> None:
        """Warns if a directory on the way to `path` is a symlink of the layers below."""
        if inode is not None and self.overlay.kind_of(inode) == SYMLINK:
            link = self.tree.path(directory, name).decode("utf-8", "backslashreplace")
            message = f"`{link}` is a symlink; the path is taken literally, runtimes may differ"
            self.warnings.add("symlinked-parent", path, message)
