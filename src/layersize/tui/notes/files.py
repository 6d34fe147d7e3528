"""On paths, of one image and of two put together, and on those that are marked."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rich.text import Text

from layersize.comparison.result import PathStatus
from layersize.explore.explored import ExploredImage
from layersize.explore.layer_shares import LayerShares
from layersize.explore.listing import Item
from layersize.explore.merged_tree import MergedItem
from layersize.explore.removal import Removal
from layersize.explore.traces import EntryDetails, MostHidden
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.notes.layer_shares import share_lines
from layersize.tui.notes.words import hidden_line, long_instruction, remedy_lines
from layersize.tui.tables.layers import instruction

PATH_WORDS = {
    PathStatus.ADDED: "only in B",
    PathStatus.REMOVED: "only in A",
    PathStatus.CHANGED: "differs",
    PathStatus.METADATA_ONLY: "same content, other metadata",
    None: "the same in both",
}


def item_notes(
    image: ExploredImage,
    item: Item | None,
    hidden: MostHidden | None,
    style: OutputStyle,
    layer_shares: LayerShares | None = None,
) -> list[Text]:
    """What hides most of it and what would help, the path, what it is, which layer ships it."""
    if item is None:
        return []
    details = image.details(item.inode)
    lines = list(_hidden_lines(image, item, hidden, style))
    if item.hides_bytes:
        hides = f"{style.signs.hides} {style.size(item.hides_bytes)}"
        lines.append(Text(hides).append(" of lower layers hidden here, still shipped", QUIET))
    lines.append(_path_line(item.path, style, is_directory=item.is_directory))
    if details is not None:
        lines.append(entry_line(details, image, style))
    if item.is_directory:
        size = style.size(item.content_bytes)
        lines.append(Text.assemble((f"{count_text(item.files, 'file')}, ", QUIET), size))
    if layer_shares is not None:
        lines += share_lines(layer_shares, image.analysis, style)
    if details is not None:
        lines += long_instruction(image.analysis, details.layer, style)
    if hidden is not None:
        lines += long_instruction(image.analysis, hidden.hidden_in, style)
    return lines


def _hidden_lines(
    image: ExploredImage, item: Item, hidden: MostHidden | None, style: OutputStyle
) -> Iterator[Text]:
    if hidden is None:
        return
    analysis, of = image.analysis, " of it" if item.is_directory else ""
    yield hidden_line(hidden.content_bytes, hidden.cause, hidden.hidden_in, analysis, style, of=of)
    key = hidden.added_in, hidden.hidden_in, hidden.cause
    for pair in analysis.pairs:
        if (pair.added_in, pair.hidden_in, pair.cause) == key:
            yield from remedy_lines(pair, analysis, style)


def merged_notes(
    base: ExploredImage,
    other: ExploredImage,
    item: MergedItem | None,
    style: OutputStyle,
    layer_shares: Sequence[LayerShares | None] = (None, None),
) -> list[Text]:
    """The path, how it differs, and the layers that ship it on either side, A's first."""
    if item is None:
        return []
    title = _path_line(item.path, style, is_directory=item.is_directory)
    title.append(f"  {PATH_WORDS[item.status]}", QUIET)
    if item.is_directory and item.differing:
        title.append(f", {count_text(item.differing, 'path')} in it", QUIET)
    lines, whole = [title], list[Text]()
    for letter, image, found in zip("AB", (base, other), layer_shares, strict=True):
        inode = image.files.inode_at(item.path)
        details = None if inode is None else image.details(inode)
        if details is not None:
            line = Text(no_wrap=True).append(f"{letter} ", TITLE)
            lines.append(line.append_text(entry_line(details, image, style)))
            for words in long_instruction(image.analysis, details.layer, style):
                whole.append(Text(f"{letter} ", TITLE).append_text(words))
        if found is not None:
            for line in share_lines(found, image.analysis, style):
                beginning = Text(no_wrap=True).append(f"{letter} ", TITLE)
                lines.append(beginning.append_text(line))
    return lines + whole


def _path_line(path: bytes, style: OutputStyle, *, is_directory: bool) -> Text:
    return Text().append(style.path(path) + ("/" if is_directory else ""), TITLE)


def entry_line(details: EntryDetails, image: ExploredImage, style: OutputStyle) -> Text:
    """What an entry says of itself, and the layer that ships it; cut where there is no room."""
    line = Text(no_wrap=True).append(details.kind, QUIET)
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
    """What leaving the marked paths out would save, that deleting them won't, and what stays."""
    it = "it" if removal.paths == 1 else "them"
    line = Text().append(f"* {removal.paths} marked", TITLE)
    line.append(f": leaving {it} out of {where} saves ", QUIET)
    line.append(style.size(removal.saved_bytes), TITLE)
    line.append("; a later rm saves nothing. ", QUIET)
    if not removal.kept_bytes:
        return line.append(f"Nothing of {it} stays.", QUIET)
    line.append(style.size(removal.kept_bytes), TITLE)
    return line.append(f" of {it} stays: other copies, or names elsewhere.", QUIET)
