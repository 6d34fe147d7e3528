"""A package as rpm's databases keep it: a header of tags, alike in formats 4 and 6.

https://rpm-software-management.github.io/rpm/manual/format_header.html is its form,
https://rpm-software-management.github.io/rpm/manual/tags.html has the tags.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

_INTRO = struct.Struct(">II")
_ENTRY = struct.Struct(">IIII")
_NAME, _VERSION, _RELEASE, _EPOCH, _ARCHITECTURE = 1000, 1001, 1002, 1003, 1022
_OLD_PATHS, _STATES, _FLAGS = 1027, 1029, 1037
_DIRECTORY_INDEXES, _BASENAMES, _DIRECTORIES = 1116, 1117, 1118
_WANTED = frozenset(
    (
        *(_NAME, _VERSION, _RELEASE, _EPOCH, _ARCHITECTURE, _OLD_PATHS, _STATES, _FLAGS),
        *(_DIRECTORY_INDEXES, _BASENAMES, _DIRECTORIES),
    )
)
_INT32 = 4
_GHOST = 1 << 6
"""The package only says that others make such a file."""
_INSTALLED = 0
_LONGEST_TEXT = 256
_MOST_TIMES = 16
"""Paths of a package may be so much longer than its header; real ones are no longer."""


class Header:
    """What a header says of a package; whatever is not as it should be is not there."""

    def __init__(self, blob: bytes) -> None:
        self._places: dict[int, tuple[int, int, int]] = {}
        """Tag to type, place in the data and count."""
        self._data = b""
        if len(blob) < _INTRO.size:
            return
        entries, length = _INTRO.unpack_from(blob)
        begin = _INTRO.size + entries * _ENTRY.size
        if begin > len(blob):
            return
        self._data = blob[begin : begin + length]
        for tag, kind, offset, count in _ENTRY.iter_unpack(blob[_INTRO.size : begin]):
            if tag in _WANTED and offset <= len(self._data):
                self._places.setdefault(tag, (kind, offset, count))

    @property
    def name(self) -> bytes:
        """Empty if this is no package."""
        return self._text(_NAME)

    @property
    def architecture(self) -> bytes:
        """`x86_64`, `noarch`."""
        return self._text(_ARCHITECTURE)

    @property
    def version(self) -> bytes:
        """As `rpm --query` tells it, with the epoch where there is one."""
        version = self._text(_VERSION)
        release, epoch = self._text(_RELEASE), self._numbers(_EPOCH)
        version += b"-" + release if release else b""
        return b"%d:%s" % (epoch[0], version) if epoch and epoch[0] else version

    def paths(self) -> Iterator[bytes]:
        """Files and folders that were installed, from the root."""
        states, flags = self._bytes(_STATES), self._numbers(_FLAGS)
        left = _MOST_TIMES * len(self._data)
        for at, path in enumerate(self._listed()):
            left -= len(path)
            if left < 0:
                return
            if at < len(states) and states[at] != _INSTALLED:
                continue
            if at < len(flags) and flags[at] & _GHOST:
                continue
            yield path

    def _listed(self) -> Iterator[bytes]:
        basenames = self._texts(_BASENAMES)
        if not basenames:
            yield from self._texts(_OLD_PATHS)
        directories, indexes = self._texts(_DIRECTORIES), self._numbers(_DIRECTORY_INDEXES)
        for basename, index in zip(basenames, indexes, strict=False):
            yield directories[index] + basename if index < len(directories) else b""

    def _text(self, tag: int) -> bytes:
        (text, *_) = self._texts(tag, most=1) or (b"",)
        return text if len(text) <= _LONGEST_TEXT else b""

    def _texts(self, tag: int, most: int | None = None) -> Sequence[bytes]:
        if tag not in self._places:
            return ()
        _, offset, count = self._places[tag]
        count = min(count, len(self._data) - offset, count if most is None else most)
        return self._data[offset:].split(b"\0", count)[:count]

    def _numbers(self, tag: int) -> Sequence[int]:
        kind, offset, count = self._places.get(tag, (0, 0, 0))
        if kind != _INT32 or offset + 4 * count > len(self._data):
            return ()
        return struct.unpack_from(f">{count}I", self._data, offset)

    def _bytes(self, tag: int) -> bytes:
        _, offset, count = self._places.get(tag, (0, 0, 0))
        return self._data[offset : offset + count]
