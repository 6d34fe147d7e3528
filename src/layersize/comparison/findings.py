"""What would help one image and not the other, or more or less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from layersize.accounting.advice import Finding, FindingState, Owner
from layersize.comparison.result import FindingDelta, FindingStatus

_Key: TypeAlias = tuple[str, Owner, FindingState]


def finding_deltas(base: Iterable[Finding], other: Iterable[Finding]) -> tuple[FindingDelta, ...]:
    """A row for each rule, owner and state that differs: what is new, gone, or of other bytes.

    Largest difference first; of the same, what is new comes first.
    """
    before, after = _by_key(base), _by_key(other)
    rows = [_delta(before.get(key, []), after.get(key, [])) for key in {**after, **before}]
    rows = [row for row in rows if row.delta_bytes or row.status is not FindingStatus.CHANGED]
    return tuple(sorted(rows, key=_order))


def _order(row: FindingDelta) -> tuple[int, bool, str, str, str]:
    return (
        -abs(row.delta_bytes),
        row.status is not FindingStatus.NEW,
        row.rule,
        row.owner,
        row.state,
    )


def _by_key(findings: Iterable[Finding]) -> dict[_Key, list[Finding]]:
    found = defaultdict(list)
    for finding in findings:
        found[finding.rule, finding.owner, finding.state].append(finding)
    return found


def _delta(base: list[Finding], other: list[Finding]) -> FindingDelta:
    shown = other or base
    return FindingDelta(
        rule=shown[0].rule,
        owner=shown[0].owner,
        state=shown[0].state,
        title=shown[0].title,
        others=len(shown) - 1,
        base_bytes=sum(finding.content_bytes for finding in base),
        other_bytes=sum(finding.content_bytes for finding in other),
        status=_status(base, other),
    )


def _status(base: list[Finding], other: list[Finding]) -> FindingStatus:
    if base and other:
        return FindingStatus.CHANGED
    return FindingStatus.GONE if base else FindingStatus.NEW
