"""tar-split: what Docker and containers/storage keep of a layer's tar beside its unpacked files.

All bytes of the tar but the data of its files, and of those their lengths and checksums, as gzip
of JSON objects one after the other.
Source: https://github.com/vbatts/tar-split/tree/main/tar/storage
"""

from __future__ import annotations

import json
from binascii import a2b_base64
from collections.abc import Iterator
from typing import Any, NamedTuple

from layersize.errors import LayersizeError
from layersize.streams import bounds
from layersize.streams.reader import Reader
from layersize.streams.tar.window import CHUNK

_FILE, _SEGMENT = 1, 2
_CHECKSUM_BYTES = 8
_PARSED_AT_ONCE = 4 * CHUNK


class SplitError(LayersizeError):
    """A tar-split that is broken, or does not fit the tar that it is of."""


class SplitPart(NamedTuple):
    """Raw bytes of a tar, and what of a file's data follows them."""

    raw: bytes
    name: bytes
    """Of the file, as its header has it; empty behind the last one."""
    payload_bytes: int
    checksum: bytes
    """CRC-64/ISO of the payload, 8 bytes, big-endian."""


def split_parts(unzipped: Reader) -> Iterator[SplitPart]:
    """A tar in order: the bytes up to each file with data, then those behind the last one.

    Raises SplitError where it is none.
    """
    raw: list[bytes] = []
    try:
        for item in _objects(unzipped):
            if item["type"] == _SEGMENT:
                raw.append(a2b_base64(item["payload"], strict_mode=True))
            elif item["type"] != _FILE:
                raise ValueError(f"an object of type {item['type']!r}")
            elif payload_bytes := item.get("size", 0):
                checksum = a2b_base64(item["payload"], strict_mode=True)
                if len(checksum) != _CHECKSUM_BYTES or payload_bytes < 0:
                    raise ValueError("a file without a length or a checksum")
                yield SplitPart(b"".join(raw), _name(item), payload_bytes, checksum)
                raw.clear()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SplitError("its tar-split", f"is broken ({error})") from None
    yield SplitPart(b"".join(raw), b"", 0, b"")


def _name(item: dict[str, Any]) -> bytes:
    """A name that is not UTF-8 stands there as its bytes."""
    raw = item.get("name_raw")
    return a2b_base64(raw) if raw else item["name"].encode("utf-8", "surrogatepass")


def _objects(unzipped: Reader) -> Iterator[dict[str, Any]]:
    """JSON objects one after the other, mostly one a line; a string in them holds no line end."""
    rest = b""
    while chunk := unzipped.read(_PARSED_AT_ONCE):
        rest += chunk
        end = rest.rfind(b"}\n{") + 1
        if end:
            yield from _parsed(rest[:end])
            rest = rest[end:]
        elif len(rest) > bounds.TAR_SPLIT_OBJECT_BYTES:
            raise ValueError(f"over {bounds.TAR_SPLIT_OBJECT_BYTES} bytes without a line end")
    yield from _parsed(rest)


def _parsed(text: bytes) -> list[dict[str, Any]]:
    """The objects in a text that begins and ends with whole ones."""
    try:
        parsed: list[dict[str, Any]] = json.loads(b"[%b]" % text.strip().replace(b"}\n{", b"},{"))
    except ValueError:
        return list(_parsed_one_by_one(text.decode()))
    return parsed


def _parsed_one_by_one(text: str) -> Iterator[dict[str, Any]]:
    """The same where more, or less, than a line end stands between two objects."""
    decoder, position = json.JSONDecoder(), 0
    while rest := text[position:].lstrip():
        position = len(text) - len(rest)
        item, position = decoder.raw_decode(text, position)
        yield item


class SplitWindow:
    """A tar whose files' data are holes; it only moves forwards, and never into a hole."""

    def __init__(self, parts: Iterator[SplitPart]) -> None:
        self.length: int | None = None
        self._parts = parts
        self._start = 0
        """Of the present part's raw bytes."""
        self._part = next(parts)

    def fetch(self, position: int) -> bytes:
        """The raw bytes from `position` on; raises SplitError if file data stand there."""
        part, start = self._part, self._start
        while position >= start + len(part.raw):
            next_start = start + len(part.raw) + part.payload_bytes
            following = next(self._parts, None)
            if following is None:
                self.length = next_start
                return b""
            if position < next_start:
                raise _does_not_fit(position)
            self._part, self._start = part, start = following, next_start
        if position < start:
            raise _does_not_fit(position)
        return part.raw[position - start :]

    def payload_hash(self, position: int, payload_bytes: int) -> bytes:
        """16 bytes for the data of a file: checksum and length as the tar-split has them."""
        part = self._part
        if (position, payload_bytes) != (self._start + len(part.raw), part.payload_bytes):
            raise _does_not_fit(position)
        return part.checksum + payload_bytes.to_bytes(8, "big")

    def payload(self, position: int, payload_bytes: int) -> Iterator[memoryview]:  # noqa: ARG002 - as another window has it
        """Raises SplitError: the data are not there."""
        raise _does_not_fit(position)


def _does_not_fit(position: int) -> SplitError:
    return SplitError(f"offset {position}", "its tar-split does not fit its headers")
