"""What all limits of budgets have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar, Self

from layersize.budgets.amounts import size_bytes
from layersize.budgets.budget import Level
from layersize.budgets.evidence import Evidence
from layersize.budgets.result import Explanation, LimitResult, Problem, Unit, Verdict
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(ABC):
    """One limit of a budget; `rules.py` lists all kinds."""

    key: ClassVar[str]
    """Its name in the configuration and in reports; the option has `-` for `_`."""
    metavar: ClassVar[str]
    """What the help of `check` shows for the option's value."""
    option_help: ClassVar[str]
    """The option's line in the help of `check`."""
    exceeded_means: ClassVar[str]
    """A sentence about every image that exceeds it."""
    unit: ClassVar[Unit] = Unit.BYTES
    is_repeatable: ClassVar[bool] = False
    """Whether the option may be given several times, each a limit of its own."""
    needs_baseline: ClassVar[bool] = False
    """Whether it can't be judged without one."""
    needs_findings: ClassVar[bool] = False
    """Whether it is about what rules find in the image."""

    limit: int | Decimal | None = None
    """The largest value that is within it, in its unit (of `min_efficiency` the smallest).

    `None`: that depends on the baseline.
    """
    pattern: str | None = None
    """The paths that it is about; `None`: it is about the whole image."""

    @classmethod
    @abstractmethod
    def read(cls, value: object) -> Sequence[Limit]:
        """The limits that a value of the configuration sets.

        Raises ValueError with what is wrong and what is allowed, an argument for each mistake.
        """

    @classmethod
    def value_of_options(cls, texts: Sequence[str]) -> object:
        """What a repeatable option says, as the configuration would."""
        return list(texts)

    @property
    def is_compared(self) -> bool:
        """Whether this one can't be judged without a baseline."""
        return self.needs_baseline

    @abstractmethod
    def judge(self, evidence: Evidence) -> LimitResult:
        """How the image keeps the limit, and if it doesn't, why."""

    def judged(
        self,
        evidence: Evidence,
        value: int | float,
        explanation: Explanation | None,
        *,
        baseline_value: int | None = None,
    ) -> LimitResult:
        """The result of a measured value, which exceeds the limit if there is an explanation."""
        bad = Verdict.FAIL if evidence.budget.level is Level.FAIL else Verdict.WARN
        return replace(
            self.not_judged(None),
            value=value,
            baseline_value=baseline_value,
            verdict=Verdict.PASS if explanation is None else bad,
            explanation=explanation,
        )

    def not_judged(self, problem: Problem | None) -> LimitResult:
        """The result where the value, or what it is compared with, is not known."""
        limit = float(self.limit) if isinstance(self.limit, Decimal) else self.limit
        return LimitResult(
            rule=self.key,
            pattern=self.pattern,
            unit=self.unit,
            limit=limit,
            value=None,
            verdict=Verdict.UNMEASURED,
            problem=problem,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BytesLimit(Limit):
    """A limit that is a size."""

    limit: int

    @classmethod
    def read(cls, value: object) -> Sequence[Self]:
        return [cls(limit=size_bytes(value))]
