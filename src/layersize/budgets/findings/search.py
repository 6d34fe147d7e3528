"""Looks for findings in the images of a run of `check`, where a limit or a baseline needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from layersize.accounting.advice import BaseSource
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.budgets.base_image import IgnoredBase
from layersize.budgets.budget import Budget
from layersize.budgets.findings.counted import CountedFinding, counted_findings
from layersize.budgets.findings.ignore import Ignore
from layersize.budgets.result import BaseOrigin, BudgetResult, Problem
from layersize.findings.base import base_of
from layersize.known_base import base_facts
from layersize.measure import Settings, advise, base_images

_IGNORES_NOTHING = "leaves out nothing that was found"
_REMOVE_IGNORE = "remove it, or correct its rule or paths"


class FindingSearch:
    """Looks for findings, and remembers which `[[ignore]]` left something out."""

    def __init__(self, measure: Settings, ignores: Sequence[Ignore]) -> None:
        self._bases = base_images(measure)
        self._ignores = ignores
        self._used: set[Ignore] = set()
        self._has_counted = False

    def is_needed(self, budget: Budget, *, update_baseline: bool) -> bool:
        """Whether a limit of the budget asks for findings, or its baseline file will have them."""
        has_limit = any(limit.needs_findings for limit in budget.limits)
        return has_limit or (update_baseline and budget.baseline_file is not None)

    def with_findings(self, image: AnalyzedImage, base: IgnoredBase | None) -> AnalyzedImage:
        """The image with what rules find in it; of a base that is ignored, nothing is in doubt."""
        if base is None:
            return advise(image, base_facts(image, self._bases, None, None))
        is_given = base.known_by in (BaseOrigin.OPTION, BaseOrigin.CONFIGURATION)
        how = BaseSource.OPTION if is_given else BaseSource.ANNOTATION
        return advise(image, base_of(image.analysis, base.layers, how, base.reference))

    def counted(
        self, image: AnalyzedImage, first_layer: int, budget: Budget
    ) -> tuple[CountedFinding, ...]:
        """What the limits of a budget count; nothing where none of them asks for findings."""
        if not any(limit.needs_findings for limit in budget.limits):
            return ()
        found = counted_findings(image, first_layer, self._ignores)
        self._used |= found.used
        self._has_counted = True
        return found.counted

    def with_unused_ignores(self, results: tuple[BudgetResult, ...]) -> tuple[BudgetResult, ...]:
        """The results, of which the first one tells which `[[ignore]]` left nothing out."""
        unused = tuple(
            Problem(where=ignore.where, cause=_IGNORES_NOTHING, remedy=_REMOVE_IGNORE)
            for ignore in self._ignores
            if ignore not in self._used
        )
        measured = [index for index, result in enumerate(results) if result.image is not None]
        if not unused or not measured or not self._has_counted:
            return results
        first = measured[0]
        told = replace(results[first], remarks=(*results[first].remarks, *unused))
        return (*results[:first], told, *results[first + 1 :])
