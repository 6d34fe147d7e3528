"""Which stages a stage is built on, which it needs, and which one ships.

Predefined variables: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
"""

from __future__ import annotations

from collections.abc import Sequence

from layersize.dockerfile.instruction import Instruction
from layersize.dockerfile.result import StageRole
from layersize.dockerfile.stages import Stage, named_stage
from layersize.errors import LayersizeError


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


def below(stages: Sequence[Stage], index: int) -> list[int]:
    """The stage and those whose layers it has, the lowest first."""
    chain = [index]
    while (base := stages[chain[0]].base_stage) is not None:
        chain.insert(0, base)
    return chain


def needed(stages: Sequence[Stage], index: int) -> set[int]:
    """The stages without which the stage can't be built, itself among them."""
    found: set[int] = set()
    waiting = [index]
    while waiting:
        stage = stages[waiting.pop()]
        if stage.index not in found:
            found.add(stage.index)
            waiting += [source.stage for source in stage.sources if source.stage is not None]
            waiting += [] if stage.base_stage is None else [stage.base_stage]
    return found


def roles(stages: Sequence[Stage], shipped: int) -> list[StageRole]:
    """The part that each stage has in the one that ships."""
    chain, helpers = below(stages, shipped), needed(stages, shipped)

    def role(index: int) -> StageRole:
        if index == shipped:
            return StageRole.SHIPS
        if index in chain:
            return StageRole.IN_SHIPPED
        return StageRole.USED if index in helpers else StageRole.UNUSED

    return [role(stage.index) for stage in stages]


def steps(stages: Sequence[Stage], index: int) -> list[Instruction]:
    """What was done for the stage, from the lowest stage's first instruction on, without FROM."""
    return [
        instruction
        for stage in (stages[number] for number in below(stages, index))
        for instruction in (*stage.triggers, *stage.instructions[1:])
    ]


def platform_arguments(platform: str | None, build_platform: str | None = None) -> dict[str, str]:
    """TARGETPLATFORM, BUILDARCH and the like, for platforms as `os/arch[/variant]`.

    `build_platform` is the builder's own, by default the same.
    """
    return {
        **_of("TARGET", platform),
        **_of("BUILD", build_platform or platform),
    }


def _of(prefix: str, platform: str | None) -> dict[str, str]:
    if platform is None:
        return {}
    system, _, rest = platform.partition("/")
    architecture, _, variant = rest.partition("/")
    return {
        f"{prefix}PLATFORM": platform,
        f"{prefix}OS": system,
        f"{prefix}ARCH": architecture,
        f"{prefix}VARIANT": variant,
    }
