"""Layers walked in processes give what they give in one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layersize.model.errors import LayersizeError
from layersize.model.layer_walk import FileRange, LayerWalk
from layersize.walker.layer_walker import walk_range
from layersize.walker.processes import walk_in_processes
from layersize.walker.walk_request import WalkRequest
from support.compressors import gzip_member
from support.tar_writer import file, tar, whiteout

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which Windows lacks")


def blobs_in(folder: Path, *contents: bytes) -> list[FileRange]:
    blobs = []
    for number, content in enumerate(contents):
        path = folder / str(number)
        path.write_bytes(content)
        blobs.append(FileRange(path=path, offset=0, blob_bytes=len(content)))
    return blobs


def walk(blob: FileRange) -> LayerWalk:
    return walk_range(blob, WalkRequest())


def test_the_walks_are_the_same(tmp_path: Path) -> None:
    plain = tar(file("d/a", b"one"), file("d/b", b"two"))
    packed = gzip_member(tar(file("c", b"three"), whiteout("d")))
    blobs = blobs_in(tmp_path, plain, packed, tar(), plain)
    told: list[int] = []
    assert walk_in_processes(blobs, walk, told.append) == {blob: walk(blob) for blob in blobs}
    assert sum(told) == sum(blob.blob_bytes for blob in blobs)


def test_the_first_broken_one_is_told(tmp_path: Path) -> None:
    whole = tar(file("a", b"x" * 5000))
    blobs = blobs_in(tmp_path, whole, whole[:2048], whole[:1024])
    with pytest.raises(LayersizeError, match="3584 bytes before"):
        walk_in_processes(blobs, walk, lambda _count: None)


def test_a_process_that_dies_is_an_error(tmp_path: Path) -> None:
    def die(_blob: FileRange) -> LayerWalk:
        os._exit(9)

    with pytest.raises(LayersizeError, match="ended with 9"):
        walk_in_processes(blobs_in(tmp_path, tar(), tar()), die, lambda _count: None)


def test_it_stops_when_it_is_told_to(tmp_path: Path) -> None:
    def interrupt(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        walk_in_processes(blobs_in(tmp_path, tar(), tar()), walk, interrupt)
