"""Yarn's zip archives: a package each, in the cache that Plug'n'Play loads them from.

https://yarnpkg.com/features/caching
"""

from __future__ import annotations

from collections.abc import Iterator

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import text_of
from layersize.packages.package import Package

_ENDING = b".zip"
_OTHER_SOURCES = ("-patch-", "-https-", "-http-", "-file-", "-git-")
"""Behind a name, before a hash: no version stands there."""


def find(tree: FileTree) -> Iterator[Package]:
    """Archives in folders `.yarn/cache`."""
    files = tree.image.overlay.file_system.files
    for path, directory in tree.directories_named(b"cache"):
        if path.endswith(b".yarn/cache") and path[-12:-11] in (b"", b"/"):
            for file in sorted(name for name in files[directory] if name.endswith(_ENDING)):
                name, version = name_and_version(text_of(file[: -len(_ENDING)] or file), hashes=2)
                yield Package("yarn", name, version, (path + b"/" + file,))


def name_and_version(stem: str, hashes: int) -> tuple[str, str | None]:
    """Of `name-npm-1.2.3-HASH-HASH`, where a scope has a dash for its slash: `@scope-name`."""
    name, _, rest = stem.rpartition("-npm-")
    if name:
        return name, rest.rsplit("-", hashes)[0] or None
    for source in _OTHER_SOURCES:
        name = stem.rpartition(source)[0]
        if name:
            return name, None
    return stem, None
