"""What single layers ship, under the names that people know."""

from __future__ import annotations

from pathlib import Path

from layersize.comparison.layer_contents import layer_paths
from support.explored import explored
from support.tar_writer import file, hardlink


def test_a_layer_names_its_files_as_an_image_does(tmp_path: Path) -> None:
    store = "sysroot/ostree/repo/objects/20/a5.file"
    layer = [file(store, b"tool"), hardlink("usr/b", store), hardlink("usr/a", store)]
    image = explored(tmp_path, layer).image
    assert layer_paths(image.overlay.layers[0]) == {b"usr/a": 4}
