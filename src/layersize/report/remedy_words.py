"""What would help against an exceeded limit, and what it would do to the verdict.

It follows from all numbers of the image: how many rows a report shows makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.budgets.budget import Metric
from layersize.budgets.findings.rules import FindingBytesLimit, ForbiddenFinding
from layersize.budgets.hidden_rules import EfficiencyLimit, ShadowedLimit
from layersize.budgets.path_rules import EntryLimit, ForbiddenPattern
from layersize.budgets.result import BudgetResult, Explanation, LimitResult
from layersize.budgets.size_rules import IncreaseLimit, LayerCountLimit, LayerSizeLimit
from layersize.findings.hidden_pairs import advice_for, is_joinable, joined_layers, own_runs
from layersize.report.verdict_words import excess_text, limit_and_value
from layersize.text.escape import inert_text
from layersize.text.sizes import size_text

ABOUT_HIDDEN = (ShadowedLimit.key, EfficiencyLimit.key)
ABOUT_ENTRIES = (EntryLimit.key, ForbiddenPattern.key)
ABOUT_FINDINGS = (FindingBytesLimit.key, ForbiddenFinding.key)
_MOST = 3
"""Remedies of one limit."""
_WORTH_TELLING = 20
"""What saves a smaller part of the excess than this is left out."""
_PART_OF_THE_SUM = 100
"""The smallest pairs are left out if they are together a smaller part of all than this."""
_MOST_SETS = 3
"""Sets of layers to join that are named one by one."""


class _Remedy(NamedTuple):
    """Something to do; no words if it is not worth telling."""

    saved_bytes: int
    advice: str
    effect: str = ""
    """On the verdict, and what more of the kind there is to do."""


def remedies(limit: LimitResult, result: BudgetResult, units: str) -> list[str]:
    """What would make it smaller, a line each, what saves most first; empty: nothing is known."""
    return [remedy.advice + remedy.effect for remedy in _remedies(limit, result, units)]


def remedy_words(limit: LimitResult, result: BudgetResult, units: str) -> str:
    """The same in one line."""
    return "; ".join(remedies(limit, result, units))


def shortest_remedy(limit: LimitResult, result: BudgetResult, units: str) -> str:
    """What saves most, without its effect; empty where nothing is known."""
    return next((remedy.advice for remedy in _remedies(limit, result, units)), "")


def _remedies(limit: LimitResult, result: BudgetResult, units: str) -> list[_Remedy]:
    explanation, analysis = limit.explanation, result.image
    if explanation is None or analysis is None:
        return []
    if limit.rule in ABOUT_ENTRIES:
        shown_hidden = sum(not entry.is_visible for entry in explanation.entries)
        is_late = shown_hidden + explanation.other_hidden_entries > 0
        late = "deletion does not help: " if is_late else ""
        return [_Remedy(0, f"{late}keep it out by .dockerignore or another stage")]
    if limit.rule in ABOUT_FINDINGS:
        shown = explanation.findings[: explanation.shown_findings]
        fixes = {f"{inert_text(finding.fix)} ({finding.rule})": finding for finding in shown}
        return [_Remedy(finding.content_bytes, fix) for fix, finding in fixes.items()]
    if limit.rule == LayerCountLimit.key:
        join = "join RUN instructions, or " if len(own_runs(analysis)) > 1 else ""
        return [_Remedy(0, f"{join}copy from another stage")]
    found = _Savings(limit, result, explanation, analysis, units)
    savings = found.in_a_layer() if limit.rule == LayerSizeLimit.key else found.in_the_image()
    told = [remedy for remedy in savings if remedy.advice and remedy.saved_bytes]
    told.sort(key=lambda remedy: -remedy.saved_bytes)
    if told and found.is_enough(told[0].saved_bytes):
        told = [remedy for remedy in told if found.is_enough(remedy.saved_bytes)]
    return told[:_MOST]


class _Savings:
    """Remedies against too many bytes: the bytes that each saves, and its words."""

    def __init__(
        self,
        limit: LimitResult,
        result: BudgetResult,
        explanation: Explanation,
        analysis: ImageAnalysis,
        units: str,
    ) -> None:
        self._limit = limit
        self._explanation = explanation
        self._analysis = analysis
        self._units = units
        self._figures = result.figures
        self._first_layer = 0 if result.base is None else result.base.layers
        self._pairs = [
            pair
            for pair in analysis.pairs
            if pair.added_in >= self._first_layer and pair.content_bytes
        ]
        self._is_about_hidden = limit.rule in ABOUT_HIDDEN
        self._counts_content = self._is_about_hidden or result.budget.metric is Metric.CONTENT

    def is_enough(self, saved_bytes: int) -> bool:
        """Whether the limit would be kept; then lesser remedies are not worth telling."""
        return self._counts_content and _is_kept(self._after(saved_bytes))

    def in_the_image(self) -> Iterator[_Remedy]:
        """Against a limit of the whole image."""
        joinable = [pair for pair in self._pairs if is_joinable(pair, self._analysis)]
        if joinable:
            yield self._joined(joinable)
        by_advice: defaultdict[str, int] = defaultdict(int)
        for pair in self._pairs:
            if not is_joinable(pair, self._analysis):
                by_advice[advice_for(pair, self._analysis, "")] += pair.content_bytes
        yield from (
            _Remedy(saved_bytes, advice)
            for advice, saved_bytes in by_advice.items()
            if self._is_worth_telling(saved_bytes)
        )
        if not self._is_about_hidden:
            caches = self._explanation.caches
            kept_out = sum(caches[layer] for layer in caches if layer >= self._first_layer)
            yield self._cache_mount(kept_out, self._outcome(kept_out))

    def in_a_layer(self) -> Iterator[_Remedy]:
        """Against a limit of each layer: joining helps only if the other RUN ships less."""
        layers, caches = self._too_large(), self._explanation.caches
        for pair in self._pairs:
            other_bytes = self._analysis.layers[pair.hidden_in].content_bytes
            if pair.added_in in layers and other_bytes < pair.content_bytes:
                yield _Remedy(pair.content_bytes, self._advice(pair))
                break
        kept_out = sum(caches[layer] for layer in caches if layer in layers)
        yield self._cache_mount(kept_out, "")

    def _too_large(self) -> set[int | None]:
        if self._figures is None or self._limit.limit is None:
            return {share.index for share in self._explanation.layers}
        layers = self._figures.layers[self._first_layer :]
        return {layer.index for layer in layers if layer.measured_bytes > self._limit.limit}

    def _joined(self, pairs: Sequence[InstructionPair]) -> _Remedy:
        """The largest pair, and what joining all saves where others have a part in it."""
        if not self._is_about_hidden and not self._is_worth_telling(_sum_of(pairs)):
            return _Remedy(0, "")
        sets = joined_layers(self._worth_naming(pairs))
        named = "layers " + " and ".join("+".join(map(str, layers)) for layers in sets)
        saved = [
            pair
            for pair in pairs
            if any(layers.issuperset({pair.added_in, pair.hidden_in}) for layers in map(set, sets))
        ]
        if len(sets) > _MOST_SETS:
            named, saved = f"all {len(pairs)} pairs", list(pairs)
        saved_bytes, effect = _sum_of(saved), ""
        if len(saved) > 1:
            effect = f"; joining {named} saves {size_text(saved_bytes, self._units)}"
        if len(saved) > 1 or self._limit.rule != IncreaseLimit.key:
            effect += self._outcome(saved_bytes)
        return _Remedy(saved_bytes, self._advice(pairs[0]), effect)

    def _worth_naming(self, pairs: Sequence[InstructionPair]) -> Sequence[InstructionPair]:
        """The largest ones; all, if the rest has a part in the sum or decides over the limit."""
        if self._is_about_hidden:
            return pairs
        sum_bytes = rest_bytes = _sum_of(pairs)
        for count, pair in enumerate(pairs, 1):
            rest_bytes -= pair.content_bytes
            if rest_bytes * _PART_OF_THE_SUM < sum_bytes:
                is_same_verdict = self.is_enough(sum_bytes) == self.is_enough(
                    sum_bytes - rest_bytes
                )
                return pairs[:count] if is_same_verdict else pairs
        return pairs

    def _advice(self, pair: InstructionPair) -> str:
        """`one RUN for both` only where a report shows the pair, however few rows it has."""
        words = advice_for(pair, self._analysis, size_text(pair.content_bytes, self._units))
        first_layer = next((share.index for share in self._explanation.layers), None)
        largest = next((one for one in self._analysis.pairs if one.added_in == first_layer), None)
        if pair == largest:
            return words
        return words.replace("for both", f"for layers {pair.added_in} and {pair.hidden_in}")

    def _cache_mount(self, kept_out: int, outcome: str) -> _Remedy:
        if not self._is_worth_telling(kept_out):
            return _Remedy(0, "")
        size = size_text(kept_out, self._units)
        beginning = f"RUN --mount=type=cache keeps {size} of package managers' caches"
        return _Remedy(kept_out, f"{beginning} out of the layers", outcome)

    def _is_worth_telling(self, saved_bytes: int) -> bool:
        excess = self._excess_bytes()
        return saved_bytes > 0 and saved_bytes * _WORTH_TELLING >= excess

    def _excess_bytes(self) -> int:
        if self._limit.rule == EfficiencyLimit.key:
            return sum(pair.content_bytes for pair in self._pairs)
        return int((self._limit.value or 0) - (self._limit.limit or 0))

    def _outcome(self, saved_bytes: int) -> str:
        """`: then 968.4 kB, within the limit`; empty where the bytes are not those of the limit."""
        if not self._counts_content:
            return ""
        after = self._after(saved_bytes)
        value = limit_and_value(replace(after, limit=None), self._units)[1]
        if _is_kept(after):
            return f": then {value}, within the limit"
        return f": then {value}, still {excess_text(after, self._units)} the limit"

    def _after(self, saved_bytes: int) -> LimitResult:
        """The limit and the value that it would have."""
        if self._limit.rule != EfficiencyLimit.key:
            return replace(self._limit, value=int(self._limit.value or 0) - saved_bytes)
        layers = self._analysis.layers[self._first_layer :]
        live_bytes = sum(layer.live_bytes for layer in layers)
        content_bytes = sum(layer.content_bytes for layer in layers) - saved_bytes
        hidden = self._limit.hidden
        return replace(
            self._limit,
            value=live_bytes / content_bytes if content_bytes else 1.0,
            hidden=hidden and replace(hidden, value_bytes=content_bytes - live_bytes),
        )


def _is_kept(limit: LimitResult) -> bool:
    allowed, value = limit.limit or 0, limit.value or 0
    if limit.rule != EfficiencyLimit.key:
        return value <= allowed
    is_hidden_allowed = limit.hidden is not None and limit.hidden.is_allowed
    return value >= allowed or is_hidden_allowed


def _sum_of(pairs: Sequence[InstructionPair]) -> int:
    return sum(pair.content_bytes for pair in pairs)
