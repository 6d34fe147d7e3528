"""Layers walked in processes give what they give in one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers.parallel import walk_in_processes
from layersize.layers.request import WalkRequest
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import ALGORITHMS, Digest
from layersize.streams.ranges import FileRange
from support.compressors import gzip_member
from support.counted_progress import CountedProgress
from support.tar_writer import file, tar, whiteout

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which Windows lacks")


def blobs_in(folder: Path, *contents: bytes) -> list[FileRange]:
    blobs = []
    for number, content in enumerate(contents):
        path = folder / str(number)
        path.write_bytes(content)
        blobs.append(FileRange(path=path, offset=0, blob_bytes=len(content)))
    return blobs


def test_the_walks_are_the_same(tmp_path: Path) -> None:
    plain = tar(file("d/a", b"one"), file("d/b", b"two"))
    packed = gzip_member(tar(file("c", b"three"), whiteout("d")))
    blobs = blobs_in(tmp_path, plain, packed, tar(), plain)
    progress = CountedProgress()
    outcomes = dict(walk_in_processes(blobs, [blobs[1]], LayerWalker(progress=progress)))
    assert outcomes == {blob: LayerWalker().outcome(blob) for blob in blobs}
    assert progress.read_bytes == sum(blob.blob_bytes for blob in blobs)


def test_a_compressed_blob_is_hashed_though_nobody_hashes_it_on_the_way(tmp_path: Path) -> None:
    packed = gzip_member(tar(file("c", b"three")))
    (blob,) = blobs_in(tmp_path, packed)
    ((_, outcome),) = walk_in_processes([blob], [blob], LayerWalker())
    assert not isinstance(outcome, LayersizeError)
    assert outcome.blob_digests == (Digest.of(packed),)
    request = WalkRequest(algorithms=ALGORITHMS)
    ((_, outcome),) = walk_in_processes([blob], [blob], LayerWalker(request))
    assert not isinstance(outcome, LayersizeError)
    assert outcome.blob_digests == tuple(Digest.of(packed, name) for name in ALGORITHMS)
    unhashed = LayerWalker(WalkRequest(hash_blob=False)).walk_file(blob)
    assert unhashed.blob_digests == ()


def test_a_broken_one_costs_no_other(tmp_path: Path) -> None:
    whole = tar(file("a", b"x" * 5000))
    blobs = blobs_in(tmp_path, whole, whole[:2048], gzip_member(whole)[:-9])
    outcomes = dict(walk_in_processes(blobs, blobs[2:], LayerWalker()))
    assert outcomes[blobs[0]] == LayerWalker().walk_file(blobs[0])
    assert "3584 bytes before" in str(outcomes[blobs[1]])
    assert "breaks off" in str(outcomes[blobs[2]])
