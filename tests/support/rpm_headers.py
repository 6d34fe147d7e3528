"""Headers of packages as rpm's databases hold them, for those that no rpm here would install.

https://rpm-software-management.github.io/rpm/manual/format_header.html
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import NamedTuple

_CHAR, _INT32, _STRING, _STRINGS = 1, 4, 6, 8


class Package(NamedTuple):
    name: str
    version: str
    release: str
    architecture: str
    files: Mapping[str, int]
    """Path to its state."""


def header(package: Package) -> bytes:
    """The index of the tags, and their data."""
    folders = list(dict.fromkeys(path.rpartition("/")[0] for path in package.files))
    tags: list[tuple[int, int, int, bytes]] = [
        (1000, _STRING, 1, _text(package.name)),
        (1001, _STRING, 1, _text(package.version)),
        (1002, _STRING, 1, _text(package.release)),
    ]
    if package.architecture:
        tags.append((1022, _STRING, 1, _text(package.architecture)))
    if package.files:
        count = len(package.files)
        indexes = [folders.index(path.rpartition("/")[0]) for path in package.files]
        names = b"".join(_text(path.rpartition("/")[2]) for path in package.files)
        tags += [
            (1029, _CHAR, count, bytes(package.files.values())),
            (1116, _INT32, count, struct.pack(f">{count}I", *indexes)),
            (1117, _STRINGS, count, names),
            (1118, _STRINGS, len(folders), b"".join(_text(f"/{name}/") for name in folders)),
        ]
    index, data = b"", b""
    for tag, kind, count, value in tags:
        data += bytes(-len(data) % 4)
        index += struct.pack(">IIII", tag, kind, len(data), count)
        data += value
    return struct.pack(">II", len(tags), len(data)) + index + data


def _text(text: str) -> bytes:
    return text.encode() + b"\0"
