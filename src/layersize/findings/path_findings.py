"""Findings about files that are known by where they stand: caches, build tools, logs and more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from layersize.accounting.advice import FindingState, Owner
from layersize.findings.paths.build_tools import BUILD_TOOLS
from layersize.findings.paths.caches import CACHES
from layersize.findings.paths.development import DEVELOPMENT
from layersize.findings.paths.documents import DOCUMENTS
from layersize.findings.paths.fix_line import fix_line
from layersize.findings.paths.leftovers import LEFTOVERS
from layersize.findings.paths.live_files import live_files
from layersize.findings.paths.path_rule import PathRule
from layersize.findings.paths.table import Table
from layersize.findings.rule import Found, fix_by
from layersize.findings.subject import Subject

PATH_RULES: tuple[PathRule, ...] = (*CACHES, *BUILD_TOOLS, *DOCUMENTS, *DEVELOPMENT, *LEFTOVERS)
"""All of them; a new family is a module with a tuple of rules, and a part of this line."""
RULES = tuple(rule.rule for rule in PATH_RULES)


@cache
def _table() -> Table:
    return Table(PATH_RULES)


def find(subject: Subject) -> Iterator[Found]:
    """One finding a rule and owner."""
    overlay = subject.image.overlay
    files = live_files(subject.image, _table())
    for path_rule in PATH_RULES:
        if path_rule.code not in files:
            continue
        layers_of: defaultdict[Owner, dict[int, list[int]]] = defaultdict(dict)
        for layer, inodes in overlay.by_layer(files[path_rule.code]).items():
            layers_of[subject.owner(layer)][layer] = inodes
        for owner, layers in layers_of.items():
            yield Found(
                rule=path_rule.rule,
                title=path_rule.title,
                fix=_fix(path_rule, owner, layers, subject),
                owner=owner,
                state=FindingState.LIVE,
                inodes=[inode for inodes in layers.values() for inode in inodes],
            )


def _fix(
    path_rule: PathRule, owner: Owner, layers: Mapping[int, list[int]], subject: Subject
) -> str:
    if _are_copied(layers, subject):
        return fix_by(owner, path_rule.copied_fix)
    return fix_by(owner, fix_line(path_rule, _folders(layers, subject)))


def _folders(layers: Mapping[int, list[int]], subject: Subject) -> set[bytes]:
    """Those that the files stand in."""
    overlay = subject.image.overlay
    found: set[bytes] = set()
    for layer, inodes in layers.items():
        entries, first = overlay.layers[layer], overlay.first_inode[layer]
        directories = {entries.directories[inode - first] for inode in inodes}
        found.update(map(entries.directory_path, directories))
    return found


def _are_copied(layers: Mapping[int, list[int]], subject: Subject) -> bool:
    """Whether COPY or ADD ships most of the bytes."""
    content_bytes = subject.image.overlay.content_bytes
    copied = total = 0
    for layer, inodes in layers.items():
        shipped = sum(map(content_bytes.__getitem__, inodes))
        total += shipped
        keyword = subject.image.analysis.layers[layer].instruction.partition(" ")[0]
        copied += shipped if keyword in {"COPY", "ADD"} else 0
    return 2 * copied > total
