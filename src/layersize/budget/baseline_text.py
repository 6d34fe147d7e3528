r"""A baseline file's text, read with suspicion: a merge may have gone wrong in it.

Written by `report/baseline_json.py`; described by `schemas/baseline.schema.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from layersize.budget.json_members import count, json_value, member
from layersize.budget.layer_rows import read_layers
from layersize.model.baseline import Baseline
from layersize.model.budget import Metric

FORMAT_VERSION = 1
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2}))")


def read_baselines(text: str) -> dict[str, Baseline]:
    """Budget's name to baseline; raises ValueError with what is wrong."""
    try:
        document = json_value(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON (line {error.lineno}: {error.msg})") from None
    if not isinstance(document, dict) or document.get("kind") != "baseline":
        raise ValueError("is not a baseline that layersize wrote")
    version = document.get("format_version")
    if version != FORMAT_VERSION:
        raise ValueError(f"has format version {version}, this layersize reads {FORMAT_VERSION}")
    budgets = member(document, "budgets", dict)
    return {name: _baseline(member(budgets, name, dict)) for name in budgets}


def _baseline(entry: Mapping[str, Any]) -> Baseline:
    metric = member(entry, "metric", str)
    if metric not in set(Metric):
        raise ValueError(f"metric: {metric!r} is not one of {', '.join(Metric)}")
    directories = member(entry, "directories", dict)
    baseline = Baseline(
        metric=Metric(metric),
        platform=member(entry, "platform", str, can_be_null=True),
        base_layers=count(entry, "base_layers", can_be_null=True),
        layers=read_layers(member(entry, "layers", list)),
        directories={_path(name): count(directories, name) or 0 for name in directories},
    )
    stated_bytes = count(entry, "measured_bytes")
    if stated_bytes != baseline.measured_bytes:
        cause = f"{stated_bytes} is not the sum of its layers, {baseline.measured_bytes}"
        raise ValueError(f"measured_bytes: {cause}")
    return baseline


def _path(text: str) -> bytes:
    r"""The path that `shown_path` wrote: `\xNN` as that byte, a doubled backslash as one."""
    pieces = []
    end = 0
    for escape in _ESCAPE.finditer(text):
        pieces.append(text[end : escape.start()].encode())
        pieces.append(bytes.fromhex(escape[1]) if escape[1] else b"\\")
        end = escape.end()
    return b"".join([*pieces, text[end:].encode()])
