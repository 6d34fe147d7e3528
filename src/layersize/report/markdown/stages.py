"""All stages of a Dockerfile as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.dockerfile.result import StagedBuild, StageFacts
from layersize.report.markdown.image import NOTHING, size_or_dash
from layersize.report.markdown.room import for_comment
from layersize.report.markdown.text import code, code_span, table
from layersize.report.stage_words import (
    COULD_SAVE,
    ROLE_WORDS,
    base_title,
    stage_title,
    taken_from,
    what_is_left,
)
from layersize.report.style import OutputStyle
from layersize.text.sizes import count_text, size_text


def render(build: StagedBuild, style: OutputStyle) -> str:
    """What ships and what stays behind, and a row for each stage."""
    return for_comment(list(_lines(build, style.units)))


def _lines(build: StagedBuild, units: str) -> Iterator[str]:
    facts = [code_span(build.dockerfile), count_text(len(build.stages), "stage")]
    facts += [code_span(build.platform)] if build.platform else []
    facts += [f"built by {code_span(build.engine)}"] if build.engine else []
    yield f"### {' · '.join(facts)}"
    yield ""
    shipped = build.stages[build.shipped]
    yield f"**Ships:** {size_text(shipped.content_bytes, units)}, {code_span(stage_title(shipped))}"
    yield ""
    left = what_is_left(build, units)
    why = f" ({left})" if left else ""
    yield f"**Stays behind:** {size_text(build.left_behind.content_bytes, units)}{why}"
    yield ""
    titles = ["#", "stage", "", "base", "takes from", "adds", "content", "live", "shadowed ⊘"]
    titles.append(COULD_SAVE)
    rows = [_row(stage, build, units) for stage in build.stages]
    yield from table(titles, rows, "rllllrrrrr")


def _row(stage: StageFacts, build: StagedBuild, units: str) -> list[str]:
    taken = taken_from(stage, build)
    return [
        str(stage.index),
        code(stage_title(stage)),
        ROLE_WORDS[stage.role],
        code(base_title(stage, build)),
        code(taken) if taken else NOTHING,
        size_or_dash(stage.own_content_bytes, units),
        size_or_dash(stage.content_bytes, units),
        size_or_dash(stage.live_bytes, units),
        size_or_dash(stage.shadowed_bytes, units),
        size_or_dash(stage.safe_finding_bytes, units),
    ]
