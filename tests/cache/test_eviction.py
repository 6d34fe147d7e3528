"""What goes when the files take too much, and what stays."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from cache.samples import files_of, numbered_record, record_file
from layersize.cache.file_format import SCHEMA
from layersize.cache.record_file import dump_record
from layersize.cache.walk_cache import WalkCache

ENTRY_BYTES = len(dump_record("00", numbered_record(0)))
HOUR = 3600


def keep(cache: WalkCache, folder: Path, number: int, age_seconds: float | None = None) -> None:
    key = f"{number:02}"
    cache.keep_record(key, numbered_record(number))
    if age_seconds is not None:
        then = time.time() - age_seconds
        os.utime(record_file(folder, key), (then, then))


def kept(folder: Path) -> set[int]:
    """Numbers of the records whose files are there."""
    return {n for n in range(100) if record_file(folder, f"{n:02}").exists()}


def test_the_oldest_go_down_to_nine_tenths(tmp_path: Path) -> None:
    cache = WalkCache(tmp_path, most_bytes=20 * ENTRY_BYTES)
    for number in range(20):
        keep(cache, tmp_path, number, age_seconds=1000 - number)
    assert kept(tmp_path) == set(range(20))
    keep(cache, tmp_path, 20)
    assert kept(tmp_path) == set(range(3, 21))
    assert cache.info().stored_bytes == 18 * ENTRY_BYTES


def test_what_was_asked_for_stays(tmp_path: Path) -> None:
    cache = WalkCache(tmp_path, most_bytes=20 * ENTRY_BYTES)
    for number in range(20):
        keep(cache, tmp_path, number, age_seconds=1000 - number)
    assert cache.record("00") == numbered_record(0)
    assert cache.record("02") == numbered_record(2)
    keep(cache, tmp_path, 20)
    assert kept(tmp_path) == {0, 2, *range(5, 21)}


def test_what_was_just_kept_stays_even_beside_the_future(tmp_path: Path) -> None:
    cache = WalkCache(tmp_path, most_bytes=2 * ENTRY_BYTES)
    keep(cache, tmp_path, 1, age_seconds=-HOUR)
    keep(cache, tmp_path, 2, age_seconds=-HOUR)
    keep(cache, tmp_path, 3)
    assert kept(tmp_path) == {3}


def test_an_entry_of_almost_all_the_room_stays(tmp_path: Path) -> None:
    cache = WalkCache(tmp_path, most_bytes=ENTRY_BYTES + 10)
    for number in range(3):
        keep(cache, tmp_path, number)
        assert kept(tmp_path) == {number}


@pytest.mark.parametrize("most_bytes", [0, 10, ENTRY_BYTES - 1])
def test_an_entry_that_is_larger_than_all_the_room_is_not_kept(
    tmp_path: Path, most_bytes: int
) -> None:
    keep(WalkCache(tmp_path), tmp_path, 1)
    keep(WalkCache(tmp_path, most_bytes=most_bytes), tmp_path, 2)
    assert kept(tmp_path) == {1}
    assert WalkCache(tmp_path, most_bytes=most_bytes).record("01") is None


def test_other_versions_go_first(tmp_path: Path) -> None:
    for version in (SCHEMA - 1, SCHEMA + 1):
        old = tmp_path / f"v{version}" / "walks"
        old.mkdir(parents=True)
        (old / "sha256-x").write_bytes(bytes(3 * ENTRY_BYTES))
    cache = WalkCache(tmp_path, most_bytes=10 * ENTRY_BYTES)
    for number in range(4):
        keep(cache, tmp_path, number, age_seconds=HOUR)
    assert cache.info().walks == 2
    keep(cache, tmp_path, 4)
    assert kept(tmp_path) == set(range(5))
    assert cache.info().walks == 1
    for number in range(5, 11):
        keep(cache, tmp_path, number)
    assert [path.name for path in tmp_path.iterdir()] == [f"v{SCHEMA}"]


def test_abandoned_files_go_after_an_hour(tmp_path: Path) -> None:
    folder = tmp_path / f"v{SCHEMA}" / "records"
    folder.mkdir(parents=True)
    left, lately = folder / ".tmp-left", folder / ".tmp-lately"
    for path in (left, lately):
        path.write_bytes(b"half")
    os.utime(left, (time.time() - HOUR - 60,) * 2)
    os.utime(lately, (time.time() - HOUR + 600,) * 2)  # a test ends within ten minutes
    keep(WalkCache(tmp_path), tmp_path, 1)
    assert files_of(tmp_path) == sorted([lately, record_file(tmp_path, "01")])


def test_what_others_wrote_counts_too(tmp_path: Path) -> None:
    """Two processes that each write less than the bound."""
    mine = WalkCache(tmp_path, most_bytes=20 * ENTRY_BYTES)
    others = WalkCache(tmp_path, most_bytes=20 * ENTRY_BYTES)
    for number in range(0, 40, 2):
        keep(mine, tmp_path, number)
        keep(others, tmp_path, number + 1)
        assert mine.info().stored_bytes <= 20 * ENTRY_BYTES


def test_the_folder_is_not_listed_for_every_entry(tmp_path: Path) -> None:
    cache, listed = WalkCache(tmp_path, most_bytes=1000 * ENTRY_BYTES), 0

    def count(_frame: object, event: str, function: object) -> None:
        nonlocal listed
        listed += event == "c_call" and function is os.scandir

    sys.setprofile(count)
    try:
        for number in range(100):
            keep(cache, tmp_path, number)
    finally:
        sys.setprofile(None)
    # The folder, the version's and the records': at first, and for each hundredth of the bound.
    assert 3 <= listed <= 3 * 11
