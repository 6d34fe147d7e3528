"""Lists that nobody's tool wrote: no manager raises, and none makes more of them than they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layersize.packages.file_tree import FileTree
from layersize.packages.managers import MANAGERS
from support.package_trees import entries_tree
from support.tar_writer import file

LISTS = (
    b"s/a-1.dist-info/RECORD",
    b"s/site-packages/b-1.egg-info/installed-files.txt",
    b"s/site-packages/c-1.egg-info/top_level.txt",
    b"opt/conda-meta/d-1-0.json",
    b"app/node_modules/.package-lock.json",
    b"usr/lib/node_modules/e/package.json",
    b"app/vendor/composer/installed.json",
)
KEYS = ["packages", "name", "version", "files", "install-path", "node_modules/f", "", "link"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(KEYS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=20,
)
CONTENTS = st.one_of(
    st.binary(max_size=200),
    VALUES.map(lambda value: json.dumps(value).encode()),
    st.lists(st.sampled_from([b"..", b"/", b"a", b'"', b",", b"\n", b"\xff", b"\0"])).map(b"".join),
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> FileTree:
    files = [file(path, b"x") for path in LISTS]
    more = ("app/node_modules/f/package.json", "s/a.py", "etc/passwd")
    return entries_tree(tmp_path_factory.mktemp("tree"), *files, *(file(path) for path in more))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(LISTS, CONTENTS)))
def test_no_list_is_too_odd(tree: FileTree, contents: dict[bytes, bytes]) -> None:
    tree.captured = contents
    for manager in MANAGERS:
        for package in manager.find(tree):
            assert package.name
            assert package.version != ""
            for path in package.paths:
                parts = path.removesuffix(b"/").split(b"/")
                assert b".." not in parts or manager.__name__.endswith(("dpkg", "apk", "rpm"))
                assert path != b"/", "the whole image is nobody's package"
                assert not path.startswith(b"/")


def test_the_lists_are_those_that_are_kept(tmp_path: Path) -> None:
    kept = entries_tree(tmp_path, *(file(path, b"x") for path in LISTS)).captured
    assert set(kept) == set(LISTS)


def test_names_that_say_nothing(tmp_path: Path) -> None:
    """Where a name or a version should stand, nothing does: the package has a name all the same."""
    places = (
        *("s/.dist-info/METADATA", "s/-.dist-info/METADATA", "s/-1.dist-info/METADATA"),
        *(
            "s/site-packages/.egg",
            "s/-1-py3.egg",
            "s/site-packages/.egg-info/PKG-INFO",
            "s/___.dist-info/x",
        ),
        *("a/.jar", "a/-1.jar", "a/1.war", "a/-.ear", "bundler/gems/-0f/x"),
        *("g/gems/x", "g/specifications/.gemspec", "g/specifications/-1.gemspec"),
        *("opt/conda-meta/.json", "opt/conda-meta/--.json", "opt/conda-meta/-1-0.json"),
        *("p/node_modules/.pnpm/@/node_modules/a/package.json", "p/.yarn/cache/.zip"),
        *("p/node_modules/.pnpm/a@/node_modules/a/package.json", "p/.yarn/cache/-npm-1-0-0.zip"),
        *("p/links/@/a//0f/node_modules/a/package.json", "p/.yarn/cache/-npm-.zip"),
        *("p/unplugged/-npm-/node_modules/a/package.json", "p/.yarn/cache/a-npm--0-0.zip"),
        f"nix/store/{'0' * 32}--1",
        f"nix/store/{'0' * 32}--bin",
    )
    tree = entries_tree(tmp_path, *(file(path, b"x") for path in places))
    for manager in MANAGERS:
        for package in manager.find(tree):
            assert package.name, list(package.paths)
            assert package.version != "", package.name
