"""Which stages a stage is built on, which it needs, and which one ships.

Predefined variables: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
"""

from __future__ import annotations

from collections.abc import Sequence

from layersize.dockerfile.instruction import Instruction
from layersize.dockerfile.result import StageRole
from layersize.dockerfile.stages import Stage, named_stage
from layersize.errors import LayersizeError
from layersize.oci.platform import without_version


def shipped_stage(stages: Sequence[Stage], target: str | None, where: str) -> int:
    """Index of the last stage, or of the one that `target` names, by name or index.

    Raises LayersizeError if there is no such stage.
    """
    if target is None:
        return len(stages) - 1
    index = named_stage(stages, target)
    if index is None and target.isdecimal() and int(target) < len(stages):
        index = int(target)
    if index is None:
        titles = ", ".join(stage.name or str(stage.index) for stage in stages)
        raise LayersizeError(where, f"has no stage {target!r}", f"its stages are {titles}")
    return index


def base_chain(stages: Sequence[Stage], index: int) -> list[int]:
    """Indexes of the stages that a stage is built on, the lowest first, and its own as the last."""
    chain = [index]
    while (base := stages[chain[0]].base_stage) is not None:
        chain.insert(0, base)
    return chain


def needed_stages(stages: Sequence[Stage], index: int) -> set[int]:
    """Indexes of the stages without which a stage can't be built, its own among them."""
    found: set[int] = set()
    waiting = [index]
    while waiting:
        stage = stages[waiting.pop()]
        if stage.index not in found:
            found.add(stage.index)
            waiting += [source.stage for source in stage.sources if source.stage is not None]
            waiting += [] if stage.base_stage is None else [stage.base_stage]
    return found


def stage_roles(stages: Sequence[Stage], shipped: int) -> list[StageRole]:
    """For each stage, what becomes of its layers if one of them ships."""
    chain, helpers = base_chain(stages, shipped), needed_stages(stages, shipped)

    def role(index: int) -> StageRole:
        if index == shipped:
            return StageRole.SHIPS
        if index in chain:
            return StageRole.IN_SHIPPED
        return StageRole.USED if index in helpers else StageRole.UNUSED

    return [role(stage.index) for stage in stages]


def build_steps(stages: Sequence[Stage], index: int) -> list[Instruction]:
    """The instructions that lead to a stage, from those of the lowest stage on, without FROM."""
    return [
        instruction
        for stage in (stages[number] for number in base_chain(stages, index))
        for instruction in (*stage.triggers, *stage.instructions[1:])
    ]


def platform_arguments(platform: str | None, build_platform: str | None = None) -> dict[str, str]:
    """TARGETPLATFORM, BUILDARCH and the like, for platforms as `os/arch[/variant]`.

    `build_platform` is the builder's own, by default the same.
    """
    return {
        **_platform_variables("TARGET", platform),
        **_platform_variables("BUILD", build_platform or platform),
    }


def _platform_variables(prefix: str, platform: str | None) -> dict[str, str]:
    if platform is None:
        return {}
    platform = without_version(platform)
    system, _, rest = platform.partition("/")
    architecture, _, variant = rest.partition("/")
    return {
        f"{prefix}PLATFORM": platform,
        f"{prefix}OS": system,
        f"{prefix}ARCH": architecture,
        f"{prefix}VARIANT": variant,
    }
