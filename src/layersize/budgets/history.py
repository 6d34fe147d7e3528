"""What `check --history` records of a checked budget: a line of compact JSON, kind `history`.

Read again with suspicion. `schemas/history.schema.json` describes a line: a new key may come; a key
that changes or goes raises FORMAT_VERSION.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from layersize.budgets.baseline import BaselineLayer, count, json_value, member, read_layers
from layersize.budgets.budget import Metric
from layersize.budgets.result import BudgetResult, Verdict
from layersize.oci.digest import Digest
from layersize.text.json_writer import json_document


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
    layers: tuple[BaselineLayer, ...]
    """Those that count; their numbers begin after the base image's. Empty if not measured."""

    @property
    def iso_time(self) -> str:
        """`2026-01-31T12:00:00Z`, as JSON has it."""
        return time_text(self.time)


FORMAT_VERSION = 1
"""1: the first version."""
_Word = TypeVar("_Word", Metric, Verdict)


def history_entry(result: BudgetResult, time: datetime, commit: str | None) -> HistoryEntry:
    """A checked budget as it is recorded."""
    budget, image, figures = result.budget, result.image, result.figures
    layers = () if figures is None else figures.own_layers(ignore_base=budget.ignore_base)
    is_measured = figures is not None
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
        limit_bytes=budget.max_size_bytes,
        shadowed_bytes=sum(layer.shadowed_bytes for layer in layers) if is_measured else None,
        base_layers=figures.base_layers if figures is not None else None,
        layers=layers,
    )


def read_history_line(text: str) -> HistoryEntry:
    """One line; raises ValueError with what is wrong."""
    try:
        document = json_value(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON (column {error.colno}: {error.msg})") from None
    if not isinstance(document, dict) or document.get("kind") != "history":
        raise ValueError("is not a line that layersize wrote")
    version = document.get("format_version")
    if version != FORMAT_VERSION:
        raise ValueError(f"has format version {version}, this layersize reads {FORMAT_VERSION}")
    return _entry(document)


def _entry(document: Mapping[str, Any]) -> HistoryEntry:
    image_id = member(document, "image_id", str, can_be_null=True)
    base_layers = count(document, "base_layers", can_be_null=True)
    measured_bytes = count(document, "measured_bytes", can_be_null=True)
    layers = read_layers(member(document, "layers", list), base_layers or 0)
    layer_bytes = sum(layer.measured_bytes for layer in layers)
    if measured_bytes is not None and measured_bytes != layer_bytes:
        cause = f"{measured_bytes} is not the sum of its layers, {layer_bytes}"
        raise ValueError(f"measured_bytes: {cause}")
    return HistoryEntry(
        time=_time(member(document, "time", str)),
        commit=member(document, "commit", str, can_be_null=True),
        name=member(document, "name", str),
        image=member(document, "image", str),
        image_id=None if image_id is None else Digest.parse(image_id),
        platform=member(document, "platform", str, can_be_null=True),
        metric=_word(document, "metric", Metric),
        verdict=_word(document, "verdict", Verdict),
        measured_bytes=measured_bytes,
        limit_bytes=count(document, "limit_bytes", can_be_null=True),
        shadowed_bytes=count(document, "shadowed_bytes", can_be_null=True),
        base_layers=base_layers,
        layers=layers,
    )


def _word(document: Mapping[str, Any], key: str, words: type[_Word]) -> _Word:
    text = member(document, key, str)
    if text not in set(words):
        raise ValueError(f"{key}: {text!r} is not one of {', '.join(words)}")
    return words(text)


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise ValueError(f"time: {text!r} is not a time like 2026-01-31T12:00:00Z")


def history_line(entry: HistoryEntry) -> str:
    """The line, in ASCII, with its end."""
    document = json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "history",
            "time": time_text(entry.time),
            "commit": entry.commit,
            "name": entry.name,
            "image": entry.image,
            "image_id": None if entry.image_id is None else str(entry.image_id),
            "platform": entry.platform,
            "metric": entry.metric,
            "verdict": entry.verdict,
            "measured_bytes": entry.measured_bytes,
            "limit_bytes": entry.limit_bytes,
            "shadowed_bytes": entry.shadowed_bytes,
            "base_layers": entry.base_layers,
            "layers": [
                {
                    "instruction": layer.created_by,
                    "measured_bytes": layer.measured_bytes,
                    "shadowed_bytes": layer.shadowed_bytes,
                    "diff_id": None if layer.diff_id is None else str(layer.diff_id),
                }
                for layer in entry.layers
            ],
        }
    )
    return json.dumps(json.loads(document), separators=(",", ":")) + "\n"


def time_text(time: datetime) -> str:
    """`2026-01-31T12:00:00Z` of a time in UTC."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
