"""Runs layersize in this process and writes what it took to a file: FILE ARGUMENTS….

In place of `python -m layersize`, for one that counts.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.work import counted

MEBIBYTE = 1 << 20


def main(file: str, *arguments: str) -> int:
    parsed = 0
    loads = json.loads

    def counted_loads(text: str | bytes, **more: object) -> object:
        nonlocal parsed
        parsed += len(text)
        return loads(text, **more)

    json.loads = counted_loads
    from layersize.cli import main as layersize

    with counted() as work:
        exit_code = layersize(list(arguments))
    lines = Path("/proc/self/io").read_text().splitlines()
    read = int(next(line.partition(": ")[2] for line in lines if line.startswith("rchar")))
    took = {
        "calls": work.calls,
        "parsed_mebibytes": parsed / MEBIBYTE,
        "read_mebibytes": read / MEBIBYTE,
    }
    Path(file).write_text(json.dumps(took))
    return exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
