"""What is remembered of an image that later ones are compared with, and the file that holds it.

The file is sorted, a figure a line, so that a difference between two is read easily. It is read
with suspicion, as a merge may have gone wrong in it. `schemas/baseline.schema.json` describes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from layersize.budgets.budget import Metric
from layersize.oci.digest import Digest
from layersize.text.escape import shown_path
from layersize.text.json_writer import JsonValue, json_document


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineLayer:
    """One layer of a baseline."""

    index: int
    """0 is the base."""
    diff_id: Digest | None
    created_by: str
    """One line of Dockerfile, as `clean_instruction` makes it of the history; `<unknown>`."""
    measured_bytes: int
    """Of the baseline's metric; of transfer, a blob that is there again counts 0."""
    shadowed_bytes: int
    """Of content, whatever the metric is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """An image's figures, as one budget counts them."""

    metric: Metric
    platform: str | None
    base_layers: int | None
    """How many of the layers are those of the base image; `None`: not asked for."""
    layers: tuple[BaselineLayer, ...]
    directories: Mapping[bytes, int]
    """Top directories, with a slash at the end, and files at the root, to their live bytes."""

    @property
    def measured_bytes(self) -> int:
        """Of the whole image, base included."""
        return sum(layer.measured_bytes for layer in self.layers)

    def own_layers(self, *, ignore_base: bool) -> tuple[BaselineLayer, ...]:
        """Those that count."""
        return self.layers[self.base_layers or 0 :] if ignore_base else self.layers


_MOST = (1 << 63) - 1
"""The largest size that a file can have."""


def json_value(text: str) -> Any:
    """The document; raises ValueError for what is not JSON, and for numbers that aren't whole."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_no_number)
    except RecursionError:
        raise ValueError("is nested too deeply") from None


def member(entry: Mapping[str, Any], key: str, kind: type, *, can_be_null: bool = False) -> Any:
    """The value of a key, which must be there and of that type."""
    value = entry.get(key)
    if (value is None and can_be_null and key in entry) or (
        isinstance(value, kind) and not isinstance(value, bool)
    ):
        return value
    raise ValueError(f"{key}: is missing or of another type than {kind.__name__}")


def count(entry: Mapping[str, Any], key: str, *, can_be_null: bool = False) -> int | None:
    """The same for a whole number, 0 or more."""
    value: int | None = member(entry, key, int, can_be_null=can_be_null)
    if value is not None and value < 0:
        raise ValueError(f"{key}: {value} is below 0")
    if value is not None and value > _MOST:
        raise ValueError(f"{key}: is beyond all sizes")
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def read_layers(rows: Sequence[object], first_index: int = 0) -> tuple[BaselineLayer, ...]:
    """The layers, numbered from `first_index`; raises ValueError with what is wrong."""
    layers = []
    for index, row in enumerate(rows, first_index):
        if not isinstance(row, dict):
            raise ValueError(f"layers: row {index} is not an object")
        diff_id = member(row, "diff_id", str, can_be_null=True)
        layers.append(
            BaselineLayer(
                index=index,
                diff_id=None if diff_id is None else Digest.parse(diff_id),
                created_by=member(row, "instruction", str),
                measured_bytes=count(row, "measured_bytes") or 0,
                shadowed_bytes=count(row, "shadowed_bytes") or 0,
            )
        )
    return tuple(layers)


FORMAT_VERSION = 1
"""1: the first version."""
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
    return {name: _read_baseline(member(budgets, name, dict)) for name in budgets}


def _read_baseline(entry: Mapping[str, Any]) -> Baseline:
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


def baseline_json(baselines: Mapping[str, Baseline]) -> str:
    """The file for budgets by their names."""
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "baseline",
            "budgets": {name: _baseline_members(baselines[name]) for name in sorted(baselines)},
        }
    )


def _baseline_members(baseline: Baseline) -> JsonValue:
    return {
        "metric": baseline.metric,
        "platform": baseline.platform,
        "measured_bytes": baseline.measured_bytes,
        "base_layers": baseline.base_layers,
        "layers": [
            {
                "instruction": layer.created_by,
                "measured_bytes": layer.measured_bytes,
                "shadowed_bytes": layer.shadowed_bytes,
                "diff_id": None if layer.diff_id is None else str(layer.diff_id),
            }
            for layer in baseline.layers
        ],
        "directories": {
            shown_path(path): live_bytes
            for path, live_bytes in sorted(baseline.directories.items())
        },
    }
