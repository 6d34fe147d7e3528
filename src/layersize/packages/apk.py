"""Packages of apk: Alpine, Wolfi.

https://wiki.alpinelinux.org/wiki/Apk_spec has the fields of the database of what is installed,
which is below `usr` where `lib` is a link.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import text_of
from layersize.packages.package import MOST_PACKAGES, Package
from layersize.packages.parts import parts_of

MANAGER = "apk"
_DATABASES = (b"usr/lib/apk/db/installed", b"lib/apk/db/installed")
_LONGEST_FIELD = 256
_MOST_TIMES = 16
"""Paths of a package may be so much longer than what it says; real ones are no longer."""


def find(tree: FileTree) -> Iterator[Package]:
    """The packages by name."""
    packages: dict[tuple[bytes, bytes], bytes] = {}
    for database in _DATABASES:
        blocks = parts_of(tree.captured.get(database, b""), b"\n\n")
        for block in islice(chain.from_iterable(blocks), MOST_PACKAGES):
            key = _field(block, b"P:"), _field(block, b"V:")
            if key[0]:
                packages.setdefault(key, block)
    for (name, version), block in sorted(packages.items()):
        yield Package(MANAGER, text_of(name), text_of(version) or None, _paths(block))


def _field(block: bytes, tag: bytes) -> bytes:
    """The value of the first line with a tag; empty if there is none, or it is too long."""
    _, found, rest = (b"\n" + block).partition(b"\n" + tag)
    value = rest.partition(b"\n")[0].strip() if found else b""
    return value if len(value) <= _LONGEST_FIELD else b""


def _paths(block: bytes) -> Iterator[bytes]:
    """`F:` begins a directory, `R:` is a file in the directory of the `F:` before it."""
    prefix, left = b"", _MOST_TIMES * len(block)
    for line in chain.from_iterable(parts_of(block, b"\n")):
        tag = line[:2]
        if tag == b"R:":
            left -= len(prefix)
            if left < 0:
                return
            yield prefix + line[2:]
        elif tag == b"F:":
            prefix = line[2:] + b"/" if len(line) > len(b"F:") else b""
