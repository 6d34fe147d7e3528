"""Limits, values and verdicts in words; none of them is told by colour alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from layersize.budgets.path_rules import EntryLimit
from layersize.budgets.result import (
    BaseOrigin,
    BudgetResult,
    CheckReport,
    HiddenBytes,
    LimitResult,
    Unit,
    Verdict,
)
from layersize.text.sizes import MINUS, count_text, distinct_decimals, sizes_to_compare
from layersize.values import dataclass

VERDICT_SIGNS = {
    Verdict.PASS: "✓",
    Verdict.SKIPPED: "\N{EN DASH}",
    Verdict.WARN: "!",
    Verdict.FAIL: "✗",
    Verdict.UNMEASURED: "?",
}
ASCII_VERDICT_SIGNS = {
    **VERDICT_SIGNS,
    Verdict.PASS: "+",
    Verdict.SKIPPED: "-",
    Verdict.FAIL: "x",
}
VERDICT_WORDS = {
    Verdict.PASS: "within budget",
    Verdict.SKIPPED: "nothing to compare with",
    Verdict.WARN: "exceeded (warning only)",
    Verdict.FAIL: "exceeded",
    Verdict.UNMEASURED: "could not be measured",
}
BASE_ORIGINS = {
    BaseOrigin.OPTION: "--base",
    BaseOrigin.CONFIGURATION: "the configuration",
    BaseOrigin.BASE_FROM: "a label of the image, which base_from allows",
    BaseOrigin.CACHE: "the digest in a label of the image, found in the cache",
    BaseOrigin.ENGINE: "the digest in a label of the image, found in an engine",
}
"""How the base image is known."""
NOT_KNOWN = "\N{EN DASH}"
NO_CHANGE = "±0"
NO_FILE = "no file"
"""The value where the pattern of a `max_entry` covers nothing, as one with a typo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A verdict as it is shown: nothing is within budget if a part of it was skipped."""

    verdict: Verdict
    """Whose sign stands before the words."""
    words: str


def headline(result: BudgetResult) -> Headline:
    """Of one budget."""
    return _headline(result.verdict, result.skipped_limits)


def report_headline(report: CheckReport) -> Headline:
    """Of all budgets."""
    return _headline(report.verdict, report.with_verdict(Verdict.SKIPPED))


def _headline(verdict: Verdict, skipped: int) -> Headline:
    if verdict is Verdict.PASS and skipped:
        words = f"not fully checked ({count_text(skipped, 'limit')} skipped)"
        return Headline(verdict=Verdict.SKIPPED, words=words)
    return Headline(verdict=verdict, words=VERDICT_WORDS[verdict])


def verdict_counts(report: CheckReport) -> str:
    """`2 budgets: 1 within budget, 1 exceeded`: what the exit code says, in words."""
    by_verdict = sorted(report.results, key=lambda result: list(Verdict).index(result.verdict))
    words = Counter(headline(result).words for result in by_verdict)
    counts = ", ".join(f"{count} {text}" for text, count in words.items())
    return f"{count_text(len(report.results), 'budget')}: {counts}"


def rule_words(limit: LimitResult) -> str:
    """`max_size`, or `forbid **/.git/**`; a pattern is not inert."""
    return limit.rule if limit.pattern is None else f"{limit.rule} {limit.pattern}"


def limit_and_value(limit: LimitResult, units: str) -> tuple[str, str]:
    """Both in one unit, with as many decimals as it takes to tell them apart; a dash for None."""
    known = [amount for amount in (limit.limit, limit.value) if amount is not None]
    if limit.unit is Unit.BYTES:
        texts = sizes_to_compare([int(amount) for amount in known], units)
    elif limit.unit is Unit.RATIO:
        texts = _percentages(known)
    else:
        texts = [_count(int(amount), limit.unit) for amount in known]
    waiting = iter(texts)
    allowed, value = (
        NOT_KNOWN if amount is None else next(waiting) for amount in (limit.limit, limit.value)
    )
    if limit.rule == EntryLimit.key and limit.value == 0:
        return allowed, NO_FILE
    if limit.hidden is None:
        return allowed, value
    return _with_hidden(allowed, value, limit.hidden, units)


def _with_hidden(allowed: str, value: str, hidden: HiddenBytes, units: str) -> tuple[str, str]:
    """`95.0 % and 13.0 MB`, `78.2 % and 128.3 MB`: what is visible, and what is hidden."""
    if hidden.value_bytes is None:
        return f"{allowed} and {sizes_to_compare([hidden.limit_bytes], units)[0]}", value
    texts = sizes_to_compare([hidden.limit_bytes, hidden.value_bytes], units)
    return f"{allowed} and {texts[0]}", f"{value} and {texts[1]}"


def delta_text(limit: LimitResult, units: str) -> str:
    """Value less that of the baseline, with its sign; empty where that is not known."""
    delta = limit.delta
    if delta is None:
        return ""
    if not delta:
        return NO_CHANGE
    sign = "+" if delta > 0 else MINUS
    if limit.unit is Unit.BYTES:
        return sign + sizes_to_compare([abs(int(delta))], units)[0]
    return f"{sign}{abs(delta):,}"


def excess_text(limit: LimitResult, units: str) -> str:
    """`12.9 MB over`, `8.6 points below`; empty where nothing is exceeded."""
    if limit.limit is None or limit.value is None or not limit.is_exceeded:
        return ""
    excess = limit.value - limit.limit
    if limit.unit is Unit.BYTES:
        return f"{sizes_to_compare([int(excess)], units)[0]} over"
    if limit.unit is Unit.RATIO:
        return f"{_decimal(-100 * excess, 1) or '<0.1'} points below"
    return "" if limit.unit is Unit.FINDINGS else f"{int(excess):,} over"


def raw_bytes(amount: float | None) -> str:
    """`15,234,123 B`; empty for None."""
    return "" if amount is None else f"{int(amount):,} B"


def _percentages(ratios: Sequence[float]) -> list[str]:
    return [f"{text} %" for text in distinct_decimals([100 * ratio for ratio in ratios])]


def _decimal(amount: float, decimals: int) -> str:
    """Empty where rounding would leave nothing."""
    text = f"{amount:.{decimals}f}"
    return text if float(text) else ""


def _count(count: int, unit: Unit) -> str:
    if unit is Unit.LAYERS:
        return count_text(count, "layer")
    if unit is Unit.FINDINGS:
        return count_text(count, "finding")
    return f"{count:,} {'entry' if count == 1 else 'entries'}"
