"""Packages in `node_modules`, of trees that npm, pnpm and Yarn wrote."""

from __future__ import annotations

import json
from pathlib import Path

from layersize.packages.languages import npm, yarn
from support.package_trees import (
    disk_bytes,
    entries_tree,
    file_tree,
    kept_tree,
    owned_bytes,
    unpacked,
)
from support.tar_writer import file, gnu_long

CARRIED = "carrier/node_modules/carried"


def test_of_npm_with_nested_copies_and_an_alias(tmp_path: Path) -> None:
    layer = kept_tree("npm")
    root = unpacked(layer, tmp_path)
    modules = "app/node_modules"
    carried = disk_bytes(root, f"{modules}/{CARRIED}")
    expected = {
        ("left", "1.0.0"): disk_bytes(root, f"{modules}/left", f"{modules}/renamed"),
        ("left", "2.0.0"): disk_bytes(root, f"{modules}/*/node_modules/left"),
        ("middle", "1.2.0"): disk_bytes(root, f"{modules}/middle/[lp]*"),
        ("@scope/tool", "3.0.0-rc.1"): disk_bytes(root, f"{modules}/@scope/tool"),
        ("@scope/base-parts", "1.0.0"): disk_bytes(root, f"{modules}/@scope/base-parts"),
        ("plugin", "5.0.0"): disk_bytes(root, f"{modules}/plugin"),
        ("carrier", "6.0.0"): disk_bytes(root, f"{modules}/carrier") - carried,
        ("carried", "0.1.0"): carried,
        # What is installed for all has all that it needs.
        ("right", "1.1.0"): disk_bytes(
            root, f"{modules}/right/[lp]*", "usr/local/lib/node_modules/right"
        ),
    }
    found = owned_bytes(file_tree(tmp_path, layer), npm.find)
    assert found == {("npm", *key): count for key, count in expected.items()}


def test_of_pnpm_with_its_store_and_two_projects(tmp_path: Path) -> None:
    layer = kept_tree("pnpm")
    root = unpacked(layer, tmp_path)
    stored = "*/node_modules/.pnpm"
    carried = disk_bytes(root, f"{stored}/carrier@6.0.0/node_modules/{CARRIED}")
    expected = {
        ("left", "1.0.0"): disk_bytes(root, f"{stored}/left@1.0.0"),
        ("left", "2.0.0"): disk_bytes(root, f"{stored}/left@2.0.0"),
        ("right", "1.1.0"): disk_bytes(root, f"{stored}/right@1.1.0"),
        ("middle", "1.2.0"): disk_bytes(root, f"{stored}/middle@1.2.0"),
        ("@scope/tool", "3.0.0-rc.1"): disk_bytes(root, f"{stored}/@scope+tool@3.0.0-rc.1"),
        ("@scope/base-parts", "1.0.0"): disk_bytes(root, f"{stored}/@scope+base-parts@1.0.0"),
        ("plugin", "5.0.0"): disk_bytes(root, f"{stored}/plugin@5.0.0_left@*"),
        ("carrier", "6.0.0"): disk_bytes(root, f"{stored}/carrier@6.0.0") - carried,
        ("carried", None): carried,
    }
    tree = file_tree(tmp_path, layer)
    found = owned_bytes(tree, npm.find)
    assert found == {("pnpm", *key): count for key, count in expected.items()}
    # Each file is in the store, too, and counts once.
    everything = disk_bytes(root, f"{stored}/*@*", "root/.local/share/pnpm/store/v11/files")
    assert sum(found.values()) == everything


def test_of_pnpm_for_all_in_its_store(tmp_path: Path) -> None:
    """What `pnpm add -g` installs lies in the store, where links of all projects lead."""
    layer = kept_tree("pnpm-global")
    root = unpacked(layer, tmp_path)
    links = "root/.local/share/pnpm/store/v11/links"
    assert owned_bytes(file_tree(tmp_path, layer), npm.find) == {
        ("pnpm", "right", "1.1.0"): disk_bytes(root, f"{links}/@/right"),
        ("pnpm", "left", "2.0.0"): disk_bytes(root, f"{links}/@/left"),
        ("pnpm", "@scope/base-parts", "1.0.0"): disk_bytes(root, f"{links}/@scope"),
    }


def test_of_yarn_in_archives_and_unplugged(tmp_path: Path) -> None:
    layer = kept_tree("yarn")
    root = unpacked(layer, tmp_path)
    tree = file_tree(tmp_path, layer)
    archives = owned_bytes(tree, yarn.find)
    assert sum(archives.values()) == disk_bytes(root, "app/.yarn/cache/*.zip")
    assert archives["yarn", "left", "2.0.0"] == disk_bytes(root, "app/.yarn/cache/left-npm-2*")
    assert archives["yarn", "@scope-tool", "3.0.0-rc.1"] == disk_bytes(
        root, "app/.yarn/cache/@scope-tool-*"
    )
    unplugged = disk_bytes(root, "app/.yarn/unplugged")
    assert owned_bytes(tree, npm.find) == {("yarn", "@scope/tool", "3.0.0-rc.1"): unplugged}


def test_names_of_archives_from_other_places_than_the_registry() -> None:
    for stem, expected in (
        ("a-npm-b-npm-1.0.0-0a1b2c3d4e-0a1b2c3d4e", ("a-npm-b", "1.0.0")),
        ("typescript-patch-6fda4d02cf-5659f2c5f6", ("typescript", None)),
        ("a-https-6fda4d02cf-5659f2c5f6", ("a", None)),
        ("rubbish", ("rubbish", None)),
    ):
        assert yarn.name_and_version(stem, hashes=2) == expected


def test_what_is_installed_for_all_is_one_package(tmp_path: Path) -> None:
    manifest = '{"version": "1.5"}'
    tree = entries_tree(
        tmp_path,
        file("usr/lib/node_modules/a/package.json", manifest),
        file("usr/lib/node_modules/a/node_modules/b/node_modules/c/package.json", "1" * 100),
        file("usr/lib/node_modules/@d/e/package.json", "1" * 1_000),
        # A project in a folder of that name has npm's list.
        file("app/lib/node_modules/.package-lock.json", "{}"),
        file("app/lib/node_modules/f/package.json", "1" * 10_000),
        file("app/lib/node_modules/f/node_modules/g/package.json", "1" * 100_000),
    )
    assert owned_bytes(tree, npm.find) == {
        ("npm", "a", "1.5"): 100 + len(manifest),
        ("npm", "@d/e", None): 1_000,
        ("npm", "f", None): 10_000,
        ("npm", "g", None): 100_000,
    }


def test_caches_and_folders_without_a_manifest_are_no_packages(tmp_path: Path) -> None:
    manifest = "node_modules/a/package.json"
    places = (
        *(f"root/.npm/_npx/0f/{manifest}", f"home/u/.cache/{manifest}"),
        *("app/node_modules/.bin/a", "app/node_modules/.cache/x/y"),
        "app/node_modules/package.json",
    )
    tree = entries_tree(tmp_path, *(file(path, "x") for path in places))
    assert owned_bytes(tree, npm.find) == {}


def test_hostile_lists_say_nothing(tmp_path: Path) -> None:
    deep = "[" * 100_000
    places: dict[str, object] = {
        "node_modules/a": 5,
        "node_modules/b": {"version": 7, "name": ["b"]},
        "": {"version": "1"},
        "../../../node_modules/c": {"version": "3", "name": "\ud800"},
    }
    for lock in (deep, "{", '{"packages": []}', "null", json.dumps({"packages": places})):
        tree = entries_tree(
            tmp_path,
            *(file(f"node_modules/{name}/package.json", "x") for name in "abc"),
            file("node_modules/.package-lock.json", lock),
        )
        keys = {key for key in owned_bytes(tree, npm.find) if key[2] is None}
        assert {("npm", "a", None), ("npm", "b", None)} <= keys


def test_folders_too_deep_to_be_of_an_installer_are_left_out(tmp_path: Path) -> None:
    path = "node_modules/a/" * 400 + "package.json"
    tree = entries_tree(tmp_path, gnu_long(path), file("short", "x"))
    assert tree.image.overlay.file_system.find_file(path.encode()) is not None
    assert len(list(tree.directories_named(b"node_modules"))) == 32
