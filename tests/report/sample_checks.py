"""Checked budgets made by hand, as the renderers get them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from layersize.accounting.queries import FoundEntry
from layersize.accounting.result import ImageAnalysis
from layersize.budgets.budget import Budget, Level, MaxIncrease, Metric
from layersize.budgets.findings.rules import FindingBytesLimit, ForbiddenFinding
from layersize.budgets.hidden_rules import EfficiencyLimit, ShadowedLimit
from layersize.budgets.limit import Limit
from layersize.budgets.path_rules import EntryLimit, ForbiddenPattern
from layersize.budgets.result import (
    BaselineFacts,
    BaseOrigin,
    BaseShare,
    BudgetResult,
    CheckReport,
    Compared,
    Explanation,
    LayerShare,
    LimitResult,
    Problem,
    Unit,
    Verdict,
)
from layersize.budgets.size_rules import (
    IncreaseLimit,
    LayerCountLimit,
    LayerSizeLimit,
    SizeLimit,
)
from layersize.comparison.result import FoldedDelta, LayerStatus, PathStatus
from layersize.oci.instruction import clean_instruction
from report import sample_analyses as samples


def folded(path: bytes, delta_bytes: int, files: int) -> FoldedDelta:
    status = PathStatus.ADDED if delta_bytes > 0 else PathStatus.REMOVED
    return FoldedDelta(path=path, status=status, delta_bytes=delta_bytes, files=files)


def share(
    image: ImageAnalysis, index: int, delta_bytes: int, *paths: FoldedDelta, **changes: object
) -> LayerShare:
    """A layer of the image, compared with nothing save for what is given."""
    layer = image.layers[index]
    plain = LayerShare(
        index=index,
        status=None,
        instruction=clean_instruction(layer.created_by),
        delta_bytes=delta_bytes,
        shadowed_bytes=layer.shadowed_bytes,
        paths=paths,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def limit(
    rule: type[Limit], allowed: float | None, value: float | None, **changes: object
) -> LimitResult:
    """A limit on bytes that is kept, save for what is given."""
    plain = LimitResult(
        rule=rule.key, unit=Unit.BYTES, limit=allowed, value=value, verdict=Verdict.PASS
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def result(image: ImageAnalysis | None, *limits: LimitResult, **changes: object) -> BudgetResult:
    """A budget for an image of that reference, save for what is given."""
    plain = BudgetResult(
        budget=Budget(name="app", image="hello:v2"),
        image=image,
        measured_bytes=None if image is None else image.image.content_bytes,
        limits=limits,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def report(*results: BudgetResult) -> CheckReport:
    return CheckReport(config=".layersize.toml", results=results)


def grown_check() -> CheckReport:
    """Against an image: layers that grew, are new and are gone, with their files and pairs."""
    image = samples.with_lines()
    budget = Budget(
        name="app",
        image="hello:v2",
        limits=(
            SizeLimit(limit=400_000_000),
            IncreaseLimit(increase=MaxIncrease(percent=Decimal(1), increase_bytes=2_000_000)),
            EfficiencyLimit(limit=Decimal("0.9")),
        ),
    )
    content_bytes = image.image.content_bytes
    return report(
        result(
            image,
            limit(SizeLimit, 800_000_000, content_bytes, baseline_value=content_bytes - 5),
            limit(
                IncreaseLimit,
                content_bytes - 207_248_981,
                content_bytes,
                baseline_value=content_bytes - 209_248_981,
                verdict=Verdict.FAIL,
                explanation=_grown(image),
            ),
            limit(EfficiencyLimit, 0.9, image.image.efficiency, unit=Unit.RATIO),
            limit(LayerCountLimit, 6, 6, unit=Unit.LAYERS, baseline_value=7),
            budget=budget,
            baseline=BaselineFacts(
                where="registry:hello:v1",
                is_image=True,
                measured_bytes=content_bytes - 209_248_981,
                platform="linux/amd64",
            ),
        )
    )


def _grown(image: ImageAnalysis) -> Explanation:
    """A layer that grew, a new one, and two others."""
    return Explanation(
        compared=Compared.FILES,
        layers=(
            share(
                image,
                2,
                210_048_981,
                folded(b"usr/lib/gcc/x86_64-linux-gnu/12/", 144_200_000, 312),
                folded(b"usr/lib/x86_64-linux-gnu/", 29_600_000, 488),
                folded(b"var/lib/apt/lists/", -1_200, 1),
                status=LayerStatus.SAME_INSTRUCTION,
            ),
            share(
                image,
                3,
                700_000,
                folded(b"srv/notes", 700_000, 1),
                status=LayerStatus.ONLY_OTHER,
            ),
        ),
        other_layers=2,
        other_layers_bytes=-1_500_000,
        pairs=image.pairs[:2],
    )


def every_verdict_check() -> CheckReport:
    """A budget for each verdict, every rule among their limits."""
    image = samples.hello_c()
    missing = Problem(where="size.json", cause="no such baseline file", remedy="write it")
    unknown = Problem(where="hello:v2", cause="what a registry sends is not known", remedy="ask it")
    skipped = result(
        image,
        limit(IncreaseLimit, None, 431_000_000, verdict=Verdict.SKIPPED, problem=missing),
        budget=Budget(name="new app", image="hello:v2"),
        remarks=(missing,),
    )
    unmeasured = result(
        image,
        limit(SizeLimit, 5_000_000, None, verdict=Verdict.UNMEASURED, problem=unknown),
        limit(LayerCountLimit, 20, 6, unit=Unit.LAYERS),
        budget=Budget(name="app in a registry", image="hello:v2", metric=Metric.TRANSFER),
        measured_bytes=None,
        problems=(unknown,),
    )
    return report(_warned(image), skipped, unmeasured, *not_measured_check().results)


def _warned(image: ImageAnalysis) -> BudgetResult:
    """Every rule of a cap, exceeded in a budget that only warns."""
    largest = Explanation(
        compared=Compared.NOTHING,
        layers=(share(image, 2, 302_048_981, folded(b"usr/", 302_048_981, 4_000)),),
        other_layers=3,
        other_layers_bytes=129_000_000,
        pairs=image.pairs[:1],
    )
    smallest = Explanation(
        compared=Compared.NOTHING,
        layers=(share(image, 5, 0), share(image, 4, 12)),
        other_layers=4,
        other_layers_bytes=431_000_000,
    )
    exceeded = {"verdict": Verdict.WARN, "explanation": largest}
    found = {"verdict": Verdict.WARN, "explanation": _entries()}
    return result(
        image,
        limit(SizeLimit, 400_000_000, image.image.content_bytes, **exceeded),
        limit(ShadowedLimit, 1_000_000, image.image.shadowed_bytes, **exceeded),
        limit(EfficiencyLimit, 0.99, 0.989_999, unit=Unit.RATIO, **exceeded),
        limit(LayerCountLimit, 5, 6, unit=Unit.LAYERS, verdict=Verdict.WARN, explanation=smallest),
        limit(LayerSizeLimit, 302_048_980, 302_048_981, **exceeded),
        limit(EntryLimit, 80_000, 81_000, pattern="**", **found),
        limit(ForbiddenPattern, 0, 1_202, pattern="**/.git/**", unit=Unit.ENTRIES, **found),
        budget=Budget(name="app that warns", image="hello:v2", level=Level.WARN),
        base=BaseShare(
            reference="debian:12",
            known_by=BaseOrigin.OPTION,
            layers=1,
            base_bytes=116_500_000,
            own_bytes=314_500_000,
        ),
    )


def _entries() -> Explanation:
    """A hidden entry, a visible one, and many more."""
    return Explanation(
        compared=Compared.NOTHING,
        entries=(
            FoundEntry(
                path=b"srv/.git/objects/pack/pack-1.pack",
                layer=3,
                content_bytes=81_000,
                is_visible=False,
            ),
            FoundEntry(path=b"root/.git/HEAD", layer=2, content_bytes=23, is_visible=True),
        ),
        other_entries=1_200,
    )


def not_measured_check() -> CheckReport:
    """Nothing is known of the image."""
    problem = Problem(where="none.tar", cause="no such file or folder", remedy="check the spelling")
    return report(
        result(
            None,
            limit(SizeLimit, 5_000_000, None, verdict=Verdict.UNMEASURED, problem=problem),
            limit(
                ForbiddenPattern,
                0,
                None,
                pattern="**/id_rsa",
                unit=Unit.ENTRIES,
                verdict=Verdict.UNMEASURED,
                problem=problem,
            ),
            budget=Budget(name="none", image="none.tar"),
            problems=(problem,),
        )
    )


def file_baseline_check() -> CheckReport:
    """Against a baseline file: layers that are gone, top directories."""
    image = samples.hello_c()
    gone = LayerShare(
        index=None,
        status=LayerStatus.ONLY_BASE,
        instruction="COPY old /srv",
        delta_bytes=12,
        shadowed_bytes=0,
        paths=(),
    )
    grown = Explanation(
        compared=Compared.LAYERS,
        layers=(share(image, 2, 8_000_000, status=LayerStatus.SAME_INSTRUCTION), gone),
        pairs=image.pairs[:1],
        directories=(folded(b"usr/", 7_900_000, 0), folded(b"var/", -300, 0)),
    )
    return report(
        result(
            image,
            limit(
                IncreaseLimit,
                425_000_000,
                431_000_000,
                baseline_value=423_000_000,
                verdict=Verdict.FAIL,
                explanation=grown,
            ),
            baseline=BaselineFacts(
                where="size.json", is_image=False, measured_bytes=423_000_000, platform=None
            ),
        )
    )


def findings_check() -> CheckReport:
    """Forbidden findings, of which two limits name the same one; too much that fixes save."""
    image = samples.with_lines()
    compiler, lists, documents, key = image.findings
    found = Explanation(compared=Compared.NOTHING, findings=(lists, documents), shown_findings=1)
    secret = replace(found, findings=(key,))
    build = replace(found, findings=(compiler,))
    unit = Unit.FINDINGS
    exceeded = {"unit": unit, "verdict": Verdict.FAIL}
    missing = Problem(
        where="size.json", cause="does not say what was found in its image", remedy=""
    )
    return report(
        result(
            image,
            limit(
                FindingBytesLimit, 1_000_000, 117_600_000, verdict=Verdict.FAIL, explanation=found
            ),
            limit(ForbiddenFinding, 0, 1, pattern="secret", explanation=secret, **exceeded),
            limit(ForbiddenFinding, 0, 1, pattern="LS090", explanation=secret, **exceeded),
            limit(ForbiddenFinding, 0, 1, pattern="new:build", explanation=build, **exceeded),
            limit(ForbiddenFinding, 0, 0, pattern="vcs", unit=unit),
            limit(
                ForbiddenFinding,
                0,
                None,
                pattern="new:debug",
                unit=unit,
                verdict=Verdict.UNMEASURED,
                problem=missing,
            ),
            problems=(missing,),
        )
    )


def hostile_findings_check() -> CheckReport:
    """A forbidden finding whose words and files try to do things."""
    image = samples.hostile_image()
    found = Explanation(compared=Compared.NOTHING, findings=image.findings, shown_findings=3)
    return report(
        result(
            image,
            limit(
                ForbiddenFinding,
                0,
                1,
                pattern="cache",
                unit=Unit.FINDINGS,
                verdict=Verdict.WARN,
                explanation=found,
            ),
        )
    )


def hostile_check(
    hostile: str = samples.HOSTILE, path: bytes = samples.HOSTILE_PATH
) -> CheckReport:
    """Names that try to do things, and are long."""
    image = samples.hostile_image(hostile, path)
    problem = Problem(where=hostile, cause=hostile, remedy=hostile)
    grown = Explanation(
        compared=Compared.FILES,
        layers=(
            share(
                image,
                0,
                9_000_000,
                folded(path * 5 + b"/", 9_000_000, 2),
                instruction=hostile * 3,
                status=LayerStatus.ONLY_OTHER,
            ),
        ),
        pairs=image.pairs,
        directories=(folded(path + b"/", 9, 0),),
        entries=(FoundEntry(path=path, layer=0, content_bytes=9, is_visible=False),),
    )
    exceeded = {"verdict": Verdict.FAIL, "explanation": grown, "pattern": hostile}
    return report(
        result(
            image,
            limit(IncreaseLimit, 1, 9_000_001, baseline_value=0, **exceeded),
            limit(ForbiddenPattern, 0, 1, unit=Unit.ENTRIES, **exceeded),
            budget=Budget(name=hostile, image=hostile * 2),
            base=BaseShare(
                reference=hostile * 2,
                known_by=BaseOrigin.ENGINE,
                layers=0,
                base_bytes=0,
                own_bytes=9_000_001,
            ),
            baseline=BaselineFacts(
                where=hostile * 2, is_image=True, measured_bytes=0, platform=hostile
            ),
            problems=(problem,),
            remarks=(problem,),
        )
    )


def empty_check() -> CheckReport:
    """An image without layers in a budget without limits, as an update of a baseline has it."""
    return report(result(samples.empty_image()))
