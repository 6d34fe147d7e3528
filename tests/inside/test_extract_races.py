"""Somebody else who changes the target meanwhile leads nothing out of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inside.extractions import extracted, image_of
from layersize.inside.target.folder import OpenFolder
from support.disk_tree import disk_tree
from support.tar_writer import directory, file, hardlink, symlink

_SWAPPING = """
import os, sys
folder, outside = sys.argv[1:]
aside, link = folder + ".aside", folder + ".link"
print("ready", flush=True)
while True:
    try:
        os.symlink(outside, link)
        os.rename(folder, aside)
        os.rename(link, folder)
        os.unlink(folder)
        os.rename(aside, folder)
    except OSError:
        for path in (link,):
            try:
                os.unlink(path)
            except OSError:
                pass
"""
"""Puts a link in the place of a folder and back, as often as it can."""


@contextmanager
def swapping(folder: Path, outside: Path) -> Iterator[None]:
    command = [sys.executable, "-c", _SWAPPING, str(folder), str(outside)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_process_that_swaps_a_folder_for_a_link(tmp_path: Path, overwrite: bool) -> None:
    entries = [file(f"a/b/f{number}", b"evil") for number in range(40)]
    others = [symlink("a/b/l", "x"), hardlink("a/b/h", "a/b/f0"), directory("a/b/c/")]
    image = image_of(tmp_path, [*entries, *others])
    outside = tmp_path / "outside"
    (outside / "b").mkdir(parents=True)
    for number in range(40):
        (outside / f"b/f{number}").write_bytes(b"victim")
    before = disk_tree(outside, exact_times=True)
    written = refused = 0
    for number in range(15):
        target = tmp_path / f"out{number}"
        (target / "a/b").mkdir(parents=True)
        with swapping(target / "a", outside):
            came_of_it = extracted(image, target, overwrite=overwrite)
        written += came_of_it.files
        refused += came_of_it.failed.count
        assert disk_tree(outside, exact_times=True) == before
    assert written > 0


@pytest.mark.parametrize("step", ["make_folder", "new_file", "finish_file", "publish", "new_link"])
def test_a_link_that_comes_at_the_worst_moment(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Just before each step, the folder becomes a link; the open folder is still the old one."""
    image = image_of(tmp_path, [directory("a/"), file("a/f", b"evil"), symlink("a/l", "x")])
    outside, target = tmp_path / "outside", tmp_path / "out"
    (outside / "a").mkdir(parents=True)
    (outside / "f").write_bytes(b"victim")
    before = disk_tree(outside, exact_times=True)
    done = getattr(OpenFolder, step)
    swaps = []

    def swapped(self: OpenFolder, *arguments: object, **named: object) -> object:
        if not swaps and (target / "a").is_dir():
            (target / "a").rename(target / "aside")
            (target / "a").symlink_to(outside)
            swaps.append(step)
        elif not swaps and step == "make_folder":
            (target / "a").symlink_to(outside)
            swaps.append(step)
        return done(self, *arguments, **named)

    monkeypatch.setattr(OpenFolder, step, swapped)
    written = extracted(image, target)
    assert swaps
    assert disk_tree(outside, exact_times=True) == before
    if step == "make_folder":
        assert (b"a", "is a link, which is not followed") in written.failed.first
        assert [path.name for path in target.iterdir()] == ["a"]
    else:
        assert (target / "aside/f").read_bytes() == b"evil"
