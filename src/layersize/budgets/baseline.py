"""What is remembered of an image that later ones are compared with, and the file that holds it.

The file is sorted, a figure a line, so that a difference between two is read easily.
`schemas/baseline.schema.json` describes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.queries import top_directories
from layersize.budgets.budget import Metric
from layersize.budgets.figures import (
    FILE_MEMBERS,
    LayerFigures,
    check_total,
    layer_figures,
    read_layers,
)
from layersize.budgets.findings.recorded import (
    RECORDED_MEMBERS,
    RecordedFinding,
    read_recorded,
    recorded_findings,
)
from layersize.budgets.stored_json import (
    count_or_none,
    member,
    read_stored,
    whole_count,
    word,
)
from layersize.text.escape import shown_path
from layersize.text.json_values import json_members, json_value
from layersize.text.json_writer import JsonValue, json_document
from layersize.values import dataclass

_FORMAT_VERSION = 1
_ESCAPE = re.compile(r"\\(?:\\|x([0-9a-f]{2}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """An image's figures, as one budget counts them."""

    metric: Metric
    platform: str | None
    base_layers: int | None
    """How many of the layers are those of the base image; `None`: not asked for."""
    layers: tuple[LayerFigures, ...]
    directories: Mapping[bytes, int]
    """Top directories, with a slash at the end, and files at the root, to their live bytes."""
    findings: tuple[RecordedFinding, ...] | None = None
    """What rules find in the image; `None`: not looked for, or from an older file."""

    @property
    def measured_bytes(self) -> int:
        """Bytes of the metric in the whole image, base included."""
        return sum(layer.measured_bytes for layer in self.layers)

    def own_layers(self, *, ignore_base: bool) -> tuple[LayerFigures, ...]:
        """The layers that count: all, or those that the image adds to its base image."""
        return self.layers[self.base_layers or 0 :] if ignore_base else self.layers


def baseline_of(image: AnalyzedImage, metric: Metric, base_layers: int | None) -> Baseline | None:
    """The image as a baseline; None if its bytes of the metric are not known."""
    layers = layer_figures(image.analysis.layers, metric)
    if layers is None:
        return None
    return Baseline(
        metric=metric,
        platform=image.analysis.image.platform,
        base_layers=base_layers,
        layers=layers,
        directories=top_directories(image),
        findings=recorded_findings(image),
    )


def baseline_json(baselines: Mapping[str, Baseline]) -> str:
    """The text of a file with the baselines of budgets by their names."""
    return json_document(
        {
            "format_version": _FORMAT_VERSION,
            "kind": "baseline",
            "budgets": {name: _members(baselines[name]) for name in sorted(baselines)},
        }
    )


def _members(baseline: Baseline) -> JsonValue:
    members = "metric platform measured_bytes base_layers layers"
    directories = sorted(baseline.directories.items())
    return {
        **json_members(baseline, FILE_MEMBERS, members),
        "directories": {shown_path(path): live_bytes for path, live_bytes in directories},
        "findings": json_value(baseline.findings, {RecordedFinding: RECORDED_MEMBERS}),
    }


def read_baselines(text: str) -> dict[str, Baseline]:
    """The baselines of a file by their budgets' names; raises ValueError with what is wrong."""
    document = read_stored(text, "baseline", _FORMAT_VERSION)
    budgets = member(document, "budgets", dict)
    return {name: _read_baseline(member(budgets, name, dict)) for name in budgets}


def _read_baseline(entry: Mapping[str, Any]) -> Baseline:
    metric = word(entry, "metric", Metric)
    directories = member(entry, "directories", dict)
    baseline = Baseline(
        metric=metric,
        platform=member(entry, "platform", str, can_be_null=True),
        base_layers=count_or_none(entry, "base_layers"),
        layers=read_layers(member(entry, "layers", list)),
        directories={_path(name): whole_count(directories, name) for name in directories},
        findings=read_recorded(entry),
    )
    check_total(whole_count(entry, "measured_bytes"), baseline.layers)
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
