"""Where the final file systems of two images differ most."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from layersize.model.comparison import Comparison, FoldedDelta, PathStatus
from layersize.report.bars import bar
from layersize.report.layout import COLUMN_GAP, Column, grid, indented, section_title, total_width
from layersize.report.numbers import count_text
from layersize.report.pen import Pen
from layersize.report.signs import GROWN, QUIET, SHRUNK

PATH_SIGNS = {
    PathStatus.ADDED: "+",
    PathStatus.REMOVED: "-",
    PathStatus.CHANGED: "~",
    PathStatus.METADATA_ONLY: "m",
}
_STATUS_WORDS = {PathStatus.METADATA_ONLY: "metadata"}


def largest_differences(comparison: Comparison, pen: Pen) -> Iterator[RenderableType]:
    """Folders that differ as a whole in one row."""
    rows = comparison.folded[: pen.style.top]
    if not rows:
        yield indented(Text("No path differs: what a container sees is the same."))
        return
    remark = count_text(len(comparison.paths), "path") + " differ"
    if len(comparison.paths) == 1:
        remark += "s"
    if len(rows) < len(comparison.folded):
        remark += f" · {len(rows)} of {len(comparison.folded)} rows shown"
    yield section_title("Largest differences", remark, pen)
    largest = max(abs(row.delta_bytes) for row in rows)
    length = max(8, min(20, pen.style.width // 8))
    columns = [
        Column(title="", cells=[_status(row) for row in rows], usefulness=9, align_right=False),
        Column(title="", cells=[pen.change(row.delta_bytes) for row in rows], usefulness=9),
        Column(
            title="",
            cells=[
                bar(abs(row.delta_bytes), largest, length, _color(row.delta_bytes), pen)
                for row in rows
            ],
            usefulness=5,
            align_right=False,
        ),
    ]
    room = pen.style.width - 3 - COLUMN_GAP - total_width(columns)
    paths = [_path(row, room, pen) for row in rows]
    columns.append(Column(title="", cells=paths, usefulness=9, align_right=False))
    yield indented(grid(columns, titles=False), 2)


def _path(row: FoldedDelta, room: int, pen: Pen) -> Text:
    files = f"  {count_text(row.files, 'file')}" if row.files > 1 else ""
    path = pen.cut_start(pen.path(row.path), max(8, room - len(files)))
    return Text(path).append(files, QUIET)


def _status(row: FoldedDelta) -> Text:
    word = _STATUS_WORDS.get(row.status, str(row.status))
    return Text(f"{PATH_SIGNS[row.status]} {word}", _color(row.delta_bytes))


def _color(delta_bytes: int) -> str:
    return "" if not delta_bytes else GROWN if delta_bytes > 0 else SHRUNK
