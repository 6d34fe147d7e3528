"""One tar stream to columns: the loop that every entry of every layer goes through.

Names follow https://github.com/opencontainers/image-spec/blob/main/layer.md.
"""

from __future__ import annotations

from array import array
from itertools import islice

from layersize.formats.tar_reader import (
    BLOCK_DEVICE,
    CHARACTER_DEVICE,
    CONTIGUOUS,
    DIRECTORY,
    FIFO,
    GNU_SPARSE,
    HARDLINK,
    REGULAR,
    SYMLINK,
    V7_FILE,
    TarEntry,
    TarReader,
    link_target,
)
from layersize.formats.windows import StreamWindow, Window
from layersize.model import layer_entries as kind_of
from layersize.model.errors import LayersizeError
from layersize.model.layer_entries import ROOT, LayerEntries
from layersize.walker.metadata import MetadataColumn
from layersize.walker.paths import AUFS_NAMES, Directories, split_path
from layersize.walker.walk_request import WalkRequest
from layersize.model.warning import WarningList

_KINDS = {
    V7_FILE: kind_of.FILE,
    REGULAR: kind_of.FILE,
    CONTIGUOUS: kind_of.FILE,
    GNU_SPARSE: kind_of.FILE,
    HARDLINK: kind_of.HARDLINK,
    SYMLINK: kind_of.SYMLINK,
    DIRECTORY: kind_of.DIRECTORY,
    CHARACTER_DEVICE: kind_of.SPECIAL,
    BLOCK_DEVICE: kind_of.SPECIAL,
    FIFO: kind_of.SPECIAL,
}
_DOT = ord(".")
_WHITEOUT = b".wh."
_OPAQUE = b".wh..wh..opq"
_NO_HASH = bytes(16)
_ESTARGZ = (b"stargz.index.json", b".prefetch.landmark", b".no.prefetch.landmark")
_OVERLAY_XATTRS = tuple(
    prefix + namespace + b".overlay."
    for prefix in (b"SCHILY.xattr.", b"LIBARCHIVE.xattr.")
    for namespace in (b"trusted", b"user")
)


class TarWalk:
    """Fills the columns of one layer from its tar stream."""

    def __init__(self, window: Window, request: WalkRequest) -> None:
        self.entries = LayerEntries()
        self.warnings = WarningList()
        self._reader = TarReader(window)
        self._most_entries = request.limits.entries
        self._directories = Directories(self.entries)
        self._metadata: MetadataColumn | None = None
        if request.read_metadata:
            self.entries.metadata_ids = array("I")
            self._metadata = MetadataColumn(self.entries.metadata_ids, self.entries.metadata)
        self._hashing: StreamWindow | None = None
        if request.hash_contents and isinstance(window, StreamWindow):
            self.entries.content_hashes = bytearray()
            self._hashing = window

    @property
    def tar_bytes(self) -> int:
        """Length of the stream, once it was walked."""
        return self._reader.stream_bytes

    def run(self) -> None:
        """Reads the stream to its end; raises LayersizeError where it is broken."""
        entries = self.entries
        add_directory, add_name = entries.directories.append, entries.names.append
        add_kind, add_content_bytes = entries.kinds.append, entries.content_bytes.append
        add_data_offset = entries.data_offsets.append
        directory_ids = self._directories.by_raw_path
        aufs_directories = self._directories.aufs
        first_of_name: dict[bytes, bytes] = {}
        share = first_of_name.setdefault
        hashing, metadata = self._hashing, self._metadata

        for entry in islice(self._reader, self._most_entries + 1):
            path, flag, payload_bytes, data_start, header, extension = entry
            parent, _, name = path.rpartition(b"/")
            directory = directory_ids.get(parent, -1)
            kind = kind_of.FILE if flag == REGULAR else _KINDS.get(flag, -1)
            if not name or name[0] == _DOT or directory < 0:
                kind, directory, name = self._place(path, kind, data_start)
            if kind or extension is not None or directory in aufs_directories:
                kind = self._note(entry, kind, directory, name)
            content_bytes = payload_bytes
            if extension is not None and extension.apparent_bytes is not None:
                content_bytes = extension.apparent_bytes
            add_directory(directory)
            add_name(share(name, name))
            add_kind(kind)
            add_content_bytes(content_bytes)
            add_data_offset(data_start)
            if metadata is not None:
                metadata.add(header, extension)
            if hashing is not None:
                entries.content_hashes += (
                    hashing.payload_hash(data_start, payload_bytes) if payload_bytes else _NO_HASH
                )
        self._finish(first_of_name)

    def _place(self, raw_path: bytes, kind: int, offset: int) -> tuple[int, int, bytes]:
        """Kind, directory and name of an entry in a new directory or with an unusual name."""
        path = raw_path.rstrip(b"/")
        parent, _, name = path.rpartition(b"/")
        try:
            if name in (b"", b".", b".."):
                parts, clamped = split_path(path)
                if clamped:
                    self.warnings.add("parent-directory-in-path", b"/".join(parts), "`..` in a path")
                if not parts:
                    return self._root_entry(kind)
                parent, name = b"/".join(parts[:-1]), parts[-1]
            directory = self._directories.find(parent)
        except ValueError as error:
            raise LayersizeError(f"offset {offset}", str(error)) from None
        if parent in self._directories.clamped:
            where = self._joined(directory, name)
            self.warnings.add("parent-directory-in-path", where, "`..` in a path")
        if name.startswith(_WHITEOUT):
            return self._whiteout(directory, name)
        return kind, directory, name

    def _root_entry(self, kind: int) -> tuple[int, int, bytes]:
        if kind != kind_of.DIRECTORY:
            self.warnings.add("invalid-path", b"", "an entry without a name is no directory")
            kind = kind_of.VOID
        return kind, ROOT, b""

    def _whiteout(self, directory: int, name: bytes) -> tuple[int, int, bytes]:
        if name == _OPAQUE:
            return kind_of.OPAQUE, directory, name
        if directory == ROOT and name in AUFS_NAMES:
            return kind_of.AUFS, directory, name
        hidden = name[len(_WHITEOUT) :]
        if hidden in (b"", b".", b".."):
            where = self._joined(directory, name)
            self.warnings.add("invalid-whiteout-name", where, "a whiteout that names nothing")
            return kind_of.VOID, directory, name
        return kind_of.WHITEOUT, directory, hidden

    def _note(self, entry: TarEntry, kind: int, directory: int, name: bytes) -> int:
        """Keeps what an entry other than a plain file needs; returns its kind."""
        _, flag, payload_bytes, _, header, extension = entry
        row = len(self.entries)
        if directory in self._directories.aufs:
            kind = kind_of.AUFS
        if kind < 0:
            message = f"type flag {flag:#04x} is read as a regular file"
            self.warnings.add("unknown-entry-type", self._joined(directory, name), message)
            kind = kind_of.FILE
        if kind == kind_of.HARDLINK:
            parts, _ = split_path(link_target(header, extension))
            self.entries.link_targets[row] = b"/".join(parts)
        elif kind == kind_of.SYMLINK:
            self.entries.link_targets[row] = link_target(header, extension)
        elif flag == CHARACTER_DEVICE and not header[329:345].strip(b" 0\0"):
            message = "character device 0:0, an overlay whiteout, is none in a layer's tar"
            self.warnings.add("overlay-device-whiteout", self._joined(directory, name), message)
        if extension is not None:
            if extension.apparent_bytes is not None:
                self.entries.stored_bytes[row] = payload_bytes
                self.entries.sparse_maps[row] = extension.sparse_map
            if any(key.startswith(_OVERLAY_XATTRS) for key in extension.records):
                message = "overlay xattrs mean nothing in a layer's tar"
                self.warnings.add("overlay-xattr", self._joined(directory, name), message)
        return kind

    def _finish(self, names: dict[bytes, bytes]) -> None:
        entries, reader, warnings = self.entries, self._reader, self.warnings
        if len(entries) > self._most_entries:
            raise LayersizeError(
                f"entry {self._most_entries + 1}",
                f"the layer has over {self._most_entries} entries",
                "if you trust the image, lift the bounds with --no-limits",
            )
        if not reader.has_trailer:
            message = "the tar ends without the two zero blocks that mark its end"
            warnings.add("missing-trailer", None, message)
        if reader.trailing_data:
            message = "bytes other than zeros follow the tar's end; runtimes don't read them"
            warnings.add("data-after-trailer", None, message)
        if any(name in names for name in _ESTARGZ):
            for row, name in enumerate(entries.names):
                if name in _ESTARGZ and entries.directories[row] == ROOT:
                    warnings.add("estargz-metadata", name, "eStargz index or landmark")

    def _joined(self, directory: int, name: bytes) -> bytes:
        above = self.entries.directory_path(directory)
        return above + b"/" + name if above else name
