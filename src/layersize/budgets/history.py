"""What `check --history` records of a checked budget: a line of compact JSON, kind `history`.

`schemas/history.schema.json` describes a line. A new key may come; a key that changes or goes
raises the format version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from layersize.budgets.budget import Metric
from layersize.budgets.figures import FILE_MEMBERS, LayerFigures, check_total, read_layers
from layersize.budgets.result import BudgetResult, Verdict
from layersize.budgets.size_rules import SizeLimit
from layersize.budgets.stored_json import (
    count_or_none,
    digest_or_none,
    member,
    read_stored,
    word,
)
from layersize.oci.digest import Digest
from layersize.text.json_values import json_members
from layersize.text.json_writer import JsonValue, json_document
from layersize.values import dataclass

_FORMAT_VERSION = 1
_MEMBERS = (
    "time=iso_time commit name image image_id platform metric verdict "
    "measured_bytes limit_bytes shadowed_bytes base_layers layers"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One budget in one run of `check`: a line of a history file."""

    time: datetime
    """In UTC and whole seconds."""
    commit: str | None
    """The git commit that was built; `None`: not known. Not inert, as all texts here."""
    name: str
    """Of the budget."""
    image: str
    """The reference."""
    image_id: Digest | None
    platform: str | None
    metric: Metric
    verdict: Verdict
    measured_bytes: int | None
    """Of the metric, as size limits count: without the base image where the budget ignores it.
    `None`: it could not be measured."""
    limit_bytes: int | None
    """`max_size`; `None`: not set."""
    shadowed_bytes: int | None
    """Of content, in the layers that count."""
    base_layers: int | None
    """How many layers are those of a base image that is ignored; `None`: every layer counts."""
    layers: tuple[LayerFigures, ...]
    """Those that count; their numbers begin after the base image's. Empty if not measured."""

    @property
    def iso_time(self) -> str:
        """`2026-01-31T12:00:00Z`, as JSON has it."""
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")


def history_entry(result: BudgetResult, time: datetime, commit: str | None) -> HistoryEntry:
    """A checked budget as it is recorded."""
    budget, image, figures = result.budget, result.image, result.figures
    layers = () if figures is None else figures.own_layers(ignore_base=budget.ignore_base)
    is_measured = figures is not None
    size_limits = [limit.limit for limit in budget.limits if isinstance(limit, SizeLimit)]
    return HistoryEntry(
        time=time,
        commit=commit,
        name=budget.name,
        image=budget.image,
        image_id=None if image is None else image.image.image_id,
        platform=budget.platform if image is None else image.image.platform,
        metric=budget.metric,
        verdict=result.verdict,
        measured_bytes=sum(layer.measured_bytes for layer in layers) if is_measured else None,
        limit_bytes=size_limits[0] if size_limits else None,
        shadowed_bytes=sum(layer.shadowed_bytes for layer in layers) if is_measured else None,
        base_layers=figures.base_layers if figures is not None else None,
        layers=layers,
    )


def history_line(entry: HistoryEntry) -> str:
    """The line, in ASCII, with its end."""
    head: dict[str, JsonValue] = {"format_version": _FORMAT_VERSION, "kind": "history"}
    document = json_document({**head, **json_members(entry, FILE_MEMBERS, _MEMBERS)})
    return json.dumps(json.loads(document), separators=(",", ":")) + "\n"


def read_history_line(text: str) -> HistoryEntry:
    """The budget and the run that a line tells of; raises ValueError with what is wrong."""
    document = read_stored(text, "history", _FORMAT_VERSION, is_one_line=True)
    return _read_entry(document)


def _read_entry(document: Mapping[str, Any]) -> HistoryEntry:
    image_id = digest_or_none(document, "image_id")
    base_layers = count_or_none(document, "base_layers")
    measured_bytes = count_or_none(document, "measured_bytes")
    layers = read_layers(member(document, "layers", list), base_layers or 0)
    if measured_bytes is not None:
        check_total(measured_bytes, layers)
    return HistoryEntry(
        time=_read_time(member(document, "time", str)),
        commit=member(document, "commit", str, can_be_null=True),
        name=member(document, "name", str),
        image=member(document, "image", str),
        image_id=image_id,
        platform=member(document, "platform", str, can_be_null=True),
        metric=word(document, "metric", Metric),
        verdict=word(document, "verdict", Verdict),
        measured_bytes=measured_bytes,
        limit_bytes=count_or_none(document, "limit_bytes"),
        shadowed_bytes=count_or_none(document, "shadowed_bytes"),
        base_layers=base_layers,
        layers=layers,
    )


def _read_time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"time: {text!r} is not a time like 2026-01-31T12:00:00Z")
