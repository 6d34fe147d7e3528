"""A strict reader of tar headers: it raises where `tarfile` stops, and says at which offset.

Formats: v7, ustar, GNU (long names, sparse, base-256) and PAX, as described in
https://www.gnu.org/software/tar/manual/html_node/Standard.html and
https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html

Most entries of a layer are a header and its payload, nothing else. Such headers are gathered in
runs, so that whoever makes columns of them can do it a column at a time, in C; for every other
entry the extension headers before it are read at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import NamedTuple
from zlib import adler32

from layersize.formats import bounds
from layersize.formats.pax import Extension
from layersize.formats.sparse import SparseMap, decimal, old_gnu_numbers
from layersize.formats.tar_numbers import (
    LARGEST_SIZE,
    ExpectedAdlers,
    header_sum_matches,
    parse_number,
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
_WORTH_A_RUN = 64
_checksum_field = itemgetter(slice(148, 156))
_SIZE_DIGITS = slice(124, 135)
_size_digits = itemgetter(_SIZE_DIGITS)

class TarEntry(NamedTuple):
    """One entry; its payload lies at `data_start` of the stream."""

    path: bytes
    """As written, up to a NUL."""
    flag: int
    payload_bytes: int
    """Bytes stored in the tar, without padding."""
    data_start: int
    header: bytes
    """The 512 bytes of the entry's own header."""
    extension: Extension | None


class HeaderRun(NamedTuple):
    """Headers of consecutive entries that nothing extends; those without payload state none."""

    headers: list[bytes]
    """512 bytes each, checked."""
    data_starts: list[int]
    payload_bytes: list[int]


class TarReader:
    """Reads the entries of one tar stream; afterwards its facts about the stream are final."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._expected_adlers = ExpectedAdlers()
        self.stream_bytes = 0
        """Length of the stream."""
        self.has_trailer = False
        self.trailing_data = False
        """Whether something other than zeros follows the two zero blocks."""

    def __iter__(self) -> Iterator[TarEntry]:
        """The entries one by one, each before its payload is passed."""
        position = 0
        while True:
            chunk = self._window.fetch(position)
            if len(chunk) < BLOCK or chunk[:BLOCK] == _ZERO_BLOCK:
                break
            entry, position = self._read_entry(chunk[:BLOCK], position)
            yield entry
        self._finish(position, chunk)

    def runs(
        self, visit: Callable[[int, int], object] | None = None
    ) -> Iterator[HeaderRun | TarEntry]:
        """The entries in order, gathered where that is possible.

        `visit` is called with position and length of each payload in a run while it is passed;
        an entry by itself is handed out before that.
        """
        fetch = self._window.fetch
        headers: list[bytes] = []
        data_starts: list[int] = []
        payloads: list[int] = []
        add_header, add_data_start = headers.append, data_starts.append
        add_payload, size_digits = payloads.append, _SIZE_DIGITS
        without_payload, whole_number = WITHOUT_PAYLOAD, int
        position = chunk_start = chunk_end = 0
        chunk = b""
        while True:
            if position + 512 > chunk_end:
                if len(headers) >= _WORTH_A_RUN:
                    yield self._checked(headers, data_starts, payloads)
                chunk = fetch(position)
                chunk_start, chunk_end = position, position + len(chunk)
                if len(chunk) < BLOCK:
                    break
            at = position - chunk_start
            header = chunk[at : at + 512]
            try:
                payload_bytes = whole_number(header[size_digits], 8)
            except ValueError:
                payload_bytes = -1
            flag = header[156]
            if header[135] <= 32 and (
                (flag == 48 and payload_bytes >= 0)
                or (payload_bytes == 0 and flag in without_payload)
            ):
                position += 512
                add_header(header)
                add_data_start(position)
                add_payload(payload_bytes)
                if payload_bytes:
                    if visit is not None:
                        visit(position, payload_bytes)
                    position += (payload_bytes + 511) & -512
                continue
            if headers:
                yield self._checked(headers, data_starts, payloads)
            if header == _ZERO_BLOCK:
                break
            entry, position = self._read_entry(header, position)
            yield entry
        if headers:
            yield self._checked(headers, data_starts, payloads)
        self._finish(position, chunk[position - chunk_start :])

    def _checked(
        self, headers: list[bytes], data_starts: list[int], payloads: list[int]
    ) -> HeaderRun:
        """A run of what was gathered, if all its headers are sound; the lists are emptied."""
        run = HeaderRun(headers[:], data_starts[:], payloads[:])
        headers.clear()
        data_starts.clear()
        payloads.clear()
        expected = map(self._expected_adlers.__getitem__, map(_checksum_field, run.headers))
        if [adler & 0xFFFF for adler in map(adler32, run.headers)] != list(expected):
            for header, data_start in zip(run.headers, run.data_starts, strict=True):
                self._check(header, data_start - BLOCK)
        if not b"".join(map(_size_digits, run.headers)).isdigit():
            for header, data_start in zip(run.headers, run.data_starts, strict=True):
                self._stated_bytes(header, data_start - BLOCK)
        return run

    def _check(self, header: bytes, position: int) -> None:
        if not header_sum_matches(header):
            raise _broken(position, "a tar header's checksum is wrong")

    def _read_entry(self, header: bytes, position: int) -> tuple[TarEntry, int]:
        """An entry with all its extension headers, and where the next one begins."""
        extension: Extension | None = None
        while header[156] in _EXTENSIONS:
            self._check(header, position)
            extension = extension or Extension()
            position = self._read_extension(extension, header, position)
            header = self._window.fetch(position)[:BLOCK]
            if len(header) < BLOCK or header == _ZERO_BLOCK:
                raise _broken(position, "an extension header is followed by no entry")
        self._check(header, position)
        flag = header[156]
        payload_bytes = self._stated_bytes(header, position)
        data_start = position + BLOCK
        path = header_path(header)
        if extension is not None:
            path = extension.path or path
            if extension.payload_bytes is not None:
                payload_bytes = extension.payload_bytes
        if flag == V7_FILE and path.endswith(b"/"):
            flag = DIRECTORY
        if flag in WITHOUT_PAYLOAD:
            payload_bytes = 0
        elif flag == GNU_SPARSE or (extension is not None and extension.is_sparse):
            extension = extension or Extension()
            try:
                data_start, payload_bytes = self._read_sparse(
                    extension, header, data_start, payload_bytes
                )
            except ValueError as error:
                raise _broken(position, str(error)) from None
        entry = TarEntry(path, flag, payload_bytes, data_start, header, extension)
        return entry, data_start + ((payload_bytes + 511) & ~511)

    def _read_sparse(
        self, extension: Extension, header: bytes, data_start: int, payload_bytes: int
    ) -> tuple[int, int]:
        """Takes in a sparse file's map; returns where its data begins, and the data's length."""
        if header[156] == GNU_SPARSE:
            apparent_bytes = parse_number(header[483:495])
            blocks = [header[386:482]]
            more = header[482]
            while more:
                block = self._read(data_start, BLOCK)
                blocks.append(block[:504])
                more = block[504]
                data_start += BLOCK
                if len(blocks) * BLOCK > bounds.PAX_BYTES:
                    raise ValueError("a sparse file's map does not end")
            numbers = list(old_gnu_numbers(blocks))
        else:
            apparent_bytes = extension.sparse_bytes()
            numbers = extension.sparse_numbers()
            if extension.has_map_in_payload:
                map_bytes, numbers = self._read_map(data_start, payload_bytes)
                data_start += map_bytes
                payload_bytes -= map_bytes
        extension.sparse_map = SparseMap.checked(numbers, apparent_bytes, payload_bytes)
        return data_start, payload_bytes

    def _read_map(self, position: int, payload_bytes: int) -> tuple[int, list[int]]:
        """The map that a PAX 1.0 payload begins with: its length, and its numbers."""
        text = b""
        wanted_lines = 1
        while text.count(b"\n") < wanted_lines:
            if len(text) + BLOCK > min(payload_bytes + 511, bounds.PAX_BYTES):
                raise ValueError("a sparse file's map does not end")
            text += self._read(position + len(text), BLOCK)
            count, newline, _ = text.partition(b"\n")
            if newline:
                wanted_lines = 1 + 2 * decimal(count)
        return len(text), [decimal(line) for line in text.split(b"\n")[1:wanted_lines]]

    def _stated_bytes(self, header: bytes, position: int) -> int:
        try:
            stated_bytes = parse_number(header[124:136])
        except ValueError as error:
            raise _broken(position, f"an entry's size {error}") from None
        if not 0 <= stated_bytes <= LARGEST_SIZE:
            raise _broken(position, f"an entry states a size of {stated_bytes} bytes")
        return stated_bytes

    def _finish(self, position: int, chunk: bytes) -> None:
        """Reads on to the stream's end, from its trailer or from where it breaks off."""
        window = self._window
        if len(chunk) < BLOCK:
            if chunk:
                raise _broken(position, "the tar breaks off in the middle of a header")
            if window.length is not None and window.length < position:
                missing = position - window.length
                raise _broken(window.length, f"the tar breaks off {missing} bytes before an entry's end")
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
                position = window.length
                break
            chunk = window.fetch(position)
        self.stream_bytes = position

    def _read_extension(self, extension: Extension, header: bytes, position: int) -> int:
        """Takes in one extension header; returns the position of the next header."""
        flag = header[156]
        data_bytes = self._stated_bytes(header, position)
        data_start = position + BLOCK
        most = bounds.PAX_BYTES if flag in (PAX_NEXT, PAX_GLOBAL) else bounds.LONG_NAME_BYTES
        if data_bytes > most:
            raise _broken(position, f"an extension header of {data_bytes} bytes (at most {most})")
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

    def _read(self, position: int, count: int) -> bytes:
        """Bytes at a position, all of them; only for what is small and wanted whole."""
        data = b""
        while len(data) < count:
            chunk = self._window.fetch(position + len(data))
            if not chunk:
                raise _broken(position, "the tar breaks off in the middle of an extension header")
            data += chunk[: count - len(data)]
        return data


def header_path(header: bytes) -> bytes:
    """The path in a header: of POSIX ones, the prefix too."""
    path = header[:100].partition(b"\0")[0]
    if header[345] and header[257:263] == b"ustar\0":
        return header[345:500].partition(b"\0")[0] + b"/" + path
    return path


def link_target(header: bytes, extension: Extension | None) -> bytes:
    """Where a hardlink or symlink points, as written."""
    if extension is not None and extension.link_target is not None:
        return extension.link_target
    return header[157:257].partition(b"\0")[0]


def is_header(block: bytes) -> bool:
    """Whether 512 bytes are a tar header, judged by their checksum."""
    return len(block) == BLOCK and header_sum_matches(block)


def _broken(position: int, cause: str) -> LayersizeError:
    return LayersizeError(f"offset {position}", cause, "save or pull the image again")
