"""Budgets that were checked: all that a renderer needs, whatever it writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING

from layersize.values import dataclass

if TYPE_CHECKING:
    from layersize.accounting.advice import Finding
    from layersize.accounting.queries import FoundEntry
    from layersize.accounting.result import ImageAnalysis, InstructionPair
    from layersize.budgets.baseline import Baseline
    from layersize.budgets.budget import Budget
    from layersize.comparison.result import FoldedDelta, LayerStatus
    from layersize.errors import LayersizeError


class Compared(StrEnum):
    """How much is known of what an image is compared with."""

    NOTHING = "nothing"
    """A cap: deltas are what is there."""
    LAYERS = "layers"
    """A baseline file: layers and top directories; files only of layers that are new."""
    FILES = "files"
    """A baseline image: everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerShare:
    """One layer's part in an exceeded limit, or in a jump of a trend."""

    index: int | None
    """In the image that is checked; `None`: a layer that only the baseline has."""
    status: LayerStatus | None
    """How it stands to the baseline; `None`: compared with nothing."""
    instruction: str
    """One line of Dockerfile, as `shown_instruction` makes it of the history; not inert."""
    delta_bytes: int
    """In the bytes that the limit counts: against the aligned layer, or all of the layer."""
    shadowed_bytes: int = 0
    """Content that the layer ships and a later one hides, so that it is never visible."""
    paths: tuple[FoldedDelta, ...] = ()
    """Folders and files in the layer with the largest difference in content; empty: not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a limit is exceeded; every row is of the image that is checked, largest first."""

    compared: Compared
    layers: tuple[LayerShare, ...] = ()
    """Those that matter most."""
    other_layers: int = 0
    """How many more have a share."""
    other_layers_bytes: int = 0
    """What those add or, below 0, take away."""
    pairs: tuple[InstructionPair, ...] = ()
    """Of what these layers ship and others hide."""
    directories: tuple[FoldedDelta, ...] = ()
    """Top directories with their difference in live bytes; only against a baseline file."""
    entries: tuple[FoundEntry, ...] = ()
    """What matches the pattern of `max_entry` or `forbid`."""
    other_entries: int = 0
    """How many more match."""
    other_hidden_entries: int = 0
    """How many of these a later layer hides."""
    findings: tuple[Finding, ...] = ()
    """All that a limit of findings is about, largest first."""
    shown_findings: int = 0
    """How many of them to name where there is little room."""
    caches: Mapping[int, int] = field(default_factory=dict)
    """Layers to the content that they ship in caches of package managers, all that ship some."""


class Verdict(StrEnum):
    """How a limit was kept, a budget, or all of them; from the least to the most that counts."""

    SKIPPED = "skipped"
    """There is no baseline to compare with, and none is required."""
    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    """Exceeded, in a budget of level warn."""
    FAIL = "fail"
    """Exceeded, in a budget of level fail."""
    UNMEASURED = "unmeasured"
    """Neither kept nor exceeded: it could not be measured."""


class Unit(StrEnum):
    """What limit and value of a rule are counted in."""

    BYTES = "bytes"
    RATIO = "ratio"
    """From 0 to 1."""
    LAYERS = "layers"
    ENTRIES = "entries"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something could not be measured, or was skipped; control characters are not escaped."""

    where: str
    cause: str
    remedy: str

    @classmethod
    def of_error(cls, error: LayersizeError) -> Problem:
        """What an error says."""
        return cls(where=error.where, cause=error.cause, remedy=error.remedy)

    def __str__(self) -> str:
        text = f"{self.where}: {self.cause}" if self.where else self.cause
        return f"{text}; {self.remedy}" if self.remedy else text


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenBytes:
    """Of a `min_efficiency` that also allows an amount: what is hidden, and what may be."""

    limit_bytes: int
    value_bytes: int | None
    """`None`: not measured."""

    @property
    def is_allowed(self) -> bool:
        """Whether the limit is kept whatever the share is."""
        return self.value_bytes is not None and self.value_bytes <= self.limit_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitResult:
    """One limit of a budget, and how it was kept."""

    rule: str
    """The key of its kind in `RULES`."""
    pattern: str | None = None
    """Of `max_entry` and `forbid`; of `forbid_findings` the rule or family."""
    unit: Unit
    limit: int | float | None
    """The largest value that is within (of `min_efficiency` the smallest): of `max_increase` the
    baseline with what may be added. `None`: not known, for want of a baseline."""
    value: int | float | None
    """`None`: not measured."""
    baseline_value: int | float | None = None
    """The same measure of the baseline; `None`: no baseline, or it does not tell."""
    verdict: Verdict
    hidden: HiddenBytes | None = None
    """Only of a `min_efficiency` that allows an amount, too."""
    problem: Problem | None = None
    """Why it is skipped or unmeasured."""
    explanation: Explanation | None = None
    """Only of a limit that is exceeded."""

    @property
    def is_exceeded(self) -> bool:
        return self.verdict in (Verdict.WARN, Verdict.FAIL)

    @property
    def delta(self) -> int | float | None:
        """The value less that of the baseline; `None`: one of them is not known."""
        if self.value is None or self.baseline_value is None:
            return None
        return self.value - self.baseline_value


class BaseOrigin(StrEnum):
    """How the base image of an image is known."""

    OPTION = "option"
    """`--base`."""
    CONFIGURATION = "configuration"
    """`base` of the budget."""
    BASE_FROM = "base_from"
    """A label names it in a repository that `base_from` allows."""
    CACHE = "cache"
    """A label gives its digest, and the cache has it."""
    ENGINE = "engine"
    """A label gives its digest, and an engine here has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseShare:
    """The base image's part, where a budget ignores it; in bytes of the metric."""

    reference: str
    known_by: BaseOrigin
    layers: int
    base_bytes: int
    own_bytes: int
    """Of the layers that the image adds; what the limits count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFacts:
    """What the image was compared with."""

    where: str
    """The file or the reference."""
    is_image: bool
    measured_bytes: int
    """Of the metric; without the base image's layers where the budget ignores them."""
    platform: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetResult:
    """How one budget was kept."""

    budget: Budget
    image: ImageAnalysis | None
    """`None`: it could not be measured."""
    measured_bytes: int | None
    """Of the whole image, in the metric; `None`: not known."""
    base: BaseShare | None = None
    """Only where the budget ignores the base image."""
    baseline: BaselineFacts | None = None
    limits: tuple[LimitResult, ...]
    """Every limit that is set, in the order of `RULES`."""
    problems: tuple[Problem, ...] = ()
    """What could not be measured, each once."""
    remarks: tuple[Problem, ...] = ()
    """What a reader should know though nothing failed: a baseline that is missing."""
    figures: Baseline | None = None
    """The image as a baseline, which `--update-baseline` writes; `None`: not measured."""

    @property
    def verdict(self) -> Verdict:
        if self.problems:
            return Verdict.UNMEASURED
        return worst(limit.verdict for limit in self.limits)

    @property
    def skipped_limits(self) -> int:
        """How many limits were not checked, for want of a baseline."""
        return sum(limit.verdict is Verdict.SKIPPED for limit in self.limits)

    @property
    def counted_bytes(self) -> int | None:
        """What size limits count: without the base image where it is ignored."""
        return self.measured_bytes if self.base is None else self.base.own_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """One run of `check`."""

    config: str | None
    """The configuration file; `None`: all limits came as options."""
    results: tuple[BudgetResult, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of all budgets; the exit code is 2 for unmeasured, 1 for fail, else 0."""
        return worst(result.verdict for result in self.results)

    def with_verdict(self, verdict: Verdict) -> int:
        """How many limits ended so."""
        return sum(limit.verdict is verdict for row in self.results for limit in row.limits)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that counts most, which is the last in the order of `Verdict`; of none, pass."""
    order = list(Verdict)
    return max(verdicts, key=order.index, default=Verdict.PASS)
