"""What real tools wrote, through all managers together: each byte has one owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.measure import analyze
from support.docker_archives import archive
from support.package_trees import TREES, kept_tree
from support.tar_writer import file, tar, whiteout

MANAGERS = {
    "composer": {"composer"},
    "conda": {"conda"},
    "dpkg": {"dpkg"},
    "gem": {"gem"},
    "nix": {"nix"},
    "npm": {"npm"},
    "pnpm": {"pnpm"},
    "pnpm-global": {"pnpm"},
    "rpm-6": {"rpm"},
    "rpm-bdb": {"rpm"},
    "rpm-ndb": {"rpm"},
    "rpm-sqlite": {"rpm"},
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


def test_what_a_later_layer_deletes_is_hidden_bytes_of_its_package(tmp_path: Path) -> None:
    installed = tar(
        file("s/a-1.dist-info/RECORD", "a/one.py,,\na/tests/two.py,,\na-1.dist-info/RECORD,,\n"),
        *(file("s/a/one.py", "1" * 10), file("s/a/tests/two.py", "1" * 100)),
        *(
            file("app/node_modules/b/package.json", "{}"),
            file("app/node_modules/b/README", "1" * 7),
        ),
        file("app/node_modules/b/node_modules/c/package.json", "1" * 1_000),
    )
    deleted = tar(whiteout("s/a/tests"), whiteout("app/node_modules/b/README"))
    (tmp_path / "image.tar").write_bytes(archive(installed, deleted))
    analysis = analyze(str(tmp_path / "image.tar"))
    rows = {row.name: (row.content_bytes, row.hidden_bytes) for row in analysis.packages}
    record_bytes = len("a/one.py,,\na/tests/two.py,,\na-1.dist-info/RECORD,,\n")
    assert rows == {"c": (1_000, 0), "a": (10 + record_bytes, 100), "b": (2, 7)}
