"""All folders and names that rules know: a path needs few look-ups, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from layersize.findings.paths.names import Names
from layersize.findings.paths.path_rule import PathRule

_ANY_DEPTH = "**/"
TAIL = 2
"""The last bytes of a name that tell whether it may be one of those that count in any folder."""


class StarredName(NamedTuple):
    """Names with one star that a rule is about in any folder."""

    start: bytes
    end: bytes
    rule: PathRule


class Node:
    """A folder that some rule's path leads to or through."""

    def __init__(self) -> None:
        self._children: dict[bytes, Node] = {}
        self._patterns: list[tuple[Names, Node]] = []
        """Of children whose names have a star."""
        self._nodes_of_patterns: dict[str, Node] = {}
        self.rule: PathRule | None = None
        """Of all in the folder."""
        self.is_spared = False
        """Whether no rule is about anything in the folder."""
        self.files: dict[bytes, PathRule] = {}
        self.file_patterns: list[tuple[Names, PathRule]] = []
        self.has_files = False
        """Whether there is one in either."""

    def add_reached(self, name: bytes, reached: list[Node]) -> None:
        """Adds the nodes of a folder in this one."""
        child = self._children.get(name)
        if child is not None:
            reached.append(child)
        for names, node in self._patterns:
            if names.match(name):
                reached.append(node)

    def child(self, name: str) -> Node:
        """The node of a name, made where there is none yet."""
        if "*" not in name:
            return self._children.setdefault(name.encode(), Node())
        node = self._nodes_of_patterns.get(name)
        if node is None:
            node = self._nodes_of_patterns[name] = Node()
            self._patterns.append((Names([name]), node))
        return node


class Table:
    """What a list of rules is about."""

    def __init__(self, rules: Sequence[PathRule]) -> None:
        self.root = Node()
        self.anywhere: dict[bytes, Node] = {}
        """The first names of paths at any depth."""
        self.names: dict[bytes, PathRule] = {}
        """Names of files in any folder."""
        self.starred: dict[bytes, list[StarredName]] = {}
        """The same with a star, by their last bytes."""
        self._spared: dict[str, Names] = {}
        """Codes of rules with names that stay, to these names."""
        for rule in rules:
            for path in rule.folders:
                self._node(path).rule = rule
            for path in rule.spared_folders:
                self._node(path).is_spared = True
            self._add_files(rule)
            if rule.spared_names:
                self._spared[rule.code] = Names(rule.spared_names)
        self.tails = frozenset((*(name[-TAIL:] for name in self.names), *self.starred))

    def _node(self, path: str) -> Node:
        node = self.root
        names = path.removeprefix(_ANY_DEPTH).removeprefix("/").split("/")
        if path.startswith(_ANY_DEPTH):
            node = self.anywhere.setdefault(names.pop(0).encode(), Node())
        for name in filter(None, names):
            node = node.child(name)
        return node

    def _add_files(self, rule: PathRule) -> None:
        patterns: defaultdict[str, list[str]] = defaultdict(list)
        for path in rule.files:
            folder, slash, name = path.rpartition("/")
            if "*" in name and slash:
                patterns[folder].append(name)
            elif slash:
                node = self._node(folder)
                node.files[name.encode()] = rule
                node.has_files = True
            elif "*" in name:
                start, _, end = name.encode().partition(b"*")
                for tail in _tails(end):
                    self.starred.setdefault(tail, []).append(StarredName(start, end, rule))
            else:
                self.names[name.encode()] = rule
        for folder, names in patterns.items():
            node = self._node(folder)
            node.file_patterns.append((Names(names), rule))
            node.has_files = True

    def rule_of_name(self, name: bytes) -> PathRule | None:
        """The rule about files of a name in whatever folder."""
        rule = self.names.get(name)
        if rule is None:
            for start, end, rule_of_starred in self.starred.get(name[-TAIL:], ()):
                if (
                    name.endswith(end)
                    and name.startswith(start)
                    and len(name) >= len(start) + len(end)
                ):
                    return rule_of_starred
        return rule

    def stays(self, name: bytes, rule: PathRule) -> bool:
        """Whether a rule leaves files of a name alone."""
        names = self._spared.get(rule.code)
        return names is not None and names.match(name.lower())


def _tails(end: bytes) -> Iterator[bytes]:
    """The last bytes of names that end so."""
    if len(end) < TAIL:
        yield from (bytes([byte]) + end for byte in range(256))
    else:
        yield end[-TAIL:]
