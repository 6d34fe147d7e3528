"""A strict reader of tar headers: it raises where `tarfile` stops, and says at which offset.

Formats: v7, ustar, GNU (long names, sparse, base-256) and PAX, as described in
https://www.gnu.org/software/tar/manual/html_node/Standard.html and
https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
"""

from __future__ import annotations

from collections.abc import Iterator
from zlib import adler32

from layersize.formats import bounds
from layersize.formats.pax import Extension
from layersize.formats.tar_numbers import (
    ExpectedAdlers,
    Numbers,
    parse_number,
    signed_checksum_matches,
)
from layersize.formats.windows import Window
from layersize.model.errors import LayersizeError

BLOCK = 512
V7_FILE, REGULAR, HARDLINK, SYMLINK = b"\x00012"
CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY, FIFO, CONTIGUOUS = b"34567"
GNU_SPARSE, GNU_LONG_NAME, GNU_LONG_LINK, PAX_NEXT, PAX_GLOBAL = b"SLKxg"

WITHOUT_PAYLOAD = frozenset(
    (HARDLINK, SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, DIRECTORY, FIFO),
)
"""Their size field is ignored, as Go's archive/tar and so every runtime does."""
_EXTENSIONS = frozenset((GNU_LONG_NAME, GNU_LONG_LINK, PAX_NEXT, PAX_GLOBAL))
_ZERO_BLOCK = bytes(BLOCK)
_LARGEST_SIZE = (1 << 63) - 1


TarEntry = tuple[bytes, int, int, int, bytes, Extension | None]
"""Path as written (up to a NUL), type flag, payload bytes stored in the tar (without padding),
where in the stream they begin, the 512 bytes of the entry's own header, extension headers.
A plain tuple: a class of its own would double the price of an entry."""


class TarReader:
    """Iterates over the entries of one tar stream; afterwards the sums below are final."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.entries_end = 0
        """Where the trailer begins."""
        self.stream_bytes = 0
        """Length of the stream as far as it was seen; final after `finish`."""
        self.has_trailer = False
        self.trailing_data = False
        """Whether something other than zeros follows the two zero blocks."""

    def __iter__(self) -> Iterator[TarEntry]:  # noqa: C901 - the hot loop: a call costs as much as its body
        fetch, length = self._window.fetch, self._window.length
        expected_adlers, numbers = ExpectedAdlers(), Numbers()
        extension: Extension | None = None
        position = chunk_start = chunk_end = 0
        chunk = b""
        while True:
            at = position - chunk_start
            if position + BLOCK > chunk_end:
                chunk = fetch(position)
                chunk_start, chunk_end, at = position, position + len(chunk), 0
                if len(chunk) < BLOCK:
                    break
            header = chunk[at : at + BLOCK]
            if adler32(header) & 0xFFFF != expected_adlers[header[148:156]]:
                if header == _ZERO_BLOCK:
                    break
                if not signed_checksum_matches(header):
                    raise _broken(position, "a tar header's checksum is wrong")
            try:
                payload_bytes = numbers[header[124:136]]
            except ValueError as error:
                raise _broken(position, f"an entry's size {error}") from None
            if not 0 <= payload_bytes <= _LARGEST_SIZE:
                raise _broken(position, f"an entry states a size of {payload_bytes} bytes")
            flag = header[156]
            data_start = position + BLOCK
            end_of_name = header.find(0, 0, 100)
            path = header[:end_of_name] if end_of_name >= 0 else header[:100]
            if header[345] and header[257:263] == b"ustar\0":
                path = header[345:500].partition(b"\0")[0] + b"/" + path
            if flag != REGULAR or extension is not None:
                if flag in _EXTENSIONS:
                    extension = extension or Extension()
                    position = self._read_extension(extension, flag, payload_bytes, data_start)
                    continue
                if flag == GNU_SPARSE:
                    extension = extension or Extension()
                    data_start = self._read_sparse_map(extension, header, data_start)
                if extension is not None:
                    path = extension.path or path
                    if extension.payload_bytes is not None:
                        payload_bytes = extension.payload_bytes
                if flag == V7_FILE and path.endswith(b"/"):
                    flag = DIRECTORY
                if flag in WITHOUT_PAYLOAD:
                    payload_bytes = 0
            position = data_start + ((payload_bytes + 511) & ~511)
            if length is not None and position > length:
                raise _truncated(data_start, payload_bytes, length)
            self.entries_end = position
            yield path, flag, payload_bytes, data_start, header, extension
            extension = None
        self._finish(position, chunk[at:], extension)

    def _finish(self, position: int, chunk: bytes, extension: Extension | None) -> None:
        """Reads on to the stream's end, from its trailer or from where it breaks off."""
        if extension is not None:
            raise _broken(position, "an extension header is followed by no entry")
        window = self._window
        if len(chunk) < BLOCK:
            if chunk:
                raise _broken(position, "the tar breaks off in the middle of a header")
            if window.length is not None and window.length < position:
                raise _truncated(self.entries_end, 0, window.length)
            self.stream_bytes = position
            return
        second = chunk[BLOCK : 2 * BLOCK] or window.fetch(position + BLOCK)[:BLOCK]
        if second.strip(b"\0"):
            raise _broken(position + BLOCK, "a single zero block stands between tar headers")
        self.has_trailer = len(second) == BLOCK
        self._read_trailer(position, chunk)

    def _read_trailer(self, position: int, chunk: bytes) -> None:
        """Looks at what follows the tar's end; a stream is read on for the sake of its digest."""
        window = self._window
        trailer_start = position
        while chunk:
            position += len(chunk)
            self.trailing_data = self.trailing_data or bool(chunk.strip(b"\0"))
            if position - trailer_start > bounds.TRAILER_BYTES:
                if window.length is None:
                    raise _broken(position, f"over {bounds.TRAILER_BYTES} bytes follow the tar's end")
                break
            chunk = window.fetch(position)
        self.stream_bytes = position

    def _read_extension(
        self, extension: Extension, flag: int, data_bytes: int, data_start: int
    ) -> int:
        """Takes in one extension header; returns the position of the next header."""
        most = bounds.PAX_BYTES if flag in (PAX_NEXT, PAX_GLOBAL) else bounds.LONG_NAME_BYTES
        if data_bytes > most:
            raise _broken(data_start, f"an extension header of {data_bytes} bytes (at most {most})")
        data = self._read(data_start, data_bytes)
        if flag == GNU_LONG_NAME:
            extension.path = data.partition(b"\0")[0]
        elif flag == GNU_LONG_LINK:
            extension.link_target = data.partition(b"\0")[0]
        elif flag == PAX_NEXT:
            try:
                extension.take_records(data)
            except ValueError as error:
                raise _broken(data_start, str(error)) from None
        return data_start + ((data_bytes + 511) & ~511)

    def _read_sparse_map(self, extension: Extension, header: bytes, position: int) -> int:
        """Takes in an old GNU sparse header's map; returns where the payload begins."""
        try:
            extension.apparent_bytes = parse_number(header[483:495])
        except ValueError as error:
            raise _broken(position, f"a sparse file's size {error}") from None
        sparse_map = [header[386:482]]
        more = header[482]
        while more:
            block = self._read(position, BLOCK)
            sparse_map.append(block[:504])
            more = block[504]
            position += BLOCK
            if len(sparse_map) * BLOCK > bounds.PAX_BYTES:
                raise _broken(position, "a sparse file's map does not end")
        extension.sparse_map = b"".join(sparse_map)
        return position

    def _read(self, position: int, count: int) -> bytes:
        """Bytes at a position, all of them; only for what is small and wanted whole."""
        data = b""
        while len(data) < count:
            chunk = self._window.fetch(position + len(data))
            if not chunk:
                raise _broken(position, "the tar breaks off in the middle of an extension header")
            data += chunk[: count - len(data)]
        return data


def link_target(header: bytes, extension: Extension | None) -> bytes:
    """Where a hardlink or symlink points, as written."""
    if extension is not None and extension.link_target is not None:
        return extension.link_target
    return header[157:257].partition(b"\0")[0]


def _broken(position: int, cause: str) -> LayersizeError:
    return LayersizeError(f"offset {position}", cause, "save or pull the image again")


def _truncated(data_start: int, payload_bytes: int, length: int) -> LayersizeError:
    left = max(0, length - data_start)
    return _broken(
        data_start, f"the tar breaks off: an entry of {payload_bytes} bytes, {left} bytes left"
    )


def is_header(block: bytes) -> bool:
    """Whether 512 bytes are a tar header, judged by their checksum."""
    return len(block) == BLOCK and (
        adler32(block) & 0xFFFF == ExpectedAdlers()[block[148:156]] or signed_checksum_matches(block)
    )
