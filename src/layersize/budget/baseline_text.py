r"""A baseline file's text, read with suspicion: a merge may have gone wrong in it.

Written by `report/baseline_json.py`; described by `schemas/baseline.schema.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from layersize.model.baseline import Baseline, BaselineLayer
from layersize.model.budget import Metric
from layersize.model.digest import Digest

FORMAT_VERSION = 1
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2}))")


def read_baselines(text: str) -> dict[str, Baseline]:
    """Budget's name to baseline; raises ValueError with what is wrong."""
    try:
        document = json.loads(text, parse_constant=_no_number, parse_float=_no_number)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON (line {error.lineno}: {error.msg})") from None
    if not isinstance(document, dict) or document.get("kind") != "baseline":
        raise ValueError("is not a baseline that layersize wrote")
    version = document.get("format_version")
    if version != FORMAT_VERSION:
        raise ValueError(f"has format version {version}, this layersize reads {FORMAT_VERSION}")
    budgets = _member(document, "budgets", dict)
    return {name: _baseline(_member(budgets, name, dict)) for name in budgets}


def _baseline(entry: Mapping[str, Any]) -> Baseline:
    metric = _member(entry, "metric", str)
    if metric not in set(Metric):
        raise ValueError(f"metric: {metric!r} is not one of {', '.join(Metric)}")
    directories = _member(entry, "directories", dict)
    baseline = Baseline(
        metric=Metric(metric),
        platform=_member(entry, "platform", str, can_be_null=True),
        base_layers=_count(entry, "base_layers", can_be_null=True),
        layers=_layers(_member(entry, "layers", list)),
        directories={_path(name): _count(directories, name) or 0 for name in directories},
    )
    stated_bytes = _count(entry, "measured_bytes")
    if stated_bytes != baseline.measured_bytes:
        cause = f"{stated_bytes} is not the sum of its layers, {baseline.measured_bytes}"
        raise ValueError(f"measured_bytes: {cause}")
    return baseline


def _layers(rows: Sequence[object]) -> tuple[BaselineLayer, ...]:
    layers = []
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            raise ValueError(f"layers: row {index} is not an object")
        diff_id = _member(row, "diff_id", str, can_be_null=True)
        layers.append(
            BaselineLayer(
                index=index,
                diff_id=None if diff_id is None else Digest.parse(diff_id),
                created_by=_member(row, "instruction", str),
                measured_bytes=_count(row, "measured_bytes") or 0,
                shadowed_bytes=_count(row, "shadowed_bytes") or 0,
            )
        )
    return tuple(layers)


def _member(entry: Mapping[str, Any], key: str, kind: type, *, can_be_null: bool = False) -> Any:
    value = entry.get(key)
    if (value is None and can_be_null and key in entry) or (
        isinstance(value, kind) and not isinstance(value, bool)
    ):
        return value
    raise ValueError(f"{key}: is missing or of another type than {kind.__name__}")


def _count(entry: Mapping[str, Any], key: str, *, can_be_null: bool = False) -> int | None:
    value: int | None = _member(entry, key, int, can_be_null=can_be_null)
    if value is not None and value < 0:
        raise ValueError(f"{key}: {value} is below 0")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def _path(text: str) -> bytes:
    r"""The path that `shown_path` wrote: `\xNN` as that byte, a doubled backslash as one."""
    pieces = []
    end = 0
    for escape in _ESCAPE.finditer(text):
        pieces.append(text[end : escape.start()].encode())
        pieces.append(bytes.fromhex(escape[1]) if escape[1] else b"\\")
        end = escape.end()
    return b"".join([*pieces, text[end:].encode()])
