"""What is known of one layer while it is laid over those below.

A directory goes by its id in the file system; in the layer's own table it is called local.
"""

from __future__ import annotations

from collections import defaultdict

from layersize.accounting.overlay import DUPLICATED, OVERWRITTEN, LostName, Overlay
from layersize.layers.entries import ROOT, SYMLINK, WHITEOUT, LayerEntries
from layersize.layers.paths import split_path
from layersize.warning import WarningList

_MOST_SYMLINKS = 8
"""Followed one after the other; Linux follows 40."""


class LayerState:
    """What must be known while one layer is laid: above all, what it has hidden of those below."""

    def __init__(self, overlay: Overlay, entries: LayerEntries) -> None:
        self.overlay = overlay
        self.entries = entries
        self.tree = overlay.file_system
        self.shadows = overlay.shadows
        self.content_bytes = overlay.content_bytes
        self.layer = len(overlay.layers)
        self.first_shadow = len(self.shadows)
        """Row of the first inode that this layer leaves without a name."""
        self.first_inode = overlay.begin_layer(entries)
        """Inode number of the layer's first entry; smaller ones are of the layers below."""
        self.directory_of = [-1] * len(entries.directory_names)
        """Local directory to its id in the file system; -1: not known to exist there."""
        self.directory_of[ROOT] = ROOT
        self.local_of: dict[int, int] = {}
        """The same backwards, so that a directory that is cleared can be forgotten."""
        self.hidden_files: defaultdict[int, dict[bytes, int]] = defaultdict(dict)
        """Directory to what stood at names below that this layer cleared: name to inode."""
        self.hidden_directories: defaultdict[int, dict[bytes, int]] = defaultdict(dict)
        """Likewise the directories; one that comes back gets its old id."""
        self.recreated: dict[int, None] = {}
        """Directories from below that this layer hid and then made anew, in order."""
        self.lower_links: set[tuple[int, bytes]] = set()
        """Directory and name where a hardlink of this layer stands for an inode from below."""
        self.own_links: dict[int, list[tuple[int, bytes]]] = {}
        """Inode of this layer to the directories and names that its hardlinks were put at."""
        self.lost_links: dict[int, list[LostName]] = {}
        """Inode that has several names to those that this layer took from it, in order."""
        self.bookkeeping: dict[bytes, int] = {}
        """Path of AUFS bookkeeping to its inode."""
        self.pathless: list[tuple[int, bytes]] = []
        """Inodes with a payload that no path leads to, each with the path to show."""
        self.is_rewritten = bytearray(len(entries))
        """Row to whether the path of a file existed below."""
        self.replacements = 0
        """How many entries have replaced something so far; 0 while the markers are applied."""
        self.warnings = WarningList()

    def known_parent(self, local: int) -> tuple[int, list[int]]:
        """The nearest known directory at or above a local one; those between, outermost first."""
        missing = []
        while self.directory_of[local] < 0:
            missing.append(local)
            local = self.entries.directory_parents[local]
        return self.directory_of[local], missing[::-1]

    def remember(self, local: int, directory: int) -> None:
        """Notes which directory of the file system a local one is."""
        self.directory_of[local] = directory
        self.local_of[directory] = local

    def existed_below(self, directory: int, name: bytes) -> bool:
        """Whether a path that this layer has cleared was there before it."""
        return name in self.hidden_files.get(directory, ()) or name in self.hidden_directories.get(
            directory, ()
        )

    def describe_directory(self, directory: int, own_inode: int) -> None:
        """Notes the entry that states a directory's metadata."""
        self.tree.directory_entry[directory] = own_inode

    def note_link(self, directory: int, name: bytes, own_inode: int, inode: int) -> None:
        """Is told which entry is about to give an inode another name."""

    def clear_path(self, directory: int, name: bytes, cause: int) -> bool:
        """Removes the file or the directory at a path; returns False if there is neither."""
        if cause == OVERWRITTEN:
            self.replacements += 1
        inode = self.tree.files[directory].pop(name, None)
        if inode is not None:
            if inode < self.first_inode and (directory, name) not in self.lower_links:
                self.hidden_files[directory].setdefault(name, inode)
            self.lose_name(inode, directory, name, cause)
            return True
        child = self.tree.subdirectories[directory].pop(name, None)
        if child is None:
            return False
        if self.tree.created_in[child] < self.layer:
            self.hidden_directories[directory][name] = child
        self.clear_directory(child, cause)
        return True

    def clear_directory(self, directory: int, cause: int) -> None:
        """Removes all that is in a directory, at every depth."""
        tree, first_inode = self.tree, self.first_inode
        waiting = [directory]
        while waiting:
            cleared = waiting.pop()
            local = self.local_of.pop(cleared, None)
            if local is not None:
                self.directory_of[local] = -1
            files, tree.files[cleared] = tree.files[cleared], {}
            hidden = {}
            for name, inode in files.items():
                self.lose_name(inode, cleared, name, cause)
                if inode < first_inode and (cleared, name) not in self.lower_links:
                    hidden[name] = inode
            if hidden:
                self.hidden_files[cleared] = hidden | self.hidden_files[cleared]
            subdirectories, tree.subdirectories[cleared] = tree.subdirectories[cleared], {}
            hidden = {
                name: child
                for name, child in subdirectories.items()
                if tree.created_in[child] < self.layer
            }
            if hidden:
                self.hidden_directories[cleared].update(hidden)
            waiting.extend(subdirectories.values())

    def lose_name(self, inode: int, directory: int, name: bytes, cause: int) -> None:
        """Takes a name from an inode: of one with a single name, the bytes are shadowed now."""
        if not self.content_bytes[inode]:
            return
        if inode >= self.first_inode:
            cause = DUPLICATED
        if inode in self.tree.links:
            self.tree.links[inode] -= 1
            lost = LostName(directory, name, cause, -1, self.replacements)
            self.lost_links.setdefault(inode, []).append(lost)
        else:
            self.shadows.add(inode, self.layer, directory, name, cause)

    def tar_path(self, row: int) -> bytes:
        """The path of an entry as the tar names it: of a whiteout, the marker's own."""
        above, slash, name = self.entries.path(row).rpartition(b"/")
        marker = b".wh." if self.entries.kinds[row] == WHITEOUT else b""
        return above + slash + marker + name

    def warn_of_symlink(self, inode: int | None, directory: int, name: bytes, row: int) -> None:
        """Warns if a directory above an entry's path is a symlink of the layers below."""
        if inode is not None and self.overlay.kind_of(inode) == SYMLINK:
            link = self.tree.path(directory, name).decode("utf-8", "backslashreplace")
            message = f"`{link}` is a symlink; the path is taken literally, runtimes may differ"
            self.warnings.add("symlinked-parent", self.tar_path(row), message)

    def warn_of_file_above(self, inode: int | None, directory: int, name: bytes, row: int) -> None:
        """Warns if what stands at a path above an entry is neither a directory nor a symlink."""
        if inode is None or self.overlay.kind_of(inode) == SYMLINK:
            return
        above = self.tree.path(directory, name).decode("utf-8", "backslashreplace")
        if inode >= self.first_inode:
            message = f"engines refuse an entry below `{above}`, a file of the same layer"
        elif self.entries.kinds[row] >= WHITEOUT:
            message = (
                f"engines on overlay make an empty folder of `{above}`, a file of the layers below;"
                " others refuse the image or keep the file; leave the marker out"
            )
        else:
            message = (
                f"engines on overlay make a folder of `{above}`, a file of the layers below;"
                " others refuse the image; write an entry for the folder first"
            )
        self.warnings.add("entry-below-file", self.tar_path(row), message)

    def warn_of_replaced_symlink(self, inode: int, directory: int, name: bytes) -> None:
        """Warns if a directory takes the place of a symlink from below that led to one."""
        target = self._directory_behind(inode, directory)
        if inode < self.first_inode and target is not None:
            shown = target.decode("utf-8", "backslashreplace")
            message = (
                f"a folder takes the place of the symlink to `{shown}`, as COPY --link makes it;"
                " what was reached through it no longer is"
            )
            self.warnings.add("symlink-replaced", self.tree.path(directory, name), message)

    def _directory_behind(self, inode: int, directory: int) -> bytes | None:
        """The path of the directory that a symlink leads to; None if it leads to none."""
        above = self.tree.directory_path(directory)
        for _ in range(_MOST_SYMLINKS):
            layer, row = self.overlay.entry_of(inode)
            target = self.overlay.layers[layer].link_targets.get(row)
            if target is None or self.overlay.layers[layer].kinds[row] != SYMLINK:
                return None
            base = b"" if target.startswith(b"/") else above + b"/"
            path = b"/".join(split_path(base + target)[0])
            if self.tree.find_directory(path) is not None:
                return path
            found = self.tree.find_file(path)
            if found is None:
                return None
            inode, above = found, path.rpartition(b"/")[0]
        return None
