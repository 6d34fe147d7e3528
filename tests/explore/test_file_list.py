"""Files that are asked for: their order, their groups, and the sums of both."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.explore.file_list import GROUPS, FileQuery, list_files
from layersize.patterns import Pattern
from support.explored import explored
from support.tar_writer import directory, file, hardlink, symlink, whiteout


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("main.js", ".js"),
        ("MAIN.JS", ".js"),
        ("jquery.min.js", ".js"),
        ("a.tar.gz", ".gz"),
        ("libc.so.6", ".so"),
        ("libfoo.so.1.2.3", ".so"),
        ("libstdc++.a", ".a"),
        ("foo-1.2.so", ".so"),
        ("x.c++", ".c++"),
        ("x.7z", ".7z"),
        ("python3.11", ""),
        ("1.2.3", ""),
        ("README", ""),
        (".bashrc", ""),
        (".config.json", ".json"),
        ("end.", ""),
        ("a..js", ".js"),
        ("of 1.0 files", ""),
        ("a." + "e" * 17, ""),
        (b"caf\xe9.txt", ".txt"),
        (b"a.\xff", ""),
        ("dir.d/README", ""),
    ],
)
def test_extensions(tmp_path: Path, name: str | bytes, extension: str) -> None:
    listed = list_files(explored(tmp_path, [file(name)]).image, FileQuery(), by="extension")
    assert [group.key for group in listed.groups] == [extension.encode()]


LAYERS = (
    [directory("d/"), file("d/b", b"xx"), file("d/a", b"xx"), file("e", b"x"), hardlink("f", "e")],
    [whiteout("d/a"), file("d/b", b"yy"), symlink("l", "d"), file("empty")],
    [file("d/b", b"zz"), hardlink("g", "f")],
)


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("query", [FileQuery(), FileQuery(hidden=True), FileQuery(layer=1)])
def test_groups_add_up_to_the_files(tmp_path: Path, by: str, query: FileQuery) -> None:
    image = explored(tmp_path, *LAYERS).image
    files, groups = list_files(image, query), list_files(image, query, by=by)
    totals = files.totals
    assert groups.totals == totals
    assert groups.files == []
    assert sum(group.files for group in groups.groups) == totals.files
    assert sum(group.live_bytes for group in groups.groups) == totals.live_bytes
    assert sum(group.hidden_bytes for group in groups.groups) == totals.hidden_bytes


@pytest.mark.parametrize("most", range(12))
def test_the_first_are_those_of_all(tmp_path: Path, most: int) -> None:
    image = explored(tmp_path, *LAYERS).image
    whole = list_files(image, FileQuery(hidden=True))
    first = list_files(image, FileQuery(hidden=True), most=most)
    assert [(file.content_bytes, file.path, file.layer) for file in whole.files] == [
        (2, b"d/a", 0),
        (2, b"d/b", 0),
        (2, b"d/b", 1),
        (2, b"d/b", 2),
        (1, b"e", 0),
        (0, b"d", 0),
        (0, b"empty", 1),
        (0, b"f", 0),
        (0, b"g", 2),
        (0, b"l", 1),
    ]
    assert first.files == whole.files[:most]
    assert first.totals == whole.totals


def test_a_hardlink_into_a_lower_layer_counts_in_the_layer_of_its_data(tmp_path: Path) -> None:
    image = explored(tmp_path, [file("z", b"data")], [hardlink("a", "z")]).image
    groups = list_files(image, FileQuery(), by="layer").groups
    assert [(group.key, group.live_bytes) for group in groups] == [(b"0", 4)]
    assert [file.path for file in list_files(image, FileQuery(layer=0)).files] == [b"a", b"z"]


def test_each_pattern_without_a_match_gets_a_line(tmp_path: Path) -> None:
    patterns = [Pattern("d/"), Pattern("none"), Pattern("b"), Pattern("none.*")]
    listed = list_files(explored(tmp_path, *LAYERS).image, FileQuery(patterns=patterns))
    assert listed.remarks == ("none: matches nothing", "none.*: matches nothing")
