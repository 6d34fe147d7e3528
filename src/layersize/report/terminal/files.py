"""Files of an image as a table for a terminal, the largest of them."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence

from layersize.accounting.result import Cause
from layersize.explore.file_list import FileGroup, FileList
from layersize.explore.image_files import ImageFile
from layersize.oci.masking import shown_instruction
from layersize.packages.languages.names import text_of
from layersize.report.columns import COLUMN_GAP, columns_that_fit, total_width
from layersize.report.style import LIVE, QUIET, SHADOWED, OutputStyle
from layersize.report.styled_text import StyledText
from layersize.report.terminal.blocks import Part
from layersize.report.terminal.grid import (
    FilledColumn,
    cells,
    colored_cells,
    content_bars,
    filled,
    grid,
    indented,
    rendered,
    section_title,
    size_cells,
)
from layersize.report.terminal.image import heading
from layersize.text.sizes import count_text

_LEAST_PATH = 24
_WIDEST_PACKAGE = 24
_TYPES = {
    "file": "-",
    "hardlink": "h",
    "symlink": "l",
    "directory": "d",
    "device": "c",
    "fifo": "p",
}
_STATES = {
    Cause.DELETED: "deleted by {}",
    Cause.OVERWRITTEN: "replaced by {}",
    Cause.METADATA_ONLY: "same again in {}",
    Cause.DUPLICATE_ENTRY: "twice in {}",
}
"""By a layer's number."""
_KINDS = {
    (True, False): "Live files",
    (False, True): "Hidden files",
    (True, True): "Live and hidden files",
}


def render(listed: FileList, style: OutputStyle) -> str:
    """What was asked for, and its first rows; nothing wider than the style says."""
    return rendered(_parts(listed, style), style)


def _parts(listed: FileList, style: OutputStyle) -> Iterator[Part]:
    yield heading(listed.analysis, style)
    yield ""
    rows: Sequence[ImageFile | FileGroup] = listed.groups if listed.by else listed.files
    shown, totals = rows[: style.top], listed.totals
    title = _KINDS[listed.query.live, listed.query.hidden]
    if listed.by:
        title += f" by {listed.by}"
    if totals.files or totals.folders:
        yield section_title(title, _summary(listed, style), style)
    else:
        yield indented(StyledText(style.plain(_nothing(listed, style))))
    if shown:
        draw = _group_table if listed.by else _file_table
        yield draw(listed, style)
    if rest := _rest(listed, shown, style):
        yield indented(StyledText(style.plain(rest), QUIET), 2)
    for remark in listed.remarks:
        yield indented(StyledText(f"{style.signs.hint} {style.name(remark)}"))


def _summary(listed: FileList, style: OutputStyle) -> str:
    """`2.1 MB in 318 files and 20 folders · in layer 3`."""
    totals = listed.totals
    counts = [count_text(totals.files, "file")]
    counts += [count_text(totals.folders, "folder")] * bool(totals.folders and not listed.by)
    sizes = [style.size(totals.live_bytes)] * listed.query.live
    sizes += [f"{style.signs.hidden} {style.size(totals.hidden_bytes)}"] * listed.query.hidden
    words = [f"{' and '.join(sizes)} in {' and '.join(counts)}", *_filters(listed, style)]
    return " · ".join(words)


def _filters(listed: FileList, style: OutputStyle) -> Iterator[str]:
    """What else than their state the files have in common."""
    query = listed.query
    if query.min_bytes:
        yield f"of {style.size(query.min_bytes)} or more"
    if query.layer is not None:
        yield f"in layer {query.layer}"
    if query.patterns:
        texts = ", ".join(pattern.text for pattern in query.patterns)
        yield f"matching {style.cut_end(style.name(texts), max(8, style.width // 3))}"


def _nothing(listed: FileList, style: OutputStyle) -> str:
    """`No live files in layer 3 matching *.so.`."""
    kind = {(True, False): "live ", (False, True): "hidden "}
    query = listed.query
    words = [f"No {kind.get((query.live, query.hidden), '')}files", *_filters(listed, style)]
    return " ".join(words) + "."


def _rest(listed: FileList, shown: Sequence[ImageFile | FileGroup], style: OutputStyle) -> str:
    """`… 1,204 more, 3.4 MB together`; empty if all are shown."""
    totals = listed.totals
    if listed.by:
        count, thing = len(listed.groups) - len(shown), "group"
    else:
        count, thing = totals.files + totals.folders - len(shown), "row"
    if not count:
        return ""
    rest_bytes = totals.live_bytes + totals.hidden_bytes - sum(map(_bytes_of, shown))
    return f"… {count_text(count, f'more {thing}')}, {style.size(rest_bytes)} together"


def _bytes_of(row: ImageFile | FileGroup) -> int:
    if isinstance(row, ImageFile):
        return row.content_bytes
    return row.live_bytes + row.hidden_bytes


def _file_table(listed: FileList, style: OutputStyle) -> Part:
    """The path takes the room that is left."""
    files = listed.files[: style.top]
    sizes = [style.size_or_dash(file.content_bytes) for file in files]
    colors = [_color(file.content_bytes, file.hidden_in) for file in files]
    columns = [
        filled("bytes", colored_cells(sizes, colors), 11),
        filled("layer", cells(str(file.layer) for file in files), 8),
        *_state_column(listed, files, style),
        filled("mode", cells((_mode(file) for file in files), QUIET), 6, align_right=False),
        filled("owner", cells((_owner(file) for file in files), QUIET), 4, align_right=False),
    ]
    if any(file.package for file in files):
        packages = [
            style.cut_end(style.name(file.package or ""), _WIDEST_PACKAGE) for file in files
        ]
        columns.append(filled("package", cells(packages, QUIET), 7, align_right=False))
    widest = max(StyledText(_path(file, 1 << 16, style)).cell_len for file in files)
    kept, room = _kept(columns, min(widest, _LEAST_PATH), style)
    paths = cells(_path(file, room, style) for file in files)
    return grid([*kept, filled("path", paths, align_right=False)])


def _kept(
    columns: Sequence[FilledColumn], least: int, style: OutputStyle
) -> tuple[Sequence[FilledColumn], int]:
    """The columns that leave so much room for the last one, and the room."""
    room = style.width - 1 - COLUMN_GAP
    kept = columns_that_fit(columns, room - least) or [columns[0]]
    return kept, max(1, room - total_width(kept))


def _state_column(
    listed: FileList, files: Sequence[ImageFile], style: OutputStyle
) -> list[FilledColumn]:
    """Who hid it and how; none where nothing hidden is asked for."""
    if not listed.query.hidden:
        return []
    states = ["live" if file.cause is None else _state(file, style) for file in files]
    colors = ["" if file.cause is None else SHADOWED for file in files]
    return [filled("state, by layer", colored_cells(states, colors), 9, align_right=False)]


def _state(file: ImageFile, style: OutputStyle) -> str:
    assert file.cause is not None  # noqa: S101 - of what is hidden
    return f"{style.signs.hidden} {_STATES[file.cause].format(file.hidden_in)}"


def _color(content_bytes: int, hidden_in: int | None) -> str:
    return QUIET if not content_bytes else LIVE if hidden_in is None else SHADOWED


def _mode(file: ImageFile) -> str:
    """`-rwxr-xr-x`, with the letters of `tar`: `h` is a hardlink, `c` any device."""
    if file.ownership is None:
        return "?"
    return _TYPES[file.kind] + stat.filemode(file.ownership.mode)[1:]


def _owner(file: ImageFile) -> str:
    return "?" if file.ownership is None else f"{file.ownership.uid}:{file.ownership.gid}"


def _path(file: ImageFile, room: int, style: OutputStyle) -> str:
    """A path, a folder's with a slash, a link's with its target; cut where there is no room."""
    path = style.path(file.path + b"/" if file.kind == "directory" and file.path else file.path)
    if file.target is None:
        return style.cut_start(path, room)
    between = f" {style.signs.hint} " if file.kind == "symlink" else " link to "
    target = style.path(file.target) if file.target else ""
    least = max(8, room // 3)
    target = style.cut_start(target, max(least, room - len(path) - len(between)))
    return style.cut_end(
        style.cut_start(path, max(least, room - len(between) - len(target))) + between + target,
        room,
    )


def _group_table(listed: FileList, style: OutputStyle) -> Part:
    groups = listed.groups[: style.top]
    scale = max(group.live_bytes + group.hidden_bytes for group in groups)
    bars = content_bars(((group.live_bytes, group.hidden_bytes) for group in groups), scale, style)
    columns = [filled("", bars, 3, align_right=False)]
    if listed.query.live:
        live = size_cells((group.live_bytes for group in groups), style)
        columns.append(filled("live", live, 11))
    if listed.query.hidden:
        hidden = (group.hidden_bytes for group in groups)
        columns.append(
            filled("hidden", size_cells(hidden, style, SHADOWED, style.signs.hidden), 10)
        )
    columns.append(filled("files", cells(f"{group.files:,}" for group in groups), 6))
    kept, room = _kept(columns, _LEAST_PATH, style)
    keys = cells(style.cut_start(_key(listed, group, style), room) for group in groups)
    if listed.by == "layer":
        keys = cells(style.cut_end(_layer(listed, group, style), room) for group in groups)
    return grid([*kept, filled(str(listed.by), keys, align_right=False)])


def _key(listed: FileList, group: FileGroup, style: OutputStyle) -> str:
    if listed.by == "directory":
        return style.path(b"" if group.key == b"." else group.key + b"/")
    if listed.by == "package":
        return style.name(text_of(group.key))
    return style.path(group.key) if group.key else "(none)"


def _layer(listed: FileList, group: FileGroup, style: OutputStyle) -> str:
    """`3  RUN apt-get update`."""
    layer = listed.analysis.layers[int(group.key)]
    return f"{layer.index}  {style.name(shown_instruction(layer.created_by))}"
