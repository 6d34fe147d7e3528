"""Results for the stages of Dockerfiles, made by hand, as the renderers get them."""

from __future__ import annotations

from dataclasses import replace

from layersize.dockerfile.result import (
    FileAccess,
    FileSource,
    LeftBehind,
    StagedBuild,
    StageFacts,
    StageRole,
)
from layersize.oci.digest import Digest
from layersize.oci.instruction import LineRange
from report.sample_analyses import HOSTILE

_NODE = 320_400_000
_NGINX = 48_200_000


def stage(index: int, name: str | None, base: str, own_bytes: int, **changes: object) -> StageFacts:
    """A stage of one layer on an image of five, save for what is given."""
    plain = StageFacts(
        index=index,
        name=name,
        lines=LineRange(index * 10 + 1, index * 10 + 8),
        base=base,
        base_stage=None,
        platform=None,
        role=StageRole.USED,
        sources=(),
        image_id=Digest("sha256", f"{index:x}" * 64),
        layers=6,
        own_layers=1,
        own_content_bytes=own_bytes,
        own_live_bytes=own_bytes,
        tar_bytes=own_bytes + 10240,
        content_bytes=own_bytes,
        live_bytes=own_bytes,
        shadowed_bytes=0,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def _copy(stage: int | None, name: str, line: int = 42) -> FileSource:
    return FileSource(stage=stage, name=name, how=FileAccess.COPY, lines=LineRange(line, line))


def react_nginx() -> StagedBuild:
    """Five stages: two that nothing ships of, one not needed, one without a name."""
    deps, build = 181_300_000, 6_400_000
    return StagedBuild(
        dockerfile="sample_images/react-nginx/Dockerfile.multi",
        platform="linux/amd64",
        engine="Docker engine 26.1.5",
        shipped=4,
        stages=(
            stage(0, "base", "node:22-bookworm-slim", 0, content_bytes=_NODE, live_bytes=_NODE),
            stage(
                1,
                "deps",
                "base",
                deps,
                base_stage=0,
                own_live_bytes=deps - 40_100_000,
                content_bytes=_NODE + deps,
                live_bytes=_NODE + deps - 40_100_000,
                shadowed_bytes=40_100_000,
                finding_bytes=52_000_000,
                safe_finding_bytes=40_100_000,
            ),
            stage(
                2,
                "test",
                "deps",
                2_100,
                base_stage=1,
                role=StageRole.UNUSED,
                content_bytes=_NODE + deps + 2_100,
                live_bytes=_NODE + deps + 2_100 - 40_100_000,
                shadowed_bytes=40_100_000,
            ),
            stage(
                3,
                None,
                "node:22-bookworm-slim",
                build,
                platform="linux/amd64",
                sources=(
                    _copy(1, "deps", 33),
                    FileSource(stage=1, name="deps", how=FileAccess.MOUNT, lines=LineRange(34, 36)),
                ),
                content_bytes=_NODE + build,
                live_bytes=_NODE + build,
            ),
            stage(
                4,
                "runtime",
                "nginx:1.27",
                222_000,
                role=StageRole.SHIPS,
                sources=(
                    _copy(3, "3"),
                    _copy(3, "3"),
                    _copy(None, "registry.example/team/configuration:2025-04", 43),
                ),
                content_bytes=_NGINX + 222_000,
                live_bytes=_NGINX + 221_000,
                shadowed_bytes=1_000,
                finding_bytes=9_001_000,
                safe_finding_bytes=1_000,
            ),
        ),
        left_behind=LeftBehind(
            layers=11,
            tar_bytes=512_000_000,
            content_bytes=_NODE + deps + 2_100 + build,
            base_content_bytes=_NODE,
        ),
    )


def with_target() -> StagedBuild:
    """The same file, shipping a stage in its midst; what stays behind is all of one kind."""
    whole = react_nginx()
    roles = (
        StageRole.IN_SHIPPED,
        StageRole.SHIPS,
        StageRole.UNUSED,
        StageRole.UNUSED,
        StageRole.UNUSED,
    )
    return replace(
        whole,
        shipped=1,
        stages=tuple(
            replace(stage, role=role) for stage, role in zip(whole.stages, roles, strict=True)
        ),
        left_behind=LeftBehind(
            layers=3, tar_bytes=7_000_000, content_bytes=6_624_100, base_content_bytes=0
        ),
    )


def single_stage() -> StagedBuild:
    """One stage without a layer, as `FROM scratch` and a label."""
    empty = stage(
        0,
        None,
        "scratch",
        0,
        role=StageRole.SHIPS,
        image_id=None,
        layers=0,
        own_layers=0,
        tar_bytes=0,
    )
    nothing = LeftBehind(layers=0, tar_bytes=0, content_bytes=0, base_content_bytes=0)
    return StagedBuild(
        dockerfile="Dockerfile",
        platform=None,
        engine=None,
        shipped=0,
        stages=(empty,),
        left_behind=nothing,
    )


def hostile_build() -> StagedBuild:
    """Names that try to do things, and are long."""
    return StagedBuild(
        dockerfile=HOSTILE,
        platform=HOSTILE,
        engine=HOSTILE,
        shipped=1,
        stages=(
            stage(0, "a" * 300, HOSTILE, 10),
            stage(1, None, HOSTILE, 20, role=StageRole.SHIPS, sources=(_copy(None, HOSTILE * 3),)),
        ),
        left_behind=LeftBehind(layers=1, tar_bytes=10_240, content_bytes=10, base_content_bytes=4),
    )
