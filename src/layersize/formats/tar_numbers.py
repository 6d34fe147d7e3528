"""Numbers in tar headers: octal text and base-256.

Source: https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

from __future__ import annotations

import re

_OCTAL = re.compile(rb"[ \0]*([0-7]*)[ \0]*")
_REMEMBERED = 1 << 16
_ADLER_MODULUS = 65521
_SPACES = 8 * ord(" ")


def parse_number(number_field: bytes) -> int:
    """The value of a numeric header field; raises ValueError if it is none."""
    first = number_field[0]
    if first & 0x80:
        value = int.from_bytes(number_field, "big", signed=False) & ~(0x80 << 8 * (len(number_field) - 1))
        if first & 0x40:
            value -= 1 << (8 * len(number_field) - 1)
        return value
    octal = _OCTAL.fullmatch(number_field.partition(b"\0")[0] if first else number_field)
    if octal is None:
        raise ValueError(f"{number_field!r} is no number")
    return int(octal[1] or b"0", 8)


class Numbers(dict[bytes, int]):
    """Header field to its value, remembered: the same few thousand fields come again and again."""

    def __missing__(self, number_field: bytes) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        value = self[number_field] = parse_number(number_field)
        return value


class ExpectedAdlers(dict[bytes, int]):
    """Checksum field to the low half of the Adler-32 that the whole header block must have.

    That half is 1 plus the sum of all bytes, modulo 65521, and comes from C at a sixth of the
    price of adding them up. The sums of blocks that differ by a multiple of 65521 look alike,
    which takes a quarter of the block to be rewritten.
    """

    def __missing__(self, checksum_field: bytes) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        try:
            checksum = parse_number(checksum_field)
        except ValueError:
            checksum = -1
        expected = -1
        if checksum >= 0:
            expected = (1 + checksum - _SPACES + sum(checksum_field)) % _ADLER_MODULUS
        self[checksum_field] = expected
        return expected


def signed_checksum_matches(header: bytes) -> bool:
    """Whether the checksum is right as the sum of signed bytes, as some old archivers wrote."""
    try:
        checksum = parse_number(header[148:156])
    except ValueError:
        return False
    outside = header[:148] + header[156:]
    return sum(outside) - 256 * sum(byte > 127 for byte in outside) + _SPACES == checksum
