"""Whether two entries hold the same data, wherever their layers are read from."""

from __future__ import annotations

import io
from pathlib import Path

from layersize.layers.contents import Contents
from layersize.layers.walker import LayerWalker
from layersize.streams.ranges import FileRange
from support.compressors import gzip_member
from support.sparse_entries import pax_sparse_1_0
from support.tar_writer import file, tar

DENSE = bytes(100_000) + b"data" + bytes(50_000)
LAYER = tar(
    file("a", b"x" * 200_000),
    file("b", b"x" * 199_999 + b"y"),
    file("dense", DENSE),
    pax_sparse_1_0("sparse", [(100_000, b"data")], len(DENSE)),
    file("empty"),
)
A, B, DENSE_ROW, SPARSE_ROW, EMPTY = range(5)


def three_walks(tmp_path: Path) -> Contents:
    """The layer in a file, as a stream, and compressed in a file."""
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.write_bytes(LAYER)
    packed.write_bytes(gzip_member(LAYER))
    walker = LayerWalker()
    return Contents(
        [
            walker.walk_file(FileRange(path=plain, offset=0, blob_bytes=len(LAYER))),
            walker.walk_stream(io.BytesIO(LAYER)),
            walker.walk_file(FileRange(path=packed, offset=0, blob_bytes=packed.stat().st_size)),
        ]
    )


def test_hashes_do_not_tell_where_a_layer_was(tmp_path: Path) -> None:
    contents = three_walks(tmp_path)
    for row in (A, B, DENSE_ROW, SPARSE_ROW):
        assert len(set(contents.hashes([(layer, row) for layer in range(3)]))) == 1


def test_same_and_different(tmp_path: Path) -> None:
    contents = three_walks(tmp_path)
    pairs = [((0, A), (1, A)), ((0, A), (2, B)), ((1, DENSE_ROW), (2, SPARSE_ROW))]
    assert contents.same(pairs) == [True, False, True]


def test_nothing_to_compare(tmp_path: Path) -> None:
    assert three_walks(tmp_path).same([]) == []


def test_files_are_closed_again(tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    before = len(list(descriptors.iterdir()))
    three_walks(tmp_path).same([((0, A), (0, B))])
    assert len(list(descriptors.iterdir())) == before
