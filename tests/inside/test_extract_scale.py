"""Many files and deep folders: work grows with their number, memory and open files hardly."""

from __future__ import annotations

import itertools
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from inside.extractions import extracted, image_of
from layersize.inside.contents import ImageContents
from layersize.inside.extract import extract
from layersize.measure import Settings, explore
from support.compressors import gzip_member
from support.disk_tree import remove_tree
from support.docker_archives import archive
from support.tar_writer import file, gnu_long, hardlink, tar
from support.work import steps_of

_BYTES_A_FILE = 150
"""Of memory, beyond what the measured image takes: a place in a few columns."""


def many_files(folder: Path, count: int) -> Path:
    """Small files in folders of a hundred, and a hardlink to every tenth."""
    entries = [file(f"d{number // 100}/f{number}", b"x") for number in range(count)]
    links = [hardlink(f"l{n // 100}/f{n}", f"d{n // 100}/f{n}") for n in range(0, count, 10)]
    path = folder / f"{count}.tar"
    path.write_bytes(archive(gzip_member(tar(*entries, *links))))
    return path


def test_work_and_memory_grow_with_the_files(tmp_path: Path) -> None:
    """The proof for a million of them, which take a minute."""
    steps, peaks = [], []
    for count in (300, 300, 600, 1200):
        image = explore(str(many_files(tmp_path, count)))
        contents = ImageContents(image.image, image.walks, Settings())
        place = tmp_path / f"out{len(steps)}"
        steps.append(steps_of(lambda: extract(image, contents, [b"/"], str(place))))  # noqa: B023
        tracemalloc.start()
        extract(image, contents, [b"/"], f"{place}-again")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    _, once, twice, four_times = steps
    assert twice < 2.2 * once
    assert four_times < 2.2 * twice
    assert peaks[3] - peaks[2] < 600 * _BYTES_A_FILE


def _deep_path(levels: int, branch: str) -> str:
    return "/".join([branch] * levels)


def test_folders_that_are_deep_and_visited_in_turn(tmp_path: Path) -> None:
    """Two branches a thousand deep, a file of each in turn; no folder is looked for from the top
    each time."""

    def extraction(levels: int) -> int:
        entries = [
            gnu_long(f"{_deep_path(level, branch)}/f") + file("f", b"x")
            for level in range(1, levels)
            for branch in "ab"
        ]
        image = explore(str(image_of(tmp_path, entries, name=str(levels))))
        contents = ImageContents(image.image, image.walks, Settings())
        return steps_of(
            lambda: extract(image, contents, [b"/"], str(tmp_path / f"out{next(number)}"))
        )

    number = itertools.count()
    try:
        _, once, twice, four_times = map(extraction, (100, 100, 200, 400))
        assert twice < 2.2 * once
        assert four_times < 2.2 * twice
    finally:
        remove_tree(tmp_path)


_FEW_FILES = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (96, 96))
from layersize.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("levels", [30, 1500])
def test_a_program_that_may_open_few_files(tmp_path: Path, levels: int) -> None:
    image = image_of(
        tmp_path,
        [gnu_long(f"{_deep_path(level, 'd')}/f") + file("f", b"x") for level in range(1, levels)],
    )
    command = [sys.executable, "-c", _FEW_FILES, "extract", str(image), "/"]
    done = subprocess.run(
        [*command, "-o", str(tmp_path / "out"), "--no-cache"], capture_output=True, check=False
    )
    try:
        assert done.returncode == 0, done.stderr
        said = f"{levels - 1:,} files".encode()
        assert said in done.stderr
    finally:
        remove_tree(tmp_path)


def test_a_path_that_is_asked_for_reads_no_other(tmp_path: Path) -> None:
    """One small file of a plain tar costs as much beside many as beside few."""

    def steps(count: int) -> int:
        layer = tar(file("wanted", b"x"), *(file(f"f{n}", b"y" * 5000) for n in range(count)))
        path = tmp_path / f"{count}.tar"
        path.write_bytes(archive(layer))
        image = explore(str(path))
        contents = ImageContents(image.image, image.walks, Settings())
        target = str(tmp_path / f"out{count}")
        return steps_of(lambda: extract(image, contents, [b"wanted"], target))

    extracted(image_of(tmp_path, [file("wanted", b"x")]), tmp_path / "first")
    assert steps(400) < steps(20) + 500
