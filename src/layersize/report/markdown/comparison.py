"""Comparisons as GitHub-flavoured Markdown, for pull requests and job summaries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.result import ImageFacts
from layersize.comparison.result import Comparison
from layersize.report.breakdown_words import changes_by_extension, extension_changes_to_tell
from layersize.report.comparison_words import (
    LAYER_SIGNS,
    PATH_SIGNS,
    differing,
    folder_times,
    further_differences,
    nothing_differs,
    pair_instruction,
)
from layersize.report.markdown.advice import finding_change_lines, package_change_lines
from layersize.report.markdown.image import (
    NOTHING,
    extension_line,
    hidden_lines,
    image_line,
    size_or_dash,
)
from layersize.report.markdown.room import for_comment
from layersize.report.markdown.text import code, code_path, details, table
from layersize.report.style import OutputStyle
from layersize.text.sizes import change_text, count_text, growth_text, size_text


def render(comparisons: Sequence[Comparison], style: OutputStyle) -> str:
    """A table of all images; each comparison's layers and paths on a click."""
    return for_comment(list(_lines(comparisons, style.units, style.top)))


def _lines(comparisons: Sequence[Comparison], units: str, top: int) -> Iterator[str]:
    several = len(comparisons) > 1
    yield f"### base: {image_line(comparisons[0].base)}"
    if several:
        yield ""
        yield from _overview_lines(comparisons, units)
    for number, comparison in enumerate(comparisons, start=1):
        name = f"other {number}" if several else "other"
        yield ""
        yield f"### {name}: {image_line(comparison.other)}"
        yield ""
        yield from _measure_lines(comparison, units)
        yield ""
        yield from _shared_lines(comparison, units)
        yield ""
        yield from finding_change_lines(comparison, units, top)
        yield ""
        if folder_times(comparison.paths) == len(comparison.paths):
            yield nothing_differs(comparison)
        else:
            yield from _largest_difference_lines(comparison, units, top)
            changes = changes_by_extension(extension_changes_to_tell(comparison, top), units)
            by_extension = extension_line(changes)
            if by_extension:
                yield ""
                yield by_extension
        if comparison.packages:
            yield ""
            yield from details("Packages", list(package_change_lines(comparison, units, top)))
        if comparison.layers:
            yield ""
            lines = list(_layer_pair_lines(comparison, units))
            yield from details("Layers", lines)
        yield ""
        yield from hidden_lines(comparison.other, f"Hidden in {name}", units, top)
    yield ""
    yield from hidden_lines(comparisons[0].base, "Hidden in base", units, top)


def _overview_lines(comparisons: Sequence[Comparison], units: str) -> Iterator[str]:
    """A row per image, the base first."""
    base = comparisons[0].base.image
    rows = [["base", *_three_measures(base, units), NOTHING, NOTHING, NOTHING]]
    for number, comparison in enumerate(comparisons, start=1):
        rows.append(
            [
                f"other {number}",
                *_three_measures(comparison.other.image, units),
                growth_text(comparison.delta.content_bytes, base.content_bytes) or NOTHING,
                size_or_dash(comparison.shared.content_bytes, units),
                size_or_dash(comparison.marginal.content_bytes, units),
            ]
        )
    titles = ["", "content", "live", "shadowed", "Δ content", "shared", "extra"]
    yield from table(titles, rows, "lrrrrrr")


def _measure_lines(comparison: Comparison, units: str) -> Iterator[str]:
    """A row per byte measure that is known of both images."""
    base, other = comparison.base.image, comparison.other.image
    is_estimated = comparison.delta.transfer_estimate_bytes is not None
    measures = [
        ("content", base.content_bytes, other.content_bytes),
        ("live", base.live_bytes, other.live_bytes),
        ("shadowed", base.shadowed_bytes, other.shadowed_bytes),
        (
            "transfer, estimated" if is_estimated else "transfer",
            base.transfer_or_estimate_bytes if is_estimated else base.transfer_bytes,
            other.transfer_or_estimate_bytes if is_estimated else other.transfer_bytes,
        ),
    ]
    rows = [
        [
            name,
            size_text(before, units),
            size_text(after, units),
            change_text(after - before, units) if after != before else NOTHING,
            growth_text(after - before, before) or NOTHING,
        ]
        for name, before, after in measures
        if before is not None and after is not None
    ]
    yield from table(["", "base", "other", "Δ", "Δ %"], rows, "lrrrr")


def _shared_lines(comparison: Comparison, units: str) -> Iterator[str]:
    """What both have, and what the other costs who has the base."""
    shared, marginal = comparison.shared, comparison.marginal
    pull = "not known"
    if marginal.transfer_bytes is not None:
        pull = size_text(marginal.transfer_bytes, units)
    elif marginal.transfer_estimate_bytes is not None:
        pull = f"about {size_text(marginal.transfer_estimate_bytes, units)}"
    together = f"{count_text(shared.layers, 'layer')}, {size_text(shared.content_bytes, units)}"
    extra = f"{count_text(marginal.layers, 'layer')}, {size_text(marginal.content_bytes, units)}"
    yield f"Shared: {together} of content. Someone who has base still needs {extra} of content;"
    yield f"to pull: {pull}."


def _largest_difference_lines(comparison: Comparison, units: str, top: int) -> Iterator[str]:
    """Folders that differ as a whole in one row."""
    rows = [
        [
            f"`{PATH_SIGNS[row.status]}` {row.status}",
            change_text(row.delta_bytes, units) if row.delta_bytes else NOTHING,
            f"{row.files:,}",
            code_path(row.path),
        ]
        for row in comparison.folded[:top]
    ]
    yield f"{differing(comparison.paths)}."
    if rows:
        yield ""
        yield from table(["difference", "Δ", "files", "path"], rows, "lrrl")
    rest = further_differences(comparison, comparison.folded[:top])
    if rest:
        yield ""
        yield f"… {rest}."


def _layer_pair_lines(comparison: Comparison, units: str) -> Iterator[str]:
    """The aligned layers; what the signs mean stands above."""
    yield "`=` shared, `~` same instruction and other content, `<` only base, `>` only other"
    yield ""
    base_layers, other_layers = comparison.base.layers, comparison.other.layers
    rows = []
    for pair in comparison.layers:
        base = None if pair.base is None else base_layers[pair.base].content_bytes
        other = None if pair.other is None else other_layers[pair.other].content_bytes
        rows.append(
            [
                f"`{LAYER_SIGNS[pair.status]}`",
                size_or_dash(base, units),
                size_or_dash(other, units),
                change_text(pair.delta_bytes, units) if pair.delta_bytes else NOTHING,
                code(pair_instruction(comparison, pair)),
            ]
        )
    yield from table(["", "base", "other", "Δ", "instruction"], rows, "lrrrl")


def _three_measures(image: ImageFacts, units: str) -> list[str]:
    measures = (image.content_bytes, image.live_bytes, image.shadowed_bytes)
    return [size_text(measure, units) for measure in measures]
