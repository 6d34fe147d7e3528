"""The accounting, written down as accounting.md says it, without a thought for speed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from support.layer_stack import Entry, Layer
from support.naive_tree import Directory, Inode, Special, Tree, normalised

MARKER = ".wh."
OPAQUE = ".wh..wh..opq"
AUFS_AT_ROOT = (".wh..wh.plnk", ".wh..wh.aufs", ".wh..wh.orph")
DELETED, OVERWRITTEN, METADATA_ONLY, DUPLICATE = (
    "deleted",
    "overwritten",
    "metadata-only",
    "duplicate-entry",
)


class Shadow(NamedTuple):
    path: str
    bytes: int
    added_in: int
    hidden_in: int
    cause: str


@dataclass
class LayerNumbers:
    content: int = 0
    added: int = 0
    rewritten: int = 0
    waste: int = 0
    whiteout: int = 0
    overwritten: int = 0
    entries: int = 0


@dataclass
class Replay:
    tree: Tree = field(default_factory=Tree)
    layers: list[LayerNumbers] = field(default_factory=list)
    shadows: list[Shadow] = field(default_factory=list)
    deaths: dict[Inode, Shadow] = field(default_factory=dict)
    """Inodes with data that have lost their last name."""

    def live_inodes(self) -> set[Inode]:
        return {node for node in self.tree.nodes.values() if isinstance(node, Inode)}

    def live_bytes(self, layer: int) -> int:
        return sum(len(inode.data) for inode in self.live_inodes() if inode.layer == layer)

    def biggest(self) -> set[tuple[str, int, int]]:
        """(shown name, bytes, layer) of each live inode that has data."""
        return {
            (shown_name(inode.names), len(inode.data), inode.layer)
            for inode in self.live_inodes()
            if inode.data
        }


def split_name(path: str) -> tuple[str, str]:
    parent, _, name = path.rpartition("/")
    return parent, name


def is_marker(path: str) -> bool:
    return split_name(path)[1].startswith(MARKER)


def is_aufs(path: str) -> bool:
    return path.split("/")[0] in AUFS_AT_ROOT


STORES = re.compile(
    r"(sysroot/)?ostree/repo/objects/|root/\.cache/|home/[^/]+/\.cache/"
    r"|(root|home/[^/]+)/\.local/share/pnpm/store/|(.*/)?\.pnpm-store/|nix/store/\.links/"
)
"""Stores of copies."""


def shown_name(names: Iterable[str]) -> str:
    """The smallest name outside the stores of copies; the smallest of all if there is none."""
    names = sorted(names)
    return next((name for name in names if not STORES.match(name)), names[0])


def hidden_by(path: str, below: Tree) -> list[str]:
    """The paths below that one marker hides."""
    parent, name = split_name(path)
    if name == OPAQUE:
        return [each for each in below.subtree(parent) if each != parent]
    hidden_name = name.removeprefix(MARKER)
    if hidden_name in ("", ".", ".."):
        return []
    return below.subtree(f"{parent}/{hidden_name}" if parent else hidden_name)


class Loss(NamedTuple):
    """An inode lost a name."""

    inode: Inode
    name: str
    step: int
    """What took it: 0 for the layer's whiteouts, else the number of an entry."""


class LayerReplay:
    """One layer on the tree of the layers below it."""

    def __init__(self, replay: Replay, index: int) -> None:
        self.replay, self.index, self.tree = replay, index, replay.tree
        self.below = dict(self.tree.nodes)
        self.numbers = LayerNumbers()
        self.shipped: list[Inode] = []
        self.losses: list[Loss] = []
        """In order."""
        self.aufs: dict[str, Inode] = {}

    def run(self, layer: Layer) -> None:
        paths = [normalised(entry.path) for entry in layer]
        self.mark([path for path in paths if is_marker(path) and not is_aufs(path)])
        for entry, path in zip(layer, paths, strict=True):
            self.numbers.entries += 1
            self.add(entry, path)
        self.close()

    def mark(self, markers: Sequence[str]) -> None:
        for path in {each for marker in markers for each in hidden_by(marker, self.tree)}:
            self.losses += [Loss(*lost, 0) for lost in self.tree.remove(path)]

    def add(self, entry: Entry, path: str) -> None:
        if is_aufs(path):
            if entry.kind == "file":
                self.aufs[path] = Inode(entry.payload, self.index)
        elif is_marker(path):
            if entry.kind == "file":
                self.numbers.content += len(entry.payload)
                self.hide(path, len(entry.payload), self.index, DUPLICATE)
        elif path:
            node = self.node_of(entry)
            step = self.numbers.entries
            self.losses += [Loss(*lost, step) for lost in self.tree.place(path, node)]

    def node_of(self, entry: Entry) -> Directory | Inode | Special:
        if entry.kind == "directory":
            return Directory()
        if entry.kind == "file":
            return self.ship(Inode(entry.payload, self.index))
        if entry.kind == "hardlink":
            return self.linked(normalised(entry.linkname))
        return Special()

    def linked(self, target: str) -> Inode | Special:
        """The node that a hardlink names; nothing there makes a path of 0 bytes."""
        if target in self.aufs:
            inode = self.aufs[target]
            return inode if inode in self.shipped else self.ship(inode)
        node = self.tree.nodes.get(target)
        return Inode(b"", self.index) if node is None or isinstance(node, Directory) else node

    def ship(self, inode: Inode) -> Inode:
        self.shipped.append(inode)
        self.numbers.content += len(inode.data)
        return inode

    def close(self) -> None:
        """Deaths, once the layer is done, and where the new content stands."""
        for inode in dict.fromkeys(loss.inode for loss in self.losses if not loss.inode.names):
            losses = self.net_losses(inode)
            last = shown_name(loss.name for loss in losses if loss.step == losses[-1].step)
            cause = next(self.cause(loss) for loss in reversed(losses) if loss.name == last)
            name = shown_name(loss.name for loss in losses if self.cause(loss) == cause)
            self.hide(name, len(inode.data), inode.layer, cause)
            if inode.data:
                self.replay.deaths[inode] = self.replay.shadows[-1]
        for inode in self.shipped:
            if inode.names:
                if shown_name(inode.names) in self.below:
                    self.numbers.rewritten += len(inode.data)
                else:
                    self.numbers.added += len(inode.data)
        self.replay.layers.append(self.numbers)

    def net_losses(self, inode: Inode) -> list[Loss]:
        """Of an inode from below, the last loss of each name that it had there; else all."""
        losses = [loss for loss in self.losses if loss.inode is inode]
        if inode.layer == self.index:
            return losses
        last = {loss.name: loss for loss in losses if self.below.get(loss.name) is inode}
        return [loss for loss in losses if last.get(loss.name) is loss]

    def cause(self, loss: Loss) -> str:
        inode = loss.inode
        if inode.layer == self.index:
            return DUPLICATE
        if Loss(inode, loss.name, 0) in self.losses:
            return DELETED
        there = self.tree.nodes.get(loss.name)
        again = isinstance(there, Inode) and there.layer == self.index and there.data == inode.data
        return METADATA_ONLY if again else OVERWRITTEN

    def hide(self, path: str, size: int, added_in: int, cause: str) -> None:
        if not size:
            return
        self.replay.shadows.append(Shadow(path, size, added_in, self.index, cause))
        if cause == DUPLICATE:
            self.numbers.waste += size
        elif cause == DELETED:
            self.numbers.whiteout += size
        else:
            self.numbers.overwritten += size


def naive_replay(layers: Sequence[Layer]) -> Replay:
    replay = Replay()
    for index, layer in enumerate(layers):
        LayerReplay(replay, index).run(layer)
    return replay
