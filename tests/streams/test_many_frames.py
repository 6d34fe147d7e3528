"""Layers of thousands of frames or members, one for each file: zstd:chunked, eStargz."""

from __future__ import annotations

import gc
import io
import itertools
import random
import sys
import weakref
from collections.abc import Callable
from functools import partial

import pytest

from layersize.errors import LayersizeError
from layersize.streams.decompress import DecompressingReader
from layersize.streams.limits import BOUNDED, Expansion
from support.compressors import (
    bzip2_stream,
    gzip_member,
    xz_stream,
    zstd_frame,
    zstd_skippable_frame,
)
from support.work import assert_linear, steps_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip_member,
    "zstd": zstd_frame,
    "bzip2": bzip2_stream,
    "xz": xz_stream,
}
each_compression = pytest.mark.parametrize("name", COMPRESSORS)


class Pieces:
    """A stream that comes in pieces of some length."""

    def __init__(self, data: bytes, piece_bytes: int) -> None:
        self._stream = io.BytesIO(data)
        self._piece_bytes = piece_bytes

    @property
    def position(self) -> int:
        return self._stream.tell()

    def read(self, most: int, /) -> bytes:
        return self._stream.read(min(most, self._piece_bytes))


def unpacked(name: str, stream: bytes, piece_bytes: int = 1 << 16, most: int = 1 << 16) -> bytes:
    reader = DecompressingReader(Pieces(stream, piece_bytes), name, Expansion(BOUNDED))
    return b"".join(iter(lambda: reader.read(most), b""))


def frame_by_frame(stream: bytes) -> bytes | None:
    """By the standard library, which tells where each frame ends; `None`: it is broken."""
    output = b""
    while stream:
        decoder = zstd.ZstdDecompressor()
        try:
            output += decoder.decompress(stream)
        except zstd.ZstdError:
            return None
        if not decoder.eof:
            return None
        stream = decoder.unused_data.lstrip(b"\0")
    return output


def frames_of_all_kinds() -> list[bytes]:
    """Headers with and without a window, a length and a checksum; blocks of all three types."""
    noise, parameter = random.Random(3).randbytes(70_000), zstd.CompressionParameter
    frames = [zstd_skippable_frame(b""), zstd_skippable_frame(noise[:300])]
    for data in (b"", b"x", bytes(400), noise[:255], noise[:257], bytes(70_000), noise * 2):
        for checksum, length in itertools.product((0, 1), (0, 1)):
            options = {parameter.checksum_flag: checksum, parameter.content_size_flag: length}
            compressor = zstd.ZstdCompressor(options=options)
            frames.append(
                compressor.compress(data[:200])
                + compressor.compress(data[200:])
                + compressor.flush()
            )
            frames.append(zstd.compress(data, options=options))
    return frames


@pytest.mark.parametrize("piece_bytes", [1, 2, 3, 7, 1 << 16])
def test_frames_of_all_kinds_in_pieces_of_any_length(piece_bytes: int) -> None:
    frames = frames_of_all_kinds()
    random.Random(4).shuffle(frames)
    stream = b"".join(frames)
    assert unpacked("zstd", stream, piece_bytes) == frame_by_frame(stream)


def test_a_cut_between_frames_is_an_end_and_any_other_an_error() -> None:
    frames = [
        zstd_frame(b"x" * 300),
        zstd_skippable_frame(b"12"),
        zstd_frame(b""),
        *(frame for frame in frames_of_all_kinds() if len(frame) < 60),
    ]
    stream = b"".join(frames)
    ends = {0, *itertools.accumulate(map(len, frames))}
    for length in range(len(stream)):
        if length in ends:
            assert unpacked("zstd", stream[:length]) == frame_by_frame(stream[:length])
        else:
            with pytest.raises(LayersizeError, match=r"the zstd stream (breaks off|is followed)"):
                unpacked("zstd", stream[:length])


def test_what_is_broken_frame_by_frame_is_broken_by_one_decoder() -> None:
    """Flipped bytes anywhere, in headers of frames and blocks too."""
    choose = random.Random(5)
    small = [frame for frame in frames_of_all_kinds() if len(frame) < 400]
    broken = 0
    for _ in range(3000):
        stream = bytearray(b"".join(choose.choices(small, k=4)))
        for _ in range(choose.choice((1, 1, 2))):
            stream[choose.randrange(len(stream))] ^= 1 << choose.randrange(8)
        del stream[choose.choice((len(stream), choose.randrange(5, len(stream)))) :]
        expected = frame_by_frame(bytes(stream))
        try:
            output = unpacked("zstd", bytes(stream))
        except LayersizeError:
            broken += 1
            assert expected is None or stream[:1] == b"\0", bytes(stream).hex()
        else:
            assert output == expected, bytes(stream).hex()
    assert 1000 < broken < 3000


@each_compression
def test_zeros_may_stand_between_pieces(name: str) -> None:
    compress = COMPRESSORS[name]
    stream = compress(b"one") + bytes(3) + compress(b"two") + bytes(100_000) + compress(b"three")
    for piece_bytes in (1, 5, 1 << 16):
        assert unpacked(name, stream, piece_bytes) == b"onetwothree"


@each_compression
def test_members_of_any_length_in_pieces_of_any_length(name: str) -> None:
    choose = random.Random(6)
    parts = [choose.randbytes(choose.choice((0, 1, 40, 700, 5000, 70_000))) for _ in range(40)]
    stream = b"".join(map(COMPRESSORS[name], parts))
    for piece_bytes, most in ((1 << 16, 1 << 16), (1000, 5000), (13, 100)):
        assert unpacked(name, stream, piece_bytes, most) == b"".join(parts)


@each_compression
def test_what_comes_before_a_break_is_read_before_the_error(name: str) -> None:
    """A beginning is looked into though it is cut."""
    stream = COMPRESSORS[name](b"beginning") * 3
    for broken in (stream + b"garbage", stream[:-3]):
        reader = DecompressingReader(io.BytesIO(broken), name, Expansion(BOUNDED))
        pieces: list[bytes] = []
        with pytest.raises(LayersizeError, match=f"the {name} stream "):
            pieces.extend(iter(partial(reader.read, 100), b""))
        assert b"".join(pieces).startswith(b"beginningbeginning")


@each_compression
def test_of_a_broken_stream_no_decoder_stays(name: str) -> None:
    """One takes up to 128 MiB, and Python looks for no cycles through what libraries hold."""
    stream = COMPRESSORS[name](b"beginning")
    for broken in (stream + b"garbage", stream[:-3], stream[:-9]):
        source = Pieces(broken, 1 << 16)
        is_there = weakref.ref(source)
        with pytest.raises(LayersizeError):
            _read_to_the_end(name, source)
        del source
        gc.collect()
        assert is_there() is None


def _read_to_the_end(name: str, source: Pieces) -> None:
    reader = DecompressingReader(source, name, Expansion(BOUNDED))
    while reader.read(1 << 16):
        pass


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_small_pieces_come_joined(name: str) -> None:
    """What reads the tar is called once for each 64 KiB, not once for each file."""
    stream = b"".join(COMPRESSORS[name](bytes(1024)) for _ in range(1000))
    reader = DecompressingReader(io.BytesIO(stream), name, Expansion(BOUNDED))
    assert len(list(iter(lambda: reader.read(1 << 16), b""))) <= 32


def test_a_frame_costs_a_few_lines_of_python() -> None:
    frame = zstd_frame(b"x" * 1024)
    few = steps_of(lambda: unpacked("zstd", frame * 1000))
    assert steps_of(lambda: unpacked("zstd", frame * 3000)) - few < 2000 * 20


def test_frames_that_hold_nothing_end_soon() -> None:
    stream = Pieces(zstd_skippable_frame(b"") * 1_000_000, 1 << 16)
    reader = DecompressingReader(stream, "zstd", Expansion(BOUNDED))
    with pytest.raises(LayersizeError, match="over 10000 empty pieces"):
        reader.read(1)
    assert stream.position < 300_000


def test_the_window_of_a_later_frame_is_bounded_too() -> None:
    large = b"\x28\xb5\x2f\xfd" + bytes([0, (29 - 10) << 3]) + (4 << 3 | 1).to_bytes(3, "little")
    with pytest.raises(LayersizeError, match="over 128 MiB of memory"):
        unpacked("zstd", zstd_frame(b"first") + large + b"data")


@each_compression
def test_twice_the_members_cost_twice_the_work(name: str) -> None:
    member = COMPRESSORS[name](b"x" * 600)
    assert_linear(lambda count: unpacked(name, member * count), 1000)
