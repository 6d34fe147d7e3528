"""Small files that tell of other files, kept with the walk: package databases and lists.

Of files that may hold a secret, the beginning is looked at, and only where one stands is kept; of
programs and libraries, the section headers: the length of their debug sections is kept, and the
name of the one with their modules.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from layersize.layers.capture import elf, secrets
from layersize.layers.entries import FILE, LayerEntries
from layersize.layers.kept import Kept
from layersize.streams import bounds
from layersize.warning import WarningList

_NAMES = frozenset(
    (
        *(b"status", b"diversions", b"installed", b"RECORD", b"installed-files.txt"),
        b"top_level.txt",
        *(b".package-lock.json", b"installed.json"),
        *(b"rpmdb.sqlite", b"Packages.db", b"Packages"),
    )
)
_ENDINGS = (b".list", b".md5sums", b".json")
_CAPTURED = re.compile(
    rb"(?:\./|/)*(?:"
    rb"var/lib/dpkg/(?:status|diversions|status\.d/[^/]+|info/[^/]+\.list)"
    rb"|(?:usr/)?lib/apk/db/installed"
    rb"|(?:usr/lib/sysimage|usr/share|var/lib)/rpm/(?:rpmdb\.sqlite|Packages\.db|Packages)"
    rb"|(?:.*/)?[^/]+\.dist-info/RECORD"
    rb"|(?:.*/)?[^/]+\.egg-info/(?:installed-files|top_level)\.txt"
    rb"|(?:.*/)?conda-meta/[^/]+\.json"
    rb"|(?:.*/)?node_modules/\.package-lock\.json"
    rb"|(?:.*/)?lib/node_modules/(?:@[^/]+/)?[^/]+/package\.json"
    rb"|(?:.*/)?vendor/composer/installed\.json"
    rb")",
    re.DOTALL,
)
_TAIL = 3
_TAILS = frozenset(text[-_TAIL:] for text in (*_NAMES, *_ENDINGS))
_ALL_TAILS = _TAILS | secrets.TAILS
_SECRET_BYTES = 256
"""What it takes in memory to know where a secret stands."""
_OF_STATUS_D = b"var/lib/dpkg/status.d/"
"""Of distroless images: its files are named as the packages are."""


class Ends(NamedTuple):
    """The first and the last bytes of a file, as many as were asked for."""

    beginning: bytes
    end: bytes


ReadEnds: TypeAlias = Callable[[int, int, int], "Ends | None"]
"""Reads a row's first and last bytes, as many as it is told; None: it can't."""


def is_captured(path: bytes) -> bool:
    """Whether the file at a path, as a tar writes it, is kept."""
    name = path[path.rfind(b"/") + 1 :]
    if name not in _NAMES and not name.endswith(_ENDINGS) and _OF_STATUS_D not in path:
        return False
    return _CAPTURED.fullmatch(path) is not None


class Capture:
    """Keeps what files of one layer say, within the bounds of the image."""

    def __init__(self, entries: LayerEntries, warnings: WarningList, kept: Kept) -> None:
        self._entries = entries
        self._warnings = warnings
        self._kept = kept

    def wanted_bytes(self, path: bytes, payload_bytes: int) -> tuple[int, int]:
        """How many of a file's first and last bytes are to be handed to `add`; first 0: none."""
        if is_captured(path):
            most = bounds.DOCUMENT_BYTES if path.endswith(b".json") else bounds.CAPTURED_FILE_BYTES
            if payload_bytes <= most and self._kept.may_capture(payload_bytes):
                return payload_bytes, 0
            message = "is too long to be read: bytes of packages that it lists count as nobody's"
            self._warnings.add("unread-package-list", path, message)
        elif payload_bytes <= secrets.LONGEST_BYTES and secrets.is_suspicious(path):
            return min(payload_bytes, secrets.BEGINNING_BYTES), 0
        elif payload_bytes >= elf.LEAST_BYTES and elf.may_be_elf(path[path.rfind(b"/") + 1 :]):
            return elf.BEGINNING_BYTES, elf.END_BYTES
        return 0, 0

    def add(self, row: int, path: bytes, ends: Ends) -> None:
        """Takes in what `wanted_bytes` asked for."""
        if is_captured(path):
            self._entries.captured[row] = ends.beginning
        elif secrets.is_suspicious(path):
            mark = secrets.secret_mark(path, ends.beginning)
            if mark is not None and self._kept.may_capture(_SECRET_BYTES):
                self._entries.secrets[row] = mark
        else:
            found = elf.sections(*ends, self._entries.content_bytes[row])
            if found.debug_bytes:
                self._entries.debug_bytes[row] = found.debug_bytes
            if found.build_info and self._kept.may_capture(len(found.build_info)):
                self._entries.captured[row] = found.build_info

    def add_all(self, read: ReadEnds) -> None:
        """Takes in all files of a layer that was walked."""
        entries = self._entries
        for row in _rows_like_wanted(entries):
            path = entries.path(row)
            first, last = self.wanted_bytes(path, entries.content_bytes[row])
            if first and (ends := read(row, first, last)) is not None:
                self.add(row, path, ends)


def may_be_wanted(name_field: bytes) -> bool:
    """Whether the file of a header's first field may be wanted: a quick look before a close one."""
    if name_field.rstrip(b"\0")[-_TAIL:] in _ALL_TAILS:
        return True
    return b"status.d/" in name_field or b".env." in name_field or b"account" in name_field


def _rows_like_wanted(entries: LayerEntries) -> list[int]:
    """Rows of files whose names, or whose folder's, are like those that are wanted."""
    names, lengths = entries.names, entries.content_bytes
    tails, tail, heads, head = _ALL_TAILS, -_TAIL, secrets.HEADS, secrets.HEAD
    rows = {
        row
        for row, name in enumerate(names)
        if (name[tail:] in tails or name[:head] in heads) and _is_like_wanted(name)
    }
    least, may_be_elf = elf.LEAST_BYTES, elf.may_be_elf
    long = [row for row, length in enumerate(lengths) if length >= least]
    rows.update(row for row in long if may_be_elf(names[row]))
    if b"status.d" in entries.directory_names:
        named = {at for at, name in enumerate(entries.directory_names) if name == b"status.d"}
        rows.update(row for row, folder in enumerate(entries.directories) if folder in named)
    kinds, sparse = entries.kinds, entries.sparse_chunks
    return sorted(row for row in rows if kinds[row] == FILE and row not in sparse)


def _is_like_wanted(name: bytes) -> bool:
    return name in _NAMES or name.endswith(_ENDINGS) or secrets.may_be_suspicious(name)
