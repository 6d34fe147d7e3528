"""What exceeded a limit, in words that every renderer shows; names in them are inert."""

from __future__ import annotations

from layersize.accounting.advice import Finding, FindingState
from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.budgets.findings.rules import ForbiddenFinding
from layersize.budgets.hidden_rules import EfficiencyLimit
from layersize.budgets.path_rules import ForbiddenPattern
from layersize.budgets.result import (
    BudgetResult,
    Compared,
    Explanation,
    LayerShare,
    LimitResult,
    Unit,
)
from layersize.budgets.size_rules import IncreaseLimit, LayerCountLimit
from layersize.comparison.result import FoldedDelta, LayerStatus
from layersize.report.advice_words import whose_words
from layersize.report.layer_words import HIDDEN_BY, layer_title
from layersize.report.remedy_words import ABOUT_ENTRIES, ABOUT_FINDINGS, ABOUT_HIDDEN
from layersize.report.verdict_words import delta_text, excess_text, limit_and_value
from layersize.text.escape import inert_path, inert_text
from layersize.text.sizes import change_text, count_text, size_text

_LONGEST_PATH = 60
_LONGEST_INSTRUCTION = 100
"""In characters."""
STATUS_WORDS = {
    LayerStatus.SHARED: "shared with the baseline",
    LayerStatus.SAME_INSTRUCTION: "changed",
    LayerStatus.ONLY_BASE: "only in the baseline",
    LayerStatus.ONLY_OTHER: "new",
}


def cause_sentence(limit: LimitResult, result: BudgetResult, units: str) -> str:
    """`+48.2 MB: +45.1 MB in layer 5 RUN pip install … (usr/lib/…/torch +44.8 MB)`.

    Empty where nothing is exceeded.
    """
    if limit.explanation is None or result.image is None:
        return ""
    cause = main_cause(limit, result, units)
    beginning = _beginning(limit, units)
    return f"{beginning}: {cause}" if cause else beginning


def main_cause(limit: LimitResult, result: BudgetResult, units: str) -> str:
    """What has most to do with it, and how many others; empty where nothing is exceeded."""
    explanation, analysis = limit.explanation, result.image
    if explanation is None or analysis is None:
        return ""
    if explanation.entries:
        entry = explanation.entries[0]
        more = len(explanation.entries) - 1 + explanation.other_entries
        others = f"; {more:,} more" if more else ""
        return f"{entry_words(entry, analysis, units)}{others}"
    if explanation.findings:
        more = len(explanation.findings) - 1
        others = f"; {more:,} more" if more else ""
        return f"{finding_words(explanation.findings[0], units)}{others}"
    if not explanation.layers:
        return ""
    smallest = "the smallest is " if limit.rule == LayerCountLimit.key else ""
    return smallest + _first_layer(limit, explanation, analysis, units)


def excess_words(limit: LimitResult, units: str) -> str:
    """`+13.1 MB, 12.1 MB over the limit`; empty where nothing is exceeded."""
    if not limit.is_exceeded:
        return ""
    if limit.rule == IncreaseLimit.key:
        return f"{delta_text(limit, units)}, {excess_text(limit, units)} the limit"
    return _beginning(limit, units)


def _beginning(limit: LimitResult, units: str) -> str:
    if limit.rule == IncreaseLimit.key:
        return delta_text(limit, units)
    allowed, value = limit_and_value(limit, units)
    if limit.rule == ForbiddenPattern.key:
        return f"{value} {'matches' if limit.value == 1 else 'match'}"
    if limit.rule == ForbiddenFinding.key:
        return value
    return f"{value}, {excess_text(limit, units)} the limit of {allowed}"


def _first_layer(
    limit: LimitResult, explanation: Explanation, analysis: ImageAnalysis, units: str
) -> str:
    share = explanation.layers[0]
    sentence = share_words(share, limit, explanation, analysis, units)
    paths = share.paths or explanation.directories
    if paths:
        sentence += f" ({path_words(paths[0], units, signed=is_change(explanation))})"
    if shadowed := shadowed_words(share, limit, units):
        sentence += f", {shadowed}"
    more = len(explanation.layers) - 1 + explanation.other_layers
    return f"{sentence}; {count_text(more, 'more layer')}" if more else sentence


def share_words(
    share: LayerShare,
    limit: LimitResult,
    explanation: Explanation,
    analysis: ImageAnalysis,
    units: str,
) -> str:
    """`+45.1 MB in layer 5 RUN pip install -r requirements.txt`."""
    amount = amount_words(share.delta_bytes, units, signed=is_change(explanation))
    instruction = _instruction_words(share.instruction)
    if share.index is None:
        return f"{amount} of a layer that is gone, {instruction}"
    hidden = " hidden" if limit.rule in ABOUT_HIDDEN else ""
    return f"{amount}{hidden} in {layer_title(analysis, share.index)} {instruction}"


def share_title(share: LayerShare, analysis: ImageAnalysis) -> str:
    """`layer 3 (line 4, new)`, of a layer that the image has."""
    title = layer_title(analysis, share.index or 0)
    if share.status not in (LayerStatus.ONLY_OTHER, LayerStatus.SAME_INSTRUCTION):
        return title
    words = STATUS_WORDS[share.status]
    return f"{title[:-1]}, {words})" if title.endswith(")") else f"{title} ({words})"


def is_change(explanation: Explanation) -> bool:
    """Whether amounts are changes, which have a sign."""
    return explanation.compared is not Compared.NOTHING


def amount_words(amount: int, units: str, *, signed: bool) -> str:
    """`+45.1 MB`, or `45.1 MB` of what is simply there."""
    return change_text(amount, units) if signed else size_text(amount, units)


def path_words(path: FoldedDelta, units: str, *, signed: bool) -> str:
    """`usr/lib/python3/…/torch +44.8 MB`."""
    name = _cut_middle(inert_path(path.path), _LONGEST_PATH)
    return f"{name} {amount_words(path.delta_bytes, units, signed=signed)}"


def shadowed_words(share: LayerShare, limit: LimitResult, units: str) -> str:
    """How much of a layer a later one hides; empty where none, or where that is the point."""
    if limit.rule in ABOUT_HIDDEN or limit.unit is not Unit.BYTES:
        return ""
    if not share.shadowed_bytes:
        return ""
    return f"{size_text(share.shadowed_bytes, units)} of the layer never visible"


def pair_words(pair: InstructionPair, analysis: ImageAnalysis, units: str) -> str:
    """`13.0 MB of layer 3 RUN sh build.sh, deleted by layer 8 RUN rm -rf /src`."""
    size = size_text(pair.content_bytes, units)
    by = f"{HIDDEN_BY[pair.cause]} {_layer_words(pair.hidden_in, analysis)}"
    return f"{size} of {_layer_words(pair.added_in, analysis)}, {by}"


def entry_words(entry: FoundEntry, analysis: ImageAnalysis, units: str) -> str:
    """`app/.git/config, 312 B in layer 2 COPY . /app, shadowed yet shipped`."""
    path = _cut_middle(inert_path(entry.path), _LONGEST_PATH)
    size = size_text(entry.content_bytes, units)
    hidden = "" if entry.is_visible else ", shadowed yet shipped"
    return f"{path}, {size} in {_layer_words(entry.layer, analysis)}{hidden}"


def finding_words(finding: Finding, units: str) -> str:
    """`LS020 lists of apt, 19.4 MB in layer 2, hidden yet shipped`."""
    size = f"{size_text(finding.content_bytes, units)} in " if finding.content_bytes else "in "
    hidden = ", hidden yet shipped" if finding.state is FindingState.HIDDEN else ""
    title = _cut_end(inert_text(finding.title), _LONGEST_INSTRUCTION)
    return f"{finding.rule} {title}, {size}{whose_words(finding)}{hidden}"


def _layer_words(index: int, analysis: ImageAnalysis) -> str:
    """`layer 2 COPY . /app`."""
    return (
        f"{layer_title(analysis, index)} {_instruction_words(analysis.layers[index].instruction)}"
    )


def _instruction_words(instruction: str) -> str:
    """The beginning of an instruction, made inert."""
    return _cut_end(inert_text(instruction), _LONGEST_INSTRUCTION)


def accepting_words(limit: LimitResult, result: BudgetResult) -> str:
    """How to say that it is meant; empty where nothing is exceeded, or nothing should be."""
    if not limit.is_exceeded or limit.rule in ABOUT_ENTRIES:
        return ""
    if limit.rule in ABOUT_FINDINGS:
        return "if it is intended: [[ignore]] with its rule and a reason"
    baseline = result.baseline
    if limit.rule == IncreaseLimit.key and baseline is not None and not baseline.is_image:
        return "if it is intended: layersize check --update-baseline"
    change = "lower" if limit.rule == EfficiencyLimit.key else "raise"
    return f"if it is intended: {change} {limit.rule}"


def _cut_end(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _cut_middle(path: str, most: int) -> str:
    """A long path by its beginning and its end, at slashes where there are some."""
    if len(path) <= most:
        return path
    head = path[: most // 3].rpartition("/")[0]
    tail = path[-(most - len(head) - 3) :]
    tail = tail.partition("/")[2] if "/" in tail.rstrip("/") else tail
    return f"{head}/…/{tail}" if head else f"…{path[-(most - 1) :]}"
