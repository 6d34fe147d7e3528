"""Tar headers with odd fields and a right checksum, so that the damage reaches the reader."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from support.fuzzing import (
    IMAGES,
    assert_measured_or_refused,
    header_offsets,
    seeded,
    with_checksum,
)
from support.tar_writer import BLOCK_BYTES, base256

ARCHIVES = [
    "docker-24-repeated-layer.tar",
    "layer-repeated.tar",
    "sparse-gnu-extended.tar",
    "sparse-pax-1-0.tar",
    "sparse-pax-0-1.tar",
    "tar-data-after-trailer.tar",
    "oci-plain-layers.tar",
]
MUTATIONS = 250

FIELDS = {
    "name": (0, 100),
    "size": (124, 136),
    "kind": (156, 157),
    "linkname": (157, 257),
    "magic": (257, 265),
    "tail": (345, 500),
}
VALUES: dict[str, list[bytes]] = {
    "name": [
        b"",
        b"/",
        b"..",
        b".wh.",
        b".wh..wh..opq",
        b"a/" * 50,
        b"manifest.json",
        b"\xff" * 100,
        b"\x1b[2J\n",
    ],
    "size": [
        b"",
        b"77777777777\x00",
        b"-1\x00",
        base256(-1),
        base256(1 << 62),
        base256(1 << 90),
        b"00000000001\x00",
        b"1.5",
    ],
    "kind": [bytes([kind]) for kind in b"\x000123456789DKLMNSVXgxAZ~\xff"],
    "linkname": [b"", b"/", b"..", b"../" * 33, b"\xff" * 100],
    "magic": [b"ustar\x0000", b"ustar  \x00", bytes(8), b"ustar\x0099"],
    "tail": [bytes(155), b"\xff" * 155, b"prefix"],
}


def mutated(data: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(rng.randint(1, 2)):
        offset = rng.choice(header_offsets(data))
        field = rng.choice(list(FIELDS))
        start, end = FIELDS[field]
        value = rng.choice(VALUES[field])[: end - start].ljust(end - start, b"\x00")
        block = bytearray(damaged[offset : offset + BLOCK_BYTES])
        block[start:end] = value
        damaged[offset : offset + BLOCK_BYTES] = with_checksum(bytes(block))
    return bytes(damaged)


@pytest.mark.parametrize("name", ARCHIVES)
def test_header_fields(name: str, tmp_path: Path) -> None:
    data = (IMAGES / name).read_bytes()
    image = tmp_path / "image.tar"
    for number in range(MUTATIONS):
        image.write_bytes(mutated(data, seeded(name, number)))
        assert_measured_or_refused(image)
