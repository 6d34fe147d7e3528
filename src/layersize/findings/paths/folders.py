"""Which rule is about the files of each folder: one pass over a table of folders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from layersize.findings.paths.path_rule import PathRule
from layersize.findings.paths.table import Node, Table
from layersize.layers.entries import ROOT


class FolderRules(NamedTuple):
    """What a table of rules says about folders, by their ids."""

    rules: list[PathRule | None]
    """Of all files in a folder."""
    nodes_with_files: dict[int, list[Node]]
    """Folders that paths of rules lead to for some of their files."""
    spared: set[int]
    """Folders in which no rule is about anything."""


def folder_rules(table: Table, parents: Sequence[int], names: Sequence[bytes]) -> FolderRules:
    """The rules of folders; a folder's parent has the smaller id, the root's is 0."""
    rules: list[PathRule | None] = [None] * len(parents)
    nodes: dict[int, list[Node]] = {ROOT: [table.root]}
    with_files: dict[int, list[Node]] = {ROOT: [table.root]} if table.root.has_files else {}
    spared: set[int] = set()
    anywhere = table.anywhere
    for folder in range(ROOT + 1, len(parents)):
        parent, name = parents[folder], names[folder]
        rules[folder] = rules[parent]
        if parent in spared:
            spared.add(folder)
            continue
        reached = [anywhere[name]] if name in anywhere else []
        for node in nodes.get(parent, ()):
            node.add_reached(name, reached)
        if not reached:
            continue
        nodes[folder] = reached
        for node in reached:
            rules[folder] = _stronger(rules[folder], node.rule)
            if node.is_spared:
                spared.add(folder)
            if node.has_files:
                with_files[folder] = reached
    return FolderRules(rules, with_files, spared)


def _stronger(outer: PathRule | None, inner: PathRule | None) -> PathRule | None:
    """Of rules of a folder and of one in it, the one that is about the latter."""
    return outer if inner is None or (outer is not None and outer.is_safe) else inner
