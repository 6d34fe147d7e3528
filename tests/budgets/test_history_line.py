"""Lines of a history file: what is written is what is read, and jumps add up."""

from __future__ import annotations

import json

import pytest

from cli.check_project import schema_of
from layersize.budgets.history import HistoryEntry, history_line, read_history_line
from report import sample_trends as samples
from report.sample_analyses import HOSTILE

ENTRIES = {
    "plain": samples.entry(0, samples.BASE, ("RUN make", 5)),
    "no layers": samples.entry(0),
    "no limit, no commit": samples.entry(0, limit_bytes=None, commit=None, platform=None),
    "not measured": samples.unmeasured(3),
    "hostile": samples.entry(0, (HOSTILE, 7), name=HOSTILE, commit=HOSTILE, image=HOSTILE),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_written_is_what_is_read(name: str) -> None:
    line = history_line(ENTRIES[name])
    schema_of("history").validate(json.loads(line))
    assert read_history_line(line) == ENTRIES[name]
    assert line.isascii()
    assert line.count("\n") == 1


def test_every_key_is_needed() -> None:
    document = json.loads(history_line(ENTRIES["plain"]))
    for key in document:
        without = {name: value for name, value in document.items() if name != key}
        assert not schema_of("history").is_valid(without)
        with pytest.raises(ValueError, match=r"is missing|version|wrote"):
            read_history_line(json.dumps(without))


def test_layers_of_a_jump_add_up() -> None:
    trend = samples.grown()
    (series,) = trend.series
    assert [jump.run for jump in series.jumps] == [8, 20, 30, 32]
    for jump in series.jumps:
        layers = sum(share.delta_bytes for share in jump.layers) + jump.other_layers_bytes
        assert layers == jump.delta_bytes == size(series.runs[jump.run]) - jump.before_bytes


def test_what_means_something_else_is_a_series_of_its_own() -> None:
    keys = [
        (series.name, series.metric.value, series.platform, series.ignores_base)
        for series in samples.apart().series
    ]
    assert keys == [
        ("app", "content", "linux/amd64", False),
        ("app", "transfer", "linux/amd64", False),
        ("app", "content", "linux/arm64", False),
        ("app", "content", "linux/amd64", True),
        ("other", "content", None, False),
    ]


def test_versions_of_windows_share_a_series() -> None:
    runs = [
        samples.entry(day, ("RUN a", 1000), platform=f"windows/amd64:10.0.20348.{day}")
        for day in range(2)
    ]
    (series,) = samples.trend(runs).series
    assert series.platform == "windows/amd64"
    assert len(series.runs) == 2


@pytest.mark.parametrize(
    ("before", "after", "is_jump"),
    [(1000, 1009, False), (1000, 1010, True), (1000, 990, True), (0, 1, True), (7, 7, False)],
)
def test_a_jump_is_a_step_of_one_percent(before: int, after: int, is_jump: bool) -> None:
    runs = [samples.entry(0, ("RUN a", before)), samples.entry(1, ("RUN a", after))]
    (series,) = samples.trend(runs).series
    assert bool(series.jumps) is is_jump


def size(entry: HistoryEntry) -> int:
    assert entry.measured_bytes is not None
    return entry.measured_bytes
