"""Streams that are read ahead in a thread, by somebody who may lose interest."""

from __future__ import annotations

import threading
from types import TracebackType

import pytest

from layersize.formats.compression import drain
from layersize.model.errors import Interrupted, LayersizeError
from layersize.model.layer_walk import RemoteBlob
from layersize.sources.registry.ahead import ReadAhead
from support.hostile_registry import HostileRegistry, blob_path_of, ranged
from support.registry_reading import layer_tar, network, one_layer, opened

Piece = bytes | Exception | threading.Event


class Pieces:
    """A stream of these pieces: an error is raised, an event waited for."""

    def __init__(self, *pieces: Piece) -> None:
        self._left = list(pieces)
        self.closed = threading.Event()
        self.reads = 0

    def __enter__(self) -> Pieces:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closed.set()

    def read(self, _most: int, /) -> bytes:
        self.reads += 1
        if not self._left:
            return b""
        piece = self._left.pop(0)
        if isinstance(piece, threading.Event):
            piece.wait()
            return b"late"
        if isinstance(piece, Exception):
            raise piece
        return piece


def nothing() -> None:
    pass


def test_bytes_in_order_and_no_more_than_asked_for() -> None:
    stream = Pieces(b"abc", b"defg")
    with ReadAhead(stream, nothing) as reader:
        assert [reader.read(2) for _ in range(6)] == [b"ab", b"c", b"de", b"fg", b"", b""]
    assert stream.closed.wait(60)


def test_an_error_comes_where_it_stands() -> None:
    with ReadAhead(Pieces(b"abc", LayersizeError("x", "is broken")), nothing) as reader:
        assert reader.read(9) == b"abc"
        with pytest.raises(LayersizeError, match="x: is broken"):
            reader.read(9)
        assert reader.read(9) == b""


def test_who_waits_may_lose_interest() -> None:
    never = threading.Event()

    def interrupt() -> None:
        raise Interrupted

    with ReadAhead(Pieces(b"abc", never), interrupt) as reader:
        assert reader.read(9) == b"abc"
        with pytest.raises(Interrupted):
            reader.read(9)
    assert not never.is_set(), "or nobody was waiting"
    never.set()


def test_no_more_is_read_than_there_is_room_for() -> None:
    stream = Pieces(*[b"x"] * 1000)
    with ReadAhead(stream, nothing) as reader:
        assert reader.read(1) == b"x"
    assert stream.closed.wait(60)
    assert stream.reads < 30


def test_a_layer_of_a_silent_registry() -> None:
    """What a walk in a thread does when the user interrupts it."""

    def interrupt() -> None:
        raise Interrupted

    blob = layer_tar()
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(blob)] = ranged(blob, most=100, stays_open=True)
        patience = network(timeout_seconds=3600)  # who waits for its end is not done in time
        remote = opened(registry, patience=patience).layers[0].blob
        assert isinstance(remote, RemoteBlob)
        with remote.open(interrupt) as reader, pytest.raises(Interrupted):
            drain(reader)
