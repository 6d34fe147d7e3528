"""Paths as deep as Linux can open, all the way from the tar to every view of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.explore.listing import Tree
from support.explored import explored, paired
from support.run_layersize import run_layersize
from support.tar_writer import file, pax, whiteout

FOLDERS = 2047
PATH = b"d/" * FOLDERS + b"f"
DEEP = pax(("path", PATH)) + file("f", b"x" * 3000)
CHANGED = pax(("path", PATH)) + file("f", b"y" * 3001)
assert len(PATH) == 4095


def bottom(tree: Tree) -> bytes:
    """The path of the file that is reached by going down."""
    directory = b""
    while (item := tree.listing(directory).item(0)).is_directory:
        directory = item.path
    return item.path


def test_every_tree_leads_down_to_it(tmp_path: Path) -> None:
    one = explored(tmp_path, [DEEP], [CHANGED], name="one")
    other = explored(tmp_path, [CHANGED], name="other")
    for tree in (one.files, one.layer_tree(0), one.tree_up_to(0), paired(one, other).files):
        assert bottom(tree) == PATH
    assert one.removal([b"d"], None).saved_bytes == 3001


@pytest.mark.parametrize("form", ["table", "json", "markdown"])
def test_every_report_can_be_made(form: str, tmp_path: Path) -> None:
    explored(tmp_path, [DEEP], [CHANGED], name="base")
    explored(tmp_path, [DEEP], [whiteout("d")], name="other")
    base, other = (str(tmp_path / f"{name}.tar") for name in ("base", "other"))
    for command in (
        ["inspect", base],
        ["inspect", other],
        ["compare", base, other],
        ["check", base, "--against", other, "--max-increase", "1 kB"],
    ):
        outcome = run_layersize([*command, "--format", form])
        assert outcome.exit_code == (1 if command[0] == "check" else 0), outcome.stderr
