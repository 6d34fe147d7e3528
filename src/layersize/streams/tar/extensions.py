"""Extension headers: PAX records, GNU long names, and the maps of sparse files.

Sources: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03 and
https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field

from xxhash import xxh3_128

from layersize.streams import bounds
from layersize.streams.tar.numbers import LARGEST_SIZE, parse_number
from layersize.values import dataclass

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
_NAMES = (b"path", b"GNU.sparse.name")
_SPARSE_VERSIONS = ((b"0", b"0"), (b"0", b"1"), (b"1", b"0"))
_TARGET_AND_SIZES = (b"linkpath", b"size", b"GNU.sparse.size", b"GNU.sparse.realsize")


@dataclasses.dataclass(slots=True)  # made for each entry: its __init__ is faster
class Extension:
    """What extension headers say of the entry that follows them.

    Where they contradict each other, they are read as Go's archive/tar does, and so every engine:
    a GNU name wins over one of PAX, a PAX header replaces the one before it, a global header ends
    those before it, and a sparse file's name counts only with a version or a map.
    https://pkg.go.dev/archive/tar
    """

    records: dict[bytes, bytes] = field(default_factory=dict)
    """PAX records of the last local header, the last of a key."""
    long_name: bytes = b""
    long_link: bytes = b""
    """Of GNU headers, the last one each; empty as good as none."""
    replaced_names: set[bytes] = field(default_factory=set)
    """Names of headers that later ones have taken the place of, not many."""
    replaced_others: bool = False
    """Whether a target or a size was replaced by another."""
    sparse_map: SparseMap | None = None
    """Of a sparse file, once its header was read."""

    def take_records(self, data: bytes) -> None:
        """A local PAX header's records, instead of earlier ones; ValueError for a broken one."""
        before, self.records = self.records, {}
        self._replace_names(_names_in(before))
        numbers = []
        for key, value in _records(data):
            if key in (b"GNU.sparse.offset", b"GNU.sparse.numbytes"):
                numbers.append(value)
            else:
                self.records[key] = value
        if numbers:
            self.records[b"GNU.sparse.map"] = b",".join(numbers)
        if before:
            changed = (before.get(key) != self.records.get(key) for key in _TARGET_AND_SIZES)
            self.replaced_others = self.replaced_others or any(changed)

    def take_long_name(self, name: bytes) -> None:
        """A GNU header's name, instead of an earlier one; raises ValueError for too many."""
        self._replace_names({self.long_name})
        self.long_name = name

    def take_long_link(self, target: bytes) -> None:
        """A GNU header's link target, instead of an earlier one."""
        self.replaced_others = self.replaced_others or self.long_link not in (b"", target)
        self.long_link = target

    def end(self) -> None:
        """As a global header leaves it: empty, but for other readers; ValueError for too many."""
        self._replace_names({self.long_name, *_names_in(self.records)})
        if any(map(self.records.get, _TARGET_AND_SIZES)) or self.long_link:
            self.replaced_others = True
        self.records, self.long_name, self.long_link = {}, b"", b""

    def _replace_names(self, names: set[bytes]) -> None:
        self.replaced_names |= names
        if len(self.replaced_names) > bounds.OTHER_NAMES:
            raise ValueError(f"an entry has over {bounds.OTHER_NAMES} names that contradict others")

    @property
    def path(self) -> bytes | None:
        """`None`: that of the entry's own header. A sparse file may have still another name."""
        return self.long_name or self.records.get(b"path") or None

    @property
    def sparse_name(self) -> bytes:
        """Of a sparse file, empty if it has none; the others are those of its stored form."""
        return self.records.get(b"GNU.sparse.name", b"")

    @property
    def link_target(self) -> bytes | None:
        """`None`: that of the entry's own header."""
        return self.long_link or self.records.get(b"linkpath") or None

    @property
    def payload_bytes(self) -> int | None:
        """Overrides the header's size, of the file entry only (CVE-2025-62518).

        `None`: it does not; raises ValueError if it is no number.
        """
        text = self.records.get(b"size")
        return decimal(text) if text else None

    def other_names(self, path: bytes) -> set[bytes]:
        """What other readers may call an entry that is called `path` here."""
        names = self.replaced_names | {self.long_name}
        is_renamed = self.is_sparse and self.sparse_name  # its PAX path is that of its stored form
        names |= {self.sparse_name} if is_renamed else _names_in(self.records)
        return names - {b"", path}

    def is_contradictory(self, path: bytes) -> bool:
        """Whether readers may differ on the name, target or size of an entry called `path` here."""
        targets = {self.long_link, self.records.get(b"linkpath", b"")} - {b""}
        return self.replaced_others or len(targets) > 1 or bool(self.other_names(path))

    @property
    def has_map_in_payload(self) -> bool:
        """Whether the payload begins with the map (PAX 1.0)."""
        return self.records.get(b"GNU.sparse.major") == b"1"

    @property
    def is_sparse(self) -> bool:
        """Whether PAX records describe a sparse file in a version that is known."""
        records = self.records
        version = records.get(b"GNU.sparse.major", b""), records.get(b"GNU.sparse.minor", b"")
        if version == (b"", b""):
            return bool(records.get(b"GNU.sparse.map"))
        return version in _SPARSE_VERSIONS

    def sparse_bytes(self, payload_bytes: int) -> int:
        """Apparent size of the sparse file; raises ValueError if it is no number."""
        records = self.records
        text = records.get(b"GNU.sparse.size") or records.get(b"GNU.sparse.realsize")
        return decimal(text) if text else payload_bytes

    def sparse_numbers(self) -> list[int]:
        """Offsets and lengths in turn, of PAX 0.0 and 0.1."""
        text = self.records.get(b"GNU.sparse.map")
        return [decimal(number) for number in text.split(b",")] if text else []


def _names_in(records: Mapping[bytes, bytes]) -> set[bytes]:
    """Every name that PAX records state."""
    return {records.get(b"path", b""), records.get(b"GNU.sparse.name", b"")}


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
        if key in _NAMES and len(value) > bounds.PATH_BYTES:
            raise ValueError(f"a path has {len(value)} bytes (at most {bounds.PATH_BYTES})")
        yield key, value
        at = end
