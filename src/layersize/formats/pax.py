"""Extension headers: PAX records and GNU long names.

Source: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_03
"""

from __future__ import annotations

from dataclasses import dataclass, field

from layersize.formats.tar_numbers import LARGEST_SIZE



@dataclass(slots=True)
class Extension:
    """What extension headers say of the entry that follows them."""

    path: bytes | None = None
    link_target: bytes | None = None
    payload_bytes: int | None = None
    """Overrides the header's size, of the file entry only (CVE-2025-62518)."""
    records: dict[bytes, bytes] = field(default_factory=dict)
    """PAX records, the last of a key."""
    apparent_bytes: int | None = None
    """Size of a sparse file as unpacked."""
    sparse_map: bytes = b""
    """The part of a sparse file's map that stands outside its payload."""

    def take_records(self, data: bytes) -> None:
        """Adds a PAX header's records; raises ValueError for a broken one."""
        for key, value in _records(data):
            if key in (b"GNU.sparse.offset", b"GNU.sparse.numbytes"):
                self.sparse_map += value + b","
            self.records[key] = value
        records = self.records
        self.path = records.get(b"GNU.sparse.name") or records.get(b"path") or self.path
        self.link_target = records.get(b"linkpath") or self.link_target
        if records.get(b"size"):
            self.payload_bytes = _size(records[b"size"])
        apparent = records.get(b"GNU.sparse.realsize") or records.get(b"GNU.sparse.size")
        if apparent:
            self.apparent_bytes = _size(apparent)
        self.sparse_map = records.get(b"GNU.sparse.map") or self.sparse_map


def _records(data: bytes) -> list[tuple[bytes, bytes]]:
    """Pairs of key and value from `LENGTH KEY=VALUE\\n` records."""
    records = []
    at = 0
    while at < len(data):
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
        if b"\0" in key or (key in (b"path", b"linkpath", b"GNU.sparse.name") and b"\0" in value):
            raise ValueError("a PAX record holds a NUL byte")
        records.append((key, value))
        at = end
    return records


def _size(text: bytes) -> int:
    if not text.isdigit() or len(text) > 19 or int(text) > LARGEST_SIZE:
        shown = text[:24].decode("ascii", "backslashreplace")
        raise ValueError(f"a PAX size is {shown!r}, not a whole number of bytes")
    return int(text)
