"""Budgets against images: each image is measured once, whatever number of budgets it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.queries import find_entries, top_directories
from layersize.accounting.result import ImageAnalysis
from layersize.budgets.baseline import Baseline
from layersize.budgets.budget import Budget
from layersize.budgets.evidence import Before, Evidence, Reference
from layersize.budgets.figures import figures_of
from layersize.budgets.result import BudgetResult, Problem
from layersize.budgets.rules import judge, not_measured, why_not_comparable
from layersize.compare.compare import aligned
from layersize.compare.layer_contents import folded_layer, folded_shadows
from layersize.errors import LayersizeError
from layersize.measure import Settings, analyze_whole, layer_ids
from layersize.oci.digest import Digest
from layersize.sources.context import NoSuchImage
from layersize.sources.reference import STDIN

_HOW_TO_WRITE = "layersize check --update-baseline writes it"


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
    require_baseline: bool = False
    """A baseline that is missing is a problem."""
    update_baseline: bool = False
    """Baseline files are written anew: the image is its own baseline."""
    add_lines: Callable[[ImageAnalysis], ImageAnalysis] = lambda analysis: analysis
    """Adds the Dockerfile's lines."""


def check_budgets(budgets: Sequence[Budget], settings: CheckSettings) -> tuple[BudgetResult, ...]:
    """A result for each; what can't be measured is in it, not raised."""
    run = _Run(settings)
    return tuple(run.result(budget) for budget in budgets)


def evidence_of(image: AnalyzedImage, figures: Baseline | None, rows: int) -> Evidence:
    """What an image is judged by; its base image counts as its other layers do."""
    return Evidence(
        analysis=image.analysis,
        figures=figures,
        find=lambda first, pattern, least: find_entries(image, first, pattern, least),
        fold_layer=lambda index: folded_layer(None, image.overlay.layers[index], rows),
        fold_shadows=lambda index: folded_shadows(image, index, rows),
        rows=rows,
    )


class _Run:
    """Images and bases that were looked at before."""

    def __init__(self, settings: CheckSettings) -> None:
        self._settings = settings
        self._images: dict[tuple[str, str | None], AnalyzedImage | LayersizeError] = {}
        self._bases: dict[tuple[str, str | None], Sequence[Digest | None] | LayersizeError] = {}

    def result(self, budget: Budget) -> BudgetResult:
        try:
            image = self._image(budget.image, budget.platform)
            base_reference, base_layers = self._base(image, budget, [budget.base])
        except LayersizeError as error:
            return not_measured(budget, _problem(error))
        figures = _figures(image, budget, base_layers)
        evidence = replace(
            evidence_of(image, figures, self._settings.rows),
            analysis=self._settings.add_lines(image.analysis),
            base_reference=base_reference,
            base_layers=base_layers,
        )
        return judge(budget, evidence, self._before(budget, image, figures))

    def _image(self, reference: str, platform: str | None) -> AnalyzedImage:
        key = reference, platform
        if key not in self._images:
            try:
                self._images[key] = analyze_whole(reference, self._for(platform))
            except LayersizeError as error:
                self._images[key] = error
        found = self._images[key]
        if isinstance(found, LayersizeError):
            raise found
        return found

    def _for(self, platform: str | None) -> Settings:
        return replace(self._settings.measure, platform=platform)

    def _base(
        self, image: AnalyzedImage, budget: Budget, given: Sequence[str | None]
    ) -> tuple[str, int | None]:
        """The base image, and how many layers it has; none are counted out unless asked for."""
        if not budget.ignore_base:
            return "", None
        facts = image.analysis.image
        stated = facts.declared_base.reference if facts.declared_base else None
        reference = next((name for name in (*given, stated) if name), None)
        if reference is None:
            cause = "names no base image in annotations or labels (org.opencontainers.image.base.*)"
            raise LayersizeError(facts.reference, cause, "give --base REF, or base = REF")
        base = self._layer_ids(reference, facts.platform)
        own = [layer.diff_id for layer in image.analysis.layers]
        if None in base or own[: len(base)] != list(base):
            cause = f"is not built on {reference}: its first layers are others"
            raise LayersizeError(facts.reference, cause, "give the base image as it was then")
        return reference, len(base)

    def _layer_ids(self, reference: str, platform: str | None) -> Sequence[Digest | None]:
        key = reference, platform
        if key not in self._bases:
            try:
                self._bases[key] = layer_ids(reference, self._for(platform))
            except LayersizeError as error:
                where = f"base image: {error.where}" if error.where else "base image"
                self._bases[key] = LayersizeError(where, error.cause, error.remedy)
        found = self._bases[key]
        if isinstance(found, LayersizeError):
            raise found
        return found

    def _before(self, budget: Budget, image: AnalyzedImage, figures: Baseline | None) -> Before:
        """What to compare with, or why that can't be."""
        if figures is None:
            return Before()  # nothing could be compared with it
        if budget.baseline is None:
            if budget.max_increase is None:
                return Before()
            return self._missing("", "no baseline is given", "give --against, or baseline = …")
        if budget.baseline_file is None:
            return self._before_image(budget.baseline, budget, image, figures)
        return self._before_file(budget.baseline_file, budget, figures)

    def _before_file(self, file: str, budget: Budget, figures: Baseline) -> Before:
        content = self._settings.baseline_files[file]
        if content.problem is not None:
            return Before(problem=content.problem)
        if self._settings.update_baseline:
            before: Baseline | None = figures
        elif content.baselines is None:
            return self._missing(file, "no such baseline file", _HOW_TO_WRITE)
        else:
            before = content.baselines.get(budget.name)
        if before is None:
            return self._missing(file, f"has no budget {budget.name!r}", _HOW_TO_WRITE)
        cause, remedy = why_not_comparable(budget, figures.platform, before)
        if cause:
            return Before(problem=Problem(where=file, cause=cause, remedy=remedy))
        rows = aligned(before.layers, figures.layers)
        return Before(
            reference=Reference(where=file, baseline=before, aligned=rows, fold_layer=None)
        )

    def _before_image(
        self, reference: str, budget: Budget, image: AnalyzedImage, figures: Baseline
    ) -> Before:
        if reference == STDIN == budget.image:
            remedy = "save one to a file"
            problem = Problem(where="", cause="standard input can be read only once", remedy=remedy)
            return Before(problem=problem)
        try:
            other = self._image(reference, budget.platform or figures.platform)
            stated = other.analysis.image.declared_base
            own_base = [stated.reference] if stated else [budget.base]
            _, base_layers = self._base(other, budget, own_base)
        except NoSuchImage as error:
            return self._missing(error.where, error.cause, error.remedy)
        except LayersizeError as error:
            return Before(problem=_problem(error.inside("baseline")))
        before = _figures(other, budget, base_layers)
        if before is None:
            cause = "tells nothing of what a registry sends: its layers are not compressed"
            remedy = "give an image of a registry (registry:NAME), or set another metric"
            return Before(problem=Problem(where=reference, cause=cause, remedy=remedy))
        cause, remedy = why_not_comparable(budget, figures.platform, before)
        if cause:
            return Before(problem=Problem(where=reference, cause=cause, remedy=remedy))
        old_layers, layers, rows = other.overlay.layers, image.overlay.layers, self._settings.rows
        return Before(
            reference=Reference(
                where=reference,
                baseline=before,
                aligned=aligned(before.layers, figures.layers),
                fold_layer=lambda old, new: folded_layer(
                    None if old is None else old_layers[old], layers[new], rows
                ),
            )
        )

    def _missing(self, where: str, cause: str, remedy: str) -> Before:
        problem = Problem(where=where, cause=cause, remedy=remedy)
        if self._settings.require_baseline:
            return Before(problem=problem)
        return Before(missing=problem)


def _figures(image: AnalyzedImage, budget: Budget, base_layers: int | None) -> Baseline | None:
    return figures_of(image.analysis, budget.metric, base_layers, top_directories(image))


def _problem(error: LayersizeError) -> Problem:
    return Problem(where=error.where, cause=error.cause, remedy=error.remedy)
