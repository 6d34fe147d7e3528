"""What `check --history` records, and how it is read again, with suspicion.

Written by `report/history_json.py`; a line is described by `schemas/history.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from layersize.budget.json_members import count, json_value, member
from layersize.budget.layer_rows import read_layers
from layersize.model.budget import Metric
from layersize.model.check_report import BudgetResult, Verdict
from layersize.model.digest import Digest
from layersize.model.history import HistoryEntry

FORMAT_VERSION = 1
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
