"""One and the same image, or what is none, in a layout and in a registry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from layersize.layers.image import Image
from layersize.sources.context import SourceContext
from layersize.sources.open_image import open_image
from support.hostile_registry import TAG, HostileRegistry, fixed, manifest_path
from support.oci_layouts import INDEX_TYPE, MANIFEST_TYPE, OciLayout
from support.registry_reading import opened

Opened = Callable[..., Image]
"""Opens what the layout refers to; takes a platform."""


@contextmanager
def in_a_layout(layout: OciLayout, folder: Path) -> Iterator[Opened]:
    for name, data in layout.files().items():
        path = folder / "image" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def open_layout(platform: str | None = None) -> Image:
        return open_image(str(folder / "image"), SourceContext(platform=platform))

    yield open_layout


@contextmanager
def in_a_registry(layout: OciLayout, folder: Path) -> Iterator[Opened]:
    """Manifests are had by their digests, the one that the layout refers to by its tag."""
    del folder
    with HostileRegistry() as registry:
        registry.serve(layout)
        for name, blob in layout.blobs.items():
            is_index, is_manifest = b'"manifests"' in blob[:200], b'"schemaVersion"' in blob[:200]
            if is_index or is_manifest:
                media_type = INDEX_TYPE if is_index else MANIFEST_TYPE
                registry.answers[manifest_path(f"sha256:{name}")] = fixed(blob, media_type)
        (reference,) = layout.references
        registry.serve_manifest(layout, reference["digest"], reference["mediaType"], TAG)

        def open_registry(platform: str | None = None) -> Image:
            return opened(registry, platform=platform)

        yield open_registry


Place = Callable[[OciLayout, Path], AbstractContextManager[Opened]]
in_both_places = pytest.mark.parametrize("place", [in_a_layout, in_a_registry])
