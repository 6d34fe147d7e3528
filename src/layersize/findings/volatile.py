"""Files that installing or running anything writes anew: no base image can have them right."""

from __future__ import annotations

from functools import cache, lru_cache

from layersize.patterns import Pattern

_FOLDERS = (
    *("/etc/alternatives/", "/etc/pki/ca-trust/extracted/", "/etc/environment.d/"),
    *("/var/lib/dpkg/", "/var/lib/apt/", "/lib/apk/", "/usr/lib/apk/", "/var/lib/rpm/"),
    *("/var/lib/dnf/", "/var/lib/yum/", "/var/lib/pacman/", "/var/lib/zypp/", "/var/lib/portage/"),
    *("/var/lib/alternatives/", "/var/lib/systemd/", "/var/lib/ucf/", "/var/db/pkg/"),
    *("/var/cache/debconf/", "/var/cache/ldconfig/", "/var/cache/apt/", "/var/cache/dnf/"),
    *("/var/cache/yum/", "/var/cache/apk/", "/var/cache/fontconfig/", "/var/cache/man/"),
    *("/var/log/", "/run/", "/var/run/", "/usr/share/mime/"),
    *("/tmp/", "/var/tmp/"),  # noqa: S108 - in an image
    *("/usr/lib/sysimage/", "/root/.cache/"),
)
"""Databases of package managers, logs, caches."""
_FILES = (
    *("/etc/passwd*", "/etc/shadow*", "/etc/group*", "/etc/gshadow*", "/etc/subuid*"),
    *("/etc/subgid*", "/etc/.pwd.lock", "/etc/ld.so.cache", "/etc/mailcap", "/etc/shells"),
    *("/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab", "/etc/machine-id"),
    *("/etc/apk/world", "/etc/ssl/certs/ca-certificates.crt", "/etc/profile.env"),
    *("usr/share/info/dir", "usr/lib/locale/locale-archive"),
    *("usr/share/applications/mimeinfo.cache", "usr/lib/**/gconv-modules.cache"),
    *("usr/share/icons/**/icon-theme.cache", "usr/share/glib-2.0/schemas/gschemas.compiled"),
    *("/root/.bash_history", "/root/.wget-hsts", "*.pyc", "*.log"),
)
"""Accounts, indexes of what is installed."""


@cache
def _folders() -> tuple[Pattern, ...]:
    return tuple(map(Pattern, _FOLDERS))


@cache
def _files() -> tuple[Pattern, ...]:
    return tuple(map(Pattern, _FILES))


@cache
def _literals() -> tuple[bytes, ...]:
    """One of them is in every path that a pattern of files stands for."""
    return tuple({pattern.literal for pattern in _files()})


@lru_cache(maxsize=1 << 14)  # most files share theirs with others
def _is_in_one(folder: bytes) -> bool:
    return any(pattern.covers(folder, is_directory=True) for pattern in _folders())


@lru_cache(maxsize=1 << 14)  # screens ask again with every key
def is_volatile(path: bytes) -> bool:
    """Whether the file is written anew whenever something is installed or run."""
    if _is_in_one(path[: max(path.rfind(b"/"), 0)]):
        return True
    if not any(map(path.__contains__, _literals())):
        return False
    return any(pattern.covers(path, is_directory=False) for pattern in _files())
