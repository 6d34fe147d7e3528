"""Headers in `Packages`, a hash of Berkeley DB, as of Red Hat up to 8 and SUSE up to 15.

https://github.com/berkeleydb/libdb/blob/master/src/dbinc/db_page.h has the form of pages. Each page
is read once at most, so that circles end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

_MAGIC = 0x00061561
_META = struct.Struct("12xIIIBB6xI")
"""Magic, version, bytes of a page, encryption, kind of page, number of the last page."""
_PAGE = struct.Struct("12xIIHHBB")
"""Previous page, next page, entries, place of free space, level, kind of page."""
_HASH_KINDS = (2, 13)
_OVERFLOW = 7
_OFF_PAGE, _IN_PAGE = 3, 1
_ELSEWHERE = struct.Struct("B3xII")
"""Kind of item, page that it begins on, length."""
_LEAST_HEADER = 16


def is_database(content: bytes) -> bool:
    """Whether it is such a hash."""
    return _byte_order(content) is not None


def header_blobs(content: bytes) -> Iterator[bytes]:
    """The headers of the packages, in the order of their numbers; those that are whole."""
    order = _byte_order(content)
    if order is None:
        return
    _, _, page_bytes, encryption, _, last = struct.unpack_from(order + _META.format, content)
    if page_bytes < 512 or encryption:
        return
    pages = _Pages(content, order, page_bytes)
    found = [
        place
        for number in range(1, min(last, len(content) // page_bytes) + 1)
        for place in pages.places(number)
    ]
    left = len(content)  # headers of a whole file don't overlap
    for place in sorted(found):
        left -= min(place.length, len(content))
        if left >= 0:
            yield pages.blob(place)


def _byte_order(content: bytes) -> str | None:
    """As of the machine that wrote it."""
    for order in "<>":
        if len(content) >= _META.size and struct.unpack_from(order + "I", content, 12) == (_MAGIC,):
            return order
    return None


class _Place(NamedTuple):
    """Where a header is."""

    package: int
    page: int
    offset: int
    """In the page; 0: it takes whole pages, this one and those that follow."""
    length: int


class _Pages:
    def __init__(self, content: bytes, order: str, page_bytes: int) -> None:
        self._content = content
        self._page_bytes = page_bytes
        self._head = struct.Struct(order + _PAGE.format)
        self._elsewhere = struct.Struct(order + _ELSEWHERE.format)
        self._offset = order + "H"
        self._read: set[int] = set()

    def places(self, number: int) -> Iterator[_Place]:
        """Where the values of a page of the hash are: every second item, the others are keys."""
        page = self._page(number)
        if len(page) < self._page_bytes:
            return
        _, _, entries, _, _, kind = self._head.unpack_from(page)
        if kind not in _HASH_KINDS:
            return
        entries = min(entries, (len(page) - self._head.size) // 2)
        offsets = [
            struct.unpack_from(self._offset, page, self._head.size + 2 * at)[0]
            for at in range(entries)
        ]
        for key_offset, offset in zip(offsets[::2], offsets[1::2], strict=False):
            if offset + self._elsewhere.size > len(page):
                continue
            item, first, length = self._elsewhere.unpack_from(page, offset)
            key = page[key_offset + 1 : key_offset + 5]
            package = int.from_bytes(key, "little" if self._offset[0] == "<" else "big")
            if item == _OFF_PAGE:
                yield _Place(package, first, 0, length)
            elif item == _IN_PAGE and key_offset - offset > _LEAST_HEADER:
                yield _Place(package, number, offset + 1, key_offset - offset - 1)

    def blob(self, place: _Place) -> bytes:
        """What is at a place."""
        if place.offset:
            return self._page(place.page)[place.offset : place.offset + place.length]
        return self._overflow(place.page, place.length)

    def _page(self, number: int) -> bytes:
        return self._content[number * self._page_bytes : (number + 1) * self._page_bytes]

    def _overflow(self, number: int, length: int) -> bytes:
        pieces, left = list[bytes](), length
        while left > 0 and number not in self._read:
            self._read.add(number)
            page = self._page(number)
            if len(page) < self._page_bytes:
                break
            _, number, _, used, _, kind = self._head.unpack_from(page)
            if kind != _OVERFLOW:
                break
            piece = page[self._head.size : self._head.size + min(used, left)]
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)
