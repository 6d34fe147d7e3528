"""A strict reader of tar streams: it raises where `tarfile` stops, and says at which offset.

Most entries of a layer are a header and its payload, nothing else. Such headers are gathered in
runs, so that whoever makes columns of them can do it a column at a time, in C; for every other
entry the extension headers before it are read at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import NamedTuple

from isal.isal_zlib import adler32  # with vector instructions

from layersize.streams import bounds
from layersize.streams.tar.entries import EntryReader, check_sum
from layersize.streams.tar.headers import (
    BLOCK,
    WITHOUT_PAYLOAD,
    ZERO_BLOCK,
    TarEntry,
    broken,
    header_path,
    is_header,
)
from layersize.streams.tar.numbers import EXPECTED_ADLERS, parse_number
from layersize.streams.tar.window import Window

NO_HASH = bytes(16)
"""What stands for the hash of no payload."""
_ESTARGZ_INDEX = b"stargz.index.json"
_WORTH_A_RUN = 256
_checksum_field = itemgetter(slice(148, 156))
_SIZE_DIGITS = slice(124, 135)


class HeaderRun(NamedTuple):
    """Headers of consecutive entries that nothing extends; those without payload state none."""

    headers: list[bytes]
    """512 bytes each, checked."""
    data_starts: list[int]
    payload_bytes: list[int]
    payload_hashes: list[bytes]
    """16 bytes each, of no payload zeros; empty if nobody hashes."""


class TarReader:
    """Reads the entries of one tar stream; afterwards its facts about the stream are final."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._entries = EntryReader(window)
        self._gathered = HeaderRun([], [], [], [])
        self.gathered_headers = self._gathered.headers
        """Of the run at hand, the one whose payload is passed at the end; emptied behind a run."""
        self._last: tuple[bytes, int] | None = None
        self.stream_bytes = 0
        """Length of the stream."""
        self.has_trailer = False
        self.trailing_data = False
        """Whether something other than zeros and eStargz's index follows the two zero blocks."""

    def __iter__(self) -> Iterator[TarEntry]:
        """The entries one by one, each before its payload is passed."""
        position = chunk_start = content_end = 0
        chunk = b""
        while True:
            at = position - chunk_start
            if at + BLOCK > len(chunk):
                chunk, chunk_start, at = self._window.fetch(position), position, 0
            header = chunk[at : at + BLOCK]
            if len(header) < BLOCK or header == ZERO_BLOCK:
                break
            entry, position = self._entries.read(header, position)
            content_end = entry.data_start + entry.payload_bytes
            yield entry
        self._finish(position, chunk[at:], content_end)

    def runs(
        self, hash_payload: Callable[[int, int], bytes] | None = None
    ) -> Iterator[HeaderRun | TarEntry]:
        """The entries in order, gathered where that is possible.

        `hash_payload` is given position and length of each payload in a run as it is passed; an
        entry by itself is handed out before that.
        """
        fetch = self._window.fetch
        gathered = self._gathered
        headers, data_starts, payloads, hashes = gathered
        add_header, add_data_start = headers.append, data_starts.append
        add_payload, add_hash, size_digits = payloads.append, hashes.append, _SIZE_DIGITS
        without_payload, whole_number = WITHOUT_PAYLOAD, int
        position = chunk_start = chunk_end = content_end = 0
        chunk = b""
        while True:
            if position + 512 > chunk_end:
                if headers:
                    content_end = data_starts[-1] + payloads[-1]
                if len(headers) >= _WORTH_A_RUN:
                    yield self._checked(gathered)
                chunk = fetch(position)
                chunk_start, chunk_end = position, position + len(chunk)
                if len(chunk) < BLOCK:
                    break
            at = position - chunk_start
            header = chunk[at : at + 512]
            size = header[size_digits]
            try:
                payload_bytes = whole_number(size, 8) if size.isdigit() else -1
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
                if hash_payload is not None:
                    add_hash(hash_payload(position, payload_bytes) if payload_bytes else NO_HASH)
                position += (payload_bytes + 511) & -512
                continue
            if headers:
                yield self._checked(gathered)
            if header == ZERO_BLOCK:
                break
            entry, position = self._entries.read(header, position)
            content_end = entry.data_start + entry.payload_bytes
            self._last = entry.path, entry.payload_bytes
            yield entry
        if headers:
            yield self._checked(gathered)
        self._finish(position, chunk[position - chunk_start :], content_end)

    @property
    def last(self) -> tuple[bytes, int] | None:
        """Path and payload bytes of the entry that `runs` came to last; `None`: of none yet."""
        headers, _, payloads, _ = self._gathered
        return (header_path(headers[-1]), payloads[-1]) if headers else self._last

    def _checked(self, gathered: HeaderRun) -> HeaderRun:
        """A run of what was gathered, if all its headers are sound; the lists are emptied."""
        self._last = self.last
        headers, data_starts, payloads, hashes = gathered
        run = HeaderRun(headers[:], data_starts[:], payloads[:], hashes[:])
        for column in gathered:
            column.clear()
        expected = map(EXPECTED_ADLERS.__getitem__, map(_checksum_field, run.headers))
        if [adler & 0xFFFF for adler in map(adler32, run.headers)] != list(expected):
            for header, data_start in zip(run.headers, run.data_starts, strict=True):
                check_sum(header, data_start - BLOCK)
        return run

    def _finish(self, position: int, chunk: bytes, content_end: int) -> None:
        """Reads on to the stream's end, from its trailer or from where it breaks off.

        `content_end`: where the last payload ends if there is no trailer; as in Go's archive/tar,
        what it is filled up with may be missing.
        """
        window = self._window
        if len(chunk) < BLOCK:
            if chunk:
                raise broken(position, "the tar breaks off in the middle of a header")
            if window.length is not None and content_end <= window.length < position:
                position = window.length
            elif window.length is not None and window.length < position:
                missing = position - window.length
                raise broken(
                    window.length, f"the tar breaks off {missing} bytes before an entry's end"
                )
            self.stream_bytes = position
            return
        second = chunk[BLOCK : 2 * BLOCK]
        if len(second) < BLOCK:
            second = window.fetch(position + BLOCK)[:BLOCK]
        if second.strip(b"\0"):
            raise broken(position + BLOCK, "a single zero block stands between tar headers")
        self.has_trailer = len(second) == BLOCK
        self._read_trailer(position, chunk)

    def _read_trailer(self, position: int, chunk: bytes) -> None:
        """Looks at what follows the tar's end; a stream is read on for the sake of its digest."""
        window = self._window
        limit = position + bounds.TRAILER_BYTES
        has_index = False
        while chunk:
            start = position + len(chunk) - len(chunk.lstrip(b"\0"))
            end = position + len(chunk)
            if start < end and not self.trailing_data:
                index_bytes = 0 if has_index or start % BLOCK else self._index_bytes(start)
                has_index = index_bytes > 0
                self.trailing_data = not has_index
                limit += index_bytes
                end = start + index_bytes if has_index else end
            position = end
            if position > limit:
                if window.length is None:
                    raise broken(
                        position, f"over {bounds.TRAILER_BYTES} bytes follow the tar's end"
                    )
                position = window.length
                break
            chunk = window.fetch(position)
        self.stream_bytes = position if window.length is None else min(position, window.length)

    def _index_bytes(self, position: int) -> int:
        """Length of eStargz's index, which BuildKit writes as an entry behind the tar's end.

        0 if none is there. https://github.com/containerd/stargz-snapshotter/blob/main/docs/estargz.md
        """
        header = self._window.fetch(position)[:BLOCK]
        if header[:100].rstrip(b"\0") != _ESTARGZ_INDEX or not is_header(header):
            return 0
        try:
            index_bytes = parse_number(header[124:136])
        except ValueError:
            return 0
        return BLOCK + (max(0, index_bytes) + BLOCK - 1 & -BLOCK)
