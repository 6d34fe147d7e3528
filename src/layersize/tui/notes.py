"""The lines at the bottom of a screen: all there is to say about the row at hand."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from datetime import UTC, datetime

from layersize.accounting.result import ImageAnalysis, InstructionPair, LayerFacts
from layersize.comparison.result import Comparison, LayerStatus, PathStatus
from layersize.explore.explored import ExploredImage, ShadowedPair
from layersize.explore.listing import Item
from layersize.explore.merged_tree import MergedItem
from layersize.explore.removal import Removal
from layersize.explore.traces import EntryDetails, Shadow
from layersize.oci.digest import Digest
from layersize.report.layer_words import HIDDEN_BY, remedy
from layersize.report.style import QUIET, SHADOWED, TITLE, Pen
from layersize.text.sizes import count_text
from layersize.tui.line import Line
from layersize.tui.tables.layers import instruction
from layersize.warning import Warning


def layer_notes(analysis: ImageAnalysis, index: int, pen: Pen) -> list[Line]:
    """The whole instruction, what hides its bytes, its numbers, its digests."""
    layer = analysis.layers[index]
    lines = [Line(f"layer {index} ", QUIET).add(instruction(analysis, index, pen), TITLE)]
    pairs = [pair for pair in analysis.pairs if pair.added_in == index]
    if pairs:
        lines.append(_all_hidden_line(pairs, analysis, pen))
    lines.append(_layer_measures(layer, pen))
    return [*lines, _digests(layer, pen)]


def _digests(layer: LayerFacts, pen: Pen) -> Line:
    """As short as docker writes them; `y` copies the whole diff_id."""
    line = Line("diff_id ", QUIET).add(_short(layer.diff_id, pen))
    if layer.digest is not None and layer.digest != layer.diff_id:
        line.add("  digest ", QUIET).add(_short(layer.digest, pen))
    return line.add(f"  {pen.name(layer.media_type)}", QUIET)


def _short(digest: Digest | None, pen: Pen) -> str:
    if digest is None:
        return "not stated"
    return str(digest)[: len("sha256:") + 12] + pen.signs.ellipsis


def _layer_measures(layer: LayerFacts, pen: Pen) -> Line:
    measures = {
        "added": layer.added_bytes,
        "rewritten": layer.rewritten_bytes,
        "twice in tar": layer.in_layer_waste_bytes,
        "whiteouts hide": layer.whiteout_bytes,
        "overwrites hide": layer.overwritten_bytes,
        "tar": layer.tar_bytes,
        "transfer": layer.transfer_bytes,
    }
    line = Line()
    for word, byte_count in measures.items():
        if byte_count:
            line.add(f"{word} ", QUIET).add(pen.size(byte_count)).add("  ")
    return line.add(count_text(layer.entries, "tar header"), QUIET)


def pair_notes(analysis: ImageAnalysis, pair: InstructionPair, pen: Pen) -> list[Line]:
    """Both instructions whole, where the files are, and what would help."""
    size = pen.size(pair.content_bytes)
    adding = Line(f"layer {pair.added_in} ", QUIET)
    adding.add(instruction(analysis, pair.added_in, pen), TITLE)
    hiding = Line(f"{pen.signs.hidden} {size} ", SHADOWED)
    hiding.add(f"{HIDDEN_BY[pair.cause]} layer {pair.hidden_in} ", QUIET)
    hiding.add(instruction(analysis, pair.hidden_in, pen), TITLE)
    directory = pen.path(pair.directory + b"/" if pair.directory else b"")
    place = Line(f"{count_text(pair.paths, 'file')} in ", QUIET).add(directory)
    if advice := remedy(pair, analysis, size):
        place.add(f"  {pen.signs.hint} {pen.plain(advice)}")
    return [adding, hiding, place]


def item_notes(image: ExploredImage, item: Item | None, pen: Pen) -> list[Line]:
    """The path, what it is, which layer ships it, and what became of it."""
    if item is None:
        return []
    lines = [Line(pen.path(item.path) + ("/" if item.is_directory else ""), TITLE)]
    details = image.details(item.inode)
    if details is not None:
        lines.append(entry_line(details, image, pen))
    if item.is_directory:
        held = Line(f"{count_text(item.files, 'file')}, ", QUIET).add(pen.size(item.content_bytes))
        if item.shadowed_bytes:
            held.add(f", {pen.signs.hidden} {pen.size(item.shadowed_bytes)} of it", SHADOWED)
            held.add(" hidden by later layers", QUIET)
        lines.append(held)
    elif details is not None and details.shadow is not None:
        lines.append(_shadow_line(item.content_bytes, details.shadow, image.analysis, pen))
    if item.hides_bytes:
        hidden = f"{pen.signs.hides} {pen.size(item.hides_bytes)}"
        lines.append(Line(hidden).add(" of lower layers hidden here, still shipped", QUIET))
    return lines


def entry_line(details: EntryDetails, image: ExploredImage, pen: Pen) -> Line:
    """What an entry says of itself, and the layer that ships it."""
    line = Line(details.kind, QUIET)
    if details.link_target is not None:
        line.add(f" {pen.signs.hint} ", QUIET).add(pen.path(details.link_target))
    if details.ownership is not None:
        mode = stat.filemode(details.ownership.mode)[1:]
        line.add(f"  {mode} {details.ownership.uid}:{details.ownership.gid}", QUIET)
    if details.mtime is not None:
        line.add(f"  {_date(details.mtime)}", QUIET)
    line.add(f"  layer {details.layer} ", QUIET)
    return line.add(instruction(image.analysis, details.layer, pen))


def _date(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"
    except (OverflowError, ValueError, OSError):
        return "no date"


def _shadow_line(byte_count: int, shadow: Shadow, analysis: ImageAnalysis, pen: Pen) -> Line:
    return _hidden_line(byte_count, shadow.hidden_in, shadow, analysis, pen)


def _all_hidden_line(pairs: Sequence[InstructionPair], analysis: ImageAnalysis, pen: Pen) -> Line:
    """The first pair with its instruction, the others in short."""
    first, *others = pairs
    line = _hidden_line(first.content_bytes, first.hidden_in, first, analysis, pen)
    for pair in others:
        line.add(f"  {pen.signs.hidden} {pen.size(pair.content_bytes)} ", SHADOWED)
        line.add(f"{HIDDEN_BY[pair.cause]} layer {pair.hidden_in}", QUIET)
    return line


def _hidden_line(
    byte_count: int,
    hidden_in: int,
    how: Shadow | InstructionPair,
    analysis: ImageAnalysis,
    pen: Pen,
) -> Line:
    line = Line(f"{pen.signs.hidden} {pen.size(byte_count)} ", SHADOWED)
    line.add(f"{HIDDEN_BY[how.cause]} layer {hidden_in} ", QUIET)
    return line.add(instruction(analysis, hidden_in, pen))


def removal_line(removal: Removal, where: str, pen: Pen) -> Line:
    """What the marked paths would save, and what not."""
    line = Line(f"* {removal.paths} marked  ", TITLE)
    line.add(f"out of {where}: ", QUIET).add(f"saves {pen.size(removal.saved_bytes)}")
    line.add("  rm later: 0 B", QUIET)
    if removal.kept_bytes:
        line.add("  stays: ", QUIET).add(pen.size(removal.kept_bytes))
    return line


def warning_notes(warning: Warning, pen: Pen) -> list[Line]:
    """The message whole."""
    title = Line(pen.name(warning.code), SHADOWED)
    if warning.layer is not None:
        title.add(f"  layer {warning.layer}", QUIET)
    if warning.path is not None:
        title.add(f"  {pen.path(warning.path)}")
    return [title, Line(pen.name(warning.message))]


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
