"""A file system as one dict from path to what stands there; slow, and easy to see through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False)
class Inode:
    """File data, shipped once, with all its names."""

    data: bytes
    layer: int
    names: set[str] = field(default_factory=set)


@dataclass(eq=False)
class Directory:
    """A directory; its children are the paths below it."""


@dataclass(eq=False)
class Special:
    """A symlink or a FIFO: a path without data."""


Node = Inode | Directory | Special


def normalised(name: str) -> str:
    """Rule 6: no leading `/` or `./`, `..` clamped to the root."""
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def parents(path: str) -> list[str]:
    """Its directories from the top, the root not counted: `a/b/c` gives `a` and `a/b`."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


class Tree:
    """Paths and what stands there, the root not counted."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}

    def subtree(self, path: str) -> list[str]:
        """The path and all below it; of the root, all below it."""
        return [each for each in self.nodes if path in ("", each) or each.startswith(path + "/")]

    def remove(self, path: str) -> Iterator[tuple[Inode, str]]:
        """Removes what stands at one path; tells the inode that lost this name."""
        node = self.nodes.pop(path)
        if isinstance(node, Inode):
            node.names.discard(path)
            yield node, path

    def place(self, path: str, node: Node) -> Iterator[tuple[Inode, str]]:
        """Rule 3, implied parents included; tells every inode that lost a name."""
        for parent in parents(path):
            if not isinstance(self.nodes.get(parent, Directory()), Directory):
                yield from self.remove(parent)
            self.nodes.setdefault(parent, Directory())
        merges = isinstance(node, Directory) and isinstance(self.nodes.get(path), Directory)
        if not merges:
            for each in self.subtree(path):
                yield from self.remove(each)
        self.nodes[path] = node
        if isinstance(node, Inode):
            node.names.add(path)
