"""tar-splits from a fuzzer's choices: of layers, with other lines, and damaged."""

from __future__ import annotations

import gzip
import tarfile

from fuzz.guided.blobs import damaged
from fuzz.guided.choices import Choices
from fuzz.guided.json_text import mutated
from fuzz.guided.layers import layer
from support.unpacked_stores import tar_split_of


def tar_split(choices: Choices) -> bytes:
    """Unzipped; empty for a layer that Python's own reader refuses."""
    try:
        split = tar_split_of(layer(choices))
    except (tarfile.TarError, ValueError, OverflowError):
        return b""
    lines = gzip.decompress(split).splitlines() or [b"{}"]
    written = [[line] for line in lines]
    for _ in range(choices.below(8)):
        at = choices.below(len(lines))
        written[at] = [mutated(choices, lines[at])] * choices.pick((1, 1, 0, 2))
    between = choices.pick((b"\n", b"\n", b"\n", b"", b" "))
    return damaged(choices, b"".join(line + between for each in written for line in each))
