"""Gems, PHP packages and Java archives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layersize.packages.languages import composer, gem, jar
from layersize.packages.languages.names import split_version
from support.package_trees import (
    disk_bytes,
    entries_tree,
    file_tree,
    kept_tree,
    owned_bytes,
    unpacked,
)
from support.tar_writer import file


def test_gems(tmp_path: Path) -> None:
    layer = kept_tree("gem")
    root = unpacked(layer, tmp_path)
    found = owned_bytes(file_tree(tmp_path, layer), gem.find)
    home = "usr/local/bundle"
    expected = {
        (name, version): disk_bytes(
            root,
            *(f"{home}/gems/{name}-*", f"{home}/specifications/{name}-*"),
            *((f"{home}/extensions/*/*/{name}-*",) if name == "fast" else ()),
        )
        for name, version in (
            *(("plain-parts", "1.0.1"), ("fast", "2.0.0.pre1"), ("fitted", "3.1-x86_64-linux")),
        )
    }
    assert found == {("gem", *key): count for key, count in expected.items()}


def test_gems_of_ruby_itself_and_of_git(tmp_path: Path) -> None:
    home = "usr/local/lib/ruby/gems/3.4.0"
    tree = entries_tree(
        tmp_path,
        file(f"{home}/specifications/default/irb-1.15.0.gemspec", "1"),
        file(f"{home}/gems/irb-1.15.0/exe/irb", "1" * 10),
        file(f"{home}/bundler/gems/own-parts-0a1b2c3d4e5f/lib/own.rb", "1" * 100),
        file("usr/share/doc/specifications/other.gemspec", "not beside gems"),
    )
    assert owned_bytes(tree, gem.find) == {
        ("gem", "irb", "1.15.0"): 11,
        ("gem", "own-parts", "0a1b2c3d4e5f"): 100,
    }


def test_composer(tmp_path: Path) -> None:
    layer = kept_tree("composer")
    root = unpacked(layer, tmp_path)
    assert owned_bytes(file_tree(tmp_path, layer), composer.find) == {
        ("composer", "one/library", "1.4.0"): disk_bytes(root, "app/vendor/one/library"),
        ("composer", "two/checker", "v2.0.0"): disk_bytes(root, "app/vendor/two/checker"),
    }


@pytest.mark.parametrize(
    ("installed", "found"),
    [
        # Composer 1 has a list, and no paths in it.
        ([{"name": "a/b", "version": "1.0"}], {("composer", "a/b", "1.0"): 10}),
        (
            {"packages": [{"name": "a/b", "install-path": "../a/b"}]},
            {("composer", "a/b", None): 10},
        ),
        # A metapackage has no folder.
        ({"packages": [{"name": "a/b", "install-path": None}]}, {}),
        ({"packages": [{"name": "a/b", "install-path": ""}]}, {}),
        # Folders that hold all others are nobody's.
        ({"packages": [{"name": "a/b", "install-path": "../../../../.."}]}, {}),
        ({"packages": [{"name": "a/b", "install-path": "/"}]}, {}),
        ({"packages": [{"name": "a/b", "install-path": "../.."}]}, {}),
        ({"packages": {"name": "a/b"}}, {}),
        ({"packages": [7, None, {"name": 7}, {"install-path": "../a/b"}]}, {}),
        ("text", {}),
    ],
)
def test_lists_of_composer(
    installed: object, found: dict[tuple[str, str, str | None], int], tmp_path: Path
) -> None:
    tree = entries_tree(
        tmp_path,
        file("app/vendor/composer/installed.json", json.dumps(installed)),
        file("app/vendor/a/b/code.php", "1" * 10),
        file("app/index.php", "1" * 100),
    )
    assert owned_bytes(tree, composer.find) == found


def test_java_archives(tmp_path: Path) -> None:
    tree = entries_tree(
        tmp_path,
        file("app/lib/guava-33.4.0-jre.jar", "1"),
        file("srv/lib/guava-33.4.0-jre.jar", "1" * 10),
        file("app/app.jar", "1" * 100),
        file("srv/webapps/shop-1.2.war", "1" * 1_000),
        file("root/.m2/repository/guava/guava-33.4.0-jre.jar", "of a cache"),
        file("home/u/.gradle/caches/a-1.jar", "of a cache"),
    )
    assert owned_bytes(tree, jar.find) == {
        ("jar", "guava", "33.4.0-jre"): 11,
        ("jar", "app", None): 100,
        ("jar", "shop", "1.2"): 1_000,
    }


@pytest.mark.parametrize(
    ("stem", "name", "version"),
    [
        ("guava-31.1-jre", "guava", "31.1-jre"),
        ("log4j-1.2-api-2.17.1", "log4j-1.2-api", "2.17.1"),
        ("netty-epoll-4.1.94.Final-linux-x86_64", "netty-epoll", "4.1.94.Final-linux-x86_64"),
        ("foo-1.0-20230101.123456-1", "foo", "1.0-20230101.123456-1"),
        ("nokogiri-1.16.0-arm64-darwin-23", "nokogiri", "1.16.0-arm64-darwin-23"),
        ("aws-sdk-s3-1.2.3", "aws-sdk-s3", "1.2.3"),
        ("plain", "plain", None),
        ("-1.0", "-1.0", None),
        ("1.0", "1.0", None),
        ("", "", None),
    ],
)
def test_where_a_version_begins(stem: str, name: str, version: str | None) -> None:
    assert split_version(stem) == (name, version)
