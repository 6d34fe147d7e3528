"""Compressed streams, read to their very end."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pytest

from layersize.errors import LayersizeError
from layersize.streams.compression import PLAIN, compression_of, sniff
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import BOUNDED, LIFTED, Expansion, Limits
from support.compressors import (
    bzip2_stream,
    gzip_member,
    xz_stream,
    zstd_frame,
    zstd_skippable_frame,
    zstd_zeros,
)
from support.tar_writer import file

NOISE = random.Random(1).randbytes(150_000)
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip_member,
    "zstd": zstd_frame,
    "bzip2": bzip2_stream,
    "xz": xz_stream,
}
each_compression = pytest.mark.parametrize("name", COMPRESSORS)


def unpacked(name: str, data: bytes, ratio: int = 200) -> bytes:
    reader = DecompressingReader(io.BytesIO(data), name, Expansion(Limits(expansion_ratio=ratio)))
    return b"".join(iter(lambda: reader.read(65536), b""))


@each_compression
def test_it_is_recognised(name: str) -> None:
    assert sniff(COMPRESSORS[name](b"x")[:6]) == name


@pytest.mark.parametrize("beginning", [b"", b"\x1f", b"BZ", b"BZh0..", b"\xfd7zXZ.", b"manifest"])
def test_other_beginnings_are_plain(beginning: bytes) -> None:
    assert sniff(beginning) == PLAIN


@pytest.mark.parametrize("beginning", [b"\x1f\x8b\x08\x04", b"P*M\x18", b"BZh9", b"\xfd7zXZ"])
def test_what_is_a_tar_as_well_is_refused(beginning: bytes) -> None:
    """Whoever does not look for the compression reads another file system."""
    assert compression_of(file(b"X" + beginning)) == PLAIN
    assert sniff(file(beginning)) != PLAIN
    with pytest.raises(LayersizeError, match="at once, so that engines differ"):
        compression_of(file(beginning))


@each_compression
def test_all_members_are_read(name: str) -> None:
    compress = COMPRESSORS[name]
    stream = compress(NOISE) + compress(b"") + compress(b"end")
    assert unpacked(name, stream) == NOISE + b"end"


@each_compression
def test_zeros_may_follow(name: str) -> None:
    stream = COMPRESSORS[name](NOISE)
    assert unpacked(name, stream + bytes(1000)) == NOISE
    assert unpacked(name, stream + bytes(200_000)) == NOISE


@each_compression
@pytest.mark.parametrize("garbage", [b"x", b"garbage that is longer", b"\0\0x", b"\x1f"])
def test_nothing_else_may_follow(name: str, garbage: bytes) -> None:
    with pytest.raises(LayersizeError, match=f"the {name} stream is followed by bytes"):
        unpacked(name, COMPRESSORS[name](NOISE) + garbage)


@each_compression
def test_a_cut_anywhere_is_an_error(name: str) -> None:
    stream = COMPRESSORS[name](NOISE)
    for length in (7, 20, len(stream) // 2, len(stream) - 9, len(stream) - 1):
        with pytest.raises(LayersizeError, match=f"the {name} stream (breaks|does)"):
            unpacked(name, stream[:length])


@each_compression
def test_a_changed_byte_is_an_error(name: str) -> None:
    stream = bytearray(COMPRESSORS[name](b"text " * 1000))
    stream[len(stream) // 2] ^= 0x55
    with pytest.raises(LayersizeError, match=f"the {name} stream "):
        unpacked(name, bytes(stream))


def test_skippable_frames_hold_no_data() -> None:
    frame = zstd_skippable_frame(b"x" * 70_000)
    stream = frame + zstd_frame(NOISE) + frame + zstd_frame(b"end")
    assert unpacked("zstd", stream) == NOISE + b"end"


def test_a_bomb_is_stopped_beyond_the_free_gibibyte() -> None:
    reader = DecompressingReader(io.BytesIO(zstd_zeros(b"", 9000)), "zstd", Expansion(BOUNDED))
    lengths: list[int] = []
    with pytest.raises(LayersizeError, match="over 200 times its length; if you trust"):
        lengths.extend(map(len, iter(lambda: reader.read(1 << 20), b"")))
    assert (1 << 30) - (1 << 20) <= sum(lengths) <= (1 << 30) + (1 << 20)


@each_compression
def test_pieces_that_hold_nothing_are_bounded(name: str) -> None:
    compress = COMPRESSORS[name]
    few, many = compress(b"") * 3000, compress(b"") * 20_000
    assert unpacked(name, compress(NOISE) + few + compress(b"end")) == NOISE + b"end"
    with pytest.raises(LayersizeError, match="over 10000 empty pieces; if you trust"):
        unpacked(name, compress(NOISE) + many)
    with pytest.raises(LayersizeError, match="over 10000 empty pieces"):
        unpacked(name, compress(b"x") * 20_000)
    reader = DecompressingReader(io.BytesIO(many), name, Expansion(LIFTED))
    assert reader.read(1) == b""


def test_skippable_frames_are_bounded_too() -> None:
    with pytest.raises(LayersizeError, match="over 10000 empty pieces"):
        unpacked("zstd", zstd_skippable_frame(b"") * 20_000)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_a_piece_for_each_header_is_not_empty(name: str) -> None:
    pieces = [bytes([number % 256]) * 512 for number in range(12_000)]
    assert unpacked(name, b"".join(map(COMPRESSORS[name], pieces))) == b"".join(pieces)


def test_empty_pieces_are_counted_for_all_streams_of_an_image() -> None:
    expansion, stream = Expansion(BOUNDED), gzip_member(b"") * 6000
    assert DecompressingReader(io.BytesIO(stream), "gzip", expansion).read(1) == b""
    with pytest.raises(LayersizeError, match="over 10000 empty pieces"):
        DecompressingReader(io.BytesIO(stream), "gzip", expansion).read(1)


def frame_with_window(window_log: int, data: bytes) -> bytes:
    """RFC 8878, 3.1.1: a frame of one raw block that asks for a window of 2**window_log bytes."""
    header = b"\x28\xb5\x2f\xfd" + bytes([0, (window_log - 10) << 3])
    return header + (len(data) << 3 | 1).to_bytes(3, "little") + data


def test_a_window_that_engines_read_is_read_where_the_image_is_trusted() -> None:
    """`zstd --long=29` writes it; `zstd -22` needs 27."""
    assert unpacked("zstd", frame_with_window(27, b"data")) == b"data"
    frame = frame_with_window(29, b"data")
    with pytest.raises(LayersizeError) as raised:
        unpacked("zstd", frame)
    assert "the zstd stream needs over 128 MiB of memory to decode" in str(raised.value)
    assert "--no-limits" in raised.value.remedy
    reader = DecompressingReader(io.BytesIO(frame), "zstd", Expansion(LIFTED))
    assert reader.read(10) == b"data"
