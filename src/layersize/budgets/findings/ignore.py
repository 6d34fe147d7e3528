"""`[[ignore]]`: findings that are meant, each with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from layersize.budgets.findings.names import rule_name
from layersize.errors import LayersizeError
from layersize.patterns import Pattern
from layersize.values import dataclass

_KEYS = ("rule", "paths", "reason")
_ALLOWED = f"allowed are {', '.join(_KEYS)}"
_REASON = 'write reason = "…": why the finding may stay'


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One `[[ignore]]` of the configuration."""

    where: str
    """The file and the table."""
    rule: str
    """A code or a family."""
    patterns: tuple[str, ...] | None
    """Only files that one of these covers; `None`: all that the rule finds."""
    reason: str


def read_ignores(
    tables: Sequence[object], section: str
) -> tuple[tuple[Ignore, ...], list[LayersizeError]]:
    """What is ignored, and every mistake in the tables."""
    found: list[Ignore] = []
    errors: list[LayersizeError] = []
    for number, table in enumerate(tables, 1):
        of_several = f" {number}" if len(tables) > 1 else ""
        where = f"{section}: [[ignore]]{of_several}"
        problems = len(errors)
        values = _values(table, where, errors)
        if len(errors) == problems:
            found.append(Ignore(where=where, **values))
    return tuple(found), errors


def _values(table: object, where: str, errors: list[LayersizeError]) -> dict[str, Any]:
    if not isinstance(table, Mapping):
        remedy = "write [[ignore]] and keys below it"
        errors.append(LayersizeError(where, f"{table!r} is not a table", remedy))
        return {}
    errors += [
        LayersizeError(f"{where}: {key}", "is not a key of [[ignore]]", _ALLOWED)
        for key in table
        if key not in _KEYS
    ]
    values: dict[str, Any] = {}
    try:
        values["rule"] = rule_name(table.get("rule", ""))
    except ValueError as error:
        errors.append(LayersizeError(f"{where}: rule", str(error)))
    try:
        values["patterns"] = _patterns(table["paths"]) if "paths" in table else None
    except ValueError as error:
        errors += [LayersizeError(f"{where}: paths", cause) for cause in error.args]
    reason = table.get("reason")
    if not isinstance(reason, str) or not reason.strip():
        cause = "is missing" if "reason" not in table else f"{reason!r} says nothing"
        errors.append(LayersizeError(f"{where}: reason", cause, _REASON))
    return {**values, "reason": reason}


def _patterns(value: object) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    if not texts:
        raise ValueError("[] has no pattern; leave paths out to ignore all that the rule finds")
    problems, patterns = [], []
    for text in texts:
        try:
            if not isinstance(text, str):
                raise ValueError(f"{text!r} is not a pattern in quotes")
            patterns.append(Pattern(text).text)
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise ValueError(*problems)
    return tuple(patterns)
