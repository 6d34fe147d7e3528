"""What few bytes of a hostile image could make of the memory, over all of its layers."""

from __future__ import annotations

import gzip
import io
import itertools
import re
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers.parallel import walk_in_processes
from layersize.layers.request import WalkRequest
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.streams import bounds
from layersize.streams.limits import LIFTED
from layersize.streams.ranges import FileRange
from support.sparse_entries import pax_sparse_1_0
from support.tar_writer import directory, file, gnu_long, header, pax, symlink, tar
from support.work import assert_linear

MOST_BYTES = 80 << 20
"""Of a walk that is refused; an interpreter has some 30 MB more."""


class Endless:
    """A tar whose entries go on until somebody has enough."""

    def __init__(self, entry: Callable[[int], bytes], count: int = 100_000) -> None:
        self._pieces: Iterator[bytes] = map(entry, range(count))
        self._rest = b""

    def read(self, most: int, /) -> bytes:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        data, self._rest = self._rest[:most], self._rest[most:]
        return data


@contextmanager
def bounded_memory(most_bytes: int = MOST_BYTES) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most_bytes, f"{peak >> 20} MiB"


def refusal(*streams: Endless) -> str:
    """Of the last of layers that one walker walks."""
    walker = LayerWalker()
    with bounded_memory():
        *first, last = streams
        for stream in first:
            walker.walk_stream(stream)
        with pytest.raises(LayersizeError) as refused:
            walker.walk_stream(last)
    return str(refused.value)


def long_name(number: int) -> bytes:
    return gnu_long(b"%d" % number + b"n" * 30_000) + file("x")


def long_target(number: int) -> bytes:
    return gnu_long(b"%d" % number + b"t" * 60_000, kind=b"K") + symlink(f"link-{number}", "x")


def other_names(number: int) -> bytes:
    path = b"%d" % number + b"o" * 30_000
    return pax(("path", path)) + pax(("path", path + b"p")) + gnu_long(f"own-{number}") + file("x")


def deep_path(number: int) -> bytes:
    path = "/".join(f"{number}-{level}" for level in range(1500))
    return gnu_long(path) + file("x")


def sparse_file(number: int) -> bytes:
    return pax_sparse_1_0(f"sparse-{number}", [(at, b"") for at in range(9000)], 9000)


CASES = [
    pytest.param(long_name, r"\d+nnn.*: the image has paths and link targets of over", id="names"),
    pytest.param(long_target, "link-.*: the image has paths and link targets", id="targets"),
    pytest.param(other_names, "the image has paths and link targets", id="other-names"),
    pytest.param(deep_path, r"through over 1000\d\d directories", id="directories"),
    pytest.param(sparse_file, "sparse-.*: the image has sparse files of over", id="sparse"),
]


@pytest.mark.parametrize(("entry", "message"), CASES)
def test_a_layer_is_refused_before_it_fills_the_memory(
    entry: Callable[[int], bytes], message: str
) -> None:
    assert re.search(message, refusal(Endless(entry)), re.DOTALL)


@pytest.mark.parametrize(
    ("entry", "few"),
    [(long_name, 500), (long_target, 250), (other_names, 150), (deep_path, 60), (sparse_file, 25)],
)
def test_layers_share_the_bounds(entry: Callable[[int], bytes], few: int) -> None:
    """Each is within them by itself."""
    refusal(Endless(entry, few), Endless(entry, few))


@pytest.mark.parametrize(
    ("entry", "few"),
    [(long_name, 500), (long_target, 250), (other_names, 150), (deep_path, 60), (sparse_file, 25)],
)
def test_processes_share_the_bounds(
    entry: Callable[[int], bytes], few: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each layer is within them by itself; three in three processes are not."""
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    blobs = []
    for number in range(3):
        path = tmp_path / f"{number}"
        path.write_bytes(tar(*map(entry, range(few)), file(f"{number}")))
        blobs.append(FileRange(path=path, offset=0, blob_bytes=path.stat().st_size))
    alone, together = (
        [outcome for _, outcome in walk_in_processes(some, (), LayerWalker())]
        for some in (blobs[:1], blobs)
    )
    assert isinstance(alone[0], LayerWalk)
    refused = [outcome for outcome in together if isinstance(outcome, LayersizeError)]
    assert refused
    assert all("the image has" in str(error) for error in refused)


@pytest.mark.parametrize(
    "headers",
    [
        lambda n: pax(("path", f"name-{n}")),
        lambda n: gnu_long(f"name-{n}"),
        lambda n: pax(("path", f"name-{n}")) + pax(("comment", "c"), kind=b"g"),
    ],
    ids=["pax", "gnu", "global"],
)
def test_headers_without_an_entry_leave_few_names(headers: Callable[[int], bytes]) -> None:
    assert f"over {bounds.OTHER_NAMES} names that contradict" in refusal(Endless(headers))


@pytest.mark.parametrize("key", ["path", "GNU.sparse.name"])
def test_a_name_of_a_header_has_the_length_of_a_path(key: str) -> None:
    assert "a path has 900000 bytes" in refusal(Endless(lambda _: pax((key, "n" * 900_000))))


def test_a_map_is_read_in_linear_time() -> None:
    def run(chunks: int) -> None:
        layer = tar(pax_sparse_1_0("sparse", [(at, b"") for at in range(chunks)], chunks))
        LayerWalker().walk_stream(io.BytesIO(layer))

    assert_linear(run, 4000)


def test_compressed_entries_need_some_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "FREE_ENTRIES", 2000)
    few, many = tar(file("f") * 2000), tar(file("f") * 4000)
    distinct = tar(*(file(f"{number * 7919:x}") for number in range(4000)))
    for sound in (few, distinct):
        LayerWalker().walk_stream(io.BytesIO(gzip.compress(sound)))
    LayerWalker().walk_stream(io.BytesIO(many))
    LayerWalker(WalkRequest(limits=LIFTED)).walk_stream(io.BytesIO(gzip.compress(many)))
    with pytest.raises(LayersizeError, match="more than one for each 8 bytes"):
        LayerWalker().walk_stream(io.BytesIO(gzip.compress(many)))


def test_a_million_long_paths_are_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long names beyond the first MiB, with packages' paths of 200 bytes and as many folders."""
    monkeypatch.setattr(bounds, "NAME_BYTES", 1 << 20)
    monkeypatch.setattr(bounds, "DIRECTORIES", 1000)
    store, folder = "nix/store/" + "h" * 32 + "-package-", "share/" + "f" * 100
    entries = itertools.chain.from_iterable(
        (
            directory(f"{store}{number}/"),
            pax(("path", f"{store}{number}/{folder}{number}")) + file("x"),
            pax(("linkpath", f"/{store}{number}/{folder}")) + symlink(f"{store}{number}/l", "x"),
        )
        for number in range(20_000)
    )
    assert len(LayerWalker().walk_stream(io.BytesIO(tar(*entries))).entries) == 60_000


def test_limits_are_lifted_for_a_trusted_image() -> None:
    stream = Endless(long_name, 700)
    walk = LayerWalker(WalkRequest(limits=LIFTED)).walk_stream(stream)
    assert len(walk.entries) == 700


def test_a_long_name_beside_a_short_header_is_a_path_too() -> None:
    entry = gnu_long("d/" + "n" * 33_000) + header("x")
    with pytest.raises(LayersizeError, match="a path has 33002 bytes"):
        LayerWalker().walk_stream(io.BytesIO(tar(entry)))
