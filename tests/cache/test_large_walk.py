"""A layer of 200,000 entries is kept and loaded a column at a time, not an entry at a time."""

from __future__ import annotations

import random
import sys
import tracemalloc
from array import array
from collections.abc import Callable
from typing import TypeVar

import pytest

from layersize.cache.walk_file import dump_walk, load_walk
from layersize.layers.entries import FILE, LayerEntries, Ownership
from layersize.layers.walk import LayerWalk

ENTRIES = 200_000
DIRECTORIES = 20_000
MOST_CALLS = 250
_Value = TypeVar("_Value")


@pytest.fixture(scope="module")
def walk() -> LayerWalk:
    """Packages of ten files each, the same names in all of them."""
    rows = range(ENTRIES)
    entries = LayerEntries(
        directory_parents=array("I", [0, *(number // 2 for number in range(DIRECTORIES - 1))]),
        directory_names=[b"", *(b"package-%d" % number for number in range(1, DIRECTORIES))],
        directories=array("I", (row // 10 for row in rows)),
        names=[b"module-%d.js" % (row % 1000) for row in rows],
        kinds=bytearray([FILE]) * ENTRIES,
        content_bytes=array("Q", (row % 5000 for row in rows)),
        data_offsets=array("Q", (row * 4096 for row in rows)),
        link_targets={row: b"../target-%d" % row for row in range(0, ENTRIES, 20)},
        content_hashes=bytearray(random.Random(0).randbytes(16 * ENTRIES)),
        ownership_ids=array("I", (row % 3 for row in rows)),
        ownerships=[Ownership(mode=0o644, uid=owner, gid=0) for owner in range(3)],
        mtimes=array("q", rows),
    )
    return LayerWalk(
        entries=entries,
        tar_bytes=1 << 30,
        compression="gzip",
        blob_bytes=1 << 28,
        blob_digests=(),
        tar_digests=(),
        plain_range=None,
        warnings=(),
    )


def calls_of(work: Callable[[], _Value]) -> tuple[int, _Value]:
    """How many functions written in Python are called."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        value = work()
    finally:
        sys.setprofile(None)
    return calls, value


def test_the_work_is_not_done_an_entry_at_a_time(walk: LayerWalk) -> None:
    dump_calls, data = calls_of(lambda: dump_walk(walk))
    load_calls, loaded = calls_of(lambda: load_walk(data))
    assert loaded == walk
    assert dump_calls < MOST_CALLS
    assert load_calls < MOST_CALLS


def test_equal_names_are_one_object(walk: LayerWalk) -> None:
    loaded = load_walk(dump_walk(walk))
    assert len({id(name) for name in loaded.entries.names}) == 1000


def test_loading_takes_the_memory_of_the_walk_and_of_a_few_columns(walk: LayerWalk) -> None:
    data = dump_walk(walk)
    column_bytes = (8 + 4 + 1 + 8 + 8 + 16 + 4 + 8) * ENTRIES
    tracemalloc.start()
    loaded = load_walk(data)
    kept, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(loaded.entries) == ENTRIES
    assert kept < 1.4 * column_bytes
    assert most < 1.5 * kept


def test_what_an_entry_takes_in_a_file(walk: LayerWalk) -> None:
    """The reason of the cache's bound; 16 bytes of it are the hash, which doesn't compress."""
    assert 16 * ENTRIES < len(dump_walk(walk)) < 25 * ENTRIES
