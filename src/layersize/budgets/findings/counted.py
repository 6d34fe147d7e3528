"""The findings that a budget counts: less what is ignored, and what is the base image's."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from layersize.accounting.advice import Finding, Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.queries import hardlinks
from layersize.budgets.findings.ignore import Ignore
from layersize.budgets.findings.names import is_named
from layersize.findings.about import Inodes, about, shipped_path
from layersize.patterns import Pattern
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedFinding:
    """A finding, or what of it counts."""

    finding: Finding
    inodes: Inodes
    """What it is about; of settings of the image, nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedFindings:
    """All that count, in the order of the image's."""

    counted: tuple[CountedFinding, ...]
    used: frozenset[Ignore]
    """Which `[[ignore]]` tables left something out, or would have."""


def counted_findings(
    image: AnalyzedImage, first_layer: int, ignores: Sequence[Ignore]
) -> CountedFindings:
    """The findings about `first_layer` and above that no `[[ignore]]` leaves out."""
    names = _Names(image)
    counted, used = [], set()
    first_inode = [*image.overlay.first_inode, len(image.overlay.content_bytes)][first_layer]
    for finding, inodes in zip(image.analysis.findings, image.finding_inodes or (), strict=True):
        left: Inodes | None = inodes
        for ignore in ignores:
            if left is not None and is_named(finding, ignore.rule):
                rest = _without(left, ignore, names)
                if rest is None or len(rest) < len(left):
                    used.add(ignore)
                left = rest
        if left is None or (first_layer and finding.owner is Owner.BASE):
            continue
        left = some_of(left, (inode for inode in left if inode >= first_inode))
        if not left and len(inodes):
            continue
        if len(left) < len(inodes):
            finding = about(finding, left, image.overlay)
        counted.append(CountedFinding(finding=finding, inodes=left))
    return CountedFindings(counted=tuple(counted), used=frozenset(used))


def _without(inodes: Inodes, ignore: Ignore, names: _Names) -> Inodes | None:
    """What an `[[ignore]]` leaves; None: nothing of the finding.

    A file with several names stays unless all of them are covered. Settings have no path.
    """
    if ignore.patterns is None:
        return None
    patterns = [Pattern(text) for text in ignore.patterns]
    kept = [inode for inode in inodes if not names.are_covered(inode, patterns)]
    return some_of(inodes, kept) if kept or not len(inodes) else None


def some_of(inodes: Inodes, kept: Iterable[int]) -> Inodes:
    """A part of what a finding is about."""
    if isinstance(inodes, Mapping):
        return {inode: inodes[inode] for inode in kept}
    return array("Q", kept)


class _Names:
    """The names of inodes, in the layers that give them."""

    def __init__(self, image: AnalyzedImage) -> None:
        self._image = image

    @cached_property
    def _links(self) -> Mapping[int, Sequence[bytes]]:
        found = defaultdict(list)
        for layer in range(len(self._image.overlay.layers)):
            for _, path, inode in hardlinks(self._image, layer):
                found[inode].append(path)
        return found

    def are_covered(self, inode: int, patterns: Sequence[Pattern]) -> bool:
        """Whether each of them is, by any of the patterns."""
        paths = shipped_path(inode, self._image.overlay), *self._links.get(inode, ())
        return all(
            any(pattern.covers(path, is_directory=False) for pattern in patterns) for path in paths
        )
