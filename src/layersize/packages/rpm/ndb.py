"""Headers in `Packages.db`, rpm's own form of database, which SUSE uses.

There is no specification:
https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c writes it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = b"RpmP"
_VERSION = 0
_FILE_HEADER = struct.Struct("<4sIII")
"""Magic, version, generation, pages of slots."""
_PAGE_BYTES = 4096
_SLOT = struct.Struct("<4sIII")
"""Magic, number of the package, block, how many blocks."""
_SLOT_MAGIC, _BLOB_MAGIC = b"Slot", b"BlbS"
_BLOB = struct.Struct("<4sIII")
"""Magic, number of the package, generation, length."""
_BLOCK_BYTES = 16
_FIRST_SLOT = 32


def header_blobs(content: bytes) -> Iterator[bytes]:
    """The headers of the packages, in the order of their numbers; those that are whole."""
    if len(content) < _FIRST_SLOT:
        return
    _, version, _, pages = _FILE_HEADER.unpack_from(content)
    if version != _VERSION:
        return
    slots = content[_FIRST_SLOT : pages * _PAGE_BYTES]
    slots = slots[: len(slots) // _SLOT.size * _SLOT.size]
    places = dict[int, int]()
    for magic, number, block, blocks in _SLOT.iter_unpack(slots):
        if magic == _SLOT_MAGIC and number and blocks:
            places[number] = block * _BLOCK_BYTES
    left = len(content)  # headers of a whole file don't overlap
    for number, place in sorted(places.items()):
        if place + _BLOB.size > len(content):
            continue
        magic, owner, _, length = _BLOB.unpack_from(content, place)
        left -= min(length, len(content))
        if magic == _BLOB_MAGIC and owner == number and left >= 0:
            yield content[place + _BLOB.size : place + _BLOB.size + length]
