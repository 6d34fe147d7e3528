"""Layers walked in threads: all outcomes come, and nobody waits for ever."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers.parallel import walk_in_threads
from layersize.layers.walker import LayerWalker
from layersize.streams.ranges import FileRange
from support.compressors import gzip_member
from support.tar_writer import file, tar


def blobs_in(folder: Path, *contents: bytes) -> list[FileRange]:
    blobs = []
    for number, content in enumerate(contents):
        path = folder / str(number)
        path.write_bytes(content)
        blobs.append(FileRange(path=path, offset=0, blob_bytes=len(content)))
    return blobs


def test_every_outcome_comes_once(tmp_path: Path) -> None:
    whole = [gzip_member(tar(file(str(number), b"x"))) for number in range(9)]
    blobs = blobs_in(tmp_path, *whole, whole[0][:-5])
    outcomes = list(walk_in_threads(blobs, LayerWalker(), 3))
    assert {blob for blob, _ in outcomes} == set(blobs)
    assert len(outcomes) == len(blobs)
    broken = [blob for blob, outcome in outcomes if isinstance(outcome, LayersizeError)]
    assert broken == [blobs[-1]]
    assert list(walk_in_threads([], LayerWalker(), 3)) == []


def test_what_is_no_fault_of_a_layer_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr(LayerWalker, "walk_file", fail)
    with pytest.raises(MemoryError):
        list(walk_in_threads(blobs_in(tmp_path, b"a", b"b"), LayerWalker(), 2))


def test_a_thread_that_does_not_come_back_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads from a disk that hangs; the others are done, and the generator is closed."""
    released, walk_file = threading.Event(), LayerWalker.walk_file

    def hang(walker: LayerWalker, blob: FileRange) -> object:
        if blob.path.name == "1":
            released.wait()
        return walk_file(walker, blob)

    monkeypatch.setattr(LayerWalker, "walk_file", hang)
    walks = walk_in_threads(blobs_in(tmp_path, *[gzip_member(tar())] * 2), LayerWalker(), 2)
    assert next(walks)[0].path.name == "0"
    walks.close()
    left = [thread for thread in threading.enumerate() if "work" in thread.name]
    assert [thread.daemon for thread in left] == [True]
    released.set()
    for thread in left:
        thread.join()
