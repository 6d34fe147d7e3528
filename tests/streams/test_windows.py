"""The two windows on a tar stream show the same, and read no more than they must."""

from __future__ import annotations

import io
import random

import pytest
from xxhash import xxh3_128_digest

from layersize.streams.reader import BufferedReader
from layersize.streams.tar.window import CHUNK, RangeWindow, StreamWindow
from support.bytes_in_memory import BytesInMemory

DATA = random.Random(5).randbytes(5 * CHUNK + 700)


class Dribble:
    """Gives fewer bytes than asked for, as pipes do."""

    def __init__(self, data: bytes, most: int) -> None:
        self._stream = io.BytesIO(data)
        self._most = most

    def read(self, most: int, /) -> bytes:
        return self._stream.read(min(most, self._most))


@pytest.mark.parametrize("most", [1 << 20, CHUNK, 1000, 511])
def test_a_stream_shows_what_a_range_shows(most: int) -> None:
    in_any_order = RangeWindow(BytesInMemory(DATA), len(DATA))
    forwards = StreamWindow(Dribble(DATA, most))
    for position in (0, 0, 512, 1024, CHUNK - 512, CHUNK + 512, 4 * CHUNK, len(DATA) - 600):
        left, right = in_any_order.fetch(position), forwards.fetch(position)
        assert min(len(left), len(right)) >= min(512, len(DATA) - position)
        assert left[:512] == right[:512] == DATA[position : position + 512]
    assert forwards.fetch(len(DATA)) == in_any_order.fetch(len(DATA)) == b""
    assert forwards.length == in_any_order.length == len(DATA)


def test_a_range_is_read_only_where_it_is_looked_at() -> None:
    data = BytesInMemory(b"")
    window = RangeWindow(data, 10 << 40)
    window.fetch(0)
    window.fetch(9 << 40)
    assert data.asked == [(0, CHUNK), (9 << 40, CHUNK)]


def test_nothing_is_read_behind_the_end_of_a_range() -> None:
    """A header can state a size with which the next one is where no file can reach."""
    data = BytesInMemory(bytes(1024))
    window = RangeWindow(data, 1024)
    assert [window.fetch(position) for position in (1024, 1536, 1 << 63)] == [b"", b"", b""]
    assert not data.asked


@pytest.mark.parametrize("most", [1 << 20, 1000])
@pytest.mark.parametrize("length", [1, 512, CHUNK - 512, CHUNK, CHUNK + 1, 3 * CHUNK + 5])
def test_a_payload_is_hashed_across_chunks(length: int, most: int) -> None:
    window = StreamWindow(Dribble(DATA, most))
    window.fetch(512)
    assert window.payload_hash(512, length) == xxh3_128_digest(DATA[512 : 512 + length])
    after = 512 + length
    assert window.fetch(after)[:100] == DATA[after : after + 100]


def test_a_payload_that_breaks_off_is_hashed_as_far_as_it_goes() -> None:
    window = StreamWindow(io.BytesIO(DATA))
    window.fetch(0)
    assert window.payload_hash(512, 1 << 40) == xxh3_128_digest(DATA[512:])


def test_looking_ahead_takes_nothing_away() -> None:
    reader = BufferedReader(Dribble(DATA, 3))
    assert reader.peek(10) == DATA[:10]
    assert reader.peek(4) == DATA[:4]
    assert b"".join(iter(lambda: reader.read(1000), b"")) == DATA
    assert reader.peek(5) == b""
