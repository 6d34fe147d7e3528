"""One layer laid over those below: first its whiteouts, then its entries in order."""

from __future__ import annotations

from itertools import compress

from layersize.accounting.overlay import LayerWork, Overlay
from layersize.accounting.shadows import DELETED, DUPLICATED, OVERWRITTEN, LostName, LostNames
from layersize.layers.entries import (
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
from layersize.warning import WarningList


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


def hide_below(ground: LayerGround) -> None:
    """Applies all markers of a layer; their order makes no difference."""
    entries, place_of = ground.entries, ground.place_of
    for row, (kind, local) in enumerate(zip(entries.kinds, entries.directories, strict=True)):
        if kind in (WHITEOUT, OPAQUE):
            known = place_of[local]
            directory = known if known >= 0 else _existing(ground, local, row)
            if kind == WHITEOUT:
                _hide_name(ground, row, directory)
            elif directory is not None:
                ground.bury(directory, DELETED)


def _hide_name(ground: LayerGround, row: int, directory: int | None) -> None:
    name = ground.entries.names[row]
    if directory is not None and (
        ground.take_away(directory, name, DELETED) or ground.existed_below(directory, name)
    ):
        return
    message = "the whiteout names nothing that exists below"
    ground.warnings.add("absent-whiteout-target", ground.marker_path(row), message)


def _existing(ground: LayerGround, local: int, row: int) -> int | None:
    """The tree's id of a directory of the layer, or None: markers make no parents."""
    directory = ground.place_of[local]
    chain = []
    while directory < 0:
        chain.append(local)
        local = ground.entries.directory_parents[local]
        directory = ground.place_of[local]
    for missing in reversed(chain):
        name = ground.entries.directory_names[missing]
        gone_files = ground.gone_files.get(directory, {})
        below = ground.tree.subdirectories[directory].get(name)
        if below is not None:
            ground.remember(missing, below)
        else:
            below = ground.gone_directories.get(directory, {}).get(name)
        if below is None:
            inode = ground.tree.files[directory].get(name, gone_files.get(name))
            ground.warn_symlinked_parent(inode, directory, name, ground.marker_path(row))
            return None
        directory = below
    return directory


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


def settle(ground: LayerGround, additions: Additions) -> LayerWork:
    """Adds nameless inodes to the shadows, and sums up the layer."""
    wasted_bytes = _settle_lost_names(ground, additions)
    _settle_linked(ground, additions)
    shadows = ground.overlay.shadows
    for inode, path in additions.wasted:
        shadows.marker_paths[len(shadows)] = path
        shadows.add(inode, ground.layer, ROOT, b"", DUPLICATED)
        wasted_bytes += ground.overlay.content_bytes[inode]
    entries = ground.entries
    return LayerWork(
        content_bytes=sum(entries.content_bytes) - _uncounted_bytes(ground, additions),
        rewritten_bytes=sum(compress(entries.content_bytes, additions.is_rewritten)),
        in_layer_waste_bytes=wasted_bytes,
        is_rewritten=additions.is_rewritten,
        warnings=ground.warnings.collected(),
    )


def _settle_lost_names(ground: LayerGround, additions: Additions) -> int:
    """Finds the inodes without a name; returns the bytes of those that are the layer's own."""
    links, shadows = ground.tree.links, ground.overlay.shadows
    several: dict[int, list[LostName]] = {}
    wasted: list[int] = []
    for inode, directory, name, cause, step in ground.lost:
        new = _replacement(ground, inode, directory, name) if cause == OVERWRITTEN else -1
        if inode in links:
            links[inode] -= 1
            lost = LostName(directory, name, cause, new, step)
            several.setdefault(inode, []).append(lost)
            continue
        shadows.add(inode, ground.layer, directory, name, cause)
        if new >= 0:
            shadows.replaced(new)
        if cause == DUPLICATED:
            wasted.append(inode)
    for inode, names in several.items():
        if links[inode] == 0:
            shadows.add_linked(inode, ground.layer, names)
            if names[-1].cause == DUPLICATED:
                wasted.append(inode)
    for inode in wasted:
        additions.is_rewritten[inode - ground.first] = False
    return sum(ground.overlay.content_bytes[inode] for inode in wasted)


def _replacement(ground: LayerGround, inode: int, directory: int, name: bytes) -> int:
    """What the layer put in place of an inode, if it may be its content again; or -1."""
    new = ground.tree.files[directory].get(name, -1)
    content_bytes = ground.overlay.content_bytes
    return new if new >= ground.first and content_bytes[new] == content_bytes[inode] else -1


def _settle_linked(ground: LayerGround, additions: Additions) -> None:
    """An inode with several names is rewritten if the path that shows it existed below."""
    tree = ground.tree
    for inode, places in additions.links_made.items():
        row = inode - ground.first
        own_place = ground.place_of[ground.entries.directories[row]], ground.entries.names[row]
        living = [
            (directory, name)
            for directory, name in (own_place, *places)
            if directory >= 0 and tree.files[directory].get(name) == inode
        ]
        if living:
            shown = min(living, key=lambda place: tree.path(*place))
            additions.is_rewritten[row] = ground.existed_below(*shown)


def _uncounted_bytes(ground: LayerGround, additions: Additions) -> int:
    """Payload of AUFS bookkeeping that no hardlink names."""
    if not additions.bookkeeping:
        return 0
    links, content_bytes = ground.tree.links, ground.overlay.content_bytes
    return sum(
        content_bytes[inode]
        for inode, kind in enumerate(ground.entries.kinds, ground.first)
        if kind == AUFS and inode not in links
    )


def add_layer(overlay: Overlay, entries: LayerEntries) -> None:
    """Lays one more layer on top."""
    ground = LayerGround(overlay, entries)
    if WHITEOUT in entries.kinds or OPAQUE in entries.kinds:
        hide_below(ground)
    additions = Additions(ground)
    additions.add_entries()
    overlay.work.append(settle(ground, additions))
