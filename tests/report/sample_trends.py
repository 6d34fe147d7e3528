"""Histories made by hand, as the renderers of trends get them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from layersize.budgets.budget import Metric
from layersize.budgets.figures import LayerFigures
from layersize.budgets.history import HistoryEntry
from layersize.budgets.result import Verdict
from layersize.budgets.trend import Trend, trend_of
from layersize.oci.digest import Digest
from report.sample_analyses import HOSTILE

BASE = ("ADD rootfs.tar /", 2_000_000)
_START = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)


def entry(day: int, *layers: tuple[str, int], **changes: object) -> HistoryEntry:
    """A run of that day on those layers, instruction and bytes each, save for what is given."""
    rows = tuple(
        LayerFigures(
            index=index,
            diff_id=Digest("sha256", f"{measured_bytes:064x}"),
            created_by=instruction,
            measured_bytes=measured_bytes,
            shadowed_bytes=0,
        )
        for index, (instruction, measured_bytes) in enumerate(layers)
    )
    plain = HistoryEntry(
        time=_START + timedelta(days=day),
        commit=f"{(day + 1) * 0x9E3779B97F4A7C15 % (1 << 64):016x}",
        name="app",
        image="app:latest",
        image_id=Digest("sha256", "1" * 64),
        platform="linux/amd64",
        metric=Metric.CONTENT,
        verdict=Verdict.PASS,
        measured_bytes=sum(layer.measured_bytes for layer in rows),
        limit_bytes=16_500_000,
        shadowed_bytes=0,
        base_layers=None,
        layers=rows,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] - the caller knows the fields


def unmeasured(day: int, **changes: object) -> HistoryEntry:
    return entry(
        day,
        platform=None,
        verdict=Verdict.UNMEASURED,
        measured_bytes=None,
        shadowed_bytes=None,
        image_id=None,
        **changes,
    )


def trend(entries: Iterable[HistoryEntry], last: int | None = None, jumps: int = 5) -> Trend:
    return trend_of("sizes.jsonl", list(entries), last=last, jumps=jumps)


def grown_history() -> list[HistoryEntry]:
    """Growth by a package, one by a new layer, a fall by a stage, and a slow creep."""
    install = "RUN pip install -r requirements.txt"
    history = [entry(day, BASE, (install, 12_000_000)) for day in range(8)]
    history += [entry(day, BASE, (install, 12_900_000)) for day in range(8, 20)]
    models = ("COPY models/ /srv/models", 1_200_000)
    history += [entry(day, BASE, (install, 12_900_000), models) for day in range(20, 30)]
    history += [entry(day, BASE, ("COPY --from=build /app /app", 7_800_000)) for day in (30, 31)]
    copy = "COPY --from=build /app /app"
    return history + [entry(day, BASE, (copy, 7_800_000 + 9_000 * day)) for day in range(32, 55)]


def grown() -> Trend:
    return trend(grown_history())


def apart() -> Trend:
    """Metrics, platforms and ignored bases are never mixed; some runs could not be measured."""
    return trend(
        [
            entry(0, BASE),
            entry(0, BASE, metric=Metric.TRANSFER, measured_bytes=700_000),
            entry(0, BASE, platform="linux/arm64"),
            entry(1, BASE, ("RUN make", 500_000), base_layers=3, commit=None),
            entry(2, BASE, ("RUN make", 300_000), base_layers=3, commit=None),
            unmeasured(3),
            unmeasured(3, name="other"),
        ]
    )


def one_run() -> Trend:
    return trend([entry(0, BASE)])


def equal_runs() -> Trend:
    return trend([entry(day, BASE, limit_bytes=None) for day in range(3)])


def empty_images() -> Trend:
    """Nothing, then something: growth that has no percentage."""
    return trend([entry(0), entry(1), entry(2, ("COPY a /a", 5)), entry(3)])


@cache
def many_runs() -> Trend:
    """Thousands, with more jumps than are named, and a limit that moves."""
    return trend(
        entry(
            day,
            BASE,
            ("RUN make", 1_000_000 + 1_000 * day + (day // 500) * 900_000),
            limit_bytes=6_000_000 + (day // 1000) * 2_000_000,
        )
        for day in range(3_000)
    )


def hostile() -> Trend:
    names = {"name": HOSTILE * 2, "platform": HOSTILE * 2, "commit": HOSTILE}
    return trend(
        [
            entry(0, BASE, base_layers=1, **names),
            entry(1, BASE, (HOSTILE * 3, 9_000_000_000_000), base_layers=1, **names),
        ]
    )


def no_runs() -> Trend:
    return trend_of(HOSTILE, [], last=None, jumps=5)
