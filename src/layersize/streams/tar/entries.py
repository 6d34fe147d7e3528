"""One tar entry with everything that extends its header."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.streams import bounds
from layersize.streams.tar.extensions import Extension, SparseMap, decimal, old_gnu_numbers
from layersize.streams.tar.headers import (
    BLOCK,
    DIRECTORY,
    EXTENSIONS,
    GNU_LONG_LINK,
    GNU_LONG_NAME,
    GNU_SPARSE,
    PAX_GLOBAL,
    PAX_NEXT,
    V7_FILE,
    WITHOUT_PAYLOAD,
    ZERO_BLOCK,
    TarEntry,
    broken,
    header_path,
)
from layersize.streams.tar.numbers import LARGEST_SIZE, header_sum_matches, parse_number
from layersize.streams.tar.window import Window


class EntryReader:
    """Reads entries at given positions; raises LayersizeError for what is broken there."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def read(self, header: bytes, position: int) -> tuple[TarEntry, int]:
        """An entry with all its extension headers, and where the next one begins."""
        extension: Extension | None = None
        while header[156] in EXTENSIONS:
            check_sum(header, position)
            extension = extension or Extension()
            position = self._read_extension(extension, header, position)
            header = self._window.fetch(position)[:BLOCK]
            if len(header) < BLOCK or header == ZERO_BLOCK:
                raise broken(position, "an extension header is followed by no entry")
        check_sum(header, position)
        flag = header[156]
        payload_bytes = stated_bytes(header, position)
        data_start = position + BLOCK
        path = header_path(header)
        if extension is not None:
            path = extension.path or path
            try:
                stated = extension.payload_bytes
            except ValueError as error:
                raise broken(position, str(error)) from None
            payload_bytes = payload_bytes if stated is None else stated
        if flag == V7_FILE and path.endswith(b"/"):
            flag = DIRECTORY
        if extension is not None and extension.is_sparse:
            path = extension.sparse_name or path
        if flag in WITHOUT_PAYLOAD:
            payload_bytes = 0
        elif flag == GNU_SPARSE or (extension is not None and extension.is_sparse):
            extension = extension or Extension()
            try:
                data_start, payload_bytes = self._read_sparse(
                    extension, header, data_start, payload_bytes
                )
            except ValueError as error:
                raise broken(position, str(error)) from None
        entry = TarEntry(path, flag, payload_bytes, data_start, header, extension)
        return entry, data_start + ((payload_bytes + 511) & ~511)

    def _read_extension(self, extension: Extension, header: bytes, position: int) -> int:
        """Takes in one extension header; returns the position of the next header."""
        flag = header[156]
        data_bytes = stated_bytes(header, position)
        data_start = position + BLOCK
        most = bounds.PAX_BYTES if flag in (PAX_NEXT, PAX_GLOBAL) else bounds.LONG_NAME_BYTES
        if data_bytes > most:
            raise broken(position, f"an extension header of {data_bytes} bytes (at most {most})")
        data = self._read(data_start, data_bytes)
        try:
            if flag == GNU_LONG_NAME:
                extension.take_long_name(data.partition(b"\0")[0])
            elif flag == GNU_LONG_LINK:
                extension.take_long_link(data.partition(b"\0")[0])
            elif flag == PAX_NEXT:
                extension.take_records(data)
            else:
                extension.end()
        except ValueError as error:
            raise broken(data_start, str(error)) from None
        return data_start + ((data_bytes + 511) & ~511)

    def _read_sparse(
        self, extension: Extension, header: bytes, data_start: int, payload_bytes: int
    ) -> tuple[int, int]:
        """Takes in a sparse file's map; returns where its data begins, and the data's length."""
        if header[156] == GNU_SPARSE:
            apparent_bytes = parse_number(header[483:495])
            cells = [header[386:482]]
            more, map_blocks = header[482], self._blocks(data_start)
            while more:
                if len(cells) * BLOCK > bounds.PAX_BYTES:
                    raise ValueError("a sparse file's map does not end")
                block = next(map_blocks)
                cells.append(block[:504])
                more = block[504]
            data_start += BLOCK * (len(cells) - 1)
            numbers = list(old_gnu_numbers(cells))
        else:
            apparent_bytes = extension.sparse_bytes(payload_bytes)
            numbers = extension.sparse_numbers()
            if extension.has_map_in_payload:
                map_bytes, numbers = self._read_map(data_start, payload_bytes)
                data_start += map_bytes
                payload_bytes -= map_bytes
        extension.sparse_map = SparseMap.checked(numbers, apparent_bytes, payload_bytes)
        return data_start, payload_bytes

    def _read_map(self, position: int, payload_bytes: int) -> tuple[int, list[int]]:
        """The map that a PAX 1.0 payload begins with: its length, and its numbers."""
        most = min(payload_bytes + 511, bounds.PAX_BYTES)
        map_bytes = lines = 0
        wanted_lines = 1
        blocks = []
        for block in self._blocks(position):
            map_bytes += BLOCK
            if map_bytes > most:
                raise ValueError("a sparse file's map does not end")
            blocks.append(block)
            newlines = block.count(b"\n")
            if newlines and not lines:
                count, _, _ = b"".join(blocks).partition(b"\n")
                wanted_lines = 1 + 2 * decimal(count)
            lines += newlines
            if lines >= wanted_lines:
                break
        text = b"".join(blocks)
        return map_bytes, [decimal(line) for line in text.split(b"\n")[1:wanted_lines]]

    def _blocks(self, position: int) -> Iterator[bytes]:
        """The blocks from a position on, without an end."""
        while True:
            chunk = self._window.fetch(position)
            if len(chunk) < BLOCK:
                raise broken(position, "the tar breaks off in the middle of a sparse file's map")
            whole = len(chunk) // BLOCK * BLOCK
            for at in range(0, whole, BLOCK):
                yield chunk[at : at + BLOCK]
            position += whole

    def _read(self, position: int, count: int) -> bytes:
        """Bytes at a position, all of them; only for what is small and wanted whole."""
        data = b""
        while len(data) < count:
            chunk = self._window.fetch(position + len(data))
            if not chunk:
                raise broken(position, "the tar breaks off in the middle of an extension header")
            data += chunk[: count - len(data)]
        return data


def check_sum(header: bytes, position: int) -> None:
    """Raises LayersizeError if a header's checksum is wrong."""
    if not header_sum_matches(header):
        raise broken(position, "a tar header's checksum is wrong")


def stated_bytes(header: bytes, position: int) -> int:
    """The size in a header; raises LayersizeError if it is none."""
    try:
        size = parse_number(header[124:136])
    except ValueError as error:
        raise broken(position, f"an entry's size {error}") from None
    if not 0 <= size <= LARGEST_SIZE:
        raise broken(position, f"an entry states a size of {size} bytes")
    return size
