"""The lines at the bottom of a screen: all there is to say about the row at hand."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from datetime import UTC, datetime

from layersize.analysis.explore.details import EntryDetails
from layersize.analysis.explore.explored_image import ExploredImage
from layersize.analysis.explore.listing import Item
from layersize.analysis.explore.removal import Removal
from layersize.analysis.explore.traces import Shadow
from layersize.model.analysis import ImageAnalysis, InstructionPair, LayerFacts
from layersize.model.digest import Digest
from layersize.model.warning import Warning
from layersize.report.hidden_section import HIDDEN_BY
from layersize.report.numbers import count_text
from layersize.report.pen import Pen
from layersize.report.remedies import remedy
from layersize.report.signs import QUIET, SHADOWED, TITLE
from layersize.tui.line import Line
from layersize.tui.tables.layers import instruction


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
