"""The table of README.md, between its two marker lines."""

from __future__ import annotations

from collections.abc import Sequence

from .description import SAMPLES
from .errors import SampleError
from .figures import Row

README = SAMPLES / "README.md"
BEGIN = "<!-- samples.py writes what follows -->"
END = "<!-- samples.py wrote this -->"
HEAD = [
    "| sample | variant | docker images | content | live | shadowed | biggest pair of its own "
    "| what would help, whose layers | what it leaves behind of the first | measured, bases |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
]


def write_rows(sample: str, rows: Sequence[Row], order: Sequence[str]) -> None:
    """A sample's rows anew, those of the others as they are."""
    before, table, after = parts_of(README.read_text())
    kept = {name: lines for name, lines in rows_by_sample(table).items() if name in order}
    kept[sample] = [line_of(sample, row) for row in rows]
    lines = [line for name in order for line in kept.get(name, [])]
    text = "\n".join([BEGIN, "", *HEAD, *lines, "", END])
    README.write_text(f"{before}{text}{after}")


def parts_of(text: str) -> tuple[str, str, str]:
    before, begin, rest = text.partition(BEGIN)
    table, end, after = rest.partition(END)
    if not (begin and end):
        raise SampleError(f"{README} has no lines {BEGIN} and {END}")
    return before, table, after


def rows_by_sample(table: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in table.splitlines():
        if line.startswith("| [`"):
            found.setdefault(line.split("`")[1], []).append(line)
    return found


def line_of(sample: str, row: Row) -> str:
    variant = f"`{row.variant}`{f': {row.note}' if row.note else ''}"
    cells = (variant, row.size, row.content, row.live, row.shadowed, row.pair, row.findings, row.against_first)
    shown = [cell.replace("|", "\\|") or "–" for cell in (*cells, row.date)]
    return f"| [`{sample}`]({sample}) | {' | '.join(shown)} |"
