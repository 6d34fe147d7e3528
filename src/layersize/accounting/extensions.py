"""The visible files by the endings of their names; summed up when somebody asks for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import overload

from layersize.accounting.file_system import ShownNames
from layersize.accounting.overlay import Overlay
from layersize.accounting.result import ExtensionSum

_EXTENSION = re.compile(rb"(\.(?=[0-9_+-]*[A-Za-z])[0-9A-Za-z_+-]{1,16})(?:\.[0-9]+)*\Z")
"""Behind the first character of a name: `.so` of `libc.so.6`; numbers alone are of a version."""
_MOST = 50_000
"""With more extensions, there is nothing to be learned from any: real images have hundreds."""


def file_extension(name: bytes) -> bytes:
    """`.gz` of `a.tar.GZ`, `.so` of `libc.so.6`; empty for none, as of `.bashrc`."""
    found = _EXTENSION.search(name, 1)
    return found[1].lower() if found else b""


class Extensions(Sequence[ExtensionSum]):
    """All extensions with any bytes, largest first; none in an image made to have too many."""

    def __init__(self, overlay: Overlay, shown_names: ShownNames) -> None:
        self._overlay = overlay
        self._shown_names = shown_names

    @cached_property
    def _rows(self) -> list[ExtensionSum]:
        found: defaultdict[bytes, list[int]] = defaultdict(lambda: [0, 0])
        content_bytes, shows = self._overlay.content_bytes, self._shown_names.shows
        with_links = self._shown_names.directories
        known: dict[bytes, list[int]] = {}
        """Endings that are extensions as they are, or none, to the sums that they count in."""
        for directory, files in enumerate(self._overlay.file_system.files):
            has_links = directory in with_links
            for name, inode in files.items():
                ending = name[name.rfind(b".", 1) :]
                sums = known.get(ending)
                if sums is None:
                    sums = found[file_extension(name)]
                    if ending[:1] != b"." or ending[1:].isalpha():
                        known[ending] = sums
                    if len(found) > _MOST:
                        return []
                if not has_links or shows(inode, directory, name):
                    sums[0] += content_bytes[inode]
                sums[1] += 1
        rows = [
            ExtensionSum(extension=extension, content_bytes=content, files=files)
            for extension, (content, files) in found.items()
            if content
        ]
        return sorted(rows, key=lambda row: (-row.content_bytes, row.extension))

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> ExtensionSum: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ExtensionSum]: ...
    def __getitem__(self, index: int | slice) -> ExtensionSum | Sequence[ExtensionSum]:
        return self._rows[index]
