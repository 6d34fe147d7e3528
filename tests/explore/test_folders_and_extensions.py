"""The biggest folders, and the bytes by extension, of what a container sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from layersize.accounting.extensions import file_extension
from layersize.accounting.live_sums import LiveSums
from layersize.accounting.result import ExtensionSum, ImageAnalysis
from layersize.explore.file_list import FileQuery, list_files
from layersize.explore.image_files import ImageFiles
from layersize.measure import explore
from support.docker_archives import archive
from support.explored import explored
from support.layer_stack import Layer, layer_tars
from support.stacks import stacks
from support.tar_writer import file, hardlink, symlink, whiteout

LAWS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        (b"a.py", b".py"),
        (b"A.PY", b".py"),
        (b"libc.so.6", b".so"),
        (b"libc-2.36.so", b".so"),
        (b"libstdc++.so.6.0.30", b".so"),
        (b"a.tar.gz", b".gz"),
        (b"song.mp3", b".mp3"),
        (b"archive.7z", b".7z"),
        (b"README", b""),
        (b".bashrc", b""),
        (b".config.json", b".json"),
        (b"python3.11", b""),
        (b"1.2.3", b""),
        (b"ends.", b""),
        (b"a.b c", b""),
        (b"a.\xff", b""),
        (b"a." + b"x" * 16, b"." + b"x" * 16),
        (b"a." + b"x" * 17, b""),
    ],
)
def test_extension_of_a_name(name: bytes, extension: bytes) -> None:
    assert file_extension(name) == extension


def analyzed(folder: Path, *layers: Sequence[bytes]) -> ImageAnalysis:
    return explored(folder, *layers).analysis


def folders(analysis: ImageAnalysis) -> list[tuple[bytes, int]]:
    return [(row.path, row.content_bytes) for row in analysis.folders]


def test_a_folder_is_named_where_its_bytes_part(tmp_path: Path) -> None:
    layer = [
        *(file(f"usr/lib/python3/{n}/x.py", b"x" * 100) for n in range(60)),
        *(file(f"usr/lib/node/{n}.js", b"x" * 50) for n in range(60)),
        *(file(f"srv/app/data/{n}", b"x" * 30) for n in range(60)),
        file("etc/conf", b"x" * 10),
        file("top", b"x" * 400),
    ]
    assert folders(analyzed(tmp_path, layer)) == [
        (b"usr/lib/python3", 6000),
        (b"usr/lib/node", 3000),
        (b"srv/app/data", 1800),
    ]


def test_what_is_hidden_counts_nowhere(tmp_path: Path) -> None:
    base = [file("a/big.bin", b"x" * 900), file("b/c.txt", b"x" * 20), file("b/d.txt", b"y" * 30)]
    analysis = analyzed(tmp_path, base, [whiteout("a"), file("b/c.txt", b"x" * 5)])
    assert folders(analysis) == [(b"b", 35)]
    assert list(analysis.extensions) == [ExtensionSum(extension=b".txt", content_bytes=35, files=2)]


def test_names_of_one_file_count_once(tmp_path: Path) -> None:
    layer = [
        file("store/z.dat", b"x" * 100),
        hardlink("app/a.bin", "store/z.dat"),
        symlink("app/link.so", "a.bin"),
        file("app/own.so.1", b"y" * 10),
    ]
    analysis = analyzed(tmp_path, layer)
    assert folders(analysis) == [(b"app", 110)]
    assert list(analysis.extensions) == [
        ExtensionSum(extension=b".bin", content_bytes=100, files=1),
        ExtensionSum(extension=b".so", content_bytes=10, files=2),
    ]


def test_an_image_without_a_byte_has_none(tmp_path: Path) -> None:
    analysis = analyzed(tmp_path, [file("a/empty.txt", b"")])
    assert (list(analysis.folders), list(analysis.extensions)) == ([], [])


def test_an_image_made_of_extensions_has_none(tmp_path: Path) -> None:
    layer = [file(f"d/x.a{number}", b"1") for number in range(50_001)]
    analysis = analyzed(tmp_path, layer)
    assert list(analysis.extensions) == []
    assert folders(analysis) == [(b"d", 50_001)]


@LAWS
@given(stack=stacks)
def test_sums_are_those_of_the_files(stack: list[Layer], folder: Path) -> None:
    path = folder / "image.tar"
    path.write_bytes(archive(*layer_tars(stack)))
    image = explore(str(path))
    by_extension: Counter[bytes] = Counter()
    by_folder: Counter[bytes] = Counter()
    for each in ImageFiles(image).live():
        by_extension[file_extension(each.path.rpartition(b"/")[2])] += each.content_bytes
        above = each.path
        while above:
            above = above.rpartition(b"/")[0]
            by_folder[above] += each.content_bytes
    rows = image.analysis.extensions
    assert {row.extension: row.content_bytes for row in rows} == +by_extension
    tree, sums = image.overlay.file_system, LiveSums(image.overlay, image.shown_names)
    for directory in tree.visible_directories():
        assert sums.folder_bytes[directory] == by_folder[tree.directory_path(directory)]
    assert sums.folder_bytes[0] == image.analysis.live_bytes


@LAWS
@given(stack=stacks)
def test_extensions_are_those_that_files_are_grouped_by(stack: list[Layer], folder: Path) -> None:
    path = folder / "image.tar"
    path.write_bytes(archive(*layer_tars(stack)))
    image = explore(str(path))
    groups = list_files(image, FileQuery(), by="extension").groups
    rows = [(row.extension, row.content_bytes, row.files) for row in image.analysis.extensions]
    assert rows == [
        (group.key, group.live_bytes, group.files) for group in groups if group.live_bytes
    ]


@LAWS
@given(stack=stacks)
def test_no_folder_is_in_another(stack: list[Layer], folder: Path) -> None:
    path = folder / "image.tar"
    path.write_bytes(archive(*layer_tars(stack)))
    image = explore(str(path))
    found = [row.path + b"/" for row in image.analysis.folders]
    for one in found:
        assert [other for other in found if other.startswith(one)] == [one]
    assert sum(row.content_bytes for row in image.analysis.folders) <= image.analysis.live_bytes
