"""What is browsed, and how that becomes tables."""

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from browse import Browsing, Press, browse
from browse_steps import FLAT, ONE_IMAGE, TWO_IMAGES, Step
from measure import run_process
from table import markdown, yes_or_no

_LAYERSIZE = str(Path(sys.executable).with_name("layersize"))
_FIRST_SCREEN_SECONDS = 1.0
_KEY_SECONDS = 0.05
_MEMORY_RATIO = 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenRow:
    name: str
    """For `--only`."""
    title: str
    files: Sequence[Path]
    data_sets: Sequence[str]
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsed:
    row: ScreenRow
    openings: Sequence[Browsing]
    """Runs that ended with the first screen."""
    keys: Browsing
    reference_peak_bytes: int
    """Of `inspect`, or of `compare`, of the same files."""


def all_screens(data: Path) -> list[ScreenRow]:
    big, variant, flat = (data / name / "docker.tar" for name in ("big", "variant", "flat"))
    return [
        ScreenRow(
            name="browse",
            title="225k entries",
            files=[big],
            data_sets=["big"],
            steps=ONE_IMAGE,
        ),
        ScreenRow(
            name="browse-flat",
            title="60,000 files in one directory",
            files=[flat],
            data_sets=["flat"],
            steps=FLAT,
        ),
        ScreenRow(
            name="browse-pair",
            title="225k entries beside a variant",
            files=[big, variant],
            data_sets=["big", "variant"],
            steps=TWO_IMAGES,
        ),
    ]


def measure_screen(row: ScreenRow, rounds: int) -> Browsed:
    command = [_LAYERSIZE, "inspect" if len(row.files) == 1 else "compare", *map(str, row.files)]
    with tempfile.TemporaryDirectory() as cache:
        reference = run_process(command, cache)
    return Browsed(
        row=row,
        openings=[browse(row.files, []) for _ in range(rounds)],
        keys=browse(row.files, row.steps),
        reference_peak_bytes=reference.peak_bytes,
    )


def screen_table(results: Sequence[Browsed]) -> str:
    """From the end of the analysis to the first screen, and memory."""
    head = (
        "`browse`, first screen",
        "after the analysis",
        "min–max",
        "after the loading",
        "target",
        "met",
        "peak MB",
        "with keys",
        "without `browse`",
        "target",
        "met",
    )
    return markdown(head, [_screen_cells(result) for result in results])


def _screen_cells(result: Browsed) -> tuple[str, ...]:
    seconds = [opening.first_screen_seconds for opening in result.openings]
    shown = [opening.shown_seconds for opening in result.openings]
    peak_bytes = max(opening.peak_bytes for opening in result.openings)
    limit_bytes = _MEMORY_RATIO * result.reference_peak_bytes
    worst_bytes = max(peak_bytes, result.keys.peak_bytes)
    return (
        result.row.title,
        _milliseconds(median(seconds)),
        f"{_milliseconds(min(seconds))} – {_milliseconds(max(seconds))}",
        _milliseconds(median(shown)),
        f"≤ {_milliseconds(_FIRST_SCREEN_SECONDS)}",
        yes_or_no(median(seconds) <= _FIRST_SCREEN_SECONDS),
        f"{peak_bytes / 1e6:.0f}",
        f"{result.keys.peak_bytes / 1e6:.0f}",
        f"{result.reference_peak_bytes / 1e6:.0f}",
        f"≤ {_MEMORY_RATIO:g}×",
        yes_or_no(worst_bytes <= limit_bytes),
    )


def key_table(results: Sequence[Browsed]) -> str:
    """From a key to what it has changed on the screen."""
    head = (
        "`browse`, keys",
        "presses",
        "first output",
        "worst",
        "last output",
        "worst",
        "computed",
        "worst",
        "target",
        "met",
    )
    rows = []
    for result in results:
        labels = dict.fromkeys(press.label for press in result.keys.presses)
        for label in labels:
            presses = [press for press in result.keys.presses if press.label == label]
            rows.append((f"{result.row.title}: {label}", *_key_cells(presses)))
    return markdown(head, rows)


def _key_cells(presses: Sequence[Press]) -> tuple[str, ...]:
    columns = (
        [press.first_seconds for press in presses],
        [press.last_seconds for press in presses],
        [press.cpu_seconds for press in presses],
    )
    cells = [_milliseconds(of(column)) for column in columns for of in (median, max)]
    met = median(press.last_seconds for press in presses) <= _KEY_SECONDS
    return (str(len(presses)), *cells, f"≤ {_milliseconds(_KEY_SECONDS)}", yes_or_no(met))


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"
