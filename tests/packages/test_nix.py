"""Nix: what lies in its store."""

from __future__ import annotations

from pathlib import Path

from layersize.packages import nix
from support.package_trees import (
    disk_bytes,
    entries_tree,
    file_tree,
    kept_tree,
    owned_bytes,
    unpacked,
)
from support.tar_writer import file


def test_a_store_with_links_and_a_recipe(tmp_path: Path) -> None:
    layer = kept_tree("nix")
    root = unpacked(layer, tmp_path)
    store = "nix/store"
    assert list(root.glob(f"{store}/*.drv"))
    # The licence of both outputs is one file, and one in `.links`, too.
    assert owned_bytes(file_tree(tmp_path, layer), nix.find) == {
        ("nix", "hello", "2.12.1"): disk_bytes(root, f"{store}/*-hello-2.12.1*"),
        ("nix", "builder", None): disk_bytes(root, f"{store}/*-builder"),
        ("nix", "source", "1.0.tar.gz"): disk_bytes(root, f"{store}/*-source-1.0.tar.gz"),
    }
    assert disk_bytes(root, f"{store}/*-hello-2.12.1*") == 9_000 + 2_000 + 4_000


def test_what_else_lies_there(tmp_path: Path) -> None:
    hashes = ["0123456789abcdfghijklmnpqrsvwxyz", *(letter * 32 for letter in "abcd")]
    names = ("glibc-2.40-66", "glibc-2.40-66-bin", "stdenv-linux", "source", "a-1.0.tar.gz.drv")
    (libc, tools, plain, source, recipe) = (
        f"nix/store/{digest}-{name}" for digest, name in zip(hashes, names, strict=True)
    )
    tree = entries_tree(
        tmp_path,
        *(file(f"{libc}/lib/libc.so.6", "1"), file(f"{tools}/bin/ldd", "1" * 10)),
        *(file(f"{plain}/setup", "1" * 100), file(source, "1" * 1_000)),
        # None of these is a package, nor is what is in one another's.
        *(file(recipe, "1"), file("nix/store/.links/0f", "1"), file("nix/store/short-a-1", "1")),
        file("nix/var/nix/db/reserved", "1"),
        file(f"{libc}/lib/node_modules/a/package.json", "1" * 10_000),
    )
    assert owned_bytes(tree, nix.find) == {
        ("nix", "glibc", "2.40-66"): 10_011,
        ("nix", "stdenv-linux", None): 100,
        ("nix", "source", None): 1_000,
    }
    assert list(tree.directories_named(b"node_modules")) == []
