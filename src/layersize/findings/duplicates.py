"""The same content shipped more than once, in files that a container sees.

Names of one inode are no copies: they cost nothing. Only files with a partner of their length are
hashed, those that could save most first, and so many bytes at most.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.accounting.overlay import Overlay
from layersize.findings.rule import Found, Rule
from layersize.findings.subject import Subject
from layersize.layers.entries import FILE

COPIES = Rule("LS070", Family.DUPLICATE, Certainty.SAFE)
COPIES_OF_BASE = Rule("LS071", Family.DUPLICATE, Certainty.SAFE)
COPIES_BY_NATURE = Rule("LS072", Family.DUPLICATE, Certainty.JUDGE)
RULES = (COPIES, COPIES_OF_BASE, COPIES_BY_NATURE)

LEAST_BYTES = 4 << 10
"""Shorter files are not looked at: a link is worth nothing there."""
HASHED_BYTES = 512 << 20
"""Of files of one length and name are looked at, those that could save most first."""
HASHED_BYTES_OF_OTHER_NAMES = 64 << 20
"""The same of files of one length alone: few of those are equal."""
MOST_CONTENTS = 10
LEAST_ALONE_BYTES = 64 << 10
"""Contents with a finding each, of those that save so much; all others of a rule and an owner share
one."""
_EXAMPLES = 5

_BY_NATURE = re.compile(
    rb"(?:usr/(?!local/|src/)|lib(?:x?32|64)?/|s?bin/|etc/|var/(?:lib|cache)/|nix/store/).*"
    rb"|(?:.*/)?(?:site-packages|dist-packages|node_modules|gems|vendor|__pycache__|\.git|doc|man"
    rb"|go/src|pkg/mod|rustlib|registry/src|locale|zoneinfo|licen[cs]es)/.*"
    rb"|.*\.(?:pyc|pyo|mo|gz)"
    rb"|(?:.*/)?(?i:licen[cs]e|copying|copyright|notice|changelog|readme)[^/]*",
    re.DOTALL,
)
"""Paths of what package managers install as often as it is needed, and of legal texts."""


_BACKUP = re.compile(rb"var/(?:lib/dpkg|cache/debconf)/[^/]*-old")
"""Paths of backups, which another rule is about: that they are alike is what they are for."""


class _Copies:
    """Files of one content: one that stays, and those that a fix saves."""

    def __init__(self, inodes: Sequence[int], overlay: Overlay) -> None:
        self.kept, *self.others = inodes
        self.paths = [_path(inode, overlay) for inode in inodes]
        self.layers = [overlay.layer_of(inode) for inode in inodes]
        self.saved_bytes = overlay.content_bytes[self.kept] * len(self.others)


def find(subject: Subject) -> Iterator[Found]:
    """A finding for each content and owner of the largest, and one for all others of them."""
    grouped: defaultdict[tuple[Rule, Owner], list[_Copies]] = defaultdict(list)
    overlay = subject.image.overlay
    for inodes in _of_one_content(subject):
        kept_by = subject.owner(overlay.layer_of(inodes[0]))
        by_owner: defaultdict[Owner, list[int]] = defaultdict(list)
        for inode in inodes[1:]:
            by_owner[subject.owner(overlay.layer_of(inode))].append(inode)
        for owner, others in by_owner.items():
            copies = _Copies([inodes[0], *others], overlay)
            grouped[_rule(copies, owner, kept_by), owner].append(copies)
    for (rule, owner), contents in grouped.items():
        contents.sort(key=lambda copies: (-copies.saved_bytes, copies.kept))
        alone = 0
        if rule is not COPIES_BY_NATURE:
            least = LEAST_ALONE_BYTES
            alone = sum(copies.saved_bytes >= least for copies in contents[:MOST_CONTENTS])
        for copies in contents[:alone]:
            yield _found(rule, owner, [copies])
        if contents[alone:]:
            yield _found(rule, owner, contents[alone:])


def _rule(copies: _Copies, owner: Owner, kept_by: Owner) -> Rule:
    is_of_base = kept_by is Owner.BASE and owner is not Owner.BASE
    judged = copies.paths[1:] if is_of_base else copies.paths
    if owner is not Owner.YOURS or any(map(_BY_NATURE.fullmatch, judged)):
        return COPIES_BY_NATURE
    return COPIES_OF_BASE if is_of_base else COPIES


def _of_one_content(subject: Subject) -> list[list[int]]:
    """Inodes of equal content, in their order, which is that of the layers."""
    overlay = subject.image.overlay
    candidates = _of_one_length(overlay)
    hashes = subject.contents.hashes([overlay.entry_of(inode) for inode in candidates])
    found: defaultdict[tuple[int, bytes], list[int]] = defaultdict(list)
    for inode, content_hash in zip(candidates, hashes, strict=True):
        found[overlay.content_bytes[inode], content_hash].append(inode)
    alike = [
        [inode for inode in inodes if not _BACKUP.fullmatch(_path(inode, overlay))]
        for inodes in found.values()
        if len(inodes) > 1
    ]
    return [inodes for inodes in alike if len(inodes) > 1]


def _of_one_length(overlay: Overlay) -> list[int]:
    """Live files that could be equal to another one, in their order."""
    hidden = bytearray(len(overlay.content_bytes))
    for inode in overlay.shadows.inodes:
        hidden[inode] = 1
    long = list(_long_files(overlay, hidden))
    lengths = Counter(length for _, length, _ in long)
    alike = [file for file in long if lengths[file[1]] > 1]
    names = Counter(file[1:] for file in alike)
    looked_at = _within(HASHED_BYTES, {key: n for key, n in names.items() if n > 1})
    any_name = _within(HASHED_BYTES_OF_OTHER_NAMES, {(key,): n for key, n in lengths.items()})
    return [
        inode
        for inode, length, name in alike
        if (length, name) in looked_at or (length,) in any_name
    ]


_Key = TypeVar("_Key", bound=tuple[Any, ...])


def _within(most_bytes: int, counts: Mapping[_Key, int]) -> set[_Key]:
    """Keys, which begin with a length, of files that could save most, so many bytes of them."""
    found, left = set(), most_bytes
    by_saving = sorted(counts, key=lambda key: (-key[0] * (counts[key] - 1), key))
    for key in by_saving:
        all_bytes = key[0] * counts[key]
        if counts[key] > 1 and all_bytes <= left:
            found.add(key)
            left -= all_bytes
    return found


def _long_files(overlay: Overlay, hidden: bytearray) -> Iterator[tuple[int, int, bytes]]:
    """Inodes, lengths and last names of files that are no holes."""
    for layer, entries in enumerate(overlay.layers):
        first, kinds, sparse = overlay.first_inode[layer], entries.kinds, entries.sparse_chunks
        names, lengths = entries.names, entries.content_bytes
        long = [row for row, length in enumerate(lengths) if length >= LEAST_BYTES]
        for row in long:
            if kinds[row] == FILE and not hidden[first + row] and row not in sparse:
                yield first + row, lengths[row], names[row]


def _found(rule: Rule, owner: Owner, contents: Sequence[_Copies]) -> Found:
    others = [inode for copies in contents for inode in copies.others]
    of_what = "of a file" if len(contents) == 1 else f"of {len(contents)} files"
    if rule is COPIES_OF_BASE:
        of_what += " that the base image has"
    elif rule is COPIES_BY_NATURE:
        of_what += ", as packages come"
    copied = "more copy" if len(others) == 1 else "more copies"
    paths = chain.from_iterable(copies.paths for copies in contents)
    return Found(
        rule=rule,
        title=f"{len(others):,} {copied} {of_what}",
        fix=_fix(rule, owner, contents),
        owner=owner,
        state=FindingState.LIVE,
        inodes=others,
        examples=tuple(path for path, _ in zip(paths, range(_EXAMPLES), strict=False)),
    )


def _fix(rule: Rule, owner: Owner, contents: Sequence[_Copies]) -> str:
    if owner is Owner.BASE:
        return "take a base image that ships them once"
    if rule is COPIES_BY_NATURE:
        return "look at what installs them, and install it once"
    if rule is COPIES_OF_BASE:
        return "leave them out, and use those of the base image, or RUN ln -s to them"
    if all(len(set(copies.layers)) == 1 for copies in contents):
        return "leave all but one out, or ln instead of cp, in the RUN that makes them"
    return "copy it once, and RUN ln -s to it for the other paths"


def _path(inode: int, overlay: Overlay) -> bytes:
    layer, row = overlay.entry_of(inode)
    return overlay.layers[layer].path(row)
