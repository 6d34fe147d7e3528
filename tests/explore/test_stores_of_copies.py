"""A layer of a bootc or uv image shows its bytes where people know the files, not in the store."""

from __future__ import annotations

from pathlib import Path

from layersize.accounting.queries import covered_files
from layersize.patterns import Pattern
from support.explored import explored, items, row, walked
from support.tar_writer import directory, file, hardlink, whiteout

OBJECT = "sysroot/ostree/repo/objects/20/a5.file"
LAYER = [
    directory("usr/"),
    file(OBJECT, b"t" * 2000),
    hardlink("usr/bin/tool", OBJECT),
    hardlink("usr/bin/other", OBJECT),
    file("root/.cache/uv/a", b"u" * 300),
    hardlink("root/.cache/uv/b", "root/.cache/uv/a"),
    file("etc/x", b"x"),
    hardlink("etc/y", "etc/x"),
]


def test_a_layer_alone(tmp_path: Path) -> None:
    image = explored(tmp_path, LAYER, [whiteout("sysroot"), whiteout("usr")])
    tree = image.layer_tree(0)
    shown = {item.path: item.content_bytes for item in walked(tree) if not item.is_directory}
    assert shown == {
        OBJECT.encode(): 0,
        b"usr/bin/tool": 0,
        b"usr/bin/other": 2000,
        b"root/.cache/uv/a": 300,
        b"root/.cache/uv/b": 0,
        b"etc/x": 1,
        b"etc/y": 0,
    }
    assert row(tree, b"usr").content_bytes == 2000
    assert row(tree, b"usr").shadowed_bytes == 2000
    assert row(tree, b"usr/bin/other").shadowed_bytes == 2000
    assert sum(item.content_bytes for item in items(tree)) == 2301


def test_files_that_a_limit_is_about(tmp_path: Path) -> None:
    image = explored(tmp_path, LAYER).image
    found = covered_files(image, 0, Pattern("**"))
    assert [(entry.path, entry.content_bytes, entry.is_visible) for entry in found] == [
        (b"usr/bin/other", 2000, True),
        (b"root/.cache/uv/a", 300, True),
        (b"etc/x", 1, True),
    ]
    assert covered_files(image, 0, Pattern("/sysroot/**")) == []
