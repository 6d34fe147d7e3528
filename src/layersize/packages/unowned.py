"""What the files are that no package lists: by where they stand."""

from __future__ import annotations

from collections.abc import Iterable

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
_NOT_DATABASES = (b"var/lib/apt/lists/", b"var/lib/dnf/repos/")
_BYTE_CODE = (b".pyc", b".pyo")


def kind_of_directory(path: bytes) -> str | None:
    """What files in a directory are, its path with a slash at its end; None: their names tell."""
    if path.startswith(b"home/"):
        path = b"root/" + path.split(b"/", 2)[-1]
    if path.startswith(_DATABASES) and not path.startswith(_NOT_DATABASES):
        return DATABASE
    return CACHE if path.startswith(_CACHES) or b"/.pnpm-store/" in path else None


def has_byte_code(names: Iterable[bytes]) -> bool:
    """Whether some of the files in a directory may be byte code."""
    return b".py" in b"/".join(names)


def kind_of_name(name: bytes) -> str:
    """What a file is of whose directory nothing is known."""
    return COMPILED if name.endswith(_BYTE_CODE) else NO_PACKAGE
