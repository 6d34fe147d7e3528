"""Numbers of all stages, from what was measured of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from layersize.accounting.result import ImageAnalysis, LayerFacts
from layersize.dockerfile.lineage import stage_roles
from layersize.dockerfile.result import LeftBehind, StagedBuild, StageFacts, StageRole
from layersize.dockerfile.stages import Stage


def staged_build(
    stages: Sequence[Stage],
    shipped: int,
    analyses: Sequence[ImageAnalysis],
    base_layers: Mapping[int, Sequence[str]],
    dockerfile: str,
) -> StagedBuild:
    """What each stage adds, and what stays behind.

    `analyses` has one for each stage; `base_layers` the diff_ids of the base image of each stage
    that is built on one.
    """
    identities = [_identities(analysis) for analysis in analyses]
    below = {
        stage.index: base_layers.get(stage.index, ())
        if stage.base_stage is None
        else identities[stage.base_stage]
        for stage in stages
    }
    roles = stage_roles(stages, shipped)
    facts = [
        _stage_facts(stage, role, analysis, _common(below[stage.index], identities[stage.index]))
        for stage, role, analysis in zip(stages, roles, analyses, strict=True)
    ]
    engines = (analysis.image.engine for analysis in analyses)
    return StagedBuild(
        dockerfile=dockerfile,
        platform=analyses[shipped].image.platform,
        engine=next((engine.engine for engine in engines if engine is not None), None),
        shipped=shipped,
        stages=tuple(facts),
        left_behind=_left_behind(analyses, shipped, base_layers),
    )


def _identities(analysis: ImageAnalysis) -> list[str]:
    return [str(layer.diff_id) for layer in analysis.layers]


def _common(below: Sequence[str], above: Sequence[str]) -> int:
    """How many layers both begin with."""
    pairs = zip(below, above, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _stage_facts(
    stage: Stage, role: StageRole, analysis: ImageAnalysis, of_base: int
) -> StageFacts:
    own = analysis.layers[of_base:]
    image = analysis.image
    return StageFacts(
        index=stage.index,
        name=stage.name,
        lines=stage.lines,
        base=stage.base,
        base_stage=stage.base_stage,
        platform=stage.platform,
        role=role,
        sources=stage.sources,
        image_id=image.image_id,
        layers=len(analysis.layers),
        own_layers=len(own),
        own_content_bytes=sum(layer.content_bytes for layer in own),
        own_live_bytes=sum(layer.live_bytes for layer in own),
        tar_bytes=image.tar_bytes,
        content_bytes=image.content_bytes,
        live_bytes=image.live_bytes,
        shadowed_bytes=image.shadowed_bytes,
        finding_bytes=analysis.finding_bytes,
        safe_finding_bytes=analysis.safe_finding_bytes,
    )


def _left_behind(
    analyses: Sequence[ImageAnalysis], shipped: int, base_layers: Mapping[int, Sequence[str]]
) -> LeftBehind:
    """The layers that no layer of what ships equals; equal ones have the same diff_id."""
    left: dict[str, LayerFacts] = {
        str(layer.diff_id): layer for analysis in analyses for layer in analysis.layers
    }
    for identity in _identities(analyses[shipped]):
        left.pop(identity, None)
    of_bases = {identity for layers in base_layers.values() for identity in layers}
    return LeftBehind(
        layers=len(left),
        tar_bytes=sum(layer.tar_bytes for layer in left.values()),
        content_bytes=sum(layer.content_bytes for layer in left.values()),
        base_content_bytes=sum(
            layer.content_bytes for identity, layer in left.items() if identity in of_bases
        ),
    )
