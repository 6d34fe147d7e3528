"""What each layer did at each path, by a naive replay that looks at the whole tree each time."""

from __future__ import annotations

from collections import Counter, defaultdict
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
    shown_name,
)
from support.naive_tree import Directory, Inode, Node

Sums = dict[tuple[int, str], tuple[int, int, int]]
"""Layer and change to bytes shipped, bytes hidden, and names."""


class Giver(NamedTuple):
    """The entry that gave a path what stands there."""

    layer: int
    change: str


class Loss(NamedTuple):
    path: str
    node: Node
    giver: Giver
    by_marker: bool


class Event(NamedTuple):
    path: str
    layer: int
    change: str
    shipped_bytes: int
    hidden_bytes: int


class NaiveHistory:
    """All events of an image, one for each name of a file and layer."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.replay = Replay()
        self.givers: dict[str, Giver] = {}
        self.events: list[Event] = []
        self.repeated: dict[tuple[str, int], int] = {}
        self.shipped: list[tuple[str, Giver, int]] = []
        for index, layer in enumerate(layers):
            _Layer(self, index).run(layer)
        for path, node in self.replay.tree.nodes.items():
            if not isinstance(node, Directory):
                is_shown = isinstance(node, Inode) and shown_name(node.names) == path
                data = node.data if isinstance(node, Inode) and is_shown else b""
                self.shipped.append((path, self.givers[path], len(data)))
        for path, giver, counted in self.shipped:
            if self.repeated.get((path, giver.layer)) == counted:
                del self.repeated[path, giver.layer]
                self.events.append(Event(path, giver.layer, METADATA_ONLY, counted, counted))
            else:
                self.events.append(Event(path, giver.layer, giver.change, counted, 0))
        for (path, layer), counted in self.repeated.items():
            self.events.append(Event(path, layer, METADATA_ONLY, 0, counted))

    def at(self, path: str) -> Sums:
        """The sums of a path and of all in it."""
        found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
        for event in self.events:
            if path in ("", event.path) or event.path.startswith(path + "/"):
                sums = found[event.layer, event.change]
                sums["shipped"] += event.shipped_bytes
                sums["hidden"] += event.hidden_bytes
                sums["names"] += 1
        return {key: (s["shipped"], s["hidden"], s["names"]) for key, s in found.items()}


class _Layer(LayerReplay):
    """Compares the tree before and after each step."""

    def __init__(self, history: NaiveHistory, index: int) -> None:
        super().__init__(history.replay, index)
        self.history = history
        self.lost: list[Loss] = []
        self.before: dict[str, Node] = dict(self.tree.nodes)

    def note_losses(self, *, by_marker: bool) -> None:
        givers = self.history.givers
        for path, node in self.before.items():
            if not isinstance(node, Directory) and self.tree.nodes.get(path) is not node:
                self.lost.append(Loss(path, node, givers.pop(path), by_marker))

    def add(self, entry: Entry, path: str) -> None:
        if not self.numbers.entries - 1:
            self.note_losses(by_marker=True)
        self.before = dict(self.tree.nodes)
        shadows = len(self.replay.shadows)
        super().add(entry, path)
        for shadow in self.replay.shadows[shadows:]:
            event = Event(shadow.path, self.index, DUPLICATE, shadow.bytes, shadow.bytes)
            self.history.events.append(event)
        self.note_losses(by_marker=False)
        node = self.tree.nodes.get(path, Directory())
        if not isinstance(node, Directory) and self.before.get(path) is not node:
            change = "rewritten" if path in self.below else "added"
            change = "linked" if entry.kind == "hardlink" else change
            self.history.givers[path] = Giver(self.index, change)

    def close(self) -> None:
        shadows = len(self.replay.shadows)
        super().close()
        dead = dict.fromkeys(loss.inode for loss in self.losses if not loss.inode.names)
        rows = self.replay.shadows[shadows:]
        hidden = dict(zip([inode for inode in dead if inode.data], rows, strict=True))
        counts_at = {
            loss.node: at
            for at, loss in enumerate(self.lost)
            if loss.node in hidden and hidden[loss.node].path == loss.path
        }
        for at, loss in enumerate(self.lost):
            cause = OVERWRITTEN
            if loss.giver.layer == self.index:
                cause = DUPLICATE
            elif loss.by_marker:
                cause = DELETED
            counted = 0
            if counts_at.get(loss.node) == at:
                counted, cause = hidden[loss.node].bytes, hidden[loss.node].cause
            self.note(loss, cause, counted)

    def note(self, loss: Loss, cause: str, counted: int) -> None:
        history = self.history
        if cause == DUPLICATE:
            history.events.append(Event(loss.path, self.index, DUPLICATE, counted, counted))
            return
        history.shipped.append((loss.path, loss.giver, counted))
        if cause == METADATA_ONLY:
            history.repeated[loss.path, self.index] = counted
        else:
            history.events.append(Event(loss.path, self.index, cause, 0, counted))
