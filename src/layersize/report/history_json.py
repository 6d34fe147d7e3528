"""A line of a history file: compact JSON, kind `history`; described by the schema in this package.

A new key may come; a key that changes or goes raises FORMAT_VERSION. Version 1: the first.
`budget/history.py` reads it.
"""

from __future__ import annotations

import json
from datetime import datetime

from layersize.model.history import HistoryEntry
from layersize.report.json_text import json_document

FORMAT_VERSION = 1


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
