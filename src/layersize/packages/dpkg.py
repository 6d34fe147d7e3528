"""Packages of dpkg: Debian, Ubuntu, and images without a shell that are built from them.

https://manpages.debian.org/bookworm/dpkg/dpkg-query.1.en.html has the states of packages,
https://manpages.debian.org/bookworm/dpkg-dev/deb-conffiles.5.en.html what is left of removed ones,
https://manpages.debian.org/bookworm/dpkg/dpkg-divert.1.en.html what diversions are. The files are
dpkg's own: `status` has the packages, `info/NAME.list` or `info/NAME:ARCHITECTURE.list` the paths.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import text_of
from layersize.packages.package import MOST_PACKAGES, Package
from layersize.packages.parts import parts_of

MANAGER = "dpkg"
_FOLDER = b"var/lib/dpkg/"
_STATUS_D = _FOLDER + b"status.d"
_MD5SUMS = b".md5sums"
_FIELD = re.compile(rb"^(Package|Status|Version|Architecture):(.*)$", re.MULTILINE)
_LONGEST_FIELD = 256
_NOTHING_INSTALLED = (b"not-installed", b"config-files")
"""The last word of a status: of these, the first has no files, the second those that a user may
have changed."""


class _Stanza(NamedTuple):
    name: bytes
    version: bytes
    architecture: bytes
    is_installed: bool


def find(tree: FileTree) -> Iterator[Package]:
    """The packages by name, those that are installed before those that left something."""
    status = tree.captured.get(_FOLDER + b"status", b"")
    stanzas = list(islice(_stanzas(status), MOST_PACKAGES))
    stanzas.sort(key=lambda stanza: (not stanza.is_installed, stanza))
    counts = Counter(stanza.name for stanza in stanzas)
    diversions = _diversions(tree.captured.get(_FOLDER + b"diversions", b""))
    for stanza in stanzas:
        listed = _list_of(tree, stanza)
        if listed is None and not stanza.is_installed:
            continue
        with_architecture = stanza.name + b":" + stanza.architecture
        yield Package(
            MANAGER,
            text_of(with_architecture if counts[stanza.name] > 1 else stanza.name),
            text_of(stanza.version) or None,
            chain.from_iterable(_paths(listed or b"", stanza.name, diversions)),
        )
    yield from _distroless(tree)


def _stanzas(status: bytes) -> Iterator[_Stanza]:
    for stanza in chain.from_iterable(parts_of(status, b"\n\n")):
        fields = _fields(stanza)
        name, state = fields.get(b"Package"), fields.get(b"Status", b"").split()
        if name and state and state[-1] != b"not-installed":
            yield _Stanza(
                name,
                fields.get(b"Version", b""),
                fields.get(b"Architecture", b""),
                state[-1] not in _NOTHING_INSTALLED,
            )


def _fields(stanza: bytes) -> dict[bytes, bytes]:
    return {
        match[1]: value
        for match in _FIELD.finditer(stanza)
        if len(value := match[2].strip()) <= _LONGEST_FIELD
    }


def _list_of(tree: FileTree, stanza: _Stanza) -> bytes | None:
    """Packages of which several architectures can be installed have lists by architecture."""
    info = _FOLDER + b"info/" + stanza.name
    listed = tree.captured.get(info + b":" + stanza.architecture + b".list")
    return tree.captured.get(info + b".list") if listed is None else listed


def _paths(
    listed: bytes, name: bytes, diversions: Mapping[bytes, tuple[bytes, bytes]]
) -> Iterator[Sequence[bytes]]:
    """Those of a list, where they really are: many at once, as there are hundreds of thousands."""
    for paths in parts_of(listed, b"\n"):
        if not diversions or diversions.keys().isdisjoint(paths):
            yield paths
            continue
        moved = (diversions.get(path, (path, name)) for path in paths)
        yield [
            path if by == name else instead
            for path, (instead, by) in zip(paths, moved, strict=True)
        ]


def _diversions(content: bytes) -> dict[bytes, tuple[bytes, bytes]]:
    """Paths to where those of other packages are instead, and the package that wants it so."""
    lines = content.split(b"\n")
    return {
        wanted: (instead, package)
        for wanted, instead, package in zip(lines[::3], lines[1::3], lines[2::3], strict=False)
    }


def _distroless(tree: FileTree) -> Iterator[Package]:
    """Packages that were unpacked without dpkg: a file a package, and one of its checksums.

    Links and folders are in no list. https://github.com/GoogleContainerTools/distroless
    """
    for path, stanza in tree.captured_below(_STATUS_D):
        if path.endswith(_MD5SUMS):
            continue
        fields = _fields(stanza)
        if name := fields.get(b"Package"):
            sums = tree.captured.get(path + _MD5SUMS, b"")
            version = text_of(fields.get(b"Version", b"")) or None
            yield Package(MANAGER, text_of(name), version, _summed_paths(sums))


def _summed_paths(sums: bytes) -> Iterator[bytes]:
    """Paths of lines like `d41d8cd98f00b204e9800998ecf8427e  usr/bin/env`."""
    for line in chain.from_iterable(parts_of(sums, b"\n")):
        yield line.partition(b"  ")[2].removeprefix(b"./")
