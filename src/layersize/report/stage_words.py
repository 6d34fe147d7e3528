"""Stages in words and signs, the same in every report."""

from __future__ import annotations

from layersize.dockerfile.result import FileAccess, FileSource, StagedBuild, StageFacts, StageRole
from layersize.text.sizes import count_text, size_text

ROLE_WORDS = {
    StageRole.SHIPS: "ships",
    StageRole.IN_SHIPPED: "its layers ship too",
    StageRole.USED: "stays behind",
    StageRole.UNUSED: "not needed",
}
COULD_SAVE = "could save"
"""What lossless and safe fixes would leave out of a stage's image; `inspect` tells which."""
_SIGNS = {
    StageRole.SHIPS: "▶",
    StageRole.IN_SHIPPED: "=",
    StageRole.USED: "-",
    StageRole.UNUSED: "○",
}
_ASCII_SIGNS = {**_SIGNS, StageRole.SHIPS: ">", StageRole.UNUSED: "o"}


def role_sign(role: StageRole, *, ascii_only: bool) -> str:
    """What becomes of a stage, in one character."""
    return (_ASCII_SIGNS if ascii_only else _SIGNS)[role]


def stage_title(stage: StageFacts) -> str:
    """Its name, or `stage 2`."""
    return stage.name or f"stage {stage.index}"


def base_title(stage: StageFacts, build: StagedBuild) -> str:
    """The name of the image, or the title of the stage."""
    return stage.base if stage.base_stage is None else stage_title(build.stages[stage.base_stage])


def taken_from(stage: StageFacts, build: StagedBuild) -> str:
    """`build, nginx:1.27; mounts deps`; empty where it takes no files."""
    titles: dict[FileAccess, dict[str, None]] = {how: {} for how in FileAccess}
    for source in stage.sources:
        titles[source.how][_source_title(source, build)] = None
    copied, mounted = ", ".join(titles[FileAccess.COPY]), ", ".join(titles[FileAccess.MOUNT])
    return "; ".join(filter(None, (copied, mounted and f"mounts {mounted}")))


def what_is_left(build: StagedBuild, units: str) -> str:
    """`500.1 MB of bases, 152.2 MB added`; empty where nothing is left.

    Where all is of one kind, its size, which stands beside it, is not repeated.
    """
    left = build.left_behind
    of_bases = left.base_content_bytes
    added = left.content_bytes - of_bases
    if of_bases and added:
        return f"{size_text(of_bases, units)} of bases, {size_text(added, units)} added"
    if of_bases:
        return "of base images"
    adding = sum(stage.role.stays_behind and stage.own_content_bytes > 0 for stage in build.stages)
    return f"added by {count_text(adding, 'stage')}" if added else ""


def _source_title(source: FileSource, build: StagedBuild) -> str:
    return source.name if source.stage is None else stage_title(build.stages[source.stage])
