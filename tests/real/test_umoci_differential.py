"""Random layer stacks: what umoci and GNU tar unpack is what layersize reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from real.gnu_tar import apply_layer
from real.layouts import write_layout
from real.programs import skopeo_copy, umoci_unpack
from real.random_stacks import random_stack
from real.reports import whole_report
from real.unpacked_tree import UnpackedTree, unpacked_tree
from support.compressors import gzip_member

pytestmark = pytest.mark.real

SEEDS = range(25)


def assert_same_tree(report: dict[str, Any], tree: UnpackedTree) -> None:
    biggest = {row["path"]: row["bytes"] for row in report["biggest"] if row["bytes"]}
    assert biggest == tree.file_bytes
    assert report["image"]["live_bytes"] == tree.live_bytes
    assert report["image"]["entries"] == tree.entries


@pytest.mark.parametrize("seed", SEEDS)
def test_umoci_unpacks_what_is_reported(
    seed: int, need: Callable[..., None], tmp_path: Path
) -> None:
    need("umoci")
    layers = random_stack(seed)
    blobs = [gzip_member(layer) if index % 2 else layer for index, layer in enumerate(layers)]
    layout = write_layout(tmp_path / "layout", layers, blobs)
    umoci_unpack(layout, "v1", tmp_path / "root")
    assert_same_tree(whole_report(layout), unpacked_tree(tmp_path / "root"))


@pytest.mark.parametrize("seed", SEEDS)
def test_gnu_tar_unpacks_what_is_reported(
    seed: int, need: Callable[..., None], tmp_path: Path
) -> None:
    need("tar")
    layers = random_stack(seed)
    layout = write_layout(tmp_path / "layout", layers, layers)
    root = tmp_path / "root"
    root.mkdir()
    for index, layer in enumerate(layers):
        layer_path = tmp_path / f"{index}.tar"
        layer_path.write_bytes(layer)
        apply_layer(layer_path, root)
    assert_same_tree(whole_report(layout), unpacked_tree(root))


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_skopeo_compressing_with_zstd_changes_no_number(
    seed: int, need: Callable[..., None], tmp_path: Path
) -> None:
    need("skopeo")
    layers = random_stack(seed)
    layout = write_layout(tmp_path / "plain", layers, layers)
    skopeo_copy(f"oci:{layout}:v1", f"oci:{tmp_path / 'zstd'}:v1", "--dest-compress-format", "zstd")
    plain, zstd = whole_report(layout), whole_report(tmp_path / "zstd")
    assert [row["media_type"] for row in zstd["layers"]] == [
        "application/vnd.oci.image.layer.v1.tar+zstd" for _ in layers
    ]
    for key in ("content_bytes", "live_bytes", "tar_bytes", "entries"):
        assert zstd["image"][key] == plain["image"][key]
    assert zstd["shadowed"] == plain["shadowed"]
    assert zstd["pairs"] == plain["pairs"]
