"""What is kept of a walk comes back equal."""

from __future__ import annotations

import io
import os
import sys
from array import array
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.samples import LAYER, walk_of
from layersize.cache.walk_file import dump_walk, load_walk
from layersize.layers import entries as kind_of
from layersize.layers.entries import LayerEntries, Ownership
from layersize.layers.request import WalkRequest
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import Digest
from layersize.streams.ranges import FileRange
from layersize.warning import Warning
from support.compressors import bzip2_stream, gzip_member, xz_stream, zstd_frame
from support.tar_writer import file, tar

GOLDEN = Path(__file__).parent / "kept_walk.bin"
U64 = st.integers(0, (1 << 64) - 1)
I64 = st.integers(-(1 << 63), (1 << 63) - 1)
NAMES = st.binary(max_size=12).map(lambda name: name.replace(b"/", b""))
DIGESTS = st.lists(
    st.binary(min_size=32, max_size=32).map(lambda raw: Digest("sha256", raw.hex()))
    | st.binary(min_size=64, max_size=64).map(lambda raw: Digest("sha512", raw.hex())),
    max_size=2,
).map(tuple)
WARNINGS = st.builds(
    Warning,
    code=st.text(),
    layer=st.none() | st.integers(0, 99),
    path=st.none() | st.binary(),
    message=st.text(),
)


@pytest.mark.parametrize("compress", [bytes, gzip_member, zstd_frame, bzip2_stream, xz_stream])
@pytest.mark.parametrize("verify", [False, True])
def test_a_walk_of_everything_comes_back(compress: object, verify: bool) -> None:
    assert callable(compress)
    walk = walk_of(compress(LAYER), verify=verify)
    assert set(walk.entries.kinds) == set(range(kind_of.AUFS + 1))
    assert walk.entries.link_targets
    assert walk.entries.sparse_chunks
    assert walk.warnings
    loaded = load_walk(dump_walk(walk))
    assert loaded == walk
    assert all(isinstance(ownership, Ownership) for ownership in loaded.entries.ownerships)
    for row in range(len(walk.entries)):
        assert loaded.entries.path(row) == walk.entries.path(row)
        assert loaded.entries.stored(row) == walk.entries.stored(row)


@pytest.mark.parametrize("blob", [tar(), b"", tar(file("a"))])
def test_small_layers_come_back(blob: bytes) -> None:
    walk = replace(walk_of(blob), transfer_estimate_bytes=17)
    assert load_walk(dump_walk(walk)) == walk


def test_where_the_blob_lies_is_not_kept(tmp_path: Path) -> None:
    blob = tmp_path / "blob"
    blob.write_bytes(LAYER)
    where = FileRange(path=blob, offset=0, blob_bytes=len(LAYER))
    walk = LayerWalker(WalkRequest(verify=True, read_metadata=True)).walk_file(where)
    assert walk.plain_range == where
    assert load_walk(dump_walk(walk)) == replace(walk, plain_range=None)


def test_a_walk_that_could_not_be_compared_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="modes, owners and times"):
        dump_walk(LayerWalker().walk_stream(io.BytesIO(LAYER)))
    (tmp_path / "blob").write_bytes(LAYER)
    blob = FileRange(path=tmp_path / "blob", offset=0, blob_bytes=len(LAYER))
    with pytest.raises(ValueError, match="not hashed"):
        dump_walk(LayerWalker(WalkRequest(read_metadata=True)).walk_file(blob))


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("kinds", bytearray([0, 10]), "no known kind"),
        ("names", [b"a", b"b/c"], "slash"),
        ("names", [b"a"], "different lengths"),
        ("content_bytes", array("Q", [1]), "different lengths"),
        ("content_hashes", bytearray(31), "different lengths"),
        ("mtimes", array("q"), "different lengths"),
        ("directories", array("I", [0, 1]), "beyond its column"),
        ("ownership_ids", array("I", [0, 1]), "beyond its column"),
        ("link_targets", {2: b"x"}, "beyond its column"),
        ("link_targets", {-1: b"x"}, "negative"),
        ("sparse_chunks", {2: ()}, "beyond its column"),
        ("sparse_chunks", {0: ((0, 1 << 64),)}, "64 bits"),
        ("directory_parents", array("I"), "directories don't fit"),
        ("directory_parents", array("I", [1]), "directories don't fit"),
        ("directory_names", [b"", b"d"], "directories don't fit"),
    ],
)
def test_columns_that_do_not_fit_are_refused(column: str, value: object, message: str) -> None:
    walk = walk_of(tar(file("a", b"1"), file("b", b"2")))
    setattr(walk.entries, column, value)
    with pytest.raises(ValueError, match=message):
        dump_walk(walk)


def test_a_directory_before_its_parent_is_refused() -> None:
    walk = walk_of(tar(file("a", b"1")))
    walk.entries.directory_parents = array("I", [0, 2, 0])
    walk.entries.directory_names = [b"", b"a", b"b"]
    with pytest.raises(ValueError, match="before the one"):
        dump_walk(walk)


@st.composite
def walks(draw: st.DrawFn) -> LayerWalk:
    """Anything that columns can hold, likely or not."""
    directories = draw(st.integers(1, 6))
    ownerships = draw(st.lists(st.tuples(I64, I64, I64), min_size=1, max_size=4))
    rows = draw(st.integers(0, 12))
    kinds = [kind % (kind_of.AUFS + 1) for kind in draw(st.binary(min_size=rows, max_size=rows))]
    links = [row for row, kind in enumerate(kinds) if kind in (kind_of.HARDLINK, kind_of.SYMLINK)]
    parents = [0, *(draw(st.integers(0, above)) for above in range(directories - 1))]

    def column(of: st.SearchStrategy[int]) -> list[int]:
        return draw(st.lists(of, min_size=rows, max_size=rows))

    some_rows = st.integers(0, max(rows - 1, 0))
    chunks = st.lists(st.tuples(U64, U64), max_size=4).map(tuple)
    entries = LayerEntries(
        directory_parents=array("I", parents),
        directory_names=[b"", *(draw(NAMES) for _ in range(directories - 1))],
        directories=array("I", column(st.integers(0, directories - 1))),
        names=draw(st.lists(NAMES, min_size=rows, max_size=rows)),
        kinds=bytearray(kinds),
        content_bytes=array("Q", column(U64)),
        data_offsets=array("Q", column(U64)),
        link_targets={
            **draw(st.dictionaries(some_rows, st.binary(), max_size=rows)),
            **{row: draw(st.binary()) for row in links},
        },
        sparse_chunks=draw(st.dictionaries(some_rows, chunks, max_size=rows)),
        content_hashes=bytearray(draw(st.binary(min_size=16 * rows, max_size=16 * rows))),
        ownership_ids=array("I", column(st.integers(0, len(ownerships) - 1))),
        ownerships=[Ownership(*ownership) for ownership in ownerships],
        mtimes=array("q", column(I64)),
    )
    return LayerWalk(
        entries=entries,
        tar_bytes=draw(U64),
        compression=draw(st.sampled_from(("plain", "gzip", "zstd", "bzip2", "xz"))),
        blob_bytes=draw(U64),
        blob_digests=draw(DIGESTS),
        tar_digests=draw(DIGESTS),
        plain_range=None,
        transfer_estimate_bytes=draw(st.none() | U64),
        warnings=tuple(draw(st.lists(WARNINGS, max_size=3))),
    )


@given(walks())
def test_any_walk_comes_back(walk: LayerWalk) -> None:
    assert load_walk(dump_walk(walk)) == walk


@pytest.mark.skipif(sys.byteorder != "little", reason="written by a little-endian machine")
def test_what_was_kept_by_this_schema_is_what_a_walk_gives_today() -> None:
    """Where this fails, walks mean something else than before: raise `SCHEMA`, then write
    the file anew with UPDATE_GOLDEN=1."""
    walk = walk_of(gzip_member(LAYER), verify=True)
    if os.environ.get("UPDATE_GOLDEN") == "1":
        GOLDEN.write_bytes(dump_walk(walk))
    kept = load_walk(GOLDEN.read_bytes())
    assert replace(kept, blob_bytes=0, blob_digests=()) == replace(
        walk, blob_bytes=0, blob_digests=()
    ), "raise SCHEMA"
