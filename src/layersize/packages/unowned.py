"""What the files are that no package lists: by where they stand."""

from __future__ import annotations

from layersize.accounting.file_system import FileSystem
from layersize.layers.entries import ROOT

NO_PACKAGE, DATABASE, CACHE, COMPILED = "no package", "package databases", "caches", "compiled"
"""Names of the rows for them."""

_DATABASES = (
    *(b"var/lib/dpkg/", b"var/lib/apt/", b"var/cache/debconf/"),
    *(
        b"lib/apk/db/",
        b"usr/lib/apk/db/",
        b"var/lib/rpm/",
        b"usr/lib/sysimage/",
        b"usr/share/rpm/",
        b"var/lib/dnf/",
    ),
    *(b"var/lib/yum/", b"var/lib/zypp/", b"var/lib/pacman/", b"nix/var/nix/db/"),
)
_IN_A_HOME = (
    *(b".cache/", b".npm/", b".yarn/cache/", b".pnpm-store/", b".local/share/pnpm/store/"),
    *(b".cargo/registry/", b".cargo/git/", b".m2/repository/", b".gradle/caches/"),
    *(b".nuget/packages/", b".composer/cache/", b".bundle/cache/", b".conda/pkgs/"),
    *(b".ccache/", b".ivy2/cache/", b".sbt/", b"go/pkg/mod/"),
)
_CACHES = (
    *(b"var/cache/", b"var/lib/apt/lists/", b"var/lib/dnf/repos/", b"usr/local/share/.cache/"),
    *(b"go/pkg/mod/", b"usr/local/cargo/registry/", b"usr/local/cargo/git/", b"opt/conda/pkgs/"),
    *(b"usr/local/bundle/cache/", b"nix/store/.links/"),
    *(b"root/" + folder for folder in _IN_A_HOME),
)


_LONGEST_FIRST = tuple(
    sorted(
        [*((path, DATABASE) for path in _DATABASES), *((path, CACHE) for path in _CACHES)],
        key=lambda known: -len(known[0]),
    )
)
"""Beginnings of paths: of folders in each other the inner one counts."""
_BEGINNINGS = tuple(beginning for beginning, _ in _LONGEST_FIRST)


def kind_of_directory(path: bytes) -> str:
    """What files in a directory are that no package lists; its path has a slash at its end."""
    if path.startswith(b"home/"):
        path = b"root/" + path.split(b"/", 2)[-1]
    if path.startswith(_BEGINNINGS):
        return next(kind for beginning, kind in _LONGEST_FIRST if path.startswith(beginning))
    if b"/.pnpm-store/" in path:
        return CACHE
    return COMPILED if path.endswith(b"/__pycache__/") else NO_PACKAGE


def kinds_of_directories(tree: FileSystem) -> dict[int, str]:
    """The same of all directories of a file system, by id, but for those of NO_PACKAGE."""
    found: dict[int, str] = {}
    homes = tree.subdirectories[tree.subdirectories[ROOT].get(b"home", ROOT)]
    for beginning, kind in reversed(_LONGEST_FIRST):  # so that the longest has the last word
        paths = [beginning]
        if beginning.startswith(b"root/"):
            paths += [b"home/" + home + beginning[4:] for home in homes]
        for path in paths:
            top = tree.find_directory(path.rstrip(b"/"))
            if top is not None:
                found.update(dict.fromkeys(tree.visible_directories(top), kind))
    for directory, name in enumerate(tree.names):
        if name == b".pnpm-store":
            for inner in tree.visible_directories(directory):
                found.setdefault(inner, CACHE)
        elif name == b"__pycache__":
            found.setdefault(directory, COMPILED)
    return found
