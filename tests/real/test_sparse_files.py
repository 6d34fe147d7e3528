"""Sparse files as GNU tar writes them: the apparent size counts, as it unpacks them again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from real.gnu_tar import apply_layer
from real.layouts import write_layout
from real.programs import run
from real.reports import whole_report
from real.unpacked_tree import unpacked_tree

pytestmark = pytest.mark.real

APPARENT_BYTES = 1024 * 1024
STORED_DATA = b"data" * 1024


@pytest.mark.parametrize(
    "options",
    [
        ["--format=gnu"],
        ["--format=posix", "--sparse-version=0.0"],
        ["--format=posix", "--sparse-version=0.1"],
        ["--format=posix", "--sparse-version=1.0"],
    ],
    ids=" ".join,
)
def test_sparse_file(options: list[str], need: Callable[..., None], tmp_path: Path) -> None:
    need("tar")
    holey = tmp_path / "holey"
    with holey.open("wb") as stream:
        for offset in (0, APPARENT_BYTES // 2):
            stream.seek(offset)
            stream.write(STORED_DATA)
        stream.truncate(APPARENT_BYTES)
    sparse = ["--sparse", "--hole-detection=raw", *options]
    run("tar", "--create", *sparse, "--file", tmp_path / "layer.tar", "-C", tmp_path, "holey")
    layer = (tmp_path / "layer.tar").read_bytes()
    assert len(layer) < APPARENT_BYTES

    root = tmp_path / "root"
    root.mkdir()
    apply_layer(tmp_path / "layer.tar", root)
    tree = unpacked_tree(root)
    assert tree.file_bytes == {"holey": APPARENT_BYTES}
    layout = write_layout(tmp_path / "layout", [layer], [layer])
    report = whole_report(layout)
    assert report["image"]["live_bytes"] == tree.live_bytes
    assert report["image"]["tar_bytes"] == len(layer)
    assert report["biggest"] == [{"path": "holey", "bytes": APPARENT_BYTES, "layer": 0}]
