"""One tar stream to columns: what every entry of every layer goes through.

Runs of ordinary headers are turned into columns a column at a time; only entries with something
unusual about them are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import itemgetter, methodcaller

from layersize.errors import LayersizeError, located_errors
from layersize.layers import entries as kind_of
from layersize.layers.capture.elf import LEAST_BYTES as ELF_LEAST_BYTES
from layersize.layers.capture.files import Capture, Ends, ReadEnds, may_be_wanted
from layersize.layers.entries import LayerEntries
from layersize.layers.huge_files import LOGIN_LOGS, named_expansion, note_login_logs
from layersize.layers.kept import Kept
from layersize.layers.markers import KINDS, UnusualEntries
from layersize.layers.metadata import MetadataColumns
from layersize.layers.paths import Directories
from layersize.layers.request import WalkRequest
from layersize.streams import bounds
from layersize.streams.limits import ExpansionError
from layersize.streams.tar.extensions import Extension, SparseHashes
from layersize.streams.tar.headers import DIRECTORY, REGULAR, TarEntry, header_path
from layersize.streams.tar.reader import NO_HASH, HeaderRun, TarReader
from layersize.streams.tar.tar_split import SplitWindow
from layersize.streams.tar.window import StreamWindow, Window
from layersize.text.escape import shown_path

_DOT = ord(".")
_KIND_TABLE = bytes(KINDS.get(flag, kind_of.FILE) for flag in range(256))
_NEITHER_FILE_NOR_DIRECTORY = re.compile(rb"[^%c%c]" % (REGULAR, DIRECTORY))
_NOT_ZERO = re.compile(rb"[^\0]")
_flag_of = itemgetter(156)
_name_field = itemgetter(slice(100))
_prefix_byte = itemgetter(345)
_without_end = methodcaller("rstrip", b"/\0")
_split_off_name = methodcaller("rpartition", b"/")

_SHOWN_BYTES = 200
"""Of a path in a message."""


class TarWalk:
    """Fills the columns of one layer from its tar stream."""

    def __init__(
        self,
        window: Window,
        request: WalkRequest,
        kept: Kept | None = None,
        compressed_bytes: Callable[[], int] | None = None,
    ) -> None:
        """`kept` counts for all layers of the image; `compressed_bytes` tells of a compressed one
        how much was read of the image's compressed bytes."""
        self.entries = LayerEntries()
        self._kept = kept or Kept(request.limits)
        self._compressed_bytes = compressed_bytes
        self._reader = TarReader(window)
        self._most_entries = request.limits.entries
        self._directories = Directories(self.entries)
        self._unusual = UnusualEntries(self.entries, self._directories)
        self.warnings = self._unusual.warnings
        self._shared_names: dict[bytes, bytes] = {}
        self._metadata = MetadataColumns(self.entries) if request.read_metadata else None
        self._window = window
        self._hashes_contents = isinstance(window, StreamWindow | SplitWindow)
        self._sparse_hashes = SparseHashes()
        self._hashes = bytearray()
        self._capture = Capture(self.entries, self.warnings, self._kept)
        self._ends: dict[int, Ends] = {}
        """Of files of a stream that are looked into, by where their data begin."""

    @property
    def tar_bytes(self) -> int:
        """Length of the stream, once it was walked."""
        return self._reader.stream_bytes

    def run(self) -> None:
        """Reads the stream to its end; raises LayersizeError where it is broken."""
        pass_payload = None
        if isinstance(self._window, StreamWindow):
            pass_payload = self._looked_into(self._window)
        elif isinstance(self._window, SplitWindow):
            pass_payload = self._window.payload_hash
        if self._hashes_contents:
            self._hashes = self.entries.content_hashes = bytearray()
        try:
            for part in self._reader.runs(pass_payload):
                self._add(part)
        except ExpansionError as error:
            last = self._reader.last
            raise (named_expansion(error, *last) if last else error) from None
        self._finish()

    def look_into(self, read: ReadEnds) -> None:
        """Takes in what files say, where the stream itself did not have their data."""
        self._capture.add_all(read)

    def _looked_into(self, window: StreamWindow) -> Callable[[int, int], bytes]:
        """Hashes the payloads of a run, and keeps the ends of files that are wanted."""
        headers, payload_hash = self._reader.gathered_headers, window.payload_hash

        def hash_payload(position: int, payload_bytes: int) -> bytes:
            header = headers[-1]
            if payload_bytes >= ELF_LEAST_BYTES or may_be_wanted(header[:100]):
                return self._looked_into_one(window, header_path(header), position, payload_bytes)
            return payload_hash(position, payload_bytes)

        return hash_payload

    def _looked_into_one(
        self, window: StreamWindow, path: bytes, position: int, payload_bytes: int
    ) -> bytes:
        """The hash of a payload, whose ends are kept if they are wanted."""
        first, last = self._capture.wanted_bytes(path, payload_bytes)
        if not first:
            return window.payload_hash(position, payload_bytes)
        hashed, *ends = window.payload_hash_and_ends(position, payload_bytes, first, last)
        self._ends[position] = Ends(*ends)
        return hashed

    def _add(self, part: HeaderRun | TarEntry) -> None:
        """Takes in what the reader hands out; raises LayersizeError beyond the bounds."""
        known, kept = len(self.entries.directory_parents), self._kept
        count = 1 if isinstance(part, TarEntry) else len(part.headers)
        kept.add_entries(count, self._compressed_bytes() if self._compressed_bytes else None)
        if isinstance(part, TarEntry):
            self._hash_entry(part)
            self._add_entry(part)
        else:
            self._hashes += b"".join(part.payload_hashes)
            self._add_run(part)
        kept.add_directories(len(self.entries.directory_parents) - known)
        if len(self.entries) > self._most_entries:
            raise LayersizeError(
                f"entry {self._most_entries + 1}",
                f"the layer has over {self._most_entries} entries",
                "if you trust the image, turn the limits off with --no-limits",
            )

    def _add_run(self, run: HeaderRun) -> None:
        """Ordinary entries, column by column; then those that are not quite ordinary."""
        entries, headers = self.entries, run.headers
        first = len(entries)
        paths = self._paths(headers)
        parents, _, names = zip(*map(_split_off_name, paths), strict=True)
        try:
            entries.directories.extend(map(self._directories.__getitem__, parents))
        except ValueError as error:
            raise LayersizeError(f"offset {run.data_starts[0]} ff.", str(error)) from None
        entries.names.extend(map(self._shared_names.setdefault, names, names))
        flags = bytes(map(_flag_of, headers))
        entries.kinds += flags.translate(_KIND_TABLE)
        entries.content_bytes.extend(run.payload_bytes)
        entries.data_offsets.extend(run.data_starts)
        if self._metadata is not None:
            self._metadata.add_all(headers)

        unusual = self._unusual
        for match in _NEITHER_FILE_NOR_DIRECTORY.finditer(flags):
            at = match.start()
            unusual.note_kind(first + at, flags[at], headers[at], None)
            if self._metadata is not None:
                self._metadata.add_device(first + at, flags[at], headers[at])
        if self._ends:
            for at, start in enumerate(run.data_starts):
                self._take_ends(first + at, start)
        joined = b"/" + b"/".join(names) + b"/"
        if b"/." in joined or b"//" in joined:
            for at, name in enumerate(names):
                if not name or name[0] == _DOT:
                    unusual.place(first + at, paths[at])
        unusual.note_directories(first, parents)

    def _paths(self, headers: list[bytes]) -> list[bytes]:
        """The paths of a run without slashes at their ends."""
        paths = list(map(_without_end, map(_name_field, headers)))
        if b"\0" in b"".join(paths):
            return [header_path(header).rstrip(b"/") for header in headers]
        prefixes = bytes(map(_prefix_byte, headers))
        for match in _NOT_ZERO.finditer(prefixes):
            at = match.start()
            paths[at] = header_path(headers[at]).rstrip(b"/")
        return paths

    def _add_entry(self, entry: TarEntry) -> None:
        """An entry with extension headers, or of a type that is not ordinary."""
        entries, extension = self.entries, entry.extension
        row = len(entries)
        path = entry.path.rstrip(b"/")
        self._count(entry, extension)
        parent, _, name = path.rpartition(b"/")
        try:
            entries.directories.append(self._directories[parent])
        except ValueError as error:
            raise LayersizeError(f"offset {entry.data_start}", str(error)) from None
        entries.names.append(self._shared_names.setdefault(name, name))
        entries.kinds.append(_KIND_TABLE[entry.flag])
        content_bytes = entry.payload_bytes
        if extension is not None and extension.sparse_map is not None:
            content_bytes = extension.sparse_map.apparent_bytes
            entries.sparse_chunks[row] = extension.sparse_map.chunks
        entries.content_bytes.append(content_bytes)
        entries.data_offsets.append(entry.data_start)
        if self._metadata is not None:
            self._metadata.add(entry.flag, entry.header, extension)
        self._unusual.note_kind(row, entry.flag, entry.header, extension)
        if extension is not None and extension.is_contradictory(entry.path):
            message = "its extension headers contradict each other; it is read as engines read it"
            self.warnings.add("contradicting-headers", path, message)
            if names := extension.other_names(entry.path):
                entries.other_names[row] = b"\0".join(sorted(names))
                self._kept.add_names(len(entries.other_names[row]))
        self._take_ends(row, entry.data_start)
        if not name or name[0] == _DOT:
            self._unusual.place(row, path)
        self._unusual.note_directories(row, (parent,))

    def _take_ends(self, row: int, data_start: int) -> None:
        """Hands on what was kept of a file's data, now that it has a row."""
        ends = self._ends.pop(data_start, None)
        if ends is not None:
            self._capture.add(row, self.entries.path(row), ends)

    def _count(self, entry: TarEntry, extension: Extension | None) -> None:
        """Counts what it keeps beyond its header; raises LayersizeError, which names the entry."""
        if len(entry.path) > bounds.PATH_BYTES:
            cause = f"a path has {len(entry.path)} bytes (at most {bounds.PATH_BYTES})"
            raise LayersizeError(f"offset {entry.data_start}", cause)
        if extension is not None:
            with located_errors(shown_path(entry.path[:_SHOWN_BYTES])):
                self._kept.add_names(len(entry.path) + len(extension.link_target or b""))
                if extension.sparse_map is not None:
                    self._kept.add_chunks(len(extension.sparse_map.chunks))

    def _hash_entry(self, entry: TarEntry) -> None:
        """Hashes the data of an entry before it is passed, a sparse file as it is unpacked."""
        window, extension = self._window, entry.extension
        if not isinstance(window, StreamWindow | SplitWindow):
            return
        if extension is not None and extension.sparse_map is not None:
            payload = window.payload(entry.data_start, entry.payload_bytes)
            self._hashes += self._sparse_hashes.hash(extension.sparse_map, payload)
        elif not entry.payload_bytes:
            self._hashes += NO_HASH
        elif isinstance(window, StreamWindow):
            self._hashes += self._looked_into_one(
                window, entry.path, entry.data_start, entry.payload_bytes
            )
        else:
            self._hashes += window.payload_hash(entry.data_start, entry.payload_bytes)

    def _finish(self) -> None:
        if not self._reader.has_trailer:
            message = "the tar ends without the two zero blocks that mark its end"
            self.warnings.add("missing-trailer", None, message)
        if self._reader.trailing_data:
            message = "bytes other than zeros follow the tar's end; runtimes don't read them"
            self.warnings.add("data-after-trailer", None, message)
        self._unusual.note_estargz(self._shared_names)
        self._unusual.note_aufs()
        if any(name in self._shared_names for name in LOGIN_LOGS):
            note_login_logs(self.entries, self.warnings)
