"""Files of the cache from a fuzzer's choices: sound ones with other columns, and any bytes."""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Mapping
from functools import cache

from cache.samples import LAYER, numbered_record, walk_of
from fuzz.guided.blobs import damaged
from fuzz.guided.choices import Choices
from layersize.cache.file_format import RECORD, WALK, ColumnReader, add_head, checked_body
from layersize.cache.record_file import dump_record
from layersize.cache.walk_file import dump_walk

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

RECORD_KEY = "an image"
_NUMBERS = (0, 1, 2, 3, 255, 1 << 16, (1 << 32) - 1, (1 << 63) - 1, (1 << 64) - 1)


@cache
def _sound() -> tuple[dict[str, object], Mapping[str, bytes]]:
    """What stands in the header of a sound walk, and its columns."""
    reader = ColumnReader(checked_body(WALK, dump_walk(walk_of(LAYER))))
    lengths = dict(reader._lengths)
    return reader.fields, {name: reader.column(name) for name in lengths}


def walk_file(choices: Choices) -> bytes:
    """The checksum is right in all but few, so that what it guards is reached."""
    if choices.one_in(8):
        return damaged(choices, dump_walk(walk_of(LAYER)))
    if choices.one_in(8):
        return add_head(WALK, choices.rest())
    about, columns = _sound()
    fields, changed = dict(about), dict(columns)
    while not choices.ended:
        if choices.one_in(5):
            name = choices.pick([*fields])
            fields[name] = choices.pick((None, -1, "x", [], [["a", None, "b", "c"]], [[]], 1 << 70))
            continue
        name = choices.pick([*changed])
        changed[name] = _another(choices, changed[name])
    lengths = [(name, len(column)) for name, column in changed.items()]
    whole = {"byte_order": sys.byteorder, "columns": lengths, "about": fields}
    header = json.dumps(whole).encode()
    body = header + b"".join(changed.values())
    packed = struct.pack("<QI", len(body), len(header)) + damaged(choices, zstd.compress(body))
    return add_head(WALK, packed)


def _another(choices: Choices, column: bytes) -> bytes:
    """The column with a number or a byte of it replaced, cut, or longer."""
    kind = choices.below(6)
    width = choices.pick((4, 8))
    if kind < 3:
        at = choices.below(256) * width % (len(column) + 1)
        number = choices.pick(_NUMBERS) % (1 << 8 * width)
        return column[:at] + number.to_bytes(width, sys.byteorder) + column[at + width :]
    if kind == 3:
        return column[: choices.below(256) * width]
    return column + column[: width * choices.below(8)] if kind == 4 else damaged(choices, column)


def record_file(choices: Choices) -> bytes:
    """A sound record that is damaged, or any JSON, below the right checksum."""
    if choices.one_in(2):
        return damaged(choices, dump_record(RECORD_KEY, numbered_record(choices.below(3))))
    return add_head(RECORD, choices.rest())
