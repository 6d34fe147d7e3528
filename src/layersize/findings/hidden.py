"""Findings about bytes that no container sees, by what would keep them out of the image."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.accounting.overlay import DELETED, DUPLICATED, METADATA_ONLY, OVERWRITTEN
from layersize.accounting.shadows import PairKey, rows_of_pairs
from layersize.findings.hidden_pairs import joined_sets
from layersize.findings.rule import Found, Rule
from layersize.findings.subject import Subject
from layersize.findings.volatile import is_volatile

_LOSSLESS = Certainty.LOSSLESS
JOINABLE = Rule("LS001", Family.HIDDEN, _LOSSLESS)
COPIED_AND_DELETED = Rule("LS002", Family.HIDDEN, _LOSSLESS)
WRITTEN_TWICE = Rule("LS003", Family.HIDDEN, _LOSSLESS)
OF_THE_BASE = Rule("LS004", Family.HIDDEN, _LOSSLESS)
WITHIN_THE_BASE = Rule("LS005", Family.HIDDEN, _LOSSLESS)
TWICE_IN_A_LAYER = Rule("LS006", Family.HIDDEN, _LOSSLESS)
CHANGED_AFTER_COPY = Rule("LS010", Family.METADATA, _LOSSLESS)
BASE_CHANGED = Rule("LS011", Family.METADATA, Certainty.JUDGE)
COPIED_AGAIN = Rule("LS012", Family.METADATA, _LOSSLESS)
RULES = (
    *(JOINABLE, COPIED_AND_DELETED, WRITTEN_TWICE, OF_THE_BASE, WITHIN_THE_BASE, TWICE_IN_A_LAYER),
    *(CHANGED_AFTER_COPY, BASE_CHANGED, COPIED_AGAIN),
)
_TITLES = {
    JOINABLE: "what one RUN makes and another deletes or replaces",
    COPIED_AND_DELETED: "copied in, then deleted",
    WRITTEN_TWICE: "replaced by a later layer",
    OF_THE_BASE: "files of the base image that later layers delete or replace",
    WITHIN_THE_BASE: "hidden within the base image",
    TWICE_IN_A_LAYER: "listed twice in one layer",
    CHANGED_AFTER_COPY: "shipped again because owner, mode or time changed after COPY",
    BASE_CHANGED: "files of the base image shipped again, with only owner, mode or time changed",
    COPIED_AGAIN: "copied again, unchanged",
}
_FIXES = {
    COPIED_AND_DELETED: "add them to .dockerignore, or RUN --mount=type=bind instead of COPY",
    WRITTEN_TWICE: "write them once, in the step that has the last word",
    OF_THE_BASE: "FROM a base image that lacks them, or has them as they are needed",
    WITHIN_THE_BASE: "FROM a smaller base image: its own layers hide them",
    TWICE_IN_A_LAYER: "make the layer with a tool that lists each path once",
    BASE_CHANGED: "leave owner and mode of the base's files alone: chown and chmod only your own",
    COPIED_AGAIN: "COPY them once: leave out of the other COPY what it brings unchanged",
}
_CHOWN = re.compile(r"\bchown (?:-\S{1,40} ){0,4}(\w[\w.-]{0,63}(?::\w[\w.-]{0,63})?)(?= )")
_RUN, _COPY = "RUN", "COPY"


def find(subject: Subject) -> Iterator[Found]:
    """One finding a rule and owner; of what joining helps, one for each set of layers to join."""
    image = subject.image
    joinable: dict[PairKey, Sequence[int]] = {}
    inodes_of: defaultdict[tuple[Rule, Owner], list[int]] = defaultdict(list)
    hiding: defaultdict[Rule, set[int]] = defaultdict(set)
    for key, rows in rows_of_pairs(image.analysis.shadowed, image.overlay).items():
        rule = _rule(key, subject)
        if rule is JOINABLE:
            joinable[key] = rows
            continue
        owner = subject.owner(key[0])
        inodes = [image.overlay.shadows.inodes[row] for row in rows]
        if rule is BASE_CHANGED:
            owner, inodes = subject.owner(key[1]), _copies(rows, subject)
        elif rule is OF_THE_BASE and key[2] == OVERWRITTEN:
            inodes = [image.overlay.shadows.inodes[row] for row in _lasting(rows, subject)]
        inodes_of[rule, owner] += inodes
        hiding[rule].add(key[1])
    yield from _joined(joinable, subject)
    for (rule, owner), inodes in inodes_of.items():
        if inodes:
            yield Found(
                rule=rule,
                title=_TITLES[rule],
                fix=_FIXES.get(rule) or _chown_fix(hiding[rule], subject),
                owner=owner,
                state=FindingState.LIVE if rule is BASE_CHANGED else FindingState.HIDDEN,
                inodes=inodes,
            )


def _rule(pair: PairKey, subject: Subject) -> Rule:
    added, hidden, cause = pair
    if cause == DUPLICATED:
        return TWICE_IN_A_LAYER
    is_own, hider_is_own = (subject.owner(layer) is Owner.YOURS for layer in (added, hidden))
    if not hider_is_own:
        return WITHIN_THE_BASE
    if not is_own:
        return BASE_CHANGED if cause == METADATA_ONLY else OF_THE_BASE
    first, later = _step(added, subject), _step(hidden, subject)
    if first == later == _RUN:
        return JOINABLE
    if cause == METADATA_ONLY:
        return CHANGED_AFTER_COPY if later == _RUN else COPIED_AGAIN
    return COPIED_AND_DELETED if cause == DELETED and first == _COPY else WRITTEN_TWICE


def _step(layer: int, subject: Subject) -> str:
    keyword = subject.image.analysis.layers[layer].instruction.partition(" ")[0]
    return _COPY if keyword == "ADD" else keyword


def _joined(joinable: dict[PairKey, Sequence[int]], subject: Subject) -> Iterator[Found]:
    inodes = subject.image.overlay.shadows.inodes
    for layers in joined_sets((added, hidden) for added, hidden, _ in joinable):
        numbers = [str(layer) for layer in layers]
        yield Found(
            rule=JOINABLE,
            title=_TITLES[JOINABLE],
            fix=f"one RUN for layers {', '.join(numbers[:-1])} and {numbers[-1]}",
            owner=Owner.YOURS,
            state=FindingState.HIDDEN,
            inodes=[
                inodes[row]
                for (added, hidden, _), rows in joinable.items()
                if added in layers and hidden in layers
                for row in rows
            ],
        )


def _lasting(rows: Sequence[int], subject: Subject) -> Iterator[int]:
    """Rows of files that a base image could have as they are needed.

    What is written anew whenever something is installed is left out: nothing would help.
    """
    overlay = subject.image.overlay
    shadows, tree = overlay.shadows, overlay.file_system
    return (
        row
        for row in rows
        if not is_volatile(tree.path(shadows.directories[row], shadows.names[row]))
    )


def _copies(rows: Sequence[int], subject: Subject) -> list[int]:
    """The visible files that took the place of hidden ones, without those always written anew."""
    shadows = subject.image.overlay.shadows
    replaced_by = dict(zip(shadows.replaced_rows, shadows.replaced_by, strict=True))
    hidden = set(shadows.inodes)
    copies = (replaced_by.get(row) for row in _lasting(rows, subject))
    return [inode for inode in copies if inode is not None and inode not in hidden]


def _chown_fix(hiding: set[int], subject: Subject) -> str:
    """`COPY --chown=app:app`, with the owner that the instruction sets where it is one."""
    texts = (subject.image.analysis.layers[layer].instruction for layer in sorted(hiding))
    owners = {match[1] for text in texts if (match := _CHOWN.search(text))}
    owner = owners.pop() if len(owners) == 1 else "USER:GROUP"
    return f"COPY --chown={owner}, with --chmod=MODE for the mode, instead of the later RUN"
