"""The packages that rpm's database lists, whichever of its three kinds it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import text_of
from layersize.packages.package import Package
from layersize.packages.rpm import bdb, ndb, sqlite
from layersize.packages.rpm.header import Header

MANAGER = "rpm"
_FOLDERS = (b"usr/lib/sysimage/rpm/", b"usr/share/rpm/", b"var/lib/rpm/")
"""The first is where most have it today, the second where images that boot have it; the others may
be links to it."""
_NAMES = (b"rpmdb.sqlite", b"Packages.db", b"Packages")
"""Where there are several, an older one was left when the database was converted."""
_KEY = b"gpg-pubkey"
"""A key to check signatures with, which the database keeps as if it were a package."""


def find(tree: FileTree) -> Iterator[Package]:
    """The packages in the order of the database; of one name for several machines, with these."""
    return find_in(tree.captured)


def find_in(captured: Mapping[bytes, bytes]) -> Iterator[Package]:
    """Those of the databases among files, by their paths."""
    for name in _NAMES:
        for folder in _FOLDERS:
            content = captured.get(folder + name, b"")
            kinds = {(header.name, header.architecture) for header in _headers(content)}
            names = Counter(name for name, _ in kinds)
            if not names:
                continue
            for header in _headers(content):
                shown = header.name
                if names[shown] > 1 and header.architecture:
                    shown += b"." + header.architecture
                version = text_of(header.version) or None
                yield Package(MANAGER, text_of(shown), version, header.paths())
            return


def _headers(content: bytes) -> Iterator[Header]:
    """Those of packages."""
    for blob in _blobs(content):
        header = Header(blob)
        if header.name not in (b"", _KEY):
            yield header


def _blobs(content: bytes) -> Iterator[bytes]:
    if content.startswith(sqlite.MAGIC):
        return sqlite.header_blobs(content)
    if content.startswith(ndb.MAGIC):
        return ndb.header_blobs(content)
    return bdb.header_blobs(content)
