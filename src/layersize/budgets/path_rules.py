"""Limits of what may be at paths that match a pattern, in any layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

from layersize.accounting.queries import covered_files, matching_entries
from layersize.budgets.amounts import size_bytes
from layersize.budgets.evidence import Evidence
from layersize.budgets.explain import explain_entries
from layersize.budgets.limit import BytesLimit, Limit
from layersize.budgets.result import LimitResult, Problem, Unit
from layersize.patterns import Pattern, wider_patterns
from layersize.text.escape import shown_path
from layersize.values import dataclass

_EVERY_FILE = "**"
"""The pattern of a `max_entry` that is a size alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLimit(BytesLimit):
    """The most bytes of content that one file that a pattern covers may have, in any layer."""

    key = "max_entry"
    metavar = "[PATTERN=]SIZE"
    option_help = "The largest size that one file may have; repeatable."
    exceeded_means = "A file is larger than allowed."
    is_repeatable = True

    pattern: str

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        pairs = [(_EVERY_FILE, value)]
        if isinstance(value, Mapping):
            pairs = list(value.items())
        elif isinstance(value, tuple):
            pairs = list(value)
        patterns = [pattern for pattern, _ in pairs]
        problems = [
            f"{pattern!r} has two sizes" for pattern in patterns if patterns.count(pattern) > 1
        ]
        limits = []
        for pattern, size in pairs:
            try:
                limits.append(cls(pattern=_checked_pattern(pattern), limit=size_bytes(size)))
            except ValueError as error:
                problems.append(str(error))
        if problems or not limits:
            example = 'max_entry is a size, or a table like { "*.jar" = "20 MB" }'
            problems = problems or [f"{value!r} has no pattern"]
            raise ValueError(*(f"{problem}; {example}" for problem in dict.fromkeys(problems)))
        return limits

    @classmethod
    def value_of_options(cls, texts: Sequence[str]) -> object:
        """Pairs of a pattern and a size, of `PATTERN=SIZE`, or of a SIZE for every file."""
        parts = [text.rpartition("=") for text in texts]
        return tuple((pattern if equals else _EVERY_FILE, size) for pattern, equals, size in parts)

    def judge(self, evidence: Evidence) -> LimitResult:
        pattern = Pattern(self.pattern)
        found = covered_files(evidence.image, evidence.first_layer, pattern)
        too_large = [entry for entry in found if entry.content_bytes > self.limit]
        explanation = explain_entries(too_large, evidence.rows) if too_large else None
        return self.judged(evidence, found[0].content_bytes if found else 0, explanation)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenPattern(Limit):
    """A pattern that no entry of any layer may match, shadowed ones included."""

    key = "forbid"
    metavar = "PATTERN"
    option_help = 'A pattern that no path may match, e.g. ".git" or "*.map"; repeatable.'
    exceeded_means = "A layer ships a path that is forbidden, visible or not."
    unit = Unit.ENTRIES
    is_repeatable = True

    limit: int = 0
    pattern: str

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        patterns = list(value) if isinstance(value, list) else [value]
        limits, problems = {}, [] if patterns else ["[] has no pattern"]
        for pattern in patterns:
            try:
                limits[pattern] = cls(pattern=_checked_pattern(pattern))
            except ValueError as error:
                problems.append(str(error))
        if problems:
            raise ValueError(*problems)
        return list(limits.values())

    def judge(self, evidence: Evidence) -> LimitResult:
        pattern = Pattern(self.pattern)
        found = matching_entries(evidence.image, evidence.first_layer, pattern)
        explanation = explain_entries(found, evidence.rows) if found else None
        return self.judged(evidence, len(found), explanation)


def near_miss(limit: Limit, evidence: Evidence) -> Problem | None:
    """Says what a pattern that matches nothing fails to match for a slash; None if nothing."""
    if not isinstance(limit, EntryLimit | ForbiddenPattern):
        return None
    find = covered_files if isinstance(limit, EntryLimit) else matching_entries
    wider = wider_patterns(limit.pattern)
    if not wider or find(evidence.image, evidence.first_layer, Pattern(limit.pattern)):
        return None
    for pattern in wider:
        if found := find(evidence.image, evidence.first_layer, pattern):
            cause = f"matches nothing, but {pattern.text} matches {shown_path(found[0].path)}"
            remedy = f"write {pattern.text} if that is meant"
            if pattern.text.startswith("**/"):
                remedy += f", /{limit.pattern} if only the root is"
            return Problem(where=f"{limit.key} {limit.pattern}", cause=cause, remedy=remedy)
    return None


def _checked_pattern(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a pattern in quotes")
    return Pattern(value).text
