"""What real tools wrote, through all managers together: each byte has one owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.measure import analyze
from support.docker_archives import archive
from support.package_trees import TREES, kept_tree

MANAGERS = {
    "composer": {"composer"},
    "conda": {"conda"},
    "gem": {"gem"},
    "npm": {"npm"},
    "pnpm": {"pnpm"},
    "pnpm-global": {"pnpm"},
    "uv": {"pip"},
    "yarn": {"yarn"},
}
"""Trees to who is found in them."""


def test_all_trees_are_here() -> None:
    assert {path.name.removesuffix(".tar.gz") for path in TREES.glob("*.tar.gz")} == set(MANAGERS)


@pytest.mark.parametrize("name", MANAGERS)
def test_each_byte_has_one_owner(name: str, tmp_path: Path) -> None:
    (tmp_path / "image.tar").write_bytes(archive(kept_tree(name)))
    analysis = analyze(str(tmp_path / "image.tar"))
    rows = analysis.packages
    assert sum(row.content_bytes for row in rows) == analysis.live_bytes
    assert {row.manager for row in rows if row.manager} == MANAGERS[name]
    assert all(row.content_bytes and row.files for row in rows)
    assert len({(row.manager, row.name, row.version) for row in rows}) == len(rows)
