"""The fix of a rule about paths, for the folders that one finding is about: a line to be typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from posixpath import commonpath

from layersize.findings.paths.path_rule import CACHED, FOLDERS, TEMPORARY, TOP, PathRule

_TYPEABLE = re.compile(rb"[A-Za-z0-9._@+/-]*")
"""Paths that a shell takes as they are; names come from the image, and may be anything."""
_IN_NODE_MODULES = b"/node_modules/"
_SHARED = re.compile("(?:node|pypoetry|uv|pdm)")
"""Folders in a `.cache` of which only a part can go."""
_MOST_NAMED = 6
_KEEPERS = {CACHED: (".cache", "~/.cache/NAME"), TEMPORARY: ("tmp", "/tmp/NAME")}  # noqa: S108
"""What stands for folders in a folder that may hold others that stay: its name, and what is said
where they can't be named."""


def fix_line(rule: PathRule, folders: Collection[bytes]) -> str:
    """The rule's fix, about no other folders than those that files of a finding stand in."""
    lines = [rule.fix]
    if rule.node_fix is not None:
        in_node = sum(_IN_NODE_MODULES in b"/%b/" % folder for folder in folders)
        lines = [rule.node_fix] if in_node else []
        lines += [rule.fix] if in_node < len(folders) else []
    commands = [_filled(line, rule, folders) for line in lines]
    return f"{' && '.join(commands)}{rule.when}"


def documented_line(line: str, rule: PathRule) -> str:
    """A line of the rule as its page has it: with all folders that it may be about."""
    line = line.replace(FOLDERS, " ".join(_tops(rule))).replace(TOP, "FOLDER")
    for place, (_, unnamed) in _KEEPERS.items():
        line = line.replace(place, unnamed)
    return line + rule.when


def _filled(line: str, rule: PathRule, folders: Collection[bytes]) -> str:
    if FOLDERS in line:
        within = [f"/{folder.decode('utf-8', 'replace')}/" for folder in folders]
        tops = [top for top in _tops(rule) if any(one.startswith(f"{top}/") for one in within)]
        line = line.replace(FOLDERS, " ".join(tops))
    for place, (keeper, unnamed) in _KEEPERS.items():
        if place in line:
            line = line.replace(place, _named(folders, keeper, unnamed))
    return line.replace(TOP, _top(list(folders))) if TOP in line else line


def _named(folders: Collection[bytes], keeper: str, unnamed: str) -> str:
    """Folders in one of the keeper's name, if they are a few: others there may be needed."""
    found: set[str] = set()
    for folder in folders:
        names = f"/{folder.decode('utf-8', 'replace')}".split("/")
        depth = names.index(keeper) + 2 if keeper in names else len(names) + 1
        depth += depth <= len(names) and _SHARED.fullmatch(names[depth - 1]) is not None
        found.add("/".join(names[:depth]) if depth <= len(names) else unnamed)
    if (
        unnamed in found
        or len(found) > _MOST_NAMED
        or not all(_TYPEABLE.fullmatch(one.encode()) for one in found)
    ):
        return unnamed
    return " ".join(sorted(found))


def _tops(rule: PathRule) -> list[str]:
    """Folders at the root that the rule's paths begin with, as far as they have no star."""
    paths = [*rule.folders, *(path.rpartition("/")[0] for path in rule.files)]
    tops = (path.partition("/*")[0] for path in paths if path.startswith("/"))
    return list(dict.fromkeys(tops))


def _top(folders: Sequence[bytes]) -> str:
    """The lowest folder that all are in, and that can be typed."""
    top = commonpath([b"/%b" % folder for folder in folders]) if folders else b"/"
    while not _TYPEABLE.fullmatch(top):
        top = top.rpartition(b"/")[0] or b"/"
    return "/ -xdev" if top == b"/" else top.decode()
