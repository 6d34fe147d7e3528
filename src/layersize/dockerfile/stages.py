"""Stages: what each is built on, and where it takes files from.

Source: https://docs.docker.com/build/building/multi-stage/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from layersize.dockerfile.instruction import Instruction, trigger
from layersize.dockerfile.reader import Dockerfile
from layersize.dockerfile.result import FileAccess, FileSource
from layersize.dockerfile.shell_words import expand, split_words
from layersize.errors import LayersizeError
from layersize.oci.instruction import LineRange
from layersize.values import dataclass

SCRATCH = "scratch"
_STAGE_NAME = re.compile(r"[a-z][a-z0-9_.-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One FROM and what follows it."""

    index: int
    name: str | None
    """In small letters; `None`: it has none."""
    base: str
    """What FROM names, its variables replaced; as written where that gives nothing."""
    base_stage: int | None
    platform: str | None
    instructions: tuple[Instruction, ...]
    """The FROM first."""
    triggers: tuple[Instruction, ...]
    """What the stage that it is built on has left for it with ONBUILD."""
    sources: tuple[FileSource, ...]

    @property
    def lines(self) -> LineRange:
        """From its FROM to its last instruction."""
        return LineRange(self.instructions[0].first_line, self.instructions[-1].last_line)

    @property
    def title(self) -> str:
        """The stage as messages name it: its name, or `stage 2`."""
        return self.name or f"stage {self.index}"


def read_stages(
    dockerfile: Dockerfile,
    build_arguments: Mapping[str, str],
    predefined: Mapping[str, str],
) -> tuple[Stage, ...]:
    """The stages in their order; raises LayersizeError with file and line.

    `build_arguments` are the values for declared ARGs; `predefined` ones, as TARGETARCH, need no
    declaration.
    """
    variables = dict(predefined)
    groups: list[list[Instruction]] = []
    for instruction in dockerfile.instructions:
        if instruction.name == "FROM":
            groups.append([instruction])
        elif groups:
            groups[-1].append(instruction)
        elif instruction.name == "ARG":
            variables |= _arguments(instruction, variables, build_arguments, dockerfile)
        else:
            cause = f"{instruction.name} stands before the first FROM"
            raise LayersizeError(_place(dockerfile, instruction), cause)
    if not groups:
        raise LayersizeError(dockerfile.where, "has no FROM", "is it a Dockerfile?")
    stages: list[Stage] = []
    for group in groups:
        stages.append(_stage(group, stages, variables, dockerfile))
    return tuple(stages)


def named_stage(stages: Sequence[Stage], name: str) -> int | None:
    """Index of the stage of that name; of several the last, as BuildKit has it."""
    return next((stage.index for stage in reversed(stages) if stage.name == name.lower()), None)


def _arguments(
    instruction: Instruction,
    variables: Mapping[str, str],
    build_arguments: Mapping[str, str],
    dockerfile: Dockerfile,
) -> dict[str, str]:
    """What an ARG in front of the first FROM sets."""
    values: dict[str, str] = {}
    for word in split_words(instruction.arguments, dockerfile.escape) or []:
        name, equals, default = word.partition("=")
        if name in build_arguments:
            values[name] = build_arguments[name]
        elif equals:
            values[name] = _expanded(default, {**variables, **values}, instruction, dockerfile)
    return values


def _stage(
    group: Sequence[Instruction],
    earlier: Sequence[Stage],
    variables: Mapping[str, str],
    dockerfile: Dockerfile,
) -> Stage:
    start = group[0]
    base, name = _base_and_name(start, dockerfile)
    base = _expanded(base, variables, start, dockerfile) or base
    platform = start.flag("platform")
    if platform is not None:
        platform = _expanded(platform, variables, start, dockerfile) or platform
    base_stage = named_stage(earlier, base) if base == base.lower() else None
    below = () if base_stage is None else earlier[base_stage].instructions
    triggers = tuple(left for instruction in below if (left := trigger(instruction)))
    return Stage(
        index=len(earlier),
        name=name,
        base=base,
        base_stage=base_stage,
        platform=platform,
        instructions=tuple(group),
        triggers=triggers,
        sources=tuple(_sources([*triggers, *group[1:]], earlier)),
    )


def _base_and_name(start: Instruction, dockerfile: Dockerfile) -> tuple[str, str | None]:
    """What FROM names, and the name that it gives to the stage, if it does."""
    match start.arguments.split():
        case [base]:
            return base, None
        case [base, middle, name] if middle.lower() == "as":
            if not _STAGE_NAME.fullmatch(name.lower()):
                cause = f"{name!r} can't be the name of a stage"
                remedy = "it begins with a letter; letters, digits, _ . and - follow"
                raise LayersizeError(_place(dockerfile, start), cause, remedy)
            return base, name.lower()
    cause, remedy = "FROM names no base", "write FROM base, or FROM base AS name"
    raise LayersizeError(_place(dockerfile, start), cause, remedy)


def _sources(instructions: Sequence[Instruction], earlier: Sequence[Stage]) -> Iterator[FileSource]:
    """Where COPY and RUN take files from."""
    for instruction in instructions:
        lines = LineRange(instruction.first_line, instruction.last_line)
        if instruction.name == "COPY" and (name := instruction.flag("from")):
            stage = named_stage(earlier, name)
            if name.isdecimal():
                stage = int(name) if int(name) < len(earlier) else None
            yield FileSource(stage=stage, name=name, how=FileAccess.COPY, lines=lines)
        if instruction.name == "RUN":
            for name in filter(None, (mount.get("from") for mount in instruction.mounts())):
                stage = named_stage(earlier, name)
                yield FileSource(stage=stage, name=name, how=FileAccess.MOUNT, lines=lines)


def _expanded(
    word: str, variables: Mapping[str, str], instruction: Instruction, dockerfile: Dockerfile
) -> str:
    try:
        return expand(word, variables, dockerfile.escape)
    except ValueError as error:
        raise LayersizeError(_place(dockerfile, instruction), f"{word}: {error}") from None


def _place(dockerfile: Dockerfile, instruction: Instruction) -> str:
    return f"{dockerfile.where}:{instruction.first_line}"
