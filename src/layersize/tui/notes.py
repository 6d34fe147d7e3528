"""The lines at the bottom of a screen: all there is to say about the highlighted row."""

from __future__ import annotations

import stat
from datetime import UTC, datetime

from rich.text import Text

from layersize.accounting.result import ImageAnalysis, InstructionPair, LayerFacts
from layersize.comparison.result import Comparison, LayerStatus, PathStatus
from layersize.explore.explored import ExploredImage, ShadowedPair
from layersize.explore.listing import Item
from layersize.explore.merged_tree import MergedItem
from layersize.explore.removal import Removal
from layersize.explore.traces import EntryDetails, Shadow
from layersize.oci.digest import Digest
from layersize.report.layer_words import HIDDEN_BY, remedy
from layersize.report.style import QUIET, SHADOWED, TITLE, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.tables.layers import instruction, layer_of_row
from layersize.warning import Warning

PATH_WORDS = {
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


def layer_notes(analysis: ImageAnalysis, index: int, style: OutputStyle) -> list[Text]:
    """The whole instruction, what hides its bytes, its numbers, its digests."""
    layer = analysis.layers[index]
    words = instruction(analysis, index, style)
    lines = [Text.assemble((f"layer {index} ", QUIET), (words, TITLE))]
    pairs = [pair for pair in analysis.pairs if pair.added_in == index]
    if pairs:
        first, *others = pairs
        words = instruction(analysis, first.hidden_in, style)
        hidden = _hidden(first.content_bytes, first, style, words)
        for pair in others:
            hidden.append("  ", SHADOWED)
            hidden.append_text(_hidden(pair.content_bytes, pair, style))
        lines.append(hidden)
    return [*lines, _measures(layer, style), _digests(layer, style)]


def aligned_notes(comparison: Comparison, row: int, style: OutputStyle) -> list[Text]:
    """How the layers of a row stand to each other, and all about B's, else A's."""
    first, *rest = layer_notes(*layer_of_row(comparison, row), style)
    return [first, Text(_LAYER_WORDS[comparison.layers[row].status], QUIET), *rest]


def _hidden(
    byte_count: int,
    how: InstructionPair | Shadow,
    style: OutputStyle,
    instruction_words: str = "",
    color: str = "",
) -> Text:
    """`⊘ 12.0 kB deleted by layer 3 RUN rm -r /src`."""
    by = f"{HIDDEN_BY[how.cause]} layer {how.hidden_in}{' ' if instruction_words else ''}"
    size = f"{style.signs.hidden} {style.size(byte_count)} "
    return Text.assemble((size, SHADOWED), (by, QUIET), (instruction_words, color))


def _measures(layer: LayerFacts, style: OutputStyle) -> Text:
    measures = {
        "added": layer.added_bytes,
        "rewritten": layer.rewritten_bytes,
        "twice in tar": layer.in_layer_waste_bytes,
        "whiteouts hide": layer.whiteout_bytes,
        "overwrites hide": layer.overwritten_bytes,
        "tar": layer.tar_bytes,
        "transfer": layer.transfer_bytes,
    }
    line = Text()
    for word, byte_count in measures.items():
        if byte_count:
            line.append(f"{word} ", QUIET).append(style.size(byte_count)).append("  ")
    return line.append(count_text(layer.entries, "tar header"), QUIET)


def _digests(layer: LayerFacts, style: OutputStyle) -> Text:
    """As short as docker writes them; `y` copies the whole diff_id."""
    line = Text.assemble(("diff_id ", QUIET), _short(layer.diff_id, style))
    if layer.digest is not None and layer.digest != layer.diff_id:
        line.append("  digest ", QUIET).append(_short(layer.digest, style))
    return line.append(f"  {style.name(layer.media_type)}", QUIET)


def _short(digest: Digest | None, style: OutputStyle) -> str:
    if digest is None:
        return "not stated"
    return str(digest)[: len("sha256:") + 12] + style.signs.ellipsis


def pair_notes(analysis: ImageAnalysis, pair: InstructionPair, style: OutputStyle) -> list[Text]:
    """Both instructions whole, where the files are, and what would help."""
    adding, hiding = pair.added_in, pair.hidden_in
    hidden_by = instruction(analysis, hiding, style)
    return [
        Text.assemble((f"layer {adding} ", QUIET), (instruction(analysis, adding, style), TITLE)),
        _hidden(pair.content_bytes, pair, style, hidden_by, TITLE),
        _place_and_remedy(pair, analysis, style),
    ]


def shadowed_notes(pair: ShadowedPair, comparison: Comparison, style: OutputStyle) -> list[Text]:
    """Both instructions whole, and the bytes on either side."""
    added_by, hidden_by = style.name(pair.added_by), style.name(pair.hidden_by)
    lines = [
        Text.assemble(("shipped by ", QUIET), (added_by, TITLE)),
        Text.assemble((f"{HIDDEN_BY[pair.cause]} ", QUIET), (hidden_by, TITLE)),
    ]
    sides = (("A", comparison.base, pair.base), ("B", comparison.other, pair.other))
    for letter, analysis, side in sides:
        line = Text().append(f"{letter} ", TITLE)
        if side is None:
            line.append("nothing", QUIET)
        else:
            line.append(f"{style.signs.hidden} {style.size(side.content_bytes)}", SHADOWED)
            line.append(" ", QUIET).append_text(_place_and_remedy(side, analysis, style))
        lines.append(line)
    return lines


def _place_and_remedy(pair: InstructionPair, analysis: ImageAnalysis, style: OutputStyle) -> Text:
    """`12 files in src/`, and what would help."""
    directory = style.path(pair.directory + b"/" if pair.directory else b"")
    line = Text.assemble((f"{count_text(pair.paths, 'file')} in ", QUIET), directory)
    if advice := remedy(pair, analysis, style.size(pair.content_bytes)):
        line.append(f"  {style.signs.hint} {style.plain(advice)}")
    return line


def item_notes(image: ExploredImage, item: Item | None, style: OutputStyle) -> list[Text]:
    """The path, what it is, which layer ships it, and what became of it."""
    if item is None:
        return []
    lines = [_path_line(item.path, style, is_directory=item.is_directory)]
    details = image.details(item.inode)
    if details is not None:
        lines.append(_entry_line(details, image, style))
    if item.is_directory:
        size = style.size(item.content_bytes)
        held = Text.assemble((f"{count_text(item.files, 'file')}, ", QUIET), size)
        if item.shadowed_bytes:
            shadowed = style.size(item.shadowed_bytes)
            held.append(f", {style.signs.hidden} {shadowed} of it", SHADOWED)
            held.append(" hidden by later layers", QUIET)
        lines.append(held)
    elif details is not None and details.shadow is not None:
        words = instruction(image.analysis, details.shadow.hidden_in, style)
        lines.append(_hidden(item.content_bytes, details.shadow, style, words))
    if item.hides_bytes:
        hides = f"{style.signs.hides} {style.size(item.hides_bytes)}"
        lines.append(Text(hides).append(" of lower layers hidden here, still shipped", QUIET))
    return lines


def merged_notes(
    base: ExploredImage, other: ExploredImage, item: MergedItem | None, style: OutputStyle
) -> list[Text]:
    """The path, how it differs, and the layers that ship it on either side."""
    if item is None:
        return []
    title = _path_line(item.path, style, is_directory=item.is_directory)
    title.append(f"  {PATH_WORDS[item.status]}", QUIET)
    if item.is_directory and item.differing:
        title.append(f", {count_text(item.differing, 'path')} in it", QUIET)
    lines = [title]
    for letter, image in (("A", base), ("B", other)):
        inode = image.files.inode_at(item.path)
        details = None if inode is None else image.details(inode)
        if details is not None:
            line = Text().append(f"{letter} ", TITLE)
            lines.append(line.append_text(_entry_line(details, image, style)))
    return lines


def _path_line(path: bytes, style: OutputStyle, *, is_directory: bool) -> Text:
    return Text().append(style.path(path) + ("/" if is_directory else ""), TITLE)


def _entry_line(details: EntryDetails, image: ExploredImage, style: OutputStyle) -> Text:
    """What an entry says of itself, and the layer that ships it."""
    line = Text().append(details.kind, QUIET)
    if details.link_target is not None:
        line.append(f" {style.signs.hint} ", QUIET).append(style.path(details.link_target))
    if details.ownership is not None:
        mode = stat.filemode(details.ownership.mode)[1:]
        line.append(f"  {mode} {details.ownership.uid}:{details.ownership.gid}", QUIET)
    if details.mtime is not None:
        line.append(f"  {_date(details.mtime)}", QUIET)
    line.append(f"  layer {details.layer} ", QUIET)
    return line.append(instruction(image.analysis, details.layer, style))


def _date(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M}"
    except (OverflowError, ValueError, OSError):
        return "no date"


def removal_line(removal: Removal, where: str, style: OutputStyle) -> Text:
    """What the marked paths would save, and what not."""
    line = Text().append(f"* {removal.paths} marked  ", TITLE)
    line.append(f"out of {where}: ", QUIET).append(f"saves {style.size(removal.saved_bytes)}")
    line.append("  rm later: 0 B", QUIET)
    if removal.kept_bytes:
        line.append("  stays: ", QUIET).append(style.size(removal.kept_bytes))
    return line


def warning_notes(warning: Warning, style: OutputStyle) -> list[Text]:
    """The message whole."""
    title = Text().append(style.name(warning.code), SHADOWED)
    if warning.layer is not None:
        title.append(f"  layer {warning.layer}", QUIET)
    if warning.path is not None:
        title.append(f"  {style.path(warning.path)}")
    return [title, Text(style.name(warning.message))]
