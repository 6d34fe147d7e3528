"""Paths that only some readers see an entry at, so that a limit of paths has to look there, too.

Engines that unpack into the layers below follow the symlinks that they meet on the way to an entry;
those on overlay follow the ones of the layer itself. Entries whose extension headers contradict
each other have several names to begin with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from layersize.errors import LayersizeError
from layersize.layers.entries import HARDLINK, ROOT, SYMLINK, LayerEntries, directory_prefixes
from layersize.layers.paths import split_path

_MOST_STEPS = 1_000_000
"""Names looked at on the way through symlinks, for one layer: real ones take some thousands."""
_MOST_HOPS = 255
"""Symlinks on one way: where Go's libraries give up; Linux follows 40."""


class OtherPaths:
    """The paths of one layer's entries beside their own, if symlinks are followed or not."""

    def __init__(self, layers: Sequence[LayerEntries], layer: int) -> None:
        self._entries = layers[layer]
        self._prefixes = directory_prefixes(self._entries)
        self._targets = _symlinks(layers[: layer + 1])
        self._where = f"layer {layer}"
        self._steps = 0
        self._hops: list[bytes] = []
        """Symlinks on the way to where something is looked for: one that leads to itself leads
        nowhere."""
        if self._targets:
            self._add_hardlinks(layers[: layer + 1])

    def rows(self) -> Iterator[tuple[int, bytes]]:
        """Rows and paths; raises LayersizeError if symlinks lead to too many places."""
        entries = self._entries
        folders = self._folders()
        if folders:
            for row, directory in enumerate(entries.directories):
                for folder in folders.get(directory, ()):
                    yield row, _joined(folder, entries.names[row])
        for row, names in entries.other_names.items():
            for name in names.split(b"\0"):
                path = b"/".join(split_path(name)[0])
                yield row, path
                for other in self.of(path):
                    yield row, other

    def of(self, path: bytes) -> set[bytes]:
        """Where a path may be if some of the symlinks above it are followed."""
        above, _, name = path.rpartition(b"/")
        return {_joined(folder, name) for folder in self._followed(b"", above)} - {path}

    def _add_hardlinks(self, layers: Sequence[LayerEntries]) -> None:
        """Adds other names of symlinks; in a layer a hardlink stands behind what it names."""
        folder, places = b"", {b""}
        for entries in layers:
            for row, target in entries.link_targets.items():
                if entries.kinds[row] != HARDLINK:
                    continue
                above, _, name = b"/".join(split_path(target)[0]).rpartition(b"/")
                if above != folder:
                    folder, places = above, self._places_of(above)
                named = [self._targets.get(_joined(place, name), {}) for place in places]
                if any(named):
                    self._count(sum(map(len, named)))
                    targets = self._targets.setdefault(entries.path(row), {})
                    targets.update(dict.fromkeys(chain(*named)))
                    folder, places = b"", {b""}  # what was found may lead elsewhere now

    def _places_of(self, folder: bytes) -> set[bytes]:
        """Where a folder may be; without a symlink on its way, only a long one counts as steps."""
        self._count(folder.count(b"/") * len(folder) >> 12)
        above = folder
        while above:
            if above in self._targets:
                return self._followed(b"", folder)
            above = above.rpartition(b"/")[0]
        return {folder}

    def _folders(self) -> dict[int, set[bytes]]:
        """Directory of the layer's table to where it may be beside its own path."""
        found: dict[int, set[bytes]] = {}
        if not self._targets:
            return found
        prefixes, parents = self._prefixes, self._entries.directory_parents
        names = self._entries.directory_names
        for directory in range(ROOT + 1, len(parents)):
            own, parent = prefixes[directory][:-1], parents[directory]
            if parent in found or own in self._targets:
                places = self._step(prefixes[parent][:-1], names[directory])
                for folder in found.get(parent, ()):
                    places |= self._step(folder, names[directory])
                if len(places) > 1:
                    found[directory] = places - {own}
        return found

    def _followed(self, folder: bytes, path: bytes) -> set[bytes]:
        """Where a path from a folder, or from the root, may lead."""
        places = {b"" if path.startswith(b"/") else folder}
        for name in path.split(b"/"):
            if name == b"..":
                places = {place.rpartition(b"/")[0] for place in places}
            elif name not in (b"", b"."):
                places = {found for place in places for found in self._step(place, name)}
        return places

    def _step(self, folder: bytes, name: bytes) -> set[bytes]:
        """Where a name in a folder may be: there, or where a symlink there leads."""
        self._count(1)
        path = _joined(folder, name)
        places = {path}
        if path in self._targets and path not in self._hops and len(self._hops) < _MOST_HOPS:
            self._hops.append(path)
            for target in self._targets[path]:
                places |= self._followed(folder, target)
            self._hops.pop()
        return places

    def _count(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MOST_STEPS:
            cause = "has symlinks that lead the paths below them to too many places"
            raise LayersizeError(self._where, cause, "write nothing below a symlink")


def _symlinks(layers: Sequence[LayerEntries]) -> dict[bytes, dict[bytes, None]]:
    """Paths of all symlinks, also of those that are replaced later, to their targets."""
    found: dict[bytes, dict[bytes, None]] = {}
    for entries in layers:
        for row, target in entries.link_targets.items():
            if entries.kinds[row] == SYMLINK:
                found.setdefault(entries.path(row), {})[target] = None
    return found


def _joined(folder: bytes, name: bytes) -> bytes:
    return folder + b"/" + name if folder else name
