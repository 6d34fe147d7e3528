"""The life of one path as JSON, kind `why`: a contract, described by its schema."""

from __future__ import annotations

from layersize.accounting.image_json import MEMBERS
from layersize.explore.history.path_history import PathHistory
from layersize.report.style import OutputStyle
from layersize.text.json_values import json_members, json_value
from layersize.text.json_writer import json_document

FORMAT_VERSION = 1
"""It rises when a key goes or changes its meaning; a new key may come within a version."""


def render(history: PathHistory, style: OutputStyle) -> str:  # noqa: ARG001 - as every format
    """The document."""
    layers = history.image.layers
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "why",
            "image": json_members(history.image.image, MEMBERS),
            **json_members(history, {}, "path live_bytes hidden_bytes package counted_at"),
            "saved_if_left_out_bytes": history.left_out.saved_bytes,
            "links": [
                {"path": json_value(path, {}), "target": json_value(target, {})}
                for path, target in history.links
            ],
            "events": [
                {
                    **json_members(event, {}, "layer event=change bytes=content_bytes files"),
                    "instruction": layers[event.layer].instruction,
                }
                for event in history.events
            ],
        }
    )
