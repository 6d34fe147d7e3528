"""Law: an image gives the same numbers from the folders of an engine as from an archive."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings

from layersize.accounting.analyze import analyze_image, lay_over
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import LayerFacts
from layersize.layers.contents import Contents
from layersize.layers.image import Image
from layersize.layers.walk_image import walk_image
from layersize.layers.walker import LayerWalker
from layersize.measure import explore
from layersize.sources.context import SourceContext
from layersize.sources.local.docker_graph import graph_store
from layersize.sources.reference import parse_reference
from layersize.sources.saved_image import choose_saved
from support.docker_archives import archive
from support.image_config import config_json
from support.layer_stack import Layer, layer_tars
from support.stacks import odd_stacks
from support.unpacked_stores import write_graph_folder


def stored_image(root: Path, image_id: str, walker: LayerWalker) -> Image:
    store = graph_store("the engine", str(root), "overlay2", image_id, ["app:v1"], walker)
    image, _ = choose_saved(store, None, parse_reference("docker:app:v1"), SourceContext())
    return image


def analyzed(image: Image, walker: LayerWalker) -> AnalyzedImage:
    overlay, walks = lay_over(walk_image(image, walker))
    return analyze_image(image, overlay, walks, Contents(walks), 10)


def facts(image: AnalyzedImage) -> list[LayerFacts]:
    """What must not depend on where the layers were read."""
    return [replace(layer, digest=None, blob_id=None) for layer in image.analysis.layers]


@settings(max_examples=200, deadline=None)
@given(stack=odd_stacks)
def test_a_store_tells_what_an_archive_tells(stack: list[Layer], folder: Path) -> None:
    tars = layer_tars(stack)
    path = folder / "image.tar"
    path.write_bytes(archive(*tars))
    expected = explore(str(path))
    with tempfile.TemporaryDirectory(dir=folder) as root:
        image_id = write_graph_folder(Path(root), tars, config_json(tars))
        walker = LayerWalker()
        found = analyzed(stored_image(Path(root), image_id, walker), walker)

        assert facts(found) == facts(expected)
        assert found.analysis.pairs == expected.analysis.pairs
        assert list(found.analysis.shadowed) == list(expected.analysis.shadowed)
        assert found.analysis.biggest == expected.analysis.biggest
        assert found.analysis.warnings == expected.analysis.warnings
        assert found.analysis.image.tar_bytes == expected.analysis.image.tar_bytes
        assert found.analysis.image.live_bytes == expected.analysis.image.live_bytes
