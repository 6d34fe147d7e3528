"""A process that uses a cache while others do: FOLDER SEED STEPS MOST_BYTES.

Ends with a traceback where the cache gives anything but what was kept, or nothing.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from cache.samples import numbered_record, numbered_walk
from layersize.cache.walk_cache import WalkCache

VALUES = 12
KEYS = tuple(str(number) for number in range(VALUES))


def main(folder: str, seed: str, steps: str, most_bytes: str) -> None:
    choose = random.Random(int(seed))
    cache = WalkCache(Path(folder), most_bytes=int(most_bytes))
    walks = [numbered_walk(number) for number in range(VALUES)]
    records = [numbered_record(number, 5000) for number in range(VALUES)]
    found = 0
    for _ in range(int(steps)):
        number = choose.randrange(VALUES)
        action = choose.random()
        if action < 0.3:
            cache.keep_walk(walks[number])
        elif action < 0.5:
            cache.keep_record(KEYS[number], records[number])
        elif action < 0.75:
            digest = walks[number].blob_digests[0]
            assert digest is not None
            walk = cache.walk(digest)
            assert walk in (None, walks[number])
            found += walk is not None
        elif action < 0.97:
            record = cache.record(KEYS[number])
            assert record in (None, records[number])
            found += record is not None
        elif action < 0.99:
            cache.info()
        else:
            cache.clear()
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
