"""What baselines remember of findings, so that later runs know which are new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from layersize.accounting.advice import Family, Finding, FindingState, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.budgets.findings.counted import CountedFinding, some_of
from layersize.budgets.stored_json import member, whole_count, word
from layersize.findings.about import about, shipped_path
from layersize.findings.secrets import secret_settings
from layersize.text.escape import shown_path
from layersize.values import dataclass

_BY_FILE = (Family.SECRET,)
"""Families of which each file is new that was not there before. Caches and the like have names
with versions in them, of which each update would be new."""
_MOST_PATHS = 1000
"""Of more files, the paths are not kept, and none of them is new by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFinding:
    """The findings of one rule, owner and state."""

    rule: str
    owner: Owner
    state: FindingState
    content_bytes: int
    """What their fixes save, added up."""
    files: int
    paths: tuple[str, ...] | None
    """As `shown_path` writes them, in order; `None`: the files don't matter, or are too many."""


RECORDED_MEMBERS = "rule owner state bytes=content_bytes files paths"


def recorded_findings(image: AnalyzedImage) -> tuple[RecordedFinding, ...] | None:
    """Those of an image, ignored ones too; None if they were not looked for."""
    if image.finding_inodes is None:
        return None
    groups = defaultdict(list)
    for finding, inodes in zip(image.analysis.findings, image.finding_inodes, strict=True):
        key = finding.rule, finding.owner, finding.state
        groups[key].append(CountedFinding(finding=finding, inodes=inodes))
    return tuple(_recorded(groups[key], image) for key in sorted(groups))


def _recorded(found: Sequence[CountedFinding], image: AnalyzedImage) -> RecordedFinding:
    first = found[0].finding
    inodes = {inode for each in found for inode in each.inodes}
    paths = None
    if first.family in _BY_FILE and len(inodes) <= _MOST_PATHS:
        shown = {shown_path(shipped_path(inode, image.overlay)) for inode in inodes}
        shown |= {
            title for each in found if not len(each.inodes) for title in _settings(each, image)
        }
        paths = tuple(sorted(shown))
    return RecordedFinding(
        rule=first.rule,
        owner=first.owner,
        state=first.state,
        content_bytes=sum(each.finding.content_bytes for each in found),
        files=len(inodes),
        paths=paths,
    )


def _settings(found: CountedFinding, image: AnalyzedImage) -> Iterable[str]:
    """What stands for something that is in no file: instructions as they are shown, and names."""
    layers = image.analysis.layers
    shown = [layers[index].instruction for index in found.finding.layers]
    return [f"({one})" for one in shown or secret_settings(image) or [found.finding.title]]


def what_is_new(
    found: CountedFinding, recorded: Iterable[RecordedFinding], image: AnalyzedImage
) -> CountedFinding | None:
    """The finding, or what of it a baseline does not have; None if it has all.

    Where the history alone says whose layers are whose, another run may know better: such a
    finding is the same as one of any owner.
    """
    same = [each for each in recorded if _is_same(each, found.finding)]
    if not same:
        return found
    if any(each.paths is None for each in same):
        return None
    known = {path for each in same for path in each.paths or ()}
    if not len(found.inodes):
        return None if known.issuperset(_settings(found, image)) else found
    new = [
        inode
        for inode in found.inodes
        if shown_path(shipped_path(inode, image.overlay)) not in known
    ]
    if not new:
        return None
    left = some_of(found.inodes, new)
    return CountedFinding(finding=about(found.finding, left, image.overlay), inodes=left)


def _is_same(recorded: RecordedFinding, finding: Finding) -> bool:
    owners = {recorded.owner, finding.owner}
    is_same_owner = len(owners) == 1 or Owner.UNKNOWN in owners
    return (recorded.rule, recorded.state) == (finding.rule, finding.state) and is_same_owner


def read_recorded(entry: Mapping[str, Any]) -> tuple[RecordedFinding, ...] | None:
    """The findings of a baseline file's budget; None if it has none, as older ones.

    Raises ValueError with what is wrong.
    """
    if entry.get("findings") is None:
        return None
    return tuple(_read(row) for row in member(entry, "findings", list))


def _read(row: object) -> RecordedFinding:
    if not isinstance(row, dict):
        raise ValueError("findings: a row is not an object")
    paths = member(row, "paths", list, can_be_null=True)
    if paths is not None and not all(isinstance(path, str) for path in paths):
        raise ValueError("findings: paths: not all are text")
    return RecordedFinding(
        rule=member(row, "rule", str),
        owner=word(row, "owner", Owner),
        state=word(row, "state", FindingState),
        content_bytes=whole_count(row, "bytes"),
        files=whole_count(row, "files"),
        paths=None if paths is None else tuple(paths),
    )
