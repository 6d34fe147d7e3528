"""A damaged entry counts as absent and is removed; it is never an error, and eats no memory."""

from __future__ import annotations

import ast
import json
import random
import struct
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from cache.samples import LAYER, numbered_record, record_file, walk_file, walk_of
from layersize.cache import file_format
from layersize.cache.file_format import (
    HEADER_BYTES,
    RECORD,
    WALK,
    ColumnReader,
    add_head,
    checked_body,
)
from layersize.cache.record_file import load_record
from layersize.cache.walk_cache import WalkCache
from layersize.cache.walk_file import dump_walk, load_walk
from layersize.layers.walk import LayerWalk

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

KEY = "an image"
OTHER_ORDER = {"little": "big", "big": "little"}[sys.byteorder]


@pytest.fixture
def cache(tmp_path: Path) -> WalkCache:
    return WalkCache(tmp_path)


@pytest.fixture(scope="module")
def walk() -> LayerWalk:
    return walk_of(LAYER)


def packed_header(whole: object, columns: bytes = b"", more_bytes: int = 0) -> bytes:
    header = json.dumps(whole).encode() if not isinstance(whole, bytes) else whole
    lengths = struct.pack("<QI", len(header) + len(columns) + more_bytes, len(header))
    return lengths + zstd.compress(header + columns)


def header(*columns: object) -> dict[str, object]:
    return {"byte_order": sys.byteorder, "columns": columns, "about": None}


def is_absent(cache: WalkCache, walk: LayerWalk, path: Path, data: bytes) -> bool:
    """Whether a walk's file that holds these bytes counts as absent, and is removed then."""
    assert walk.blob_digests
    path.write_bytes(data)
    found = cache.walk(walk.blob_digests[0])
    assert found is None or found == walk
    assert path.exists() == (found is not None)
    return found is None


def test_every_flipped_byte_of_a_walk(cache: WalkCache, walk: LayerWalk, tmp_path: Path) -> None:
    cache.keep_walk(walk)
    path = walk_file(tmp_path, walk)
    sound, noise = path.read_bytes(), random.Random(0)
    assert not is_absent(cache, walk, path, sound)
    for place in range(len(sound)):
        damaged = bytearray(sound)
        damaged[place] ^= noise.randrange(1, 256)
        assert is_absent(cache, walk, path, bytes(damaged)), place


def test_every_cut_of_a_walk(cache: WalkCache, walk: LayerWalk, tmp_path: Path) -> None:
    cache.keep_walk(walk)
    path = walk_file(tmp_path, walk)
    sound = path.read_bytes()
    for length in range(len(sound)):
        assert is_absent(cache, walk, path, sound[:length]), length
    assert is_absent(cache, walk, path, sound + b"\0")


def test_every_flipped_byte_and_cut_of_a_record(cache: WalkCache, tmp_path: Path) -> None:
    record, noise = numbered_record(1), random.Random(1)
    cache.keep_record(KEY, record)
    path = record_file(tmp_path, KEY)
    sound = path.read_bytes()
    for place in range(len(sound)):
        flipped = bytearray(sound)
        flipped[place] ^= noise.randrange(1, 256)
        for data in (bytes(flipped), sound[:place]):
            path.write_bytes(data)
            assert cache.record(KEY) is None, place
            assert not path.exists()


def test_damage_behind_a_checksum_that_fits(walk: LayerWalk) -> None:
    """Where a checksum says nothing: still ValueError or a walk, and nothing else."""
    body, noise = bytes(checked_body(WALK, dump_walk(walk))), random.Random(2)
    unpacked = zstd.decompress(body[12:])
    for _ in range(3000):
        damaged = bytearray(unpacked)
        for _ in range(noise.randint(1, 3)):
            damaged[noise.randrange(len(damaged))] = noise.choice((0, 1, 34, 91, 255))
        try:
            load_walk(add_head(WALK, body[:12] + zstd.compress(damaged)))
        except ValueError:
            continue
    for _ in range(500):
        packed_bytes = bytearray(body)
        packed_bytes[noise.randrange(len(body))] ^= noise.randrange(1, 256)
        try:
            load_walk(add_head(WALK, bytes(packed_bytes)))
        except ValueError:
            continue


def test_lengths_that_no_layer_has(walk: LayerWalk) -> None:
    body = bytes(checked_body(WALK, dump_walk(walk)))
    header_bytes = struct.unpack_from("<QI", body)[1]
    unpacked = zstd.decompress(body[12:])
    whole = json.loads(unpacked[:header_bytes])
    for field in ("tar_bytes", "blob_bytes", "transfer_estimate_bytes"):
        about = {**whole["about"], field: -1}
        data = packed_header({**whole, "about": about}, unpacked[header_bytes:])
        with pytest.raises(ValueError, match="lacks something"):
            load_walk(add_head(WALK, data))


def test_a_link_without_a_target(walk: LayerWalk) -> None:
    """A walk of the cache is laid over others as any walk: it must be one."""
    for row in walk.entries.link_targets:
        targets = {at: to for at, to in walk.entries.link_targets.items() if at != row}
        with pytest.raises(ValueError, match="a link has no target"):
            dump_walk(replace(walk, entries=replace(walk.entries, link_targets=targets)))


def test_what_reads_it_can_run_nothing() -> None:
    """Files of the cache are JSON and columns of numbers, read by what knows no code."""
    runs = {"pickle", "marshal", "shelve", "runpy", "eval", "exec", "compile", "__import__"}
    modules = list(Path(file_format.__file__).parent.glob("*.py"))
    assert len(modules) > 4
    for module in modules:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        words = {getattr(node, "id", getattr(node, "name", "")) for node in ast.walk(tree)}
        words |= {getattr(node, "module", "") for node in ast.walk(tree)}
        assert not words & runs, module


def test_another_schema_or_kind_or_byte_order(walk: LayerWalk) -> None:
    data = dump_walk(walk)
    schema = struct.unpack_from("<H", data, 14)[0]
    with pytest.raises(ValueError, match="of schema"):
        load_walk(data[:14] + struct.pack("<H", schema + 1) + data[16:])
    with pytest.raises(ValueError, match="is no imag"):
        load_record(KEY, data)
    with pytest.raises(ValueError, match="too short"):
        load_walk(b"")
    whole = {"byte_order": OTHER_ORDER, "columns": [], "about": None}
    with pytest.raises(ValueError, match="other byte order"):
        load_walk(add_head(WALK, packed_header(whole)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "breaks off in its lengths"),
        (struct.pack("<QI", 1 << 62, 0), "of them its header"),
        (struct.pack("<QI", 1 << 30, HEADER_BYTES + 1), "of them its header"),
        (struct.pack("<QI", 10, 11), "of them its header"),
        (struct.pack("<QI", 10, 10), "breaks off"),
        (struct.pack("<QI", 10, 10) + b"no zstd at all", "does not decompress"),
        (packed_header(b"[" * 100_000), "nested too deeply"),
        (packed_header(b"{"), "Expecting"),
        (packed_header([]), "its header is no header"),
        (packed_header({}), "its header is no header"),
        (packed_header(header(["a"])), "no name or length"),
        (packed_header(header(["a", -1])), "no name or length"),
        (packed_header(header(["a", 1.0])), "no name or length"),
        (packed_header(header(["a", 1 << 62])), "don't add up"),
        (packed_header(header(["a", 2], ["a", 1]), b"xyz"), "don't add up"),
        (packed_header(header(), b"x"), "don't add up"),
        (packed_header(header(), b"x", more_bytes=-1), "more than was asked for"),
        (packed_header(header()) + b"x", "ends elsewhere"),
        (packed_header(header())[:-1], "breaks off|ends elsewhere"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_headers_that_say_what_can_not_be(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ColumnReader(memoryview(data)).end()


def test_a_column_that_breaks_off_takes_no_memory() -> None:
    """A head states 24 MiB, a frame holds one."""
    body = random.Random(0).randbytes(1 << 20)
    data = packed_header(header(["a", 24 << 20]), body, 23 << 20)
    reader = ColumnReader(memoryview(data))
    tracemalloc.start()
    with pytest.raises(ValueError, match="breaks off"):
        reader.column("a")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 << 20


def test_columns_are_asked_for_in_order_and_to_the_end() -> None:
    data = memoryview(packed_header(header(["a", 1], ["b", 2]), b"xyz"))
    with pytest.raises(ValueError, match="not its next column"):
        ColumnReader(data).column("b")
    reader = ColumnReader(data)
    assert reader.column("a") == b"x"
    with pytest.raises(ValueError, match="more than was asked for"):
        reader.end()
    assert reader.column("b") == b"yz"
    reader.end()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (b"\xff", "decode"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "lacks something"),
        (b'{"key": "an image"}', "lacks something"),
        (b'{"key": "?", "documents": {}, "blobs": {}, "links": {}}', "another key"),
        (b'{"key": "an image", "documents": {"a": "*"}, "blobs": {}, "links": {}}', "base64"),
        (b'{"key": "an image", "documents": {"a": 1}, "blobs": {}, "links": {}}', "no text"),
        (b'{"key": "an image", "documents": {}, "blobs": {"a": "x:.."}, "links": {}}', "digest"),
        (b'{"key": "an image", "documents": {}, "blobs": {}, "links": {"a": null}}', "no text"),
    ],
)
def test_records_that_are_none(document: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        load_record(KEY, add_head(RECORD, document))


def test_a_whole_entry_under_another_name(cache: WalkCache, tmp_path: Path) -> None:
    walk, other = walk_of(LAYER), walk_of(LAYER + bytes(512))
    cache.keep_walk(walk)
    walk_file(tmp_path, walk).rename(walk_file(tmp_path, other))
    assert other.blob_digests
    assert cache.walk(other.blob_digests[0]) is None
    cache.keep_record("a", numbered_record(1))
    record_file(tmp_path, "a").rename(record_file(tmp_path, "b"))
    assert cache.record("b") is None
    assert cache.info().stored_bytes == 0
