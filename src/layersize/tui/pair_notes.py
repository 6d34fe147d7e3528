"""The lines at the bottom of a screen with two images."""

from __future__ import annotations

from layersize.analysis.explore.explored_image import ExploredImage
from layersize.analysis.explore.merged_tree import MergedItem
from layersize.analysis.explore.shadowed_pairs import ShadowedPair
from layersize.model.comparison import Comparison, LayerStatus, PathStatus
from layersize.report.hidden_section import HIDDEN_BY
from layersize.report.numbers import count_text
from layersize.report.pen import Pen
from layersize.report.remedies import remedy
from layersize.report.signs import QUIET, SHADOWED, TITLE
from layersize.tui.line import Line
from layersize.tui.notes import entry_line, layer_notes

STATUS_WORDS = {
    PathStatus.ADDED: "only in B",
    PathStatus.REMOVED: "only in A",
    PathStatus.CHANGED: "differs",
    PathStatus.METADATA_ONLY: "same content, other metadata",
    None: "the same in both",
}
_LAYER_WORDS = {
    LayerStatus.SHARED: "both images have this layer: stored and pulled once",
    LayerStatus.SAME_INSTRUCTION: "the same instruction, other content",
    LayerStatus.ONLY_BASE: "only in A",
    LayerStatus.ONLY_OTHER: "only in B",
}


def aligned_notes(comparison: Comparison, row: int, pen: Pen) -> list[Line]:
    """How the layers of a row stand to each other, and all about B's, else A's."""
    pair = comparison.layers[row]
    line = Line(_LAYER_WORDS[pair.status], QUIET)
    if pair.other is not None:
        first, *rest = layer_notes(comparison.other, pair.other, pen)
    else:
        assert pair.base is not None  # noqa: S101 - a row has one side at least
        first, *rest = layer_notes(comparison.base, pair.base, pen)
    return [first, line, *rest]


def merged_notes(
    base: ExploredImage, other: ExploredImage, item: MergedItem | None, pen: Pen
) -> list[Line]:
    """The path, how it differs, and the layers that ship it on either side."""
    if item is None:
        return []
    title = Line(pen.path(item.path) + ("/" if item.is_directory else ""), TITLE)
    title.add(f"  {STATUS_WORDS[item.status]}", QUIET)
    if item.is_directory and item.differing:
        title.add(f", {count_text(item.differing, 'path')} in it", QUIET)
    lines = [title]
    for letter, image in (("A", base), ("B", other)):
        inode = image.files.inode_at(item.path)
        details = None if inode is None else image.details(inode)
        if details is not None:
            lines.append(Line(f"{letter} ", TITLE).extend(entry_line(details, image, pen)))
    return lines


def shadowed_notes(pair: ShadowedPair, comparison: Comparison, pen: Pen) -> list[Line]:
    """Both instructions whole, and the bytes on either side."""
    lines = [
        Line("shipped by ", QUIET).add(pen.name(pair.added_by), TITLE),
        Line(f"{HIDDEN_BY[pair.cause]} ", QUIET).add(pen.name(pair.hidden_by), TITLE),
    ]
    sides = (("A", comparison.base, pair.base), ("B", comparison.other, pair.other))
    for letter, analysis, found in sides:
        if found is None:
            lines.append(Line(f"{letter} ", TITLE).add("nothing", QUIET))
            continue
        size = pen.size(found.content_bytes)
        line = Line(f"{letter} ", TITLE).add(f"{pen.signs.hidden} {size}", SHADOWED)
        line.add(f" {count_text(found.paths, 'file')} in ", QUIET)
        line.add(pen.path(found.directory + b"/" if found.directory else b""))
        if advice := remedy(found, analysis, size):
            line.add(f"  {pen.signs.hint} {pen.plain(advice)}")
        lines.append(line)
    return lines
