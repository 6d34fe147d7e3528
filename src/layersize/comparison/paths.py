"""Every path that is not the same in two final file systems."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_contents import FileContents
from layersize.comparison.result import PathDelta, PathStatus
from layersize.layers.entries import (
    AUFS,
    DEVICE,
    DIRECTORY,
    FIFO,
    FILE,
    ROOT,
    SYMLINK,
    Ownership,
)

ROOT_PATH = b"."
"""What the folder is called that all paths begin in; no other path is called so."""


def path_deltas(
    base: AnalyzedImage,
    other: AnalyzedImage,
    base_contents: FileContents,
    other_contents: FileContents,
) -> list[PathDelta]:
    """All differing paths, largest |delta| first, then by path."""
    union = _Union(_Side(base), _Side(other))
    union.walk()
    union.compare_contents(base_contents, other_contents)
    union.compare_links()
    union.deltas.sort(key=lambda delta: (-abs(delta.delta_bytes), delta.path))
    return union.deltas


class _Thing(NamedTuple):
    """What stands at a path of one image."""

    kind: int
    shown_bytes: int
    """File data that counts at this path: an inode's bytes stand at one of its names."""
    inode: int
    """-1 for a directory that no entry describes."""
    directory: int | None
    """Its id, if it is one."""


class _Metadata(NamedTuple):
    """What an entry says of itself beyond its content."""

    ownership: Ownership
    attributes: bytes | None
    """A hash of extended attributes, of a device's numbers, of a fraction of a second."""
    mtime: int | None
    """`None`: the moment at which the image is unpacked."""


_IMPLIED = _Metadata(Ownership(mode=0o755, uid=0, gid=0), None, None)
"""Of a directory that no entry describes, as engines make it."""


class _Side:
    """One of the two images, asked about the things at its paths."""

    def __init__(self, image: AnalyzedImage) -> None:
        self.overlay = image.overlay
        self.tree = image.overlay.file_system
        self._shown_names = image.shown_names
        self._layer_keys = [layer.content_id or object() for layer in image.analysis.layers]
        """Layer to something that equals the other side's for a shared layer only."""

    def names(self, directory: int | None) -> Iterable[bytes]:
        """All names in a directory."""
        if directory is None:
            return ()
        return (*self.tree.files[directory], *self.tree.subdirectories[directory])

    def thing(self, directory: int | None, name: bytes) -> _Thing | None:
        """What a name in a directory stands for."""
        if directory is None:
            return None
        inode = self.tree.files[directory].get(name)
        if inode is not None:
            shown_bytes = self.overlay.content_bytes[inode]
            if not self._shown_names.shows(inode, directory, name):
                shown_bytes = 0
            kind = self.overlay.kind_of(inode)
            if kind == AUFS:  # with a name elsewhere, by a hardlink
                kind = FILE
            return _Thing(kind, shown_bytes, inode, None)
        below = self.tree.subdirectories[directory].get(name)
        if below is None:
            return None
        return _Thing(DIRECTORY, 0, self.tree.directory_entry.get(below, -1), below)

    def root(self) -> _Thing:
        """The folder that all paths begin in."""
        return _Thing(DIRECTORY, 0, self.tree.directory_entry.get(ROOT, -1), ROOT)

    def common_inodes(self, other: _Side) -> int:
        """Below this number inodes are those of the layers that both images begin with."""
        common = 0
        for layer, (one, another) in enumerate(
            zip(self._layer_keys, other._layer_keys, strict=False)
        ):
            if one != another:
                break
            common = self.overlay.first_inode[layer] + len(self.overlay.layers[layer])
        return common

    def origin(self, inode: int) -> tuple[object, int]:
        """Equal to the other side's for an entry of a shared layer."""
        layer, row = self.overlay.entry_of(inode)
        return self._layer_keys[layer], row

    def metadata(self, inode: int) -> _Metadata:
        """What chmod, chown, touch, setcap and the like change of an entry."""
        if inode < 0:
            return _IMPLIED
        layer, row = self.overlay.entry_of(inode)
        entries = self.overlay.layers[layer]
        return _Metadata(
            entries.ownerships[entries.ownership_ids[row]],
            entries.attribute_hashes.get(row),
            entries.mtimes[row],
        )

    def has_names(self, inode: int) -> bool:
        """Whether a file has several names."""
        return inode in self._shown_names

    def link_target(self, inode: int) -> bytes | None:
        """Where a symlink points."""
        layer, row = self.overlay.entry_of(inode)
        return self.overlay.layers[layer].link_targets.get(row)


class _Union:
    """Goes through both file systems at once."""

    def __init__(self, base: _Side, other: _Side) -> None:
        self._base = base
        self._other = other
        self.deltas: list[PathDelta] = []
        self._common_inodes = base.common_inodes(other)
        self._undecided: list[tuple[bytes, _Thing, _Thing]] = []
        """Files of one length, whose contents are still to be compared."""
        self._linked: list[tuple[bytes, _Thing, _Thing]] = []
        """Paths in both images that are one of several names of a file."""

    def walk(self) -> None:
        """Finds all differences but those that only contents tell."""
        base, other = self._base, self._other
        self._compare_roots()
        waiting: list[tuple[bytes, int | None, int | None]] = [(b"", ROOT, ROOT)]
        while waiting:
            prefix, in_base, in_other = waiting.pop()
            names = {*base.names(in_base), *other.names(in_other)}
            for name in names - self._surely_same(in_base, in_other):
                path = prefix + name
                old, new = base.thing(in_base, name), other.thing(in_other, name)
                old_below = old.directory if old else None
                new_below = new.directory if new else None
                if old_below is not None or new_below is not None:
                    waiting.append((path + b"/", old_below, new_below))
                if old is None or new is None:
                    self._add(path, PathStatus.ADDED if new else PathStatus.REMOVED, old, new)
                else:
                    self._compare(path, old, new)

    def _compare_roots(self) -> None:
        """Their times don't matter: whoever runs a container makes folders in its root."""
        old, new = self._base.root(), self._other.root()
        if self._base.metadata(old.inode)[:2] != self._other.metadata(new.inode)[:2]:
            self._add(ROOT_PATH, PathStatus.METADATA_ONLY, old, new)

    def _surely_same(self, in_base: int | None, in_other: int | None) -> set[bytes]:
        """Names of files in two directories that come from the layers both images begin with."""
        if in_base is None or in_other is None or not self._common_inodes:
            return set()
        base, other = self._base, self._other
        alike = base.tree.files[in_base].items() & other.tree.files[in_other].items()
        return {
            name
            for name, inode in alike
            if inode < self._common_inodes
            and inode not in base.tree.links
            and inode not in other.tree.links
        }

    def _compare(self, path: bytes, old: _Thing, new: _Thing) -> None:
        base, other = self._base, self._other
        has_names = base.has_names(old.inode) or other.has_names(new.inode)
        if has_names and DIRECTORY not in (old.kind, new.kind):
            self._linked.append((path, old, new))
        if old.kind != new.kind or old.shown_bytes != new.shown_bytes:
            self._add(path, PathStatus.CHANGED, old, new)
        elif old.kind == DIRECTORY:
            self._compare_metadata(path, old, new)
        elif base.origin(old.inode) == other.origin(new.inode):
            return
        elif base.overlay.content_bytes[old.inode] != other.overlay.content_bytes[new.inode] or (
            old.kind == SYMLINK and base.link_target(old.inode) != other.link_target(new.inode)
        ):
            self._add(path, PathStatus.CHANGED, old, new)
        elif old.kind == FILE and base.overlay.content_bytes[old.inode]:
            self._undecided.append((path, old, new))
        else:
            self._compare_metadata(path, old, new)

    def _compare_metadata(self, path: bytes, old: _Thing, new: _Thing) -> None:
        before, after = self._base.metadata(old.inode), self._other.metadata(new.inode)
        if before == after:
            return
        if old.kind in (DEVICE, FIFO) and before.attributes != after.attributes:
            self._add(path, PathStatus.CHANGED, old, new)
        elif old.kind != DIRECTORY or before[:2] != after[:2]:
            self._add(path, PathStatus.METADATA_ONLY, old, new)
        elif before.mtime is not None and after.mtime is not None:
            self._add(path, PathStatus.METADATA_ONLY, old, new, is_folder_time=True)

    def compare_links(self) -> None:
        """Finds names of one file in one image that are those of two in the other."""
        differing = {delta.path for delta in self.deltas} if self._linked else set()
        partners: tuple[dict[int, int], dict[int, int]] = {}, {}
        for path, old, new in sorted(self._linked):
            partner = partners[0].setdefault(old.inode, new.inode)
            is_same = partners[1].setdefault(new.inode, old.inode) == old.inode
            if not (is_same and partner == new.inode) and path not in differing:
                self._add(path, PathStatus.METADATA_ONLY, old, new)

    def compare_contents(self, base_contents: FileContents, other_contents: FileContents) -> None:
        """Decides what only the contents tell."""
        base, other, files = self._base, self._other, self._undecided
        entry_of = base.overlay.entry_of
        old_hashes = base_contents.hashes([entry_of(old.inode) for _, old, _ in files])
        entry_of = other.overlay.entry_of
        new_hashes = other_contents.hashes([entry_of(new.inode) for _, _, new in files])
        for (path, old, new), old_hash, new_hash in zip(files, old_hashes, new_hashes, strict=True):
            if old_hash != new_hash:
                self._add(path, PathStatus.CHANGED, old, new)
            else:
                self._compare_metadata(path, old, new)

    def _add(
        self,
        path: bytes,
        status: PathStatus,
        old: _Thing | None,
        new: _Thing | None,
        *,
        is_folder_time: bool = False,
    ) -> None:
        self.deltas.append(
            PathDelta(
                path=path,
                status=status,
                base_bytes=None if old is None else old.shown_bytes,
                other_bytes=None if new is None else new.shown_bytes,
                is_folder_time=is_folder_time,
            )
        )
