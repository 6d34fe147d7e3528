"""OCI layouts on disk, made from layers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from support.image_config import config_json
from support.oci_layouts import oci_layout


def write_layout(folder: Path, layer_tars: Sequence[bytes], blobs: Sequence[bytes]) -> Path:
    """An image named `v1`; `blobs` are the layers as stored, `layer_tars` uncompressed."""
    for name, content in oci_layout(blobs, config_json(layer_tars)).files().items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder
