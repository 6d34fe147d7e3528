"""Entries with something about them: markers, links, devices, odd names.

Names follow https://github.com/opencontainers/image-spec/blob/main/layer.md.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from layersize.layers import entries as kind_of
from layersize.layers.entries import ROOT, LayerEntries
from layersize.layers.paths import AUFS_NAMES, Directories, split_path
from layersize.streams.tar.extensions import Extension
from layersize.streams.tar.headers import (
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
    link_target,
)
from layersize.text.sizes import size_text
from layersize.warning import WarningList

KINDS = {
    V7_FILE: kind_of.FILE,
    REGULAR: kind_of.FILE,
    CONTIGUOUS: kind_of.FILE,
    GNU_SPARSE: kind_of.FILE,
    HARDLINK: kind_of.HARDLINK,
    SYMLINK: kind_of.SYMLINK,
    DIRECTORY: kind_of.DIRECTORY,
    CHARACTER_DEVICE: kind_of.DEVICE,
    BLOCK_DEVICE: kind_of.DEVICE,
    FIFO: kind_of.FIFO,
}
"""Type flags; all others are read as regular files, as POSIX asks."""
_NOT_NAMES = frozenset((b"", b".", b".."))
_WHITEOUT = b".wh."
_OPAQUE = b".wh..wh..opq"
_ESTARGZ = (b"stargz.index.json", b".prefetch.landmark", b".no.prefetch.landmark")
_OVERLAY_XATTRS = frozenset(
    prefix + namespace + b".overlay." + name
    for prefix in (b"SCHILY.xattr.", b"LIBARCHIVE.xattr.")
    for namespace in (b"trusted", b"user")
    for name in (b"opaque", b"whiteout", b"whiteouts", b"xwhiteouts", b"redirect", b"metacopy")
)
"""By which files are hidden, or are others; https://docs.kernel.org/filesystems/overlayfs.html"""


class UnusualEntries:
    """Corrects the columns of entries already added, and keeps what else they need."""

    def __init__(self, entries: LayerEntries, directories: Directories) -> None:
        self.warnings = WarningList()
        self._entries = entries
        self._directories = directories

    def note_kind(self, row: int, flag: int, header: bytes, extension: Extension | None) -> None:
        """Keeps link targets; warns of what has no meaning in a layer."""
        entries = self._entries
        if flag == HARDLINK:
            parts, _ = split_path(link_target(header, extension))
            entries.link_targets[row] = b"/".join(parts)
        elif flag == SYMLINK:
            entries.link_targets[row] = link_target(header, extension)
        elif flag == CHARACTER_DEVICE and not header[329:345].strip(b" 0\0"):
            message = "character device 0:0: a whiteout for overlayfs, but not in a layer's tar"
            self.warnings.add("overlay-device-whiteout", entries.path(row), message)
        elif flag not in KINDS:
            message = f"type flag {flag:#04x} is read as a regular file"
            self.warnings.add("unknown-entry-type", entries.path(row), message)
        if extension is not None and not _OVERLAY_XATTRS.isdisjoint(extension.records):
            message = (
                "an overlay xattr means nothing in a layer's tar, but engines on overlay hide files"
                " by it, or show others"
            )
            self.warnings.add("overlay-xattr", entries.path(row), message)

    def place(self, row: int, raw_path: bytes) -> None:
        """Puts an entry whose name is empty or begins with a dot where it belongs."""
        entries = self._entries
        name = entries.names[row]
        if name in _NOT_NAMES:
            parts, clamped = split_path(raw_path)
            if clamped:
                message = "a path with `..` is clamped to the root"
                self.warnings.add("parent-directory-in-path", b"/".join(parts), message)
            name = parts[-1] if parts else b""
            entries.names[row] = name
            entries.directories[row] = self._directories[b"/".join(parts[:-1])]
            if not parts and entries.kinds[row] != kind_of.DIRECTORY:
                self.warnings.add("invalid-path", b"", "an entry without a name is not a directory")
                entries.kinds[row] = kind_of.VOID
        if name.startswith(_WHITEOUT):
            self._mark(row, name)

    def _shown_path(self, row: int) -> bytes:
        """The path that the tar names: of a whiteout, the marker's own."""
        entries = self._entries
        path = entries.path(row)
        if entries.kinds[row] != kind_of.WHITEOUT:
            return path
        above, slash, name = path.rpartition(b"/")
        return above + slash + _WHITEOUT + name

    def _mark(self, row: int, name: bytes) -> None:
        """Reads a whiteout or an opaque marker."""
        entries = self._entries
        hidden = name[len(_WHITEOUT) :]
        if name == _OPAQUE:
            entries.kinds[row] = kind_of.OPAQUE
        elif entries.directories[row] == ROOT and name in AUFS_NAMES:
            entries.kinds[row] = kind_of.AUFS
        elif hidden in _NOT_NAMES:
            self.warnings.add(
                "invalid-whiteout-name", entries.path(row), "a whiteout that names nothing"
            )
            entries.kinds[row] = kind_of.VOID
        else:
            entries.kinds[row] = kind_of.WHITEOUT
            entries.names[row] = hidden

    def note_directories(self, first_row: int, raw_parents: Sequence[bytes]) -> None:
        """Looks at the directories of rows just added, if any layer's directory is odd."""
        entries, directories = self._entries, self._directories
        if not (directories.aufs or directories.clamped):
            return
        for row, raw_parent in enumerate(raw_parents, first_row):
            if raw_parent in directories.clamped:
                message = "a path with `..` is clamped to the root"
                self.warnings.add("parent-directory-in-path", self._shown_path(row), message)
            if entries.directories[row] in directories.aufs:
                entries.kinds[row] = kind_of.AUFS

    def note_aufs(self) -> None:
        """Warns of data in what the driver of AUFS kept in a layer."""
        entries = self._entries
        if kind_of.AUFS not in entries.kinds:
            return
        content_bytes = sum(
            content_bytes
            for kind, content_bytes in zip(entries.kinds, entries.content_bytes, strict=True)
            if kind == kind_of.AUFS
        )
        if content_bytes:
            message = (
                f"{size_text(content_bytes, 'si')} in bookkeeping of AUFS: engines on overlay"
                " unpack it, others leave it out and write a copy for each hardlink to it"
            )
            self.warnings.add("aufs-bookkeeping", None, message)

    def note_estargz(self, names: Container[bytes]) -> None:
        """Flags the files that eStargz adds to a layer."""
        if any(name in names for name in _ESTARGZ):
            for row, name in enumerate(self._entries.names):
                if name in _ESTARGZ and self._entries.directories[row] == ROOT:
                    self.warnings.add("estargz-metadata", name, "eStargz index or landmark")
