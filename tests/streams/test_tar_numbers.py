"""Numbers in tar headers."""

from __future__ import annotations

import pytest

from layersize.streams.tar.numbers import header_sum_matches, parse_number
from support.tar_writer import base256, file, header


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (b"00000000017\0", 15),
        (b"         17 ", 15),
        (b"17          ", 15),
        (b"17\0garbage99", 15),
        (b"\0" * 12, 0),
        (b" " * 12, 0),
        (b"777777777777", 0o777777777777),
        (b"0000017\0", 15),
        (base256(0), 0),
        (base256(1 << 40), 1 << 40),
        (base256((1 << 63) - 1), (1 << 63) - 1),
        (base256(-1), -1),
        (base256(-(1 << 40)), -(1 << 40)),
        (base256(5, 8), 5),
        (base256(-5, 8), -5),
    ],
)
def test_numbers(field: bytes, value: int) -> None:
    assert parse_number(field) == value


@pytest.mark.parametrize(
    "field",
    [
        b"+0000000017\0",
        b"-0000000017\0",
        b"0o000000017\0",
        b"0000_000017\0",
        b"00000000018\0",
        b"0000000 017\0",
        b"0000000017.\0",
        b"\t0000000017\0",
        b"0x00000000f\0",
        b"1e000000000\0",
    ],
)
def test_what_python_may_take_for_a_number_but_tar_does_not(field: bytes) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse_number(field)


@pytest.mark.parametrize("checksum", ["unsigned", "signed"])
def test_both_kinds_of_checksum_are_right(checksum: str) -> None:
    assert header_sum_matches(header("ü" * 20, checksum=checksum))


def test_a_changed_byte_changes_the_sum() -> None:
    block = bytearray(file("name"))
    for place in (0, 100, 124, 156, 511):
        block[place] ^= 1
        assert not header_sum_matches(bytes(block))
        block[place] ^= 1
    assert header_sum_matches(bytes(block))
