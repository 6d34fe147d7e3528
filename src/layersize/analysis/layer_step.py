"""One layer laid over those below: first its whiteouts, then its entries in order."""

from __future__ import annotations

from layersize.analysis.overlay import LayerWork, Overlay
from layersize.analysis.shadows import (
    DELETED,
    DUPLICATED,
    OVERWRITTEN,
    LostName,
    LostNames,
)
from layersize.model.layer_entries import (
    AUFS,
    DIRECTORY,
    FILE,
    HARDLINK,
    OPAQUE,
    ROOT,
    SYMLINK,
    WHITEOUT,
    LayerEntries,
)
from layersize.model.warning import WarningList


def add_layer(overlay: Overlay, entries: LayerEntries) -> None:
    """Lays one more layer on top."""
    step = _LayerStep(overlay, entries)
    if WHITEOUT in entries.kinds or OPAQUE in entries.kinds:
        step.hide_below()
    step.add_entries()
    overlay.work.append(step.settle())


class _LayerStep:
    """The work of one layer, and what is to be remembered only while it lasts."""

    def __init__(self, overlay: Overlay, entries: LayerEntries) -> None:
        self._overlay = overlay
        self._entries = entries
        self._layer = len(overlay.layers)
        self._first = overlay.begin_layer(entries)
        self._tree = overlay.file_system
        self._place_of = [-1] * len(entries.directory_names)
        """The layer's directory id to the file system's, where that is known to exist."""
        self._place_of[ROOT] = ROOT
        self._local_id: dict[int, int] = {}
        """And back, to forget directories that are removed."""
        self._gone_files: dict[int, dict[bytes, int]] = {}
        """Directory to the files from below that this layer hid in it."""
        self._gone_directories: dict[int, dict[bytes, int]] = {}
        """Likewise; a directory that comes back gets its old id."""
        self._is_rewritten = bytearray(len(entries))
        self._bookkeeping: dict[bytes, int] = {}
        """Path of AUFS bookkeeping to its inode."""
        self._links_made: dict[int, list[tuple[int, bytes]]] = {}
        """Inode of this layer to the places that its hardlinks were put at."""
        self._new_names: set[tuple[int, bytes]] = set()
        """Places that this layer's hardlinks gave to inodes from below."""
        self._step = 0
        """Number of the entry that takes names away; 0: the markers, all together."""
        self._lost = LostNames()
        self._wasted: list[tuple[int, bytes]] = []
        """Payload of entries that make no path, with the path to show."""
        self._warnings = WarningList()

    # Whiteouts and opaque markers act on the layers below, wherever they stand.

    def hide_below(self) -> None:
        """Applies all markers; their order makes no difference."""
        entries = self._entries
        for row, kind in enumerate(entries.kinds):
            if kind == WHITEOUT:
                self._hide_name(row, self._existing(entries.directories[row], row))
            elif kind == OPAQUE:
                directory = self._existing(entries.directories[row], row)
                if directory is not None:
                    self._bury(directory, DELETED)

    def _hide_name(self, row: int, directory: int | None) -> None:
        name = self._entries.names[row]
        if directory is not None:
            inode = self._tree.files[directory].pop(name, None)
            if inode is not None:
                self._gone_files.setdefault(directory, {})[name] = inode
                self._lose(inode, directory, name, DELETED)
                return
            below = self._tree.subdirectories[directory].pop(name, None)
            if below is not None:
                self._gone_directories.setdefault(directory, {})[name] = below
                self._bury(below, DELETED)
                return
            if self._existed_below(directory, name):
                return
        message = "the whiteout names nothing that exists below"
        self._warnings.add("absent-whiteout-target", self._marker_path(row), message)

    def _existing(self, local: int, row: int) -> int | None:
        """The file system's id of a directory of the layer, or None: markers make no parents."""
        chain = []
        while self._place_of[local] < 0:
            chain.append(local)
            local = self._entries.directory_parents[local]
        directory = self._place_of[local]
        for missing in reversed(chain):
            name = self._entries.directory_names[missing]
            below = self._tree.subdirectories[directory].get(name)
            if below is not None:
                self._remember(missing, below)
            else:
                below = self._gone_directories.get(directory, {}).get(name)
            if below is None:
                inode = (self._gone_files.get(directory, {}) | self._tree.files[directory]).get(name)
                self._warn_symlinked_parent(inode, directory, name, self._marker_path(row))
                return None
            directory = below
        return directory

    # Entries

    def add_entries(self) -> None:
        """Adds the layer's entries in order: the hot loop of the accounting."""
        entries, place_of = self._entries, self._place_of
        files, subdirectories = self._tree.files, self._tree.subdirectories
        gone_files, gone_directories = self._gone_files, self._gone_directories
        rows = zip(entries.kinds, entries.directories, entries.names, strict=True)
        for own_inode, (kind, local, name) in enumerate(rows, self._first):
            if kind >= WHITEOUT:
                self._add_unseen(own_inode)
                continue
            directory = place_of[local]
            if directory < 0:
                directory = self._make_directory(local, own_inode)
            if kind == DIRECTORY:
                self._add_directory(directory, name, own_inode)
                continue
            inode = own_inode
            if kind == HARDLINK:
                inode = self._link(own_inode, directory, name)
            here = files[directory]
            if name in here or name in subdirectories[directory]:
                if here.get(name) == inode:
                    continue
                self._make_way(directory, name)
            if kind == FILE and (directory in gone_files or directory in gone_directories):
                self._is_rewritten[own_inode - self._first] = self._existed_below(directory, name)
            here[name] = inode

    def _make_way(self, directory: int, name: bytes) -> None:
        """Removes what stands at a path, to make place for something else."""
        self._step += 1
        old = self._tree.files[directory].pop(name, None)
        if old is not None:
            if self._stood_below(old, directory, name):
                self._gone_files.setdefault(directory, {})[name] = old
            self._lose(old, directory, name, OVERWRITTEN)
            return
        below = self._tree.subdirectories[directory].pop(name, None)
        if below is not None:
            if self._tree.born_in[below] < self._layer:
                self._gone_directories.setdefault(directory, {})[name] = below
            self._bury(below, OVERWRITTEN)

    def _add_directory(self, parent: int, name: bytes, own_inode: int) -> None:
        directory = ROOT
        if name:
            known = self._tree.subdirectories[parent].get(name)
            directory = self._replace_by_directory(parent, name) if known is None else known
        self._tree.directory_entry[directory] = own_inode

    def _make_directory(self, local: int, own_inode: int) -> int:
        """The file system's id of a directory of the layer, made where there is none."""
        chain = []
        while self._place_of[local] < 0:
            chain.append(local)
            local = self._entries.directory_parents[local]
        directory = self._place_of[local]
        for missing in reversed(chain):
            name = self._entries.directory_names[missing]
            below = self._tree.subdirectories[directory].get(name)
            if below is None:
                entry_path = self._entries.path(own_inode - self._first)
                inode = self._tree.files[directory].get(name)
                self._warn_symlinked_parent(inode, directory, name, entry_path)
                below = self._replace_by_directory(directory, name)
            self._remember(missing, below)
            directory = below
        return directory

    def _replace_by_directory(self, parent: int, name: bytes) -> int:
        """A directory in place of a file or of nothing."""
        self._make_way(parent, name)
        gone = self._gone_directories.get(parent, {}).get(name)
        if gone is None:
            return self._tree.add_directory(parent, name, self._layer)
        self._tree.subdirectories[parent][name] = gone
        self._tree.directory_entry.pop(gone, None)
        return gone

    def _link(self, own_inode: int, directory: int, name: bytes) -> int:
        """The inode that a hardlink entry names; its own, of 0 bytes, if the target is missing."""
        tree = self._tree
        target_path = self._entries.link_targets[own_inode - self._first]
        target = self._bookkeeping.get(target_path)
        names_so_far = 1 if target is None else 0
        if target is None:
            target = tree.find_file(target_path)
        if target is None:
            path = tree.path(directory, name)
            self._warnings.add("hardlink-target-missing", path, "a hardlink to nothing: 0 bytes")
            return own_inode
        if target < self._first:
            path = tree.path(directory, name)
            message = "a hardlink to a file of a lower layer keeps that file's bytes alive"
            self._warnings.add("hardlink-to-lower-layer", path, message)
        if tree.files[directory].get(name) != target:
            tree.links[target] = tree.links.get(target, names_so_far) + 1
            if target >= self._first:
                self._links_made.setdefault(target, []).append((directory, name))
            elif name not in tree.files[directory]:
                self._new_names.add((directory, name))
        return target

    def _add_unseen(self, own_inode: int) -> None:
        """An entry that makes no path: a marker, bookkeeping, a name that names nothing."""
        row = own_inode - self._first
        if self._entries.kinds[row] == AUFS:
            self._bookkeeping[self._entries.path(row)] = own_inode
        elif self._overlay.content_bytes[own_inode]:
            is_whiteout = self._entries.kinds[row] == WHITEOUT
            path = self._marker_path(row) if is_whiteout else self._entries.path(row)
            self._wasted.append((own_inode, path))

    # What both need

    def _bury(self, directory: int, cause: int) -> None:
        """Empties a directory that is removed, or made opaque."""
        tree = self._tree
        waiting = [directory]
        while waiting:
            place = waiting.pop()
            local = self._local_id.pop(place, None)
            if local is not None:
                self._place_of[local] = -1
            files, tree.files[place] = tree.files[place], {}
            for name, inode in files.items():
                self._lose(inode, place, name, cause)
            below = {
                name: inode
                for name, inode in files.items()
                if self._stood_below(inode, place, name)
            }
            self._gone_files[place] = self._gone_files.get(place, {}) | below
            subdirectories, tree.subdirectories[place] = tree.subdirectories[place], {}
            born_below = {
                name: child
                for name, child in subdirectories.items()
                if tree.born_in[child] < self._layer
            }
            self._gone_directories[place] = self._gone_directories.get(place, {}) | born_below
            waiting.extend(subdirectories.values())

    def _lose(self, inode: int, directory: int, name: bytes, cause: int) -> None:
        """Takes a name from an inode."""
        if self._overlay.content_bytes[inode]:
            how = cause if inode < self._first else DUPLICATED
            self._lost.add(inode, directory, name, how, self._step)

    def _stood_below(self, inode: int, directory: int, name: bytes) -> bool:
        """Whether what a name stands for now stood there before this layer."""
        return inode < self._first and (directory, name) not in self._new_names

    def _existed_below(self, directory: int, name: bytes) -> bool:
        return name in self._gone_files.get(directory, ()) or name in self._gone_directories.get(
            directory, ()
        )

    def _remember(self, local: int, directory: int) -> None:
        self._place_of[local] = directory
        self._local_id[directory] = local

    def _marker_path(self, row: int) -> bytes:
        entries = self._entries
        name = b".wh." + entries.names[row] if entries.kinds[row] == WHITEOUT else entries.names[row]
        above = entries.directory_path(entries.directories[row])
        return above + b"/" + name if above else name

    def _warn_symlinked_parent(
        self, inode: int | None, directory: int, name: bytes, path: bytes
    ) -> None:
        if inode is not None and self._overlay.kind_of(inode) == SYMLINK:
            link = self._tree.path(directory, name).decode("utf-8", "backslashreplace")
            message = f"`{link}` is a symlink; the path is taken literally, runtimes may differ"
            self._warnings.add("symlinked-parent", path, message)

    # The end of the layer

    def settle(self) -> LayerWork:
        """Decides which inodes lost their last name, and adds them to the shadows."""
        links = self._tree.links
        several: dict[int, list[LostName]] = {}
        wasted_bytes = 0
        for inode, directory, name, cause, step in self._lost:
            new = self._replacement(inode, directory, name, cause)
            lost = LostName(directory, name, cause, new, step)
            if inode in links:
                links[inode] -= 1
                several.setdefault(inode, []).append(lost)
                continue
            self._overlay.shadows.add(inode, self._layer, lost)
            if cause == DUPLICATED:
                wasted_bytes += self._waste(inode)
        for inode, names in several.items():
            if links[inode] == 0:
                self._overlay.shadows.add_linked(inode, self._layer, names)
                if names[-1].cause == DUPLICATED:
                    wasted_bytes += self._waste(inode)
        self._settle_linked()
        for inode, path in self._wasted:
            self._overlay.shadows.marker_paths[len(self._overlay.shadows)] = path
            self._overlay.shadows.add(inode, self._layer, LostName(ROOT, b"", DUPLICATED, -1, 0))
            wasted_bytes += self._waste(inode)
        content_bytes = self._overlay.content_bytes
        uncounted = (
            inode
            for inode, kind in enumerate(self._entries.kinds if self._bookkeeping else b"", self._first)
            if kind == AUFS and inode not in links
        )
        return LayerWork(
            content_bytes=sum(self._entries.content_bytes)
            - sum(content_bytes[inode] for inode in uncounted),
            rewritten_bytes=sum(
                size
                for size, rewritten in zip(
                    self._entries.content_bytes, self._is_rewritten, strict=True
                )
                if rewritten
            ),
            in_layer_waste_bytes=wasted_bytes,
            warnings=self._warnings.collected(),
        )

    def _settle_linked(self) -> None:
        """An inode with several names is rewritten if the path that shows it existed below."""
        files = self._tree.files
        for inode, places in self._links_made.items():
            row = inode - self._first
            own_place = self._place_of[self._entries.directories[row]], self._entries.names[row]
            living = [
                place
                for place in (own_place, *places)
                if place[0] >= 0 and files[place[0]].get(place[1]) == inode
            ]
            if living:
                shown = min(living, key=lambda place: self._tree.path(*place))
                self._is_rewritten[row] = self._existed_below(*shown)

    def _replacement(self, inode: int, directory: int, name: bytes, cause: int) -> int:
        """What this layer put in place of an inode, if it may be its content again; or -1."""
        if cause != OVERWRITTEN:
            return -1
        new = self._tree.files[directory].get(name, -1)
        content_bytes = self._overlay.content_bytes
        return new if new >= self._first and content_bytes[new] == content_bytes[inode] else -1

    def _waste(self, inode: int) -> int:
        """The bytes of an inode of this layer that it took back itself."""
        self._is_rewritten[inode - self._first] = False
        return self._overlay.content_bytes[inode]
