"""What is kept is found again, by this process and by others."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from layersize.cache.folder import CacheInfo
from layersize.cache.record_file import dump_record, load_record
from layersize.cache.walk_cache import MOST_BYTES, WalkCache, default_folder
from layersize.layers.cached import ImageRecord
from layersize.oci.digest import Digest
from support.compressors import gzip_member

DIGEST = Digest("sha256", "0" * 64)
RECORD = ImageRecord(
    documents={"manifest.json": b"[]", "caf\udce9.json": b"\xff\0not JSON"},
    blobs={"l\udcff/layer.tar": DIGEST, "b": Digest("sha512", "f" * 128)},
    links={"x/layer.tar": "l\udcff/layer.tar"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Not there yet."""
    return tmp_path / "not" / "yet" / "layersize"


def test_a_walk_is_found_by_its_digest(folder: Path) -> None:
    walk = walk_of(gzip_member(LAYER))
    assert walk.blob_digests
    assert WalkCache(folder).walk(walk.blob_digests[0]) is None
    assert not folder.exists()
    WalkCache(folder).keep_walk(walk)
    assert WalkCache(folder).walk(walk.blob_digests[0]) == walk
    assert WalkCache(folder).walk(DIGEST) is None
    assert WalkCache(folder).walk(Digest("sha512", "f" * 128)) is None


def test_a_record_is_found_by_any_text(folder: Path) -> None:
    cache = WalkCache(folder)
    keys = ("", "a", "../../etc/passwd", "/a\0b", "caf\udce9", "k" * 5000)
    for number, key in enumerate(keys):
        assert cache.record(key) is None
        cache.keep_record(key, numbered_record(number))
    for number, key in enumerate(keys):
        assert WalkCache(folder).record(key) == numbered_record(number)
    assert {path.parent for path in files_of(folder)} == {folder / f"v{SCHEMA}" / "records"}
    cache.keep_record("a", RECORD)
    assert cache.record("a") == RECORD
    assert cache.info().records == len(keys)


@given(
    st.text(st.characters(codec=None)),
    st.builds(
        ImageRecord,
        documents=st.dictionaries(st.text(st.characters(codec=None)), st.binary()),
        blobs=st.dictionaries(st.text(), st.just(DIGEST)),
        links=st.dictionaries(st.text(st.characters(codec=None)), st.text()),
    ),
)
def test_any_record_comes_back(key: str, record: ImageRecord) -> None:
    assert load_record(key, dump_record(key, record)) == record


def test_a_walk_that_can_not_serve_is_not_kept(folder: Path) -> None:
    cache = WalkCache(folder)
    walk = walk_of(LAYER)
    cache.keep_walk(replace(walk, blob_digests=()))
    cache.keep_walk(walk_of(LAYER, read_metadata=False))
    assert not folder.exists()


def test_folders_are_the_users_own(folder: Path) -> None:
    WalkCache(folder).keep_walk(walk_of(LAYER))
    assert {stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]} == {
        0o700,
        0o600,
    }


def test_info_and_clear(folder: Path) -> None:
    cache = WalkCache(folder)
    nothing = CacheInfo(folder=folder, walks=0, records=0, stored_bytes=0, most_bytes=MOST_BYTES)
    assert cache.info() == cache.clear() == nothing
    cache.keep_walk(numbered_walk(1))
    cache.keep_walk(numbered_walk(2))
    cache.keep_record("a", RECORD)
    (folder / f"v{SCHEMA}" / "walks" / ".tmp-left").write_bytes(b"half")
    (folder / "v0" / "walks").mkdir(parents=True)
    (folder / "v0" / "walks" / "sha256-old").write_bytes(b"old")
    stored = sum(path.stat().st_size for path in files_of(folder))
    held = replace(nothing, walks=3, records=1, stored_bytes=stored)
    assert cache.info() == held
    assert cache.clear() == held
    assert files_of(folder) == []
    assert not (folder / "v0").exists()
    assert cache.info() == nothing
    cache.keep_record("a", RECORD)
    assert cache.record("a") == RECORD


def test_what_is_not_of_the_cache_is_left_alone(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    kept = [outside / "a", folder / "notes", folder / "other" / "b"]
    for path in kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"mine")
    (folder / "v7").symlink_to(outside)
    (folder / "v8").mkdir()
    (folder / "v8" / "walks").symlink_to(outside)
    cache = WalkCache(folder, most_bytes=1500)
    for number in range(8):
        cache.keep_record(str(number), numbered_record(number))
    cache.clear()
    assert all(path.read_bytes() == b"mine" for path in kept)


def test_reading_marks_as_used(folder: Path) -> None:
    cache, walk = WalkCache(folder), numbered_walk(1)
    cache.keep_walk(walk)
    cache.keep_record("a", RECORD)
    for path in files_of(folder):
        os.utime(path, (1, 1))
    assert walk.blob_digests
    before = time.time() - 1  # file systems have a coarser clock
    cache.walk(walk.blob_digests[0])
    cache.record("a")
    for path in (walk_file(folder, walk), record_file(folder, "a")):
        assert before <= path.stat().st_mtime <= time.time()


def test_threads_share_a_cache(folder: Path) -> None:
    cache = WalkCache(folder, most_bytes=40_000)
    walks = [numbered_walk(number) for number in range(20)]
    wrong: list[object] = []

    def work(first: int) -> None:
        try:
            for step in range(60):
                walk, key = walks[(first + step) % 20], str(step % 20)
                cache.keep_walk(walk)
                cache.keep_record(key, numbered_record(step % 20))
                assert walk.blob_digests
                assert cache.walk(walk.blob_digests[0]) in (None, walk)
                assert cache.record(key) in (None, numbered_record(step % 20))
                if step % 20 == 19:
                    cache.clear()
        except BaseException as error:  # noqa: BLE001 - a thread's end would not be noticed
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(number * 5,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert cache.info().stored_bytes <= 40_000
    assert_all_load(folder, tuple(map(str, range(20))))


def test_default_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "layersize"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".cache" / "layersize"


@pytest.mark.skipif(os.geteuid() != 0, reason="not root: can't become a user that isn't known")
def test_without_a_home_nothing_is_kept(tmp_path: Path) -> None:
    """A user id that no file knows, as containers have them."""
    script = (
        "import os; from layersize.cache.walk_cache import *; import platformdirs.unix\n"
        "import layersize.cache.folder, layersize.cache.record_file  # unreadable later\n"
        "os.setuid(54321); cache = WalkCache(default_folder())\n"
        "cache.keep_record('a', ImageRecord(documents={}, blobs={}, links={}))\n"
        "print(cache.record('a'), cache.info().stored_bytes, cache.clear().stored_bytes)"
    )
    env = {"PATH": os.environ["PATH"]}
    tmp_path.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.stdout, done.stderr) == (b"None 0 0\n", b"")
    assert list(tmp_path.iterdir()) == []


def test_a_walk_of_headers_is_kept_apart(folder: Path) -> None:
    """It holds checksums where others have hashes, and is of no blob."""
    walk = replace(walk_of(LAYER), blob_digests=(), tar_digests=(), has_checksums=True)
    WalkCache(folder).keep_header_walk(DIGEST, walk)
    assert WalkCache(folder).header_walk(DIGEST) == walk
    assert WalkCache(folder).walk(DIGEST) is None
    assert WalkCache(folder).header_walk(Digest("sha256", "1" * 64)) is None
