"""Numbers in tar headers: octal text and base-256.

Source: https://www.gnu.org/software/tar/manual/html_node/Standard.html
"""

from __future__ import annotations

import re

_OCTAL = re.compile(rb"[ \0]*([0-7]*)[ \0]*")
_REMEMBERED = 1 << 14
LARGEST_SIZE = (1 << 63) - 1
"""Beyond this no file system goes."""
_ADLER_MODULUS = 65521
_SPACES = 8 * ord(" ")


def parse_number(number_field: bytes) -> int:
    """The value of a numeric header field; raises ValueError if it is none."""
    first = number_field[0]
    if first & 0x80:
        bits = 8 * len(number_field) - 1
        value = int.from_bytes(number_field, "big") & ~(1 << bits)
        return value - (1 << bits) if first & 0x40 else value
    octal = _OCTAL.fullmatch(number_field.partition(b"\0")[0] if first else number_field)
    if octal is None:
        shown = number_field.decode("ascii", "backslashreplace")
        raise ValueError(f"{shown!r} is not a number")
    return int(octal[1] or b"0", 8)


class _ExpectedAdlers(dict[bytes, int]):
    """Checksum field to the low half of the Adler-32 that the whole header block must have.

    That half is 1 plus the sum of all bytes, modulo 65521, and comes from C at a sixth of the
    price of adding them up. The sums of blocks that differ by a multiple of 65521 look alike,
    which takes a quarter of the block to be rewritten. -1 stands for a field that is no number.
    """

    def __missing__(self, checksum_field: bytes) -> int:
        if len(self) >= _REMEMBERED:
            self.clear()
        try:
            checksum = parse_number(checksum_field)
        except ValueError:
            expected = -1
        else:
            expected = (1 + checksum - _SPACES + sum(checksum_field)) % _ADLER_MODULUS
        self[checksum_field] = expected
        return expected


EXPECTED_ADLERS = _ExpectedAdlers()
"""Shared by all layers: header sums lie close together, so that most of them come again."""


def header_sum_matches(header: bytes) -> bool:
    """Whether a header's checksum is right: the sum of its bytes, the checksum as blanks.

    Some old archivers added up signed bytes.
    """
    try:
        checksum = parse_number(header[148:156])
    except ValueError:
        return False
    outside = header[:148] + header[156:]
    unsigned = sum(outside) + _SPACES
    return checksum == unsigned or (
        checksum == unsigned - 256 * sum(byte > 127 for byte in outside)
    )
