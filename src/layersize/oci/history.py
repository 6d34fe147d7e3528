"""What an image's history says of each layer.

Source: https://github.com/opencontainers/image-spec/blob/main/config.md#properties (`history`).
A step makes one layer, or none (`empty_layer`). Builders differ in what they write for layers that
no single instruction has made, and tools other than builders in where they write what a layer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile

from layersize.oci.instruction import (
    INSTRUCTIONS,
    UNKNOWN_INSTRUCTION,
    clean_instruction,
    instruction_name,
)
from layersize.oci.json_node import JsonNode
from layersize.values import dataclass

_MAKES_FILES = frozenset(("RUN", "COPY", "ADD"))
_MAKES_NO_LAYER = INSTRUCTIONS - _MAKES_FILES - {"WORKDIR"}
_SQUASHED = re.compile(r"(?:merge|create new from) sha256:[0-9a-f]{64}")
"""The comment of `docker build --squash`, whose step has no instruction."""
_BUILDKIT = "buildkit."
_BUILDERS_COMMENT = re.compile(r"buildkit\.|FROM ")
"""Comments that say nothing of the layer: which builder made it, or on which base."""
_WRITTEN_ALIKE = ("ADD", "COPY", "WORKDIR")
"""By Docker and Buildah; before all other instructions, Docker writes one more blank."""
_FROM = "FROM "
_BARE_SHELL = re.compile(r"(?:/usr)?(?:/bin/)?(?:ba|da|a|z|k)?sh(?: -[il]{1,2})?")
"""Builders give a shell something to run; a container that a person worked in has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerHistory:
    """How a layer was made."""

    created_by: str
    """The history line, raw, or what stands for one: a comment, a commit, several instructions."""
    merged_steps: tuple[str, ...] = ()
    """The raw lines of all instructions where several have made the layer, in their order."""


def layer_histories(steps: Sequence[JsonNode], *, by_docker: bool) -> Iterator[LayerHistory]:
    """The history of each layer, base first.

    `by_docker`: if it can't be told from how instructions are written, Docker's classic builder
    wrote them, which makes no layer of a RUN that changes nothing.
    """
    writers = _writers(steps)
    group: list[JsonNode] = []
    for at, step in enumerate(steps):
        group.append(step)
        if not step.get("empty_layer").flag():
            writer = writers[at]
            yield _history_of(group, by_docker if writer is None else writer)
            group = []


def _writers(steps: Sequence[JsonNode]) -> list[bool | None]:
    """Per step, whether Docker wrote the first one from there on that tells, or the last before."""
    told: bool | None = None
    after: list[bool | None] = []
    for step in reversed(steps):
        told = _is_of_docker(step.get("created_by").text() or "", told)
        after.append(told)
    told = None
    before: list[bool | None] = []
    for step in steps:
        told = _is_of_docker(step.get("created_by").text() or "", told)
        before.append(told)
    pairs = zip(reversed(after), before, strict=True)
    return [last if first is None else first for first, last in pairs]


def _is_of_docker(created_by: str, told: bool | None) -> bool | None:
    """Whether Docker's classic builder wrote it, not Buildah; `told` if that can't be seen."""
    _, ran_nothing, instruction = created_by.partition("#(nop) ")
    if not ran_nothing or instruction.startswith(_WRITTEN_ALIKE):
        return told
    return instruction.startswith(" ")


def _history_of(group: Sequence[JsonNode], by_docker: bool) -> LayerHistory:
    """Of the step that made a layer, and those without one right before it."""
    *before, last = group
    text = _what_made_it(last)
    if not _is_merged(before, last, by_docker):
        return LayerHistory(created_by=text)
    own = dropwhile(lambda step: _is_of_base(step, last, by_docker), before)
    lines = [step.get("created_by").text() or "" for step in own]
    if not _is_commit_of_many(last):
        lines.append(text)
    lines = [line for line in lines if line]
    named = "; ".join(map(clean_instruction, lines))
    if len(lines) < 2:
        return LayerHistory(created_by=lines[0] if lines else text)
    return LayerHistory(created_by=f"{len(lines)} instructions: {named}", merged_steps=tuple(lines))


def _is_of_base(step: JsonNode, last: JsonNode, by_docker: bool) -> bool:
    """Whether another builder wrote the step than the one that made the layer."""
    mark, own = (each.get("comment").text() or "" for each in (step, last))
    if mark.startswith(_BUILDKIT) and not own.startswith(_BUILDKIT):
        return True
    return not by_docker and bool(_is_of_docker(step.get("created_by").text() or "", None))


def _is_merged(before: Sequence[JsonNode], last: JsonNode, by_docker: bool) -> bool:
    """Whether the layer has what instructions before the last one made, too.

    As `buildah build` without `--layers` and `--squash` of any builder make it.
    """
    if not before:
        return False
    names = {instruction_name(step.get("created_by").text() or "") for step in before}
    if _SQUASHED.match(last.get("comment").text() or "") or names & {"COPY", "ADD"}:
        return True
    if instruction_name(last.get("created_by").text() or "") in _MAKES_NO_LAYER:
        return True
    return "RUN" in names and not by_docker


def _is_commit_of_many(last: JsonNode) -> bool:
    """Whether the step only says that all those before it were made one layer."""
    created_by = last.get("created_by").text() or ""
    comment = last.get("comment").text() or ""
    return bool(_SQUASHED.match(comment) or _BARE_SHELL.fullmatch(created_by.strip()))


def _what_made_it(step: JsonNode) -> str:
    """The instruction, or what says more than `created_by` where that is no instruction.

    Tools that build without a Dockerfile (jib, ko, apko) write their own name there for every
    layer, a commit writes the container's command; the comment is what a person or tool says.
    """
    created_by = step.get("created_by").text() or ""
    comment = step.get("comment").text() or ""
    if not created_by.strip():
        return comment or UNKNOWN_INSTRUCTION
    name = instruction_name(created_by)
    is_bare_shell = _BARE_SHELL.fullmatch(created_by.strip()) is not None
    is_shell = is_bare_shell or (name == "RUN" and not created_by.lstrip().startswith(("RUN", "|")))
    if comment.strip() and not _BUILDERS_COMMENT.match(comment) and (is_shell or not name):
        return f"(commit) {comment}" if is_shell else comment
    if is_bare_shell and comment.startswith(_FROM):
        return f"(commit) a container of {comment.removeprefix(_FROM)}"
    return f"(commit) {created_by}" if is_bare_shell else created_by


def makes_files(created_by: str) -> bool:
    """Whether an instruction is one that puts files into a layer."""
    return instruction_name(created_by) in _MAKES_FILES
