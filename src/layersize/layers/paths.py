"""Tar names to directory ids: normalised once per directory, not once per entry.

Rules: a leading `/` and `./` are stripped, `..` is clamped to the root, all else is literal
(https://github.com/opencontainers/image-spec/blob/main/layer.md).
"""

from __future__ import annotations

from layersize.layers.entries import ROOT, LayerEntries
from layersize.streams import bounds

AUFS_NAMES = frozenset((b".wh..wh.plnk", b".wh..wh.aufs", b".wh..wh.orph"))
"""What AUFS keeps at the root of a layer; elsewhere these are ordinary whiteouts."""


_NOT_NAMES = frozenset((b"", b".", b".."))


class Directories(dict[bytes, int]):
    """Raw path of a directory, as the tar writes it, to its id; filled as it is asked.

    Asking for a path beyond the bounds raises ValueError.
    """

    def __init__(self, entries: LayerEntries) -> None:
        super().__init__({b"": ROOT})
        self._parents = entries.directory_parents
        self._names = entries.directory_names
        self._ids: dict[tuple[int, bytes], int] = {}
        self.clamped: set[bytes] = set()
        """Raw paths that hold a `..`."""
        self.aufs: set[int] = set()
        """Ids of the directories of AUFS bookkeeping."""

    def __missing__(self, raw_path: bytes) -> int:
        if len(raw_path) > bounds.PATH_BYTES:
            raise ValueError(f"a path has {len(raw_path)} bytes (at most {bounds.PATH_BYTES})")
        if raw_path.count(b"/") >= bounds.PATH_DEPTH:
            raise ValueError(f"a path is deeper than {bounds.PATH_DEPTH} directories")
        above, _, name = raw_path.rpartition(b"/")
        if above in self and name not in _NOT_NAMES:
            parent = self[above]
            directory = self._child(parent, name)
            clamped = above in self.clamped
            is_aufs = parent in self.aufs or (parent == ROOT and name in AUFS_NAMES)
        else:
            parts, clamped = split_path(raw_path)
            directory = ROOT
            for name in parts:
                directory = self._child(directory, name)
            is_aufs = bool(parts) and parts[0] in AUFS_NAMES
        if clamped:
            self.clamped.add(raw_path)
        if is_aufs:
            self.aufs.add(directory)
        self[raw_path] = directory
        return directory

    def _child(self, parent: int, name: bytes) -> int:
        known = self._ids.get((parent, name))
        if known is None:
            known = self._ids[parent, name] = len(self._parents)
            self._parents.append(parent)
            self._names.append(name)
        return known


def split_path(raw_path: bytes) -> tuple[list[bytes], bool]:
    """The components of a path without `.`, `..` and empty ones; whether there was a `..`."""
    parts: list[bytes] = []
    had_parent = False
    for part in raw_path.split(b"/"):
        if part in (b"", b"."):
            continue
        if part == b"..":
            had_parent = True
            if parts:
                parts.pop()
        else:
            parts.append(part)
    return parts, had_parent
