"""What each stage adds, and what stays behind; the numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from layersize.accounting.result import ImageAnalysis
from layersize.dockerfile.reader import read_dockerfile
from layersize.dockerfile.result import StagedBuild, StageRole
from layersize.dockerfile.stage_facts import staged_build
from layersize.dockerfile.stages import read_stages
from layersize.layers.image import EngineFacts
from layersize.oci.digest import Digest
from report.sample_analyses import analysis, facts, layer

TEXT = b"""\
FROM node AS base
RUN a
FROM base AS build
RUN b
FROM node AS test
COPY --from=build /x /x
FROM scratch
COPY --from=build /x /x
"""
NODE = {"1": 1_000, "2": 200}
BASE = NODE | {"3": 30}
BUILD = BASE | {"4": 4}
TEST = NODE | {"5": 5}
FINAL = {"6": 6}
ENGINE = EngineFacts(engine="Docker engine 1", store="classic", image_bytes=0, repo_tags=())


def image(layers: dict[str, int], shadowed_bytes: int = 0) -> ImageAnalysis:
    """Layers by a digit of their diff_ids, and their bytes; the last is the one shadowed."""
    rows = [
        replace(layer(index, "RUN", byte_count), diff_id=Digest("sha256", digit * 64))
        for index, (digit, byte_count) in enumerate(layers.items())
    ]
    if shadowed_bytes:
        rows[-1] = replace(rows[-1], live_bytes=rows[-1].content_bytes - shadowed_bytes)
    content = sum(layers.values())
    whole = facts(
        content_bytes=content,
        live_bytes=content - shadowed_bytes,
        shadowed_bytes=shadowed_bytes,
        engine=ENGINE if layers else None,
    )
    return analysis(whole, layers=tuple(rows))


def build(shipped: int, images: list[ImageAnalysis]) -> StagedBuild:
    stages = read_stages(read_dockerfile(TEXT, "Dockerfile"), {}, {})
    node = [f"sha256:{digit * 64}" for digit in NODE]
    return staged_build(stages, shipped, images, {0: node, 2: node}, "Dockerfile")


def test_the_last_stage_ships() -> None:
    staged = build(3, [image(BASE), image(BUILD, 3), image(TEST), image(FINAL)])
    assert [stage.own_content_bytes for stage in staged.stages] == [30, 4, 5, 6]
    assert [stage.own_live_bytes for stage in staged.stages] == [30, 1, 5, 6]
    assert [stage.own_layers for stage in staged.stages] == [1, 1, 1, 1]
    assert [stage.content_bytes for stage in staged.stages] == [1_230, 1_234, 1_205, 6]
    assert [stage.shadowed_bytes for stage in staged.stages] == [0, 3, 0, 0]
    left = staged.left_behind
    assert (left.layers, left.content_bytes, left.base_content_bytes) == (5, 1_239, 1_200)
    assert left.tar_bytes == 1_239 + 5 * 10_240
    assert staged.engine == "Docker engine 1"


def test_a_stage_in_the_midst_ships() -> None:
    staged = build(1, [image(BASE), image(BUILD), image(TEST), image(FINAL)])
    assert [stage.role for stage in staged.stages] == [
        StageRole.IN_SHIPPED,
        StageRole.SHIPS,
        StageRole.UNUSED,
        StageRole.UNUSED,
    ]
    left = staged.left_behind
    assert (left.layers, left.content_bytes, left.base_content_bytes) == (2, 11, 0)


def test_stages_without_layers() -> None:
    staged = build(3, [image({}), image({}), image({}), image({})])
    assert staged.left_behind.layers == 0
    assert staged.engine is None
    assert [stage.own_content_bytes for stage in staged.stages] == [0, 0, 0, 0]


def test_a_base_that_has_more_layers_than_what_is_built_on_it() -> None:
    """As when a name was given to another image in between."""
    staged = build(3, [image({"1": 1_000, "9": 9}), image(BUILD), image(TEST), image(FINAL)])
    assert staged.stages[0].own_content_bytes == 9
