"""A limit and its cause as plain text, for outputs that have a title and a message; inert."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from layersize.accounting.result import ImageAnalysis
from layersize.budgets.result import (
    BudgetResult,
    Explanation,
    LimitResult,
    Problem,
    Verdict,
)
from layersize.report.cause_words import (
    accepting_words,
    amount_words,
    entry_words,
    excess_words,
    finding_words,
    is_change,
    main_cause,
    pair_words,
    path_words,
    shadowed_words,
    share_words,
)
from layersize.report.remedy_words import remedies
from layersize.report.verdict_words import limit_and_value, rule_words
from layersize.text.escape import inert_text
from layersize.text.sizes import count_text

_LONGEST_NAME = 100


def short_name(text: str) -> str:
    """The beginning of a name, made inert."""
    inert = inert_text(text)
    return inert if len(inert) <= _LONGEST_NAME else inert[: _LONGEST_NAME - 1] + "…"


def limit_title(limit: LimitResult, result: BudgetResult, units: str) -> str:
    """`app: max_size: 15.2 MB, 12.6 MB over the limit of 2.6 MB`."""
    title = f"{short_name(result.budget.name)}: {short_name(rule_words(limit))}"
    if limit.is_exceeded:
        return f"{title}: {excess_words(limit, units)}"
    if limit.verdict is Verdict.UNMEASURED:
        return f"{title}: could not be measured"
    return title


def limit_message(limit: LimitResult, result: BudgetResult, units: str) -> str:
    """What a title leaves open: cause, remedy, how to accept it; or why there is no value."""
    if limit.problem is not None:
        return problem_text(limit.problem)
    if not limit.is_exceeded:
        allowed, value = limit_and_value(limit, units)
        return f"{value}, the limit is {allowed}"
    hints = [*remedies(limit, result, units), accepting_words(limit, result)]
    sentences = [main_cause(limit, result, units) or excess_words(limit, units)]
    sentences += [hint[0].upper() + hint[1:] for hint in hints if hint]
    return ". ".join(sentences) + "."


def problem_text(problem: Problem) -> str:
    """Where, why, and what to do, in one line."""
    return inert_text(str(problem))


def cause_lines(limit: LimitResult, result: BudgetResult, units: str) -> Iterator[str]:
    """Everything that is known of the cause, a line each; nothing where nothing is exceeded."""
    explanation, analysis = limit.explanation, result.image
    if explanation is None or analysis is None:
        return
    yield from _layer_lines(limit, explanation, analysis, units)
    for directory in explanation.directories:
        yield f"visible in {path_words(directory, units, signed=True)}"
    for entry in explanation.entries:
        yield entry_words(entry, analysis, units)
    for finding in explanation.findings:
        yield finding_words(finding, units)
    if explanation.other_entries:
        yield f"and {explanation.other_entries:,} more"


def _layer_lines(
    limit: LimitResult, explanation: Explanation, analysis: ImageAnalysis, units: str
) -> Iterator[str]:
    signed = is_change(explanation)
    for share in explanation.layers:
        yield share_words(share, limit, explanation, analysis, units)
        for path in share.paths:
            yield f"  {path_words(path, units, signed=signed)}"
        if shadowed := shadowed_words(share, limit, units):
            yield f"  {shadowed}"
    if explanation.other_layers:
        amount = amount_words(explanation.other_layers_bytes, units, signed=signed)
        yield f"{amount} in {count_text(explanation.other_layers, 'other layer')}"
    for pair in explanation.pairs:
        yield pair_words(pair, analysis, units)


def fingerprint(limit: LimitResult, result: BudgetResult) -> str:
    """The same in every run for the same limit of the same budget, whatever is found."""
    parts = (result.budget.name, limit.rule, limit.pattern or "")
    text = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(text).hexdigest()
