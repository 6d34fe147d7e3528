"""A rule, and what it found before its bytes are counted."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple, Protocol

from layersize.accounting.advice import Certainty, Family, FindingState, Owner
from layersize.findings.subject import Subject


class Rule(NamedTuple):
    """What a family looks for; each has a section in docs/findings.md."""

    code: str
    """Stable: `LS001`."""
    family: Family
    certainty: Certainty


class Found(NamedTuple):
    """Inodes that a fix would save."""

    rule: Rule
    title: str
    """One line for people; parts that come from the image are not inert."""
    fix: str
    """One line that can be typed, or put into a Dockerfile."""
    owner: Owner
    state: FindingState
    inodes: Collection[int] | Mapping[int, int]
    """Their numbers in the overlay, each once; only such whose bytes the fix really saves. A
    mapping tells how many bytes of each, where it is not all of them."""
    examples: tuple[bytes, ...] | None = None
    """Paths to name; `None`: those of the largest inodes."""
    layers: tuple[int, ...] | None = None
    """Those that it is about, from the lowest; `None`: those that ship the inodes."""


class RuleFamily(Protocol):
    """A module with rules of one kind."""

    @property
    def RULES(self) -> tuple[Rule, ...]:  # noqa: N802 - a module's constant
        """Those that it can find."""
        ...

    def find(self, subject: Subject) -> Iterator[Found]:
        """What its rules find: one for each rule, owner and state (more where the rule's page
        says so), nothing of 0 bytes but secrets and formats."""
        ...


_IN_THE_BASE = "FROM a base image without them: what a later layer deletes is shipped all the same"


def fix_by(owner: Owner, fix: str) -> str:
    """The fix, if the layers are one's own; else what can be done about those of others."""
    if owner is Owner.BASE:
        return _IN_THE_BASE
    return f"if the layer is yours: {fix}" if owner is Owner.UNKNOWN else fix
