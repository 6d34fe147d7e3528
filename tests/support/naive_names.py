"""Every name that a layer gives, and what takes it: the tree before and after each entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from support.layer_stack import Entry, Layer
from support.naive_replay import (
    DELETED,
    DUPLICATE,
    METADATA_ONLY,
    OVERWRITTEN,
    LayerReplay,
    Replay,
    is_aufs,
    is_marker,
    shown_name,
)
from support.naive_tree import Directory, Inode, Node, normalised


class Row(NamedTuple):
    path: str
    kind: str
    bytes: int
    layer: int
    """That ships the bytes; of a row without any, that gives the name."""
    hidden_in: int | None
    cause: str | None
    mode: int
    target: str


class _Given(NamedTuple):
    entry: Entry
    layer: int
    node: Node


class _Taken(NamedTuple):
    path: str
    given: _Given
    hidden_in: int
    cause: str


class _Names(LayerReplay):
    def __init__(
        self, replay: Replay, index: int, given: dict[str, _Given], taken: list[_Taken]
    ) -> None:
        super().__init__(replay, index)
        self.given, self.taken, self.root = given, taken, Directory()

    def mark(self, markers: Sequence[str]) -> None:
        before = dict(self.tree.nodes)
        super().mark(markers)
        self.take_changed(before, DELETED)

    def add(self, entry: Entry, path: str) -> None:
        before = dict(self.tree.nodes)
        super().add(entry, path)
        if is_aufs(path) or is_marker(path):
            return
        if not path:
            self.take("", METADATA_ONLY)
            self.given[""] = _Given(entry, self.index, self.root)
            return
        again = entry.kind == "directory" and isinstance(before.get(path), Directory)
        if again:
            self.take(path, METADATA_ONLY)
        self.take_changed(before, OVERWRITTEN)
        if self.tree.nodes[path] is not before.get(path):
            self.given[path] = _Given(entry, self.index, self.tree.nodes[path])

    def take_changed(self, before: dict[str, Node], cause: str) -> None:
        for path, node in before.items():
            if self.tree.nodes.get(path) is not node:
                self.take(path, cause)

    def take(self, path: str, cause: str) -> None:
        given = self.given.pop(path, None)
        if given is not None:
            cause = DUPLICATE if given.layer == self.index else cause
            self.taken.append(_Taken(path, given, self.index, cause))


def naive_names(layers: Sequence[Layer]) -> tuple[Replay, list[Row]]:
    """The replay of the layers, and a row for each name that one of them gives."""
    replay, given, taken = Replay(), dict[str, _Given](), list[_Taken]()
    for index, layer in enumerate(layers):
        _Names(replay, index, given, taken).run(layer)
    rows = [
        Row(row.path, "file", row.bytes, row.added_in, row.hidden_in, row.cause, 0o644, "")
        for row in replay.shadows
        if row not in replay.deaths.values()  # the bodies of markers
    ]
    for path, name in given.items():
        inode = name.node
        counts = isinstance(inode, Inode) and inode.data and path == shown_name(inode.names)
        rows.append(_row(path, name, None, None, counts=bool(counts)))
    counted = set()
    for loss in taken:
        inode = loss.given.node
        death = replay.deaths.get(inode) if isinstance(inode, Inode) else None
        counts = (
            death is not None
            and inode not in counted
            and (death.path, death.hidden_in) == (loss.path, loss.hidden_in)
        )
        if counts:
            counted.add(inode)
        cause = death.cause if counts and death is not None else loss.cause
        rows.append(_row(loss.path, loss.given, loss.hidden_in, cause, counts=counts))
    assert counted == replay.deaths.keys()
    return replay, rows


def _row(
    path: str, given: _Given, hidden_in: int | None, cause: str | None, *, counts: bool
) -> Row:
    entry, inode = given.entry, given.node
    layer, data = given.layer, b""
    if counts and isinstance(inode, Inode):
        layer, data = inode.layer, inode.data
    target = normalised(entry.linkname) if entry.kind == "hardlink" else entry.linkname
    return Row(path, entry.kind, len(data), layer, hidden_in, cause, entry.mode, target)
