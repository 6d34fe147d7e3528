"""Streams that are read ahead in a thread, by somebody who may lose interest."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import closing

import pytest

from layersize.errors import Interrupted, LayersizeError
from layersize.layers.walk import RemoteBlob
from layersize.progress import NoProgress
from layersize.streams.read_ahead import ReadAhead
from layersize.streams.reader import drain
from support.hostile_registry import HostileRegistry, blob_path_of, ranged
from support.registry_reading import layer_tar, network, one_layer, opened

Piece = bytes | Exception | threading.Event


class Source:
    """A stream of these pieces: an error is raised, an event waited for."""

    def __init__(self, *pieces: Piece) -> None:
        self._pieces = pieces
        self.closed = threading.Event()
        self.given = 0

    def pieces(self) -> Generator[bytes, None, None]:
        try:
            for piece in self._pieces:
                self.given += 1
                if isinstance(piece, threading.Event):
                    piece.wait()
                    yield b"late"
                elif isinstance(piece, Exception):
                    raise piece
                else:
                    yield piece
        finally:
            self.closed.set()


class InterruptingProgress(NoProgress):
    """Progress of a user who has interrupted the work."""

    def advance(self, read_bytes: int) -> None:  # noqa: ARG002 - as `Progress` has it
        raise Interrupted


def test_bytes_in_order_and_no_more_than_asked_for() -> None:
    source = Source(b"abc", b"", b"defg")
    with closing(ReadAhead(source.pieces())) as reader:
        assert [reader.read(2) for _ in range(6)] == [b"ab", b"c", b"de", b"fg", b"", b""]
    assert source.closed.wait(60)


def test_an_error_comes_where_it_stands() -> None:
    source = Source(b"abc", LayersizeError("x", "is broken"))
    with closing(ReadAhead(source.pieces())) as reader:
        assert reader.read(9) == b"abc"
        with pytest.raises(LayersizeError, match="x: is broken"):
            reader.read(9)
        assert reader.read(9) == b""


def test_who_waits_may_lose_interest() -> None:
    never = threading.Event()
    with closing(ReadAhead(Source(b"abc", never).pieces(), InterruptingProgress())) as reader:
        assert reader.read(9) == b"abc"
        with pytest.raises(Interrupted):
            reader.read(9)
    assert not never.is_set(), "or nobody was waiting"
    never.set()


def test_no_more_is_read_than_there_is_room_for() -> None:
    source = Source(*[b"x"] * 1000)
    with closing(ReadAhead(source.pieces())) as reader:
        assert reader.read(1) == b"x"
    assert source.closed.wait(60)
    assert source.given < 30


def test_a_layer_of_a_silent_registry() -> None:
    """What a walk in a thread does when the user interrupts it."""

    blob = layer_tar()
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(blob)] = ranged(blob, most=100, stays_open=True)
        patience = network(timeout_seconds=3600)  # who waits for its end is not done in time
        remote = opened(registry, settings=patience).layers[0].blob
        assert isinstance(remote, RemoteBlob)
        with remote.open(InterruptingProgress()) as reader, pytest.raises(Interrupted):
            drain(reader)
