"""Where nothing can be written, the cache does not remember, and that is all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cache import disks
from cache.disks import reading_only, remount
from cache.samples import (
    LAYER,
    assert_all_load,
    files_of,
    numbered_record,
    numbered_walk,
    record_file,
    walk_file,
    walk_of,
)
from layersize.cache.file_format import SCHEMA
from layersize.cache.walk_cache import WalkCache

TESTS = Path(__file__).resolve().parent.parent


def assert_nothing_is_remembered(cache: WalkCache) -> None:
    walk = walk_of(LAYER)
    assert walk.blob_digests
    cache.keep_walk(walk)
    cache.keep_record("new", numbered_record(1))
    assert cache.walk(walk.blob_digests[0]) is None
    assert cache.record("new") is None


@pytest.mark.real
def test_a_full_disk(small_disk: Path) -> None:
    folder = small_disk / "layersize"
    cache = WalkCache(folder)
    keys = [str(number) for number in range(100)]
    for number, key in enumerate(keys):
        cache.keep_record(key, numbered_record(number, 10_000))
    found = [cache.record(key) for key in keys]
    assert 10 < len([record for record in found if record is not None]) < 30
    for number, record in enumerate(found):
        assert record in (None, numbered_record(number, 10_000))
    assert os.statvfs(small_disk).f_bavail < 4
    assert 10 < assert_all_load(folder, tuple(keys)) < 30
    assert cache.clear().stored_bytes > 100_000
    cache.keep_record("a", numbered_record(0))
    assert cache.record("a") == numbered_record(0)


@pytest.mark.real
def test_a_full_disk_takes_what_goes_below_the_bound(small_disk: Path) -> None:
    cache = WalkCache(small_disk / "layersize", most_bytes=150_000)
    for number in range(100):
        cache.keep_record(str(number), numbered_record(number, 10_000))
        assert cache.record(str(number)) == numbered_record(number, 10_000)


@pytest.mark.real
def test_a_disk_that_can_only_be_read(small_disk: Path) -> None:
    cache, walk = WalkCache(small_disk / "layersize"), numbered_walk(1)
    assert walk.blob_digests
    cache.keep_walk(walk)
    cache.keep_record("damaged", numbered_record(2))
    record_file(small_disk / "layersize", "damaged").write_bytes(b"")
    remount(small_disk, "ro")
    assert cache.walk(walk.blob_digests[0]) == walk
    assert cache.record("damaged") is None
    assert_nothing_is_remembered(cache)
    assert cache.clear().stored_bytes == 0
    assert cache.info().walks == 1


def test_a_folder_that_can_only_be_read(seen_folder: Path) -> None:
    cache, walk = WalkCache(seen_folder), numbered_walk(1)
    assert walk.blob_digests
    cache.keep_walk(walk)
    cache.keep_record("damaged", numbered_record(2))
    record_file(seen_folder, "damaged").write_bytes(b"")
    with reading_only(seen_folder):
        assert cache.walk(walk.blob_digests[0]) == walk
        assert cache.record("damaged") is None
        assert_nothing_is_remembered(cache)
        assert_nothing_is_remembered(WalkCache(seen_folder / "below"))
        assert cache.clear().stored_bytes == 0
        assert cache.info().walks == 1
    assert len(files_of(seen_folder)) == 2


def test_room_that_can_not_be_made(seen_folder: Path) -> None:
    """Old files that can't be removed: new ones are kept all the same, and nothing fails."""
    old, kept = numbered_walk(2), numbered_walk(3)
    assert kept.blob_digests
    WalkCache(seen_folder).keep_walk(old)
    WalkCache(seen_folder).keep_record("old", numbered_record(1))
    if os.geteuid() == 0:  # who is another user while the records can only be read
        for path in (seen_folder / f"v{SCHEMA}", walk_file(seen_folder, old).parent):
            os.chown(path, disks.NOBODY, -1)
    cache = WalkCache(seen_folder, most_bytes=2000)
    with reading_only(record_file(seen_folder, "old").parent):
        cache.keep_walk(kept)
        assert cache.walk(kept.blob_digests[0]) == kept
    assert files_of(seen_folder) == [
        record_file(seen_folder, "old"),
        walk_file(seen_folder, kept),
    ]


@pytest.mark.parametrize("below", [(), ("layersize",), ("a", "b")])
def test_a_folder_that_is_a_file(tmp_path: Path, below: tuple[str, ...]) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"mine")
    cache = WalkCache(file.joinpath(*below))
    assert_nothing_is_remembered(cache)
    assert cache.info() == cache.clear()
    assert cache.info().stored_bytes == 0
    assert file.read_bytes() == b"mine"


def test_folders_where_files_are_to_be(tmp_path: Path) -> None:
    record_file(tmp_path, "new").mkdir(parents=True)
    cache = WalkCache(tmp_path)
    cache.keep_record("new", numbered_record(1))
    assert cache.record("new") is None
    assert files_of(tmp_path) == []


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """The system breaks a write off in its middle: of the entry nothing is left."""
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from cache.samples import *; from layersize.cache.walk_cache import WalkCache\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "cache = WalkCache(Path(sys.argv[1]))\n"
        "cache.keep_record('large', numbered_record(1, 9000))\n"
        "cache.keep_record('small', numbered_record(1, 900))\n"
        "print(cache.record('large'), cache.record('small') == numbered_record(1, 900))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        capture_output=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"None True\n", b"")
    assert files_of(tmp_path) == [record_file(tmp_path, "small")]
