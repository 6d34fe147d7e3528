"""Small files that tell of other files, kept with the walk: package databases and lists.

Of files that may hold a secret, the beginning is looked at, and only where one stands is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from layersize.layers.entries import FILE, LayerEntries
from layersize.layers.kept import Kept
from layersize.streams import bounds
from layersize.warning import WarningList

_NAMES = frozenset(
    (
        *(b"status", b"diversions", b"installed", b"RECORD", b"installed-files.txt"),
        *(b".package-lock.json", b"installed.json"),
        *(b"rpmdb.sqlite", b"Packages.db", b"Packages"),
    )
)
_ENDINGS = (b".list", b".md5sums", b".json")
_CAPTURED = re.compile(
    rb"(?:\./|/)*(?:"
    rb"var/lib/dpkg/(?:status|diversions|status\.d/[^/]+|info/[^/]+\.list)"
    rb"|(?:usr/)?lib/apk/db/installed"
    rb"|(?:usr/lib/sysimage|var/lib)/rpm/(?:rpmdb\.sqlite|Packages\.db|Packages)"
    rb"|(?:.*/)?[^/]+\.dist-info/RECORD"
    rb"|(?:.*/)?[^/]+\.egg-info/installed-files\.txt"
    rb"|(?:.*/)?conda-meta/[^/]+\.json"
    rb"|(?:.*/)?node_modules/\.package-lock\.json"
    rb"|(?:.*/)?vendor/composer/installed\.json"
    rb")",
    re.DOTALL,
)
_TAIL = 3
_TAILS = frozenset(text[-_TAIL:] for text in (*_NAMES, *_ENDINGS))
_OF_STATUS_D = b"var/lib/dpkg/status.d/"
"""Of distroless images: its files are named as the packages are."""


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

    def wanted_bytes(self, path: bytes, payload_bytes: int) -> int:
        """How much of the beginning of a file is to be handed to `add`; 0: none."""
        if is_captured(path):
            if payload_bytes <= bounds.CAPTURED_FILE_BYTES and self._kept.may_capture(
                payload_bytes
            ):
                return payload_bytes
            message = "is too long to be read: bytes of packages that it lists count as nobody's"
            self._warnings.add("unread-package-list", path, message)
            return 0
        return 0

    def add(self, row: int, path: bytes, beginning: bytes) -> None:
        """Takes in what `wanted_bytes` asked for."""
        if is_captured(path):
            self._entries.captured[row] = beginning

    def add_all(self, read: Callable[[int, int], bytes | None]) -> None:
        """Takes in all files of a layer that was walked.

        `read` is given a row and how many bytes of its beginning, and gives None if it can't.
        """
        entries = self._entries
        for row in _rows_like_wanted(entries):
            path = entries.path(row)
            count = self.wanted_bytes(path, entries.content_bytes[row])
            if count and (beginning := read(row, count)) is not None:
                self.add(row, path, beginning)


def may_be_wanted(name_field: bytes) -> bool:
    """Whether the file of a header's first field may be wanted: a quick look before a close one."""
    return name_field.rstrip(b"\0")[-_TAIL:] in _TAILS or b"status.d/" in name_field


def _rows_like_wanted(entries: LayerEntries) -> Iterator[int]:
    """Rows of files whose names, or whose folder's, are like those that are wanted."""
    names = {name for name in set(entries.names) if name[-_TAIL:] in _TAILS}
    folders = {
        directory for directory, name in enumerate(entries.directory_names) if name == b"status.d"
    }
    for row, name in enumerate(entries.names):
        is_like = name in names or entries.directories[row] in folders
        if is_like and entries.kinds[row] == FILE and row not in entries.sparse_chunks:
            yield row
