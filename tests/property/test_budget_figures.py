"""Laws: what budgets are judged by adds up to what the image's own numbers say."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

from layersize.accounting.queries import covered_files, top_directories
from layersize.budgets.baseline import baseline_of
from layersize.budgets.budget import Metric
from layersize.comparison.layer_contents import folded_layer, folded_shadows, layer_paths
from layersize.measure import Settings, analyze_whole
from layersize.patterns import Pattern
from support.docker_archives import archive
from support.layer_stack import Layer, layer_tars
from support.stacks import odd_stacks

ALL = 1 << 30


@settings(max_examples=150)
@given(stack=odd_stacks)
def test_parts_add_up(stack: list[Layer], folder: Path) -> None:
    path = folder / "image.tar"
    path.write_bytes(archive(*layer_tars(stack)))
    image = analyze_whole(str(path), Settings())
    facts, layers = image.analysis.image, image.analysis.layers
    assert sum(top_directories(image).values()) == facts.live_bytes
    for layer in layers:
        entries = image.overlay.layers[layer.index]
        folded = folded_layer(None, entries, ALL)
        assert sum(row.delta_bytes for row in folded) == sum(layer_paths(entries).values())
        hidden = folded_shadows(image, layer.index, ALL)
        assert sum(row.delta_bytes for row in hidden) == layer.shadowed_bytes
        assert not folded_layer(entries, entries, ALL)
    found = covered_files(image, 0, Pattern("**"))
    assert all(entry.content_bytes <= facts.content_bytes for entry in found)
    for metric, whole in ((Metric.CONTENT, facts.content_bytes), (Metric.TAR, facts.tar_bytes)):
        figures = baseline_of(image, metric, None)
        assert figures is not None
        assert figures.measured_bytes == whole
