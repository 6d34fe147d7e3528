"""What the cache holds as JSON, kind `cache`: a contract, described by its schema."""

from __future__ import annotations

from layersize.cache.folder import CacheInfo
from layersize.report.style import OutputStyle
from layersize.text.json_values import json_members
from layersize.text.json_writer import json_document

FORMAT_VERSION = 1
"""It rises when a key goes or changes its meaning; a new key may come within a version."""


def render(info: CacheInfo, style: OutputStyle) -> str:  # noqa: ARG001 - as every format
    """The document."""
    counts = "walks records stored_bytes limit_bytes=most_bytes"
    return json_document(
        {
            "format_version": FORMAT_VERSION,
            "kind": "cache",
            "folder": str(info.folder),
            **json_members(info, {}, counts),
        }
    )
