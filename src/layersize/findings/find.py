"""All rules over one image: what they find, and what all of it together would save."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from layersize.accounting.advice import Finding
from layersize.accounting.overlay import Overlay
from layersize.findings.about import Inodes, largest_paths
from layersize.findings.catalog import RULE_FAMILIES
from layersize.findings.rule import Found, RuleFamily
from layersize.findings.subject import Subject

Row: TypeAlias = "tuple[Finding, Inodes]"
"""A finding with the inodes that it is about."""


def find_all(subject: Subject, families: Iterable[RuleFamily] = RULE_FAMILIES) -> list[Row]:
    """The findings of families of rules, largest first."""
    overlay = subject.image.overlay
    return in_order(
        (_finding(found, overlay), _kept(found.inodes))
        for family in families
        for found in family.find(subject)
    )


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Findings of several families as reports show them: largest first."""
    return sorted(rows, key=lambda row: (-row[0].content_bytes, row[0].rule, row[0].layers))


def _finding(found: Found, overlay: Overlay) -> Finding:
    saved = found.inodes if isinstance(found.inodes, Mapping) else overlay.content_bytes
    examples = found.examples
    if examples is None:
        examples = largest_paths(found.inodes, overlay)
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
