"""Where the final file systems of two images differ most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from layersize.comparison.result import (
    Comparison,
    FoldedDelta,
    PathDelta,
    PathStatus,
    differing_in_size,
)
from layersize.report.grid import (
    COLUMN_GAP,
    Column,
    bar,
    grid,
    indented,
    section_title,
    total_width,
)
from layersize.report.style import GROWN, QUIET, SHRUNK, Pen
from layersize.text.sizes import count_text

NOTHING_DIFFERS = "No path differs: what a container sees is the same."
PATH_SIGNS = {
    PathStatus.ADDED: "+",
    PathStatus.REMOVED: "-",
    PathStatus.CHANGED: "~",
    PathStatus.METADATA_ONLY: "m",
}
_STATUS_WORDS = {PathStatus.METADATA_ONLY: "metadata"}


def largest_differences(comparison: Comparison, pen: Pen) -> Iterator[RenderableType]:
    """Folders that differ as a whole in one row."""
    if not comparison.paths:
        yield indented(Text(NOTHING_DIFFERS))
        return
    rows = comparison.folded[: pen.style.top]
    yield section_title("Largest differences", differing(comparison.paths), pen)
    if rows:
        yield indented(_table(rows, pen), 2)
    rest = further_differences(comparison, rows)
    if rest:
        yield indented(Text(pen.plain(f"… {rest}"), QUIET), 2)


def differing(paths: Sequence[PathDelta]) -> str:
    """How many paths do."""
    text = f"{count_text(len(paths), 'path')} {'differs' if len(paths) == 1 else 'differ'}"
    return text if differing_in_size(paths) else f"{text}, not in size"


def further_differences(comparison: Comparison, shown: Sequence[FoldedDelta]) -> str:
    """What is not in the rows shown; empty if that is nothing."""
    in_size = differing_in_size(comparison.paths)
    sized = in_size - sum(row.files for row in shown if row.delta_bytes)
    same = len(comparison.paths) - in_size - sum(1 for row in shown if not row.delta_bytes)
    parts = []
    if sized:
        parts.append(f"{count_text(sized, 'more path')} of another size")
    if same:
        parts.append(f"{count_text(same, 'more path')} of the same size")
    return ", ".join(parts)


def _table(rows: Sequence[FoldedDelta], pen: Pen) -> RenderableType:
    largest = max(1, *(abs(row.delta_bytes) for row in rows))
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
    return grid(columns, titles=False)


def _path(row: FoldedDelta, room: int, pen: Pen) -> Text:
    files = f"  {count_text(row.files, 'file')}" if row.files > 1 else ""
    path = pen.cut_start(pen.path(row.path), max(8, room - len(files)))
    return Text(path).append(files, QUIET)


def _status(row: FoldedDelta) -> Text:
    word = _STATUS_WORDS.get(row.status, str(row.status))
    return Text(f"{PATH_SIGNS[row.status]} {word}", _color(row.delta_bytes))


def _color(delta_bytes: int) -> str:
    return "" if not delta_bytes else GROWN if delta_bytes > 0 else SHRUNK
