"""All rules over one image: what they find, and what all of it together would save."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from dataclasses import replace
from heapq import nsmallest
from typing import TypeAlias

from layersize.accounting.advice import Finding
from layersize.accounting.overlay import Overlay
from layersize.findings.catalog import RULE_FAMILIES
from layersize.findings.rule import Found
from layersize.findings.subject import Subject

_EXAMPLES = 5
"""Paths that a finding names."""


Inodes: TypeAlias = "array[int] | Mapping[int, int]"


def find_all(subject: Subject) -> list[tuple[Finding, Inodes]]:
    """The findings, largest first, each with the inodes that it is about."""
    overlay = subject.image.overlay
    rows = [
        (_finding(found, overlay), _kept(found.inodes))
        for family in RULE_FAMILIES
        for found in family.find(subject)
    ]
    rows.sort(key=lambda row: (-row[0].content_bytes, row[0].rule, row[0].layers))
    return rows


def about(finding: Finding, inodes: Inodes, overlay: Overlay) -> Finding:
    """The finding, where it is about some of its inodes only."""
    saved = inodes if isinstance(inodes, Mapping) else overlay.content_bytes
    return replace(
        finding,
        content_bytes=sum(map(saved.__getitem__, inodes)),
        tar_bytes=None,
        transfer_estimate_bytes=None,
        layers=tuple(sorted(set(map(overlay.layer_of, inodes)))),
        paths=len(inodes),
        examples=_largest(inodes, overlay),
    )


def _largest(inodes: Collection[int] | Mapping[int, int], overlay: Overlay) -> tuple[bytes, ...]:
    """Paths of the largest, a few, in order."""
    saved = inodes if isinstance(inodes, Mapping) else overlay.content_bytes
    largest = nsmallest(_EXAMPLES, inodes, key=lambda inode: (-saved[inode], inode))
    return tuple(sorted(shipped_path(inode, overlay) for inode in largest))


def _finding(found: Found, overlay: Overlay) -> Finding:
    saved = found.inodes if isinstance(found.inodes, Mapping) else overlay.content_bytes
    examples = found.examples
    if examples is None:
        examples = _largest(found.inodes, overlay)
    return Finding(
        rule=found.rule.code,
        family=found.rule.family,
        certainty=found.rule.certainty,
        title=found.title,
        fix=found.fix,
        owner=found.owner,
        state=found.state,
        content_bytes=sum(map(saved.__getitem__, found.inodes)),
        layers=tuple(overlay.by_layer(found.inodes)) if found.layers is None else found.layers,
        paths=len(found.inodes),
        examples=examples,
    )


def _kept(inodes: Collection[int] | Mapping[int, int]) -> Inodes:
    return inodes if isinstance(inodes, Mapping) else array("Q", inodes)


def shipped_path(inode: int, overlay: Overlay) -> bytes:
    """As the layer that ships it names it."""
    layer, row = overlay.entry_of(inode)
    return overlay.layers[layer].path(row)
