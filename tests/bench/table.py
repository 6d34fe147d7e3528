"""Results → Markdown for the README beside this file."""

import datetime
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from measure import Pair, ProcessRun
from rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    row: Row
    pairs: Sequence[Pair] = ()
    not_measured_because: str = ""


def machine_line() -> str:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{today}, {len(os.sched_getaffinity(0))} cores of {_cpu_model()}, "
        f"{memory_gib:.0f} GiB of memory, Python {platform.python_version()}"
    )


def ratio_table(results: Sequence[Result]) -> str:
    return markdown(
        ("row", "median", "min–max", "target", "met", "peak MB", "target", "met"),
        [(result.row.title, *_ratio_cells(result)) for result in results],
    )


def absolute_table(results: Sequence[Result]) -> str:
    """Only the ratios carry over to another machine."""
    return markdown(
        (
            "absolute medians, this machine",
            "layersize",
            "its user + sys",
            "reference",
            "its user + sys",
        ),
        [
            (result.row.title, *_time_cells(subjects), *_time_cells(references))
            for result in results
            if (subjects := [pair.subject for pair in result.pairs])
            and (references := [pair.reference for pair in result.pairs])
        ],
    )


def _ratio_cells(result: Result) -> tuple[str, ...]:
    row, scale = result.row, result.row.scale
    target = scale.value.format(row.target)
    if not result.pairs:
        return (f"not measured: {result.not_measured_because}", "", target, "", "", "", "")
    values = [scale.of(pair) for pair in result.pairs]
    peak_bytes = max(pair.subject.peak_bytes for pair in result.pairs)
    return (
        scale.text(median(values)),
        f"{scale.text(min(values))} – {scale.text(max(values))}",
        target,
        yes_or_no(scale.is_met(median(values), row.target)),
        f"{peak_bytes / 1e6:.0f}",
        *_peak_cells(peak_bytes, row.peak_limit_bytes),
    )


def _peak_cells(peak_bytes: int, limit_bytes: int | None) -> tuple[str, str]:
    if limit_bytes is None:
        return "", ""
    return f"≤ {limit_bytes / 1e6:.0f}", yes_or_no(peak_bytes <= limit_bytes)


def _time_cells(runs: Sequence[ProcessRun]) -> tuple[str, str]:
    wall_seconds = median(run.wall_seconds for run in runs)
    cpu_seconds = median(run.cpu_seconds for run in runs)
    return f"{wall_seconds:.3f} s", f"{cpu_seconds:.3f} s"


def yes_or_no(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    dashes = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, dashes, *rows))


def _cpu_model() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
