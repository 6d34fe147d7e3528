"""tar-split: what Docker and containers/storage keep of a layer's tar beside its unpacked files.

All bytes of the tar but the data of its files, and of those their lengths and checksums, as gzip
of JSON objects one after the other.
Source: https://github.com/vbatts/tar-split/tree/main/tar/storage
"""

from __future__ import annotations

import json
import re
from binascii import a2b_base64
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

from layersize.errors import LayersizeError
from layersize.streams import bounds
from layersize.streams.reader import Reader
from layersize.streams.tar.window import CHUNK

_FILE, _SEGMENT = 1, 2
_CHECKSUM_BYTES = 8
_PARSED_AT_ONCE = 4 * CHUNK
_MOST_AT_ONCE = 1 << 20


class SplitError(LayersizeError):
    """A tar-split that is broken, or does not fit the tar that it is of."""


class SplitPart(NamedTuple):
    """Raw bytes of a tar, and what of a file's data follows them."""

    raw: bytes
    payload_bytes: int
    checksum: bytes
    """CRC-64/ISO of the payload, 8 bytes, big-endian; empty behind the last file."""
    named: bytes
    """The file's name as the tar-split writes it, `"name":"etc/hosts"`."""

    @property
    def name(self) -> bytes:
        """Of the file, as its header has it; raises SplitError if that is no name."""
        try:
            match json.loads(b"{%b}" % self.named):
                case {"name_raw": str(raw)}:
                    return a2b_base64(raw, strict_mode=True)
                case {"name": str(name)}:
                    return name.encode("utf-8", "surrogatepass")
        except ValueError:
            pass
        raise SplitError("its tar-split", "names a file by what is no name")


def split_parts(unzipped: Reader) -> Iterator[SplitPart]:
    """A tar in order: the bytes up to each file with data, then those behind the last one.

    Where no file with data comes for long, bytes are handed out between two entries. Raises
    SplitError where it is none.
    """
    raw: list[bytes] = []
    raw_bytes = 0
    try:
        for segment, named, length, checksum in _pairs(unzipped):
            decoded = a2b_base64(segment, strict_mode=True)
            raw.append(decoded)
            raw_bytes += len(decoded)
            if length:
                decoded = a2b_base64(checksum, strict_mode=True)
                if len(decoded) != _CHECKSUM_BYTES:
                    raise ValueError("a file without a checksum")
                yield SplitPart(b"".join(raw), int(length), decoded, named)
            elif raw_bytes > _MOST_AT_ONCE:
                yield SplitPart(b"".join(raw), 0, b"", b"")
            else:
                continue
            raw.clear()
            raw_bytes = 0
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SplitError("its tar-split", f"is broken ({error})") from None
    yield SplitPart(b"".join(raw), 0, b"", b"")


_Pair = tuple[bytes, bytes, bytes, bytes]
"""A segment in base64, then name, length and checksum of the file behind it, or empty."""


def _pairs(unzipped: Reader) -> Iterator[_Pair]:
    """What the engines write, an object a line, is read by one expression; else as JSON."""
    rest = b""
    while chunk := unzipped.read(_PARSED_AT_ONCE):
        rest += chunk
        end = rest.rfind(_LINE_OF_SEGMENT) + 2
        if end > 1:
            yield from _parsed(rest[:end])
            rest = rest[end:]
        elif len(rest) > bounds.TAR_SPLIT_OBJECT_BYTES:
            raise ValueError(f"over {bounds.TAR_SPLIT_OBJECT_BYTES} bytes without a line end")
    yield from _parsed(rest)


_LINE_OF_SEGMENT = b'}\n{"type":2'
_USUAL = re.compile(
    rb'\{"type":2,"payload":"([^"]*)","position":\d+\}\n'
    rb'(?:\{"type":1,("name(?:_raw)?":"(?:[^"\\]+|\\.)*"),(?:"size":(\d+),)?'
    rb'"payload":(?:null|"([^"]*)"),"position":\d+\}\n)?'
)


_named = itemgetter(1)


def _parsed(text: bytes) -> Iterable[_Pair]:
    """The objects in a text that begins and ends with whole ones."""
    found: list[_Pair] = _USUAL.findall(text)
    files = sum(map(bool, map(_named, found)))
    if text[-1:] in (b"\n", b"") and len(found) + files == text.count(b"\n"):
        return found
    return map(_pair, _objects(text.decode()))


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects, whatever stands between them."""
    decoder, position = json.JSONDecoder(), 0
    while rest := text[position:].lstrip():
        position = len(text) - len(rest)
        item, position = decoder.raw_decode(text, position)
        yield item


def _pair(item: dict[str, Any]) -> _Pair:
    if item["type"] == _SEGMENT:
        return item["payload"], b"", b"", b""
    if item["type"] != _FILE:
        raise ValueError(f"an object of type {item['type']!r}")
    size = item.get("size", 0)
    if type(size) is not int or size < 0:
        raise ValueError(f"a file of {size!r} bytes")
    key = "name_raw" if item.get("name_raw") else "name"
    named = json.dumps({key: item[key]})[1:-1].encode()
    return b"", named, b"%d" % size if size else b"", item["payload"] or b""


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
