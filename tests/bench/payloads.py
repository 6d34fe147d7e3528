"""File contents that compress about as well as those of real images.

A pool of source-code-like text is made once; every file is a slice of it. The pool is far
larger than the windows of gzip (32 KiB) and zstd (2 MiB), so that slices rarely repeat
within one.
"""

import random
import zlib
from collections.abc import Sequence
from itertools import accumulate

POOL_BYTES = 64_000_000
LARGEST_FILE_BYTES = 8_000_000

_LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
_MARKS = (" ",) * 6 + ("(", ")", ", ", ", ", "\n    ", "\n        ", ".", "_", "\n\n", " = ", ";\n")
_WORD_COUNT = 8_000
_PHRASE_COUNT = 100_000
_MEAN_PHRASE_BYTES = 22


def text_pool() -> memoryview:
    """Phrases drawn by Zipf's law: gzip level 6 shrinks them about 3.4 times, zstd about 4."""
    rng = random.Random("payloads")
    letter_weights = _zipf(len(_LETTERS), 0.7)
    words = [
        "".join(rng.choices(_LETTERS, cum_weights=letter_weights, k=2 + int(rng.random() * 9)))
        for _ in range(_WORD_COUNT)
    ]
    word_weights = _zipf(_WORD_COUNT, 1.4)
    phrases = [
        _phrase(rng, words, word_weights, 1 + int(rng.random() * 5)) for _ in range(_PHRASE_COUNT)
    ]
    drawn = rng.choices(
        phrases, cum_weights=_zipf(_PHRASE_COUNT, 0.7), k=POOL_BYTES // _MEAN_PHRASE_BYTES
    )
    return memoryview("".join(drawn).encode())


def content(pool: memoryview, path: str, version: int, size: int) -> memoryview:
    """The same path, version and size give the same bytes."""
    seed = zlib.crc32(path.encode(), version) * 0x9E3779B1 & 0xFFFFFFFF
    start = seed % (len(pool) - LARGEST_FILE_BYTES)
    return pool[start : start + size]


def _phrase(rng: random.Random, words: Sequence[str], weights: Sequence[float], count: int) -> str:
    chosen = rng.choices(words, cum_weights=weights, k=count)
    return "".join(word + rng.choice(_MARKS) for word in chosen)


def _zipf(count: int, exponent: float) -> list[float]:
    return list(accumulate(1 / (rank + 3) ** exponent for rank in range(count)))
