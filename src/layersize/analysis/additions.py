"""The entries of a layer, added in order to what its whiteouts left."""

from __future__ import annotations

from layersize.analysis.layer_ground import LayerGround
from layersize.model.layer_entries import AUFS, DIRECTORY, FILE, HARDLINK, ROOT, WHITEOUT


class Additions:
    """Adds entries, and keeps what is needed to settle the layer."""

    def __init__(self, ground: LayerGround) -> None:
        self._ground = ground
        self._tree = ground.tree
        self.is_rewritten = bytearray(len(ground.entries))
        """Row to whether the path of a file existed below."""
        self.bookkeeping: dict[bytes, int] = {}
        """Path of AUFS bookkeeping to its inode."""
        self.links_made: dict[int, list[tuple[int, bytes]]] = {}
        """Inode of this layer to the places that its hardlinks were put at."""
        self.wasted: list[tuple[int, bytes]] = []
        """Payload of entries that make no path, with the path to show."""

    def add_entries(self) -> None:
        """Adds all entries: the hot loop of the accounting."""
        ground, entries, first = self._ground, self._ground.entries, self._ground.first
        files, subdirectories = self._tree.files, self._tree.subdirectories
        place_of, gone_files = ground.place_of, ground.gone_files
        gone_directories = ground.gone_directories
        content_bytes = ground.overlay.content_bytes
        rows = zip(entries.kinds, entries.directories, entries.names, strict=True)
        here: dict[bytes, int] = {}
        below: dict[bytes, int] = {}
        known_local, directory, has_gone = -1, ROOT, False
        for own_inode, (kind, local, name) in enumerate(rows, first):
            if kind >= WHITEOUT:
                if kind == AUFS or content_bytes[own_inode]:
                    self._add_unseen(own_inode)
                continue
            if local != known_local:
                directory = place_of[local]
                if directory < 0:
                    directory = self._make_directory(local, own_inode)
                here, below = files[directory], subdirectories[directory]
                has_gone = directory in gone_files or directory in gone_directories
                known_local = local
            if kind == DIRECTORY:
                self._add_directory(directory, name, own_inode)
                known_local = -1
                continue
            inode = own_inode
            if kind == HARDLINK:
                inode = self._link(own_inode, directory, name)
            if name in here or name in below:
                if here.get(name) == inode:
                    continue
                ground.make_way(directory, name)
                known_local, has_gone = -1, True
            if kind == FILE and has_gone:
                self.is_rewritten[own_inode - first] = ground.existed_below(directory, name)
            here[name] = inode

    def _add_directory(self, parent: int, name: bytes, own_inode: int) -> None:
        directory = ROOT
        if name:
            known = self._tree.subdirectories[parent].get(name)
            directory = self._replace_by_directory(parent, name) if known is None else known
        self._tree.directory_entry[directory] = own_inode

    def _make_directory(self, local: int, own_inode: int) -> int:
        """The tree's id of a directory of the layer, made where there is none."""
        ground, entries = self._ground, self._ground.entries
        chain = []
        while ground.place_of[local] < 0:
            chain.append(local)
            local = entries.directory_parents[local]
        directory = ground.place_of[local]
        for missing in reversed(chain):
            name = entries.directory_names[missing]
            below = self._tree.subdirectories[directory].get(name)
            if below is None:
                inode = self._tree.files[directory].get(name)
                if inode is not None:
                    path = entries.path(own_inode - ground.first)
                    ground.warn_symlinked_parent(inode, directory, name, path)
                below = self._replace_by_directory(directory, name)
            ground.remember(missing, below)
            directory = below
        return directory

    def _replace_by_directory(self, parent: int, name: bytes) -> int:
        """A directory in place of a file or of nothing."""
        ground, tree = self._ground, self._tree
        if name in tree.files[parent]:
            ground.make_way(parent, name)
        gone = ground.gone_directories.get(parent, {}).get(name)
        if gone is None:
            return tree.add_directory(parent, name, ground.layer)
        tree.subdirectories[parent][name] = gone
        tree.directory_entry.pop(gone, None)
        return gone

    def _link(self, own_inode: int, directory: int, name: bytes) -> int:
        """The inode that a hardlink entry names; its own, of 0 bytes, if the target is missing."""
        ground, tree = self._ground, self._tree
        target_path = ground.entries.link_targets[own_inode - ground.first]
        target = self.bookkeeping.get(target_path)
        names_so_far = 1 if target is None else 0
        if target is None:
            target = tree.find_file(target_path)
        if target is None:
            message = "a hardlink to nothing: 0 bytes"
            ground.warnings.add("hardlink-target-missing", tree.path(directory, name), message)
            return own_inode
        if target < ground.first:
            message = "a hardlink to a file of a lower layer keeps that file's bytes alive"
            ground.warnings.add("hardlink-to-lower-layer", tree.path(directory, name), message)
        if tree.files[directory].get(name) != target:
            tree.links[target] = tree.links.get(target, names_so_far) + 1
            if target >= ground.first:
                self.links_made.setdefault(target, []).append((directory, name))
            elif tree.files[directory].get(name, ground.first) >= ground.first:
                ground.new_names.add((directory, name))
        return target

    def _add_unseen(self, own_inode: int) -> None:
        """Bookkeeping, or the payload of an entry that makes no path."""
        ground = self._ground
        row = own_inode - ground.first
        if ground.entries.kinds[row] == AUFS:
            self.bookkeeping[ground.entries.path(row)] = own_inode
        else:
            self.wasted.append((own_inode, ground.marker_path(row)))
