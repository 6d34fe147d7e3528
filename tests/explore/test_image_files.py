"""Every file of an image is listed once, and the bytes add up to those of the accounting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layersize.explore.image_files import ImageFiles
from layersize.measure import explore
from support.explored import explored
from support.tar_writer import directory, file, hardlink, opaque, symlink, whiteout

IMAGES = [
    path
    for path in sorted(Path(__file__).parents[1].joinpath("images").glob("*.tar"))
    if "error" not in json.loads(path.with_suffix(".json").read_text())["expect"]
]


@pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.stem)
def test_bytes_add_up(path: Path) -> None:
    stated = json.loads(path.with_suffix(".json").read_text())
    image = explore(stated.get("reference", str(path)).format(path=path))
    files = ImageFiles(image)
    facts = image.analysis.image
    assert sum(file.content_bytes for file in files.live()) == facts.live_bytes
    assert sum(file.content_bytes for file in files.hidden()) == facts.shadowed_bytes


def names(folder: Path, *layers: list[bytes]) -> list[tuple[str, str, int, int, int | None, str]]:
    """Path, kind, bytes, layer, and what hides it, in the order of paths and layers."""
    files = ImageFiles(explored(folder, *layers).image)
    return sorted(
        (
            file.path.decode(),
            file.kind,
            file.content_bytes,
            file.layer,
            file.hidden_in,
            str(file.cause or "live"),
        )
        for file in (*files.live(), *files.hidden())
    )


def test_a_file_becomes_a_folder_and_a_file_again(tmp_path: Path) -> None:
    assert names(
        tmp_path,
        [file("a", b"1")],
        [directory("a/"), file("a/b", b"22")],
        [file("a", b"333")],
    ) == [
        ("a", "directory", 0, 1, 2, "overwritten"),
        ("a", "file", 1, 0, 1, "overwritten"),
        ("a", "file", 3, 2, None, "live"),
        ("a/b", "file", 2, 1, 2, "overwritten"),
    ]


def test_a_folder_that_is_described_again_goes_on(tmp_path: Path) -> None:
    layers = [[directory("d/"), file("d/a", b"1")], [directory("d/"), file("d/b", b"2")]]
    assert names(tmp_path, *layers) == [
        ("d", "directory", 0, 0, 1, "metadata-only"),
        ("d", "directory", 0, 1, None, "live"),
        ("d/a", "file", 1, 0, None, "live"),
        ("d/b", "file", 1, 1, None, "live"),
    ]


def test_a_folder_that_comes_back_was_deleted(tmp_path: Path) -> None:
    layers = [[directory("d/"), file("d/a", b"1")], [whiteout("d"), directory("d/"), file("d/a")]]
    assert names(tmp_path, *layers) == [
        ("d", "directory", 0, 0, 1, "deleted"),
        ("d", "directory", 0, 1, None, "live"),
        ("d/a", "file", 0, 1, None, "live"),
        ("d/a", "file", 1, 0, 1, "deleted"),
    ]


def test_an_opaque_marker_hides_what_is_in_a_folder_and_not_the_folder(tmp_path: Path) -> None:
    layers = [[directory("d/"), directory("d/e/"), file("d/e/a")], [opaque("d"), file("d/b", b"1")]]
    assert names(tmp_path, *layers) == [
        ("d", "directory", 0, 0, None, "live"),
        ("d/b", "file", 1, 1, None, "live"),
        ("d/e", "directory", 0, 0, 1, "deleted"),
        ("d/e/a", "file", 0, 0, 1, "deleted"),
    ]


def test_of_several_names_the_one_that_is_lost_last_has_the_bytes(tmp_path: Path) -> None:
    layers = [
        [file("a", b"data"), hardlink("b", "a"), symlink("c", "a")],
        [whiteout("a"), file("c", b"1")],
        [file("b", b"2")],
    ]
    assert names(tmp_path, *layers) == [
        ("a", "file", 0, 0, 1, "deleted"),
        ("b", "file", 1, 2, None, "live"),
        ("b", "hardlink", 4, 0, 2, "overwritten"),
        ("c", "file", 1, 1, None, "live"),
        ("c", "symlink", 0, 0, 1, "overwritten"),
    ]


def test_a_hardlink_into_a_lower_layer_keeps_its_bytes_alive(tmp_path: Path) -> None:
    layers = [[file("z", b"data")], [hardlink("a", "z")], [whiteout("z")]]
    assert names(tmp_path, *layers) == [
        ("a", "hardlink", 4, 1, None, "live"),
        ("z", "file", 0, 0, 2, "deleted"),
    ]


def test_the_body_of_a_marker_is_shipped_for_nothing(tmp_path: Path) -> None:
    layers = [[file("d/a", b"1")], [whiteout("d/a", b"body")]]
    assert names(tmp_path, *layers) == [
        ("d/.wh.a", "file", 4, 1, 1, "duplicate-entry"),
        ("d/a", "file", 1, 0, 1, "deleted"),
    ]


def test_bookkeeping_of_aufs_counts_where_a_hardlink_names_it(tmp_path: Path) -> None:
    plink = ".wh..wh.plnk/1"
    layers = [[file(plink, b"data"), file(".wh..wh.plnk/2", b"none"), hardlink("a", plink)]]
    assert names(tmp_path, *layers) == [("a", "hardlink", 4, 0, None, "live")]
