"""Budgets against images: each image is measured once, whatever number of budgets it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.doubts import (
    refuse_ambiguous,
    refuse_false_diff_ids,
    refuse_unproven_layers,
)
from layersize.budgets.base_image import IgnoredBases
from layersize.budgets.baseline import Baseline, baseline_of
from layersize.budgets.budget import Budget
from layersize.budgets.evidence import BaselineLookup, Evidence, FoundBaseline
from layersize.budgets.findings.ignore import Ignore
from layersize.budgets.findings.search import FindingSearch
from layersize.budgets.judge import judge, not_measured
from layersize.budgets.result import BudgetResult, Problem
from layersize.errors import LayersizeError
from layersize.measure import Settings, analyze_whole
from layersize.oci.platform import same_platform, without_version
from layersize.sources.context import NoSuchImage
from layersize.sources.image_names import name_one_image
from layersize.sources.reference import STDIN
from layersize.values import dataclass

if TYPE_CHECKING:
    from layersize.dockerfile.reader import Dockerfile

_HOW_TO_WRITE = "layersize check --update-baseline writes it"
_HOW_TO_WRITE_ANEW = "write it anew with --update-baseline"
_NONE_IS_NAMED = Problem(
    where="--require-baseline",
    cause="this budget names no baseline, and no limit of it needs one",
    remedy="give --against, or baseline = … in the [[budget]], to compare with one",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineFile:
    """What is in a baseline file."""

    baselines: Mapping[str, Baseline] | None
    """Budget's name to baseline; `None`: it can't be read, or is not there."""
    problem: Problem | None = None
    """Why it can't be read; `None`, without baselines: it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings:
    """How budgets are checked."""

    measure: Settings
    rows: int = 3
    """How many layers, folders, pairs and entries an explanation names."""
    baseline_files: Mapping[str, BaselineFile]
    """Every baseline file that a budget names."""
    ignores: tuple[Ignore, ...] = ()
    """What findings are meant."""
    update_baseline: bool = False
    """Baseline files are written anew: the image is its own baseline."""
    dockerfile: Dockerfile | None = None
    """The Dockerfile that the images were built from; `None`: causes name no lines."""


def check_budgets(budgets: Sequence[Budget], settings: CheckSettings) -> tuple[BudgetResult, ...]:
    """A result for each; what can't be measured is in it, not raised."""
    run = _Run(budgets, settings)
    results = tuple(run.result(budget) for budget in budgets)
    return run.search.with_unused_ignores(results)


class _Run:
    """Checks budgets, and remembers images and bases for the next budget."""

    def __init__(self, budgets: Sequence[Budget], settings: CheckSettings) -> None:
        self._budgets = budgets
        self._settings = settings
        self._images: dict[tuple[str, str | None], AnalyzedImage | LayersizeError] = {}
        self._hashed = {
            reference
            for budget in budgets
            if self._rests_on_diff_ids(budget)
            for reference in (budget.image, budget.baseline)
        }
        """Images whose layers are hashed, whatever that costs."""
        self._bases = IgnoredBases(settings.measure)
        self.search = FindingSearch(settings.measure, settings.ignores)

    def result(self, budget: Budget) -> BudgetResult:
        try:
            image = self._image(budget.image, budget.platform)
            refuse_ambiguous(image.analysis)
            base = self._bases.of_image(image, budget)
            if base is not None:
                refuse_unproven_layers(image, base.layers)
        except LayersizeError as error:
            return not_measured(budget, Problem.of_error(error))
        base_layers = None if base is None else base.layers
        if self.search.is_needed(budget, update_baseline=self._settings.update_baseline):
            image = self.search.with_findings(image, base)
        figures = baseline_of(image, budget.metric, base_layers)
        evidence = Evidence(
            budget=budget,
            image=self._with_lines(_with_base(image, base_layers)),
            base=base,
            figures=figures,
            baseline=self._find_baseline(image, budget, figures),
            rows=self._settings.rows,
            counted_findings=self.search.counted(image, base_layers or 0, budget),
        )
        try:
            return judge(evidence)
        except LayersizeError as error:
            return not_measured(budget, Problem.of_error(error.inside(budget.image)))

    def _image(self, reference: str, platform: str | None) -> AnalyzedImage:
        key = reference, platform
        if key not in self._images:
            try:
                self._images[key] = analyze_whole(reference, self._settings_for(*key))
            except LayersizeError as error:
                self._images[key] = error
        found = self._images[key]
        if isinstance(found, LayersizeError):
            raise found
        return found

    def _settings_for(self, reference: str, platform: str | None) -> Settings:
        measure = self._settings.measure
        verify = measure.request.verify or reference in self._hashed
        request = replace(measure.request, verify=verify, hash_layers=True)
        return replace(measure, platform=platform, request=request)

    def _rests_on_diff_ids(self, budget: Budget) -> bool:
        """Whether layers of two images are taken for the same, which their diff_ids say."""
        needs_baseline = any(limit.is_compared for limit in budget.limits)
        is_compared = needs_baseline or self._settings.update_baseline
        return budget.ignore_base or (budget.baseline is not None and is_compared)

    def _with_lines(self, image: AnalyzedImage) -> AnalyzedImage:
        """The image whose layers name their lines of the Dockerfile, if one is given."""
        if self._settings.dockerfile is None:
            return image
        from layersize.dockerfile.image_lines import with_lines  # most checks have none

        return replace(image, analysis=with_lines(image.analysis, self._settings.dockerfile))

    def _find_baseline(
        self, image: AnalyzedImage, budget: Budget, figures: Baseline | None
    ) -> BaselineLookup:
        """What to compare with, or why that can't be."""
        if figures is None:
            return BaselineLookup()  # nothing could be compared with it
        if budget.baseline is None:
            return BaselineLookup(missing=_NONE_IS_NAMED if budget.require_baseline else None)
        if self._rests_on_diff_ids(budget):
            try:
                refuse_false_diff_ids(image.analysis)
            except LayersizeError as error:
                return BaselineLookup(problem=Problem.of_error(error))
        if budget.baseline_file is None:
            return self._baseline_image(budget.baseline, budget, figures)
        return self._baseline_in_file(budget.baseline_file, budget, figures)

    def _baseline_in_file(self, file: str, budget: Budget, figures: Baseline) -> BaselineLookup:
        content = self._settings.baseline_files[file]
        if content.problem is not None:
            return BaselineLookup(problem=content.problem)
        if self._settings.update_baseline:
            baseline: Baseline | None = figures
        elif content.baselines is None:
            missing = Problem(where=file, cause="no such baseline file", remedy=_HOW_TO_WRITE)
            return _missing(budget, missing)
        else:
            baseline = content.baselines.get(budget.name)
        if baseline is None:
            return _missing(budget, self._no_entry(file, budget, content.baselines or {}))
        return _comparable(file, budget, figures, baseline, None)

    def _no_entry(self, file: str, budget: Budget, baselines: Mapping[str, Baseline]) -> Problem:
        """Says which entries are of no budget any more: one may be this budget's, renamed."""
        names = {other.name for other in self._budgets if other.baseline_file == file}
        left_over = [repr(name) for name in sorted(baselines) if name not in names]
        cause, remedy = f"has no budget {budget.name!r}", _HOW_TO_WRITE
        if left_over:
            more = f" and {len(left_over) - 3} more" if len(left_over) > 3 else ""
            cause += f", but {', '.join(left_over[:3])}{more}, which no budget is called now"
            remedy = f"if the budget was renamed, rename it there, too; else {_HOW_TO_WRITE}"
        return Problem(where=file, cause=cause, remedy=remedy)

    def _baseline_image(self, reference: str, budget: Budget, figures: Baseline) -> BaselineLookup:
        if reference == STDIN == budget.image:
            remedy = "save one to a file"
            problem = Problem(where="", cause="standard input can be read only once", remedy=remedy)
            return BaselineLookup(problem=problem)
        try:
            image = self._image(reference, budget.platform or figures.platform)
            refuse_ambiguous(image.analysis)
            refuse_false_diff_ids(image.analysis)
            base = self._bases.of_baseline(image, budget)
            if base is not None:
                refuse_unproven_layers(image, base.layers)
        except NoSuchImage as error:
            return _missing(budget, Problem.of_error(error))
        except LayersizeError as error:
            return BaselineLookup(problem=Problem.of_error(error.inside("baseline")))
        base_layers = None if base is None else base.layers
        if self.search.is_needed(budget, update_baseline=False):
            image = self.search.with_findings(image, base)
        baseline = baseline_of(image, budget.metric, base_layers)
        if baseline is None:
            cause = "does not say what a registry sends: its layers are not compressed"
            remedy = "give an image of a registry (registry:NAME), or set another metric"
            return BaselineLookup(problem=Problem(where=reference, cause=cause, remedy=remedy))
        lookup = _comparable(reference, budget, figures, baseline, image)
        own_source = self._image(budget.image, budget.platform).analysis.image.source
        is_itself = own_source == image.analysis.image.source
        is_itself = is_itself and name_one_image(budget.image, reference)
        found = lookup.found and replace(lookup.found, is_image_itself=is_itself)
        return replace(lookup, found=found)


def _with_base(image: AnalyzedImage, base_layers: int | None) -> AnalyzedImage:
    """The image with as many layers of its base as are known for sure."""
    if base_layers is None:
        return image
    facts = replace(image.analysis.image, base_layers=base_layers)
    return replace(image, analysis=replace(image.analysis, image=facts))


def _missing(budget: Budget, problem: Problem) -> BaselineLookup:
    """A baseline that is not there, which is allowed unless the budget requires one."""
    if budget.require_baseline:
        return BaselineLookup(problem=problem)
    return BaselineLookup(missing=problem)


def _comparable(
    where: str, budget: Budget, figures: Baseline, baseline: Baseline, image: AnalyzedImage | None
) -> BaselineLookup:
    """The baseline, unless it is of something else than the budget."""
    cause, remedy = "", _HOW_TO_WRITE_ANEW
    if baseline.metric is not budget.metric:
        cause = f"counts {baseline.metric} bytes, the budget {budget.metric} bytes"
        remedy = f"{_HOW_TO_WRITE_ANEW}, or set metric to {baseline.metric}"
    elif not same_platform(without_version(figures.platform or ""), baseline.platform or ""):
        platforms = [facts.platform or "no known platform" for facts in (baseline, figures)]
        cause = f"is for {platforms[0]}, the image for {platforms[1]}"
    elif budget.ignore_base and baseline.base_layers is None:
        cause = "does not say which of its layers are the base image's"
    if cause:
        return BaselineLookup(problem=Problem(where=where, cause=cause, remedy=remedy))
    layers = baseline.own_layers(ignore_base=budget.ignore_base)
    return BaselineLookup(
        found=FoundBaseline(where=where, figures=baseline, layers=layers, image=image)
    )
