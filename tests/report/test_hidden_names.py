"""Which files an instruction hides: all where they are few, else the largest."""

from __future__ import annotations

from pathlib import Path

import pytest

import layersize
from layersize.report.formats import render
from layersize.report.style import OutputStyle
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout


def image(folder: Path, files: int) -> layersize.ImageAnalysis:
    """The first layer ships so many files, each a byte longer than the last; the second all."""
    path = folder / "image.tar"
    lower = tar(*(file(f"d/f{number:02}", b"x" * (number + 1)) for number in range(files)))
    path.write_bytes(archive(lower, tar(whiteout("d"))))
    return layersize.analyze(path)


def shown(analysis: layersize.ImageAnalysis, form: str, width: int = 80) -> str:
    style = OutputStyle(width=width, color=False, ascii=False, units="si", top=10)
    return render("image", form, analysis, style)


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize("files", range(1, 6))
def test_few_are_all_named(tmp_path: Path, form: str, files: int) -> None:
    text = shown(image(tmp_path, files), form)
    for number in range(files):
        assert f"d/f{number:02}" in text
    assert " more" not in text


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize("files", [6, 40])
def test_of_many_the_largest_are_named(tmp_path: Path, form: str, files: int) -> None:
    text = shown(image(tmp_path, files), form)
    for number in range(files):
        assert (f"d/f{number:02}" in text) == (number >= files - 3)
    assert f"{files - 3} more" in text


def test_the_only_file_stands_where_else_the_folder_does(tmp_path: Path) -> None:
    assert "1 file: d/f00" in shown(image(tmp_path, 1), "table")


@pytest.mark.parametrize("width", [30, 40, 60])
def test_names_are_cut_at_their_beginning(tmp_path: Path, width: int) -> None:
    lower = tar(*(file(f"{'deep/' * 15}name{number}", b"x") for number in range(2)))
    path = tmp_path / "image.tar"
    path.write_bytes(archive(lower, tar(whiteout("deep"))))
    table = shown(layersize.analyze(path), "table", width)
    assert "/name0" in table
    assert "/name1" in table
    assert max(map(len, table.splitlines())) <= width


def test_pairs_of_two_images_that_hide_other_files_are_not_the_same(tmp_path: Path) -> None:
    sides = []
    for name in ("a", "b"):
        path = tmp_path / f"{name}.tar"
        path.write_bytes(archive(tar(file(f"d/{name}", b"12345")), tar(whiteout("d"))))
        sides.append(layersize.compare(path, path).base)
    assert sides[0].pairs != sides[1].pairs
