"""Sparse maps, and the records of PAX headers."""

from __future__ import annotations

import pytest
from xxhash import xxh3_128_digest

from layersize.streams.tar.extensions import Extension, SparseHashes, SparseMap, decimal
from support.tar_writer import pax_records


def test_a_map_puts_data_and_zeros_in_their_places() -> None:
    sparse_map = SparseMap.checked([2, 3, 10, 1], 20, 4)
    assert sparse_map.hole_bytes == 16
    dense = b"\0\0abc" + bytes(5) + b"d" + bytes(9)
    for pieces in ([b"abcd"], [b"a", b"bc", b"d"], [b"abc", b"d"]):
        assert sparse_map.content_hash(pieces) == xxh3_128_digest(dense)


@pytest.mark.parametrize(
    ("numbers", "apparent_bytes", "payload_bytes", "message"),
    [
        ([1], 5, 0, "is broken"),
        ([5, 1, 0, 1], 10, 2, "backwards"),
        ([0, 2, 1, 2], 10, 4, "backwards"),
        ([0, -1], 10, -1, "backwards"),
        ([0, 11], 10, 11, "beyond its end"),
        ([0, 5], 10, 4, "does not fit its data"),
        ([0, 1], 1 << 63, 1, "beyond its end"),
        ([0, 0] * 140_000, 10, 0, "over 131072 chunks"),
    ],
    ids=range(8),
)
def test_a_map_that_cannot_be_right(
    numbers: list[int], apparent_bytes: int, payload_bytes: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        SparseMap.checked(numbers, apparent_bytes, payload_bytes)


def test_holes_of_terabytes_are_not_hashed() -> None:
    huge = SparseMap.checked([0, 1], 1 << 42, 1)
    like, unlike = SparseHashes(), SparseMap.checked([1, 1], 1 << 42, 1)
    assert like.hash(huge, [b"x"]) == SparseHashes().hash(huge, [b"x"])
    assert like.hash(huge, [b"x"]) != like.hash(huge, [b"y"])
    assert like.hash(huge, [b"x"]) != like.hash(unlike, [b"x"])


@pytest.mark.parametrize("text", [b"", b"-1", b"+1", b"1.0", b"1_0", b" 1", b"0x1", b"9" * 20])
def test_pax_numbers_are_digits(text: bytes) -> None:
    with pytest.raises(ValueError, match="not a whole number of bytes"):
        decimal(text)


def test_records_are_taken_to_their_meaning() -> None:
    extension = Extension()
    extension.take_records(
        pax_records([("path", "p"), ("linkpath", "l"), ("size", "7"), ("mtime", "1.5")])
    )
    assert (extension.path, extension.link_target, extension.payload_bytes) == (b"p", b"l", 7)
    assert extension.records[b"mtime"] == b"1.5"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"path=x\n", "has no length"),
        (b"0 a=b\n", "length is wrong"),
        (b"99 a=b\n", "length is wrong"),
        (b"6 a=bX", "length is wrong"),
        (b"4 a\n", "has no key"),
        (b"5 =b\n", "has no key"),
        (b"10 path=\0\n", "holds a NUL byte"),
        (b"-6 a=b\n", "has no length"),
        (b"6 a=b\n\0\0\0", "has no length"),
    ],
)
def test_broken_records(data: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Extension().take_records(data)
