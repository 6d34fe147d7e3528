"""The watch over an engine's save: what is read, and how each way to fail is told."""

from __future__ import annotations

import threading
from collections.abc import Generator
from queue import Queue

import pytest

from layersize.errors import LayersizeError
from layersize.sources.engine.stream import EngineStream


def read_all(stream: EngineStream) -> bytes:
    return b"".join(iter(lambda: stream.read(1000), b""))


def stream_of(*chunks: bytes) -> EngineStream:
    return EngineStream((chunk for chunk in chunks), 10)


def test_chunks_come_whole_and_in_order() -> None:
    chunks = [bytes([number]) * (number * 311) for number in range(1, 60)]
    assert read_all(stream_of(*chunks)) == b"".join(chunks)


def test_after_the_end_there_is_nothing_more() -> None:
    stream = stream_of(b"a")
    assert [stream.read(5) for _ in range(3)] == [b"a", b"", b""]
    assert stream.problem is None
    assert stream.error_sent() is None


def test_what_breaks_it_is_told_with_its_root() -> None:
    def broken() -> Generator[bytes, None, None]:
        yield b"x" * 10
        try:
            raise ConnectionResetError(104, "Connection reset by peer")
        except OSError as error:
            raise RuntimeError("wrapped") from error

    stream = EngineStream(broken(), 10)
    with pytest.raises(LayersizeError, match=r"after 10 bytes \(Connection reset by peer\)"):
        read_all(stream)
    assert stream.problem is not None
    assert stream.read(1) == b""


def test_a_silence_ends_it() -> None:
    silence = threading.Event()

    def stalls() -> Generator[bytes, None, None]:
        yield b"x"
        silence.wait(30)

    stream = EngineStream(stalls(), 0.05)
    with pytest.raises(LayersizeError, match=r"sent nothing for 0\.05 seconds"):
        read_all(stream)
    silence.set()


def test_a_trickle_counts_as_silence() -> None:
    ended = threading.Event()

    def trickles() -> Generator[bytes, None, None]:
        yield b"x" * 5000
        while not ended.wait(0.01):
            yield b"x"

    stream = EngineStream(trickles(), 0.2)
    with pytest.raises(LayersizeError, match=r"sent next to nothing for 0\.2 seconds"):
        read_all(stream)
    ended.set()


def test_a_slow_reader_is_not_taken_for_a_trickle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time counts while it is waited, not while what came is looked at."""
    now = 0.0
    monkeypatch.setattr("layersize.sources.engine.stream.time.monotonic", lambda: now)
    stream = stream_of(*[b"x"] * 40)
    while stream.read(1):
        now += 5
    assert stream.problem is None


def test_the_first_byte_may_take_ten_times_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    waited_at_most: list[float | None] = []
    get = Queue.get

    def noted(queue: Queue[object], block: bool = True, timeout: float | None = None) -> object:
        waited_at_most.append(timeout)
        return get(queue, block, timeout)

    monkeypatch.setattr(Queue, "get", noted)
    assert read_all(EngineStream((chunk for chunk in (b"x", b"y")), 6)) == b"xy"
    assert waited_at_most == pytest.approx([60, 6, 6], abs=1)


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        (b'{"errorDetail":{"message":"no space"},"error":"no space"}\r\n', "no space"),
        (b'{"message":"gone"}\n', "gone"),
        (b'{"error":"lost"}', "lost"),
        (b'{"errorDetail":{"message":"cut of', None),
        (b'{"error":["no", "text"]}', None),
        (b"[1]", None),
        (b"\0" * 1024, None),
    ],
)
def test_an_error_at_the_end_is_found(tail: bytes, message: str | None) -> None:
    stream = stream_of(b"t" * 5000, tail)
    assert stream.read(10) == b"t" * 10
    assert stream.error_sent() == message


def test_a_message_is_not_looked_for_without_end() -> None:
    """What breaks at its beginning is not read to its end for the sake of a message."""
    given = 0

    def long() -> Generator[bytes, None, None]:
        nonlocal given
        while True:
            given += 1
            yield bytes(1 << 16)

    stream = EngineStream(long(), 10)
    assert stream.read(10)
    assert stream.error_sent() is None
    stream.close()
    assert given < 100


def test_chunks_are_not_piled_up() -> None:
    """A reader that is slow holds the engine up, rather than filling memory."""
    given = 0

    def many() -> Generator[bytes, None, None]:
        nonlocal given
        for _ in range(1000):
            given += 1
            yield b"x"

    stream = EngineStream(many(), 10)
    stream.read(1)
    for _ in range(6000):
        if given > 16:
            break
        threading.Event().wait(0.01)
    threading.Event().wait(0.2)  # all of them would have come
    assert 16 < given < 30
    stream.close()
