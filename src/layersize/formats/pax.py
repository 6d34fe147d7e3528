"""Extension headers: PAX records and GNU long names.

Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from layersize.formats import bounds
from layersize.formats.sparse import SparseMap, decimal

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
        space = data.find(b" ", at, at + 12)
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
