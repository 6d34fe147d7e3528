"""Extension headers: PAX records, GNU long names, and the maps of sparse files.

Sources: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03 and
https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xxhash import xxh3_128

from layersize.streams import bounds
from layersize.streams.tar.numbers import LARGEST_SIZE, parse_number

_ZEROS = bytes(256 << 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SparseMap:
    """Where the payload's bytes belong in the file; zeros are everywhere else."""

    apparent_bytes: int
    chunks: tuple[tuple[int, int], ...]
    """Offset in the file and length, in order, without overlap."""

    @classmethod
    def checked(cls, numbers: Iterable[int], apparent_bytes: int, payload_bytes: int) -> SparseMap:
        """From offsets and lengths in turn; raises ValueError for a map that can't be right."""
        flat = list(numbers)
        chunks = tuple(zip(flat[::2], flat[1::2], strict=False))
        if len(flat) % 2:
            raise ValueError("a sparse file's map is broken")
        if len(chunks) > bounds.SPARSE_CHUNKS:
            raise ValueError(f"a sparse file has over {bounds.SPARSE_CHUNKS} chunks")
        end = 0
        for offset, length in chunks:
            if offset < end or length < 0:
                raise ValueError("a sparse file's map goes backwards")
            end = offset + length
        if end > apparent_bytes or apparent_bytes > LARGEST_SIZE:
            raise ValueError("a sparse file's map goes beyond its end")
        if sum(length for _, length in chunks) != payload_bytes:
            raise ValueError("a sparse file's map does not fit its data")
        return cls(apparent_bytes=apparent_bytes, chunks=chunks)

    @property
    def hole_bytes(self) -> int:
        """Zeros that the tar does not hold."""
        return self.apparent_bytes - sum(length for _, length in self.chunks)

    def layout_hash(self, payload: Iterable[bytes | memoryview]) -> bytes:
        """A hash that costs no zeros: equal only to that of a file with the same holes."""
        content = xxh3_128(repr(self.chunks).encode())
        for piece in payload:
            content.update(piece)
        return content.digest()

    def content_hash(self, payload: Iterable[bytes | memoryview]) -> bytes:
        """The hash of the file as unpacked: equal to that of the same file stored densely."""
        content = xxh3_128()
        data = _Pieces(payload)
        at = 0
        for offset, length in (*self.chunks, (self.apparent_bytes, 0)):
            while at < offset:
                hole = _ZEROS[: offset - at]
                content.update(hole)
                at += len(hole)
            for piece in data.take(length):
                content.update(piece)
            at += length
        return content.digest()


class SparseHashes:
    """Hashes sparse files, their holes as zeros, as long as those are not too many."""

    def __init__(self) -> None:
        self._hole_bytes_left = bounds.HOLE_BYTES

    def hash(self, sparse_map: SparseMap, payload: Iterable[bytes | memoryview]) -> bytes:
        """16 bytes; of a file with too large holes equal only to that of its exact like."""
        if sparse_map.hole_bytes > self._hole_bytes_left:
            return sparse_map.layout_hash(payload)
        self._hole_bytes_left -= sparse_map.hole_bytes
        return sparse_map.content_hash(payload)


class _Pieces:
    """A sequence of pieces, taken by length."""

    def __init__(self, pieces: Iterable[bytes | memoryview]) -> None:
        self._pieces = iter(pieces)
        self._left = memoryview(b"")

    def take(self, count: int) -> Iterator[memoryview]:
        while count > 0:
            if not self._left:
                self._left = memoryview(next(self._pieces, b""))
                if not self._left:
                    return
            piece, self._left = self._left[:count], self._left[count:]
            count -= len(piece)
            yield piece


def old_gnu_numbers(blocks: Iterable[bytes]) -> Iterator[int]:
    """Offsets and lengths in old GNU headers: fields of 12 bytes, the first empty one ends them."""
    for block in blocks:
        for at in range(0, len(block) - 23, 24):
            if not block[at]:
                return
            yield parse_number(block[at : at + 12])
            yield parse_number(block[at + 12 : at + 24])


def decimal(text: bytes) -> int:
    """A decimal number of PAX; zeros may lead. Raises ValueError for anything else."""
    worth = text.lstrip(b"0") or b"0"
    if not text.isdigit() or len(worth) > 19 or int(worth) > LARGEST_SIZE:
        shown = text[:24].decode("ascii", "backslashreplace")
        raise ValueError(f"a PAX size is {shown!r}, not a whole number of bytes")
    return int(worth)


_LENGTH_DIGITS = 64
"""Within which the length of a PAX record must end: 7 digits tell it, zeros may lead."""
_PLAIN_TEXT = (b"path", b"linkpath", b"GNU.sparse.name")


@dataclass(slots=True)
class Extension:
    """What extension headers say of the entry that follows them."""

    path: bytes | None = None
    link_target: bytes | None = None
    payload_bytes: int | None = None
    """Overrides the header's size, of the file entry only (CVE-2025-62518)."""
    records: dict[bytes, bytes] = field(default_factory=dict)
    """PAX records, the last of a key."""
    sparse_map: SparseMap | None = None
    """Of a sparse file, once its header was read."""
    _sparse_numbers: list[bytes] = field(default_factory=list)
    """Offsets and lengths in turn, as PAX 0.0 gives them: a record each."""

    def take_records(self, data: bytes) -> None:
        """Adds a PAX header's records; raises ValueError for a broken one."""
        for key, value in _records(data):
            if key in (b"GNU.sparse.offset", b"GNU.sparse.numbytes"):
                self._sparse_numbers.append(value)
            self.records[key] = value
        records = self.records
        self.path = records.get(b"GNU.sparse.name") or records.get(b"path") or self.path
        self.link_target = records.get(b"linkpath") or self.link_target
        if records.get(b"size"):
            self.payload_bytes = decimal(records[b"size"])

    @property
    def has_map_in_payload(self) -> bool:
        """Whether the payload begins with the map (PAX 1.0)."""
        return self.records.get(b"GNU.sparse.major") == b"1"

    @property
    def is_sparse(self) -> bool:
        """Whether PAX records describe a sparse file."""
        return bool(self._sparse_size)

    def sparse_bytes(self) -> int:
        """Apparent size of the sparse file; raises ValueError if it is no number."""
        return decimal(self._sparse_size)

    @property
    def _sparse_size(self) -> bytes:
        records = self.records
        return records.get(b"GNU.sparse.realsize") or records.get(b"GNU.sparse.size") or b""

    def sparse_numbers(self) -> list[int]:
        """Offsets and lengths in turn, of PAX 0.0 and 0.1."""
        in_one = self.records.get(b"GNU.sparse.map")
        texts = in_one.split(b",") if in_one else self._sparse_numbers
        return [decimal(text) for text in texts]


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of `LENGTH KEY=VALUE\\n` records."""
    at = count = 0
    while at < len(data):
        count += 1
        if count > bounds.PAX_RECORDS:
            raise ValueError(f"a PAX header has over {bounds.PAX_RECORDS} records")
        space = data.find(b" ", at, at + _LENGTH_DIGITS)
        digits = data[at:space] if space > 0 else b""
        if not digits.isdigit():
            raise ValueError("a PAX record has no length")
        end = at + int(digits)
        if end > len(data) or end <= space + 1 or data[end - 1] != ord("\n"):
            raise ValueError("a PAX record's length is wrong")
        key, separator, value = data[space + 1 : end - 1].partition(b"=")
        if not separator or not key:
            raise ValueError("a PAX record has no key")
        if b"\0" in key or (key in _PLAIN_TEXT and b"\0" in value):
            raise ValueError("a PAX record holds a NUL byte")
        yield key, value
        at = end
