"""Seeded damage to archives, and what may come of it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from support.identities import assert_identities, assert_refusal
from support.run_layersize import inspect_counted
from support.tar_writer import BLOCK_BYTES

IMAGES = Path(__file__).resolve().parent.parent / "images"


def seeded(*parts: object) -> random.Random:
    """The same numbers in every run."""
    return random.Random(repr(parts))


def assert_measured_or_refused(image: Path | str) -> Any:
    """A report that adds up, or one line and exit code 2 (then `None`), after little work."""
    outcome = inspect_counted(str(image))
    if outcome.exit_code == 0:
        assert_identities(outcome.report)
        return outcome.report
    assert_refusal(outcome.exit_code, outcome.stdout, outcome.stderr)
    return None


def flipped(data: bytes, rng: random.Random) -> bytes:
    """Up to three bytes are others; one that isn't 0 is taken rather than padding."""
    damaged = bytearray(data)
    for _ in range(rng.randint(1, 3)):
        tries = (rng.randrange(len(data)) for _ in range(20))
        place = next((offset for offset in tries if data[offset]), rng.randrange(len(data)))
        damaged[place] ^= 1 << rng.randrange(8) if rng.random() < 0.7 else rng.randrange(1, 256)
    return bytes(damaged)


def with_checksum(header: bytes) -> bytes:
    """The header block with the checksum that its bytes have."""
    total = sum(header) - sum(header[148:156]) + 8 * ord(" ")
    return header[:148] + b"%06o\x00 " % total + header[156:]


def header_offsets(tar: bytes) -> list[int]:
    """Where blocks stand that look like ustar headers, those of tars inside the tar too."""
    return [
        offset
        for offset in range(0, len(tar) - BLOCK_BYTES + 1, BLOCK_BYTES)
        if tar[offset + 257 : offset + 262] == b"ustar"
    ]
