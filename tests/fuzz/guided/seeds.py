"""What a fuzzer begins with besides the inputs that are kept: small images of the tests."""

from __future__ import annotations

import random

from support.fuzzing import IMAGES

_MOST_BYTES = 16_000
_NOISE = 200


def seeds(target: str) -> list[bytes]:
    """Archives as they are; elsewhere noise, of which choices make something."""
    if target == "archives":
        paths = sorted(path for path in IMAGES.iterdir() if ".tar" in path.name)
        return [path.read_bytes() for path in paths if path.stat().st_size <= _MOST_BYTES]
    noise = random.Random(target)
    return [
        bytes(noise.choice((noise.randrange(256), noise.randrange(8))) for _ in range(length))
        for length in range(0, 10 * _NOISE, 10)
    ]
