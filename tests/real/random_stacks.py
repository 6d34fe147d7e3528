"""Random stacks of layers on which every tool that follows the image-spec should agree.

umoci 0.4.7 reads a layer front to back and follows symlinked parents, GNU tar knows no markers
and keeps a directory that holds something. These are generated around: an implicit parent over
something that is no directory, entries and markers under a symlink or under a path that the
layer turns into a file, a hardlink to what the layer hides, and a directory that a later entry
of the same layer turns into a file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from support.tar_writer import directory, fifo, file, hardlink, pax, symlink, tar

NAMES = ("a", "b", "c", "lib", "with blank", "grün", "long-" + "n" * 110)
TAR_NAME_BYTES = 100

Kinds = dict[str, str]
"""Path to `file`, `dir`, `symlink` or `fifo`."""


@dataclass(slots=True)
class RandomLayer:
    """A layer in the making."""

    rng: random.Random
    below: Kinds
    markers: list[bytes] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    own: Kinds = field(default_factory=dict)
    merged: Kinds = field(default_factory=dict)
    """The tree below as the markers leave it, with the entries so far on top."""
    folders_to_keep: set[str] = field(default_factory=set)
    """Where markers stand and hardlinks lead to: no entry turns these into something else."""

    def hide_something(self) -> None:
        """Up to three markers, also where one hides what another one stands in."""
        for _ in range(self.rng.randint(0, 3) if self.below else 0):
            path = self.rng.choice(sorted(self.below))
            opaque = self.below[path] == "dir" and self.rng.random() < 0.4
            folder, _, name = path.rpartition("/")
            marker = f"{path}/.wh..wh..opq" if opaque else f"{folder}/.wh.{name}".lstrip("/")
            self.markers.append(entry(file, marker))
            self.folders_to_keep.update(ancestors(marker))
            self.merged = {
                other: kind
                for other, kind in self.merged.items()
                if not is_under(other, path) or (opaque and other == path)
            }

    def add_something(self) -> None:
        kind = self.rng.choices(("file", "dir", "symlink", "fifo", "hardlink"), (9, 4, 2, 1, 3))[0]
        path = self.some_path()
        if not self.has_room_for(path, kind):
            return
        if kind == "hardlink":
            targets = [
                other
                for other, other_kind in sorted(self.merged.items())
                if other_kind == "file" and not is_under(other, path)
            ]
            if not targets:
                return
            target = self.rng.choice(targets)
            self.folders_to_keep.update(ancestors(target))
            self.entries.append(entry(hardlink, path, target))
            kind = "file"
        else:
            self.entries.append(self.new_entry(path, kind))
        self.put(path, kind)

    def some_path(self) -> str:
        """A new path, or one that is there already."""
        if self.merged and self.rng.random() < 0.3:
            return self.rng.choice(sorted(self.merged))
        folders = [
            "",
            *(p for p, k in sorted(self.merged.items()) if k == "dir" and p.count("/") < 3),
        ]
        folder = self.rng.choice(folders)
        depth = self.rng.choice((1, 1, 1, 2))
        return "/".join([folder, *self.rng.choices(NAMES, k=depth)]).strip("/")

    def has_room_for(self, path: str, kind: str) -> bool:
        for ancestor in ancestors(path):
            if self.own.get(ancestor, self.below.get(ancestor, "dir")) != "dir":
                return False
        if kind == "dir":
            return True
        return path not in self.folders_to_keep and self.own.get(path) != "dir"

    def new_entry(self, path: str, kind: str) -> bytes:
        if kind == "file":
            return entry(file, path, self.rng.randbytes(self.rng.randint(0, 3000)))
        if kind == "symlink":
            return entry(symlink, path, "nowhere")
        return entry(directory, f"{path}/") if kind == "dir" else entry(fifo, path)

    def put(self, path: str, kind: str) -> None:
        if kind != "dir" or self.merged.get(path, "dir") != "dir":
            self.merged = {p: k for p, k in self.merged.items() if not is_under(p, path)}
        for name in ancestors(path):
            self.own[name] = self.merged[name] = "dir"
        self.own[path] = self.merged[path] = kind

    def tar(self) -> bytes:
        """Entries in their order, the markers anywhere between them."""
        members = list(self.entries)
        for marker in self.markers:
            members.insert(self.rng.randint(0, len(members)), marker)
        return tar(*members)


def random_stack(seed: int) -> list[bytes]:
    """Two to five layer tars, the base first."""
    rng = random.Random(seed)
    layers: list[bytes] = []
    tree: Kinds = {}
    for _ in range(rng.randint(2, 5)):
        layer = RandomLayer(rng=rng, below=tree, merged=dict(tree))
        layer.hide_something()
        for _ in range(rng.randint(4, 14)):
            layer.add_something()
        layers.append(layer.tar())
        tree = layer.merged
    return layers


def is_under(path: str, top: str) -> bool:
    return path == top or path.startswith(f"{top}/")


def ancestors(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def entry(make: Callable[..., bytes], path: str, content: str | bytes | None = None) -> bytes:
    """A tar entry; PAX records carry a name and a link target that are too long for a header."""
    records = []
    fields = [path] if content is None else [path, content]
    for index, key in enumerate(("path", "linkpath")[: len(fields)]):
        value = fields[index]
        if isinstance(value, str) and len(value.encode()) > TAR_NAME_BYTES:
            records.append((key, value))
            fields[index] = value.encode()[:TAR_NAME_BYTES]
    return (pax(*records) if records else b"") + make(*fields)
