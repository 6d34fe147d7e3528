"""Headers in `rpmdb.sqlite`: a table of an SQLite file, read without a library.

https://www.sqlite.org/fileformat2.html is the format. SQLite itself refuses a file in write-ahead
mode that stands alone, and runs what the schema of a hostile file says. Each page is read once at
most, so that circles end.
"""

from __future__ import annotations

from collections.abc import Iterator

MAGIC = b"SQLite format 3\0"
_TABLE = b"Packages"
_FILE_HEADER = 100
_INNER, _LEAF = 5, 13
_NAME_COLUMN, _ROOT_COLUMN, _BLOB_COLUMN = 1, 3, 1
_LONGEST_VARINT = 9
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)
"""By serial type; from 12 on, types are lengths of blobs and texts."""


def header_blobs(content: bytes) -> Iterator[bytes]:
    """The headers of the packages, in the order of their numbers; none of a damaged file."""
    database = _Database(content)
    for record in database.records(1):
        columns = _columns(record)
        if len(columns) > _ROOT_COLUMN and columns[_NAME_COLUMN] == _TABLE:
            root = int.from_bytes(columns[_ROOT_COLUMN], "big")
            for row in database.records(root):
                cells = _columns(row)
                if len(cells) > _BLOB_COLUMN:
                    yield cells[_BLOB_COLUMN]
            return


class _Database:
    def __init__(self, content: bytes) -> None:
        self._content = content
        page_bytes = int.from_bytes(content[16:18], "big")
        self._page_bytes = 65536 if page_bytes == 1 else page_bytes
        self._usable = self._page_bytes - (content[20] if len(content) > _FILE_HEADER else 0)
        self._seen: set[int] = set()
        self._left = len(content)
        """Bytes that records may still have: those of a whole file don't overlap."""

    def records(self, root: int) -> Iterator[bytes]:
        """The records of a table, in the order of their keys."""
        waiting = [root]
        while waiting:
            number = waiting.pop()
            page = self._page(number)
            start = _FILE_HEADER if number == 1 else 0
            kind = page[start] if len(page) > start + 12 else 0
            cells = int.from_bytes(page[start + 3 : start + 5], "big")
            pointers = start + (8 if kind == _LEAF else 12)
            offsets = [
                int.from_bytes(page[at : at + 2], "big")
                for at in range(pointers, min(pointers + 2 * cells, len(page)), 2)
            ]
            if kind == _LEAF:
                for offset in offsets:
                    yield self._record(page, offset)
            elif kind == _INNER:
                right = int.from_bytes(page[start + 8 : start + 12], "big")
                below = [int.from_bytes(page[at : at + 4], "big") for at in offsets]
                waiting += (right, *reversed(below))

    def _page(self, number: int) -> bytes:
        if number < 1 or number in self._seen or self._page_bytes < 512:
            return b""
        self._seen.add(number)
        return self._content[(number - 1) * self._page_bytes : number * self._page_bytes]

    def _record(self, page: bytes, offset: int) -> bytes:
        """What a cell of a leaf holds, with the pages that it continues on."""
        length, offset = _varint(page, offset)
        _, offset = _varint(page, offset)  # the row's number
        self._left -= min(length, len(self._content))
        if self._left < 0:
            return b""
        most = self._usable - 35
        if length <= most:
            return page[offset : offset + length]
        least = (self._usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (self._usable - 4)
        local = local if local <= most else least
        pieces = [page[offset : offset + local]]
        following = int.from_bytes(page[offset + local : offset + local + 4], "big")
        left = length - local
        while left > 0 and (page := self._page(following)):
            pieces.append(page[4 : min(self._usable, 4 + left)])
            left -= self._usable - 4
            following = int.from_bytes(page[:4], "big")
        return b"".join(pieces)


def _columns(record: bytes) -> list[bytes]:
    """The first four columns of a record, as they are stored."""
    end, at = _varint(record, 0)
    lengths = list[int]()
    while at < min(end, len(record)) and len(lengths) <= _ROOT_COLUMN:
        kind, at = _varint(record, at)
        lengths.append(_INTEGER_BYTES[kind] if kind < len(_INTEGER_BYTES) else (kind - 12) // 2)
    found, place = list[bytes](), end
    for length in lengths:
        found.append(record[place : place + length])
        place += length
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and the place behind it."""
    value = 0
    for taken, byte in enumerate(data[at : at + _LONGEST_VARINT], 1):
        if taken == _LONGEST_VARINT:
            return value << 8 | byte, at + taken
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + taken
    return 0, at + _LONGEST_VARINT
