"""Python distributions: what pip, uv, Poetry and others installed, and eggs.

https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import bytes_of, joined, text_of
from layersize.packages.package import Package

_MANAGER = "pip"
"""Whoever installed it: all write the same list, and a change of the tool is none of packages."""
_DIST_INFO = b".dist-info"
_RECORD = b"/RECORD"
_EGG_INFO = b".egg-info"
_EGG = b".egg"
_SITES = (b"site-packages", b"dist-packages")
_SEPARATORS = re.compile(r"[-_.]+")


def find(tree: FileTree) -> Iterator[Package]:
    """Distributions with a folder of metadata, and the files that are listed in it.

    The source of one that is installed as editable is not among them. Where there is no list, or
    it was not kept, only the folder of metadata is known. One that another brings along and lists,
    such as those in `setuptools/_vendor`, is that one's.
    """
    folders = [path for path, _ in tree.directories_ending(_DIST_INFO)]
    brought_along: set[bytes] = set()
    for path in sorted(folders, key=_depth):
        record = path + _RECORD
        if record in brought_along:
            continue
        site, content = path.rpartition(b"/")[0], tree.captured.get(record, b"")
        if content.count(_DIST_INFO + _RECORD) > 1:
            rows = _recorded(site, content)
            brought_along.update(row for row in rows if row.endswith(_DIST_INFO + _RECORD))
        yield _package(path, _DIST_INFO, _recorded(site, content))
    yield from _egg_infos(tree)
    for path, directory in tree.directories_ending(_EGG):
        if b"EGG-INFO" in tree.image.overlay.file_system.subdirectories[directory]:
            yield _package(path, _EGG, ())
    for site in _SITES:
        for path, directory in tree.directories_named(site):
            for name in tree.image.overlay.file_system.files[directory]:
                if name.endswith(_EGG):
                    egg = path + b"/" + name
                    yield Package(_MANAGER, *_name_and_version(egg, _EGG), (egg,))


def _egg_infos(tree: FileTree) -> Iterator[Package]:
    """What setuptools installed by itself, or an old pip for it."""
    for path, _ in tree.directories_ending(_EGG_INFO):
        site = path.rpartition(b"/")[0]
        installed = tree.captured.get(path + b"/installed-files.txt")
        if installed is not None:
            listed: Iterable[bytes] = (
                joined(path, line) for line in installed.splitlines() if line
            )
            yield _package(path, _EGG_INFO, listed)
        elif site.rpartition(b"/")[2] in _SITES:
            yield _package(path, _EGG_INFO, _top_level(tree, path, site))


def _top_level(tree: FileTree, path: bytes, site: bytes) -> Iterator[bytes]:
    """The packages and modules that a distribution without a list says it has."""
    for name in tree.captured.get(path + b"/top_level.txt", b"").split():
        if b"/" not in name and name not in (b".", b".."):
            yield joined(site, name) + b"/"
            yield joined(site, name) + b".py"


def _package(path: bytes, ending: bytes, listed: Iterable[bytes]) -> Package:
    return Package(_MANAGER, *_name_and_version(path, ending), _with_folder(path, listed))


def _with_folder(path: bytes, listed: Iterable[bytes]) -> Iterator[bytes]:
    yield from listed
    yield path + b"/"


def _name_and_version(path: bytes, ending: bytes) -> tuple[str, str | None]:
    """Of `Foo_Bar-1.0.dist-info` or `Foo_Bar-1.0-py3.13.egg-info`: `foo-bar` and `1.0`."""
    stem = text_of(path[path.rfind(b"/") + 1 : -len(ending)])
    name, _, rest = stem.partition("-")
    version = rest if ending == _DIST_INFO else rest.partition("-")[0]
    return _SEPARATORS.sub("-", name).lower() or text_of(path), version or None


def _recorded(site: bytes, record: bytes) -> Iterator[bytes]:
    """Paths that a RECORD lists; as far as it can be read."""
    lines = StringIO(text_of(record).replace("\0", "\N{REPLACEMENT CHARACTER}"), newline="")
    try:
        for row in csv.reader(lines):
            if row and row[0]:
                yield joined(site, bytes_of(row[0]))
    except csv.Error:  # a field beyond the library's bound
        return


def _depth(path: bytes) -> tuple[int, bytes]:
    return path.count(b"/"), path
