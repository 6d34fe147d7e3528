"""Files that installing or running anything writes anew: no base image can have them right."""

from __future__ import annotations

from functools import cache, lru_cache

from layersize.patterns import Pattern

_VOLATILE = (
    *("/etc/passwd*", "/etc/shadow*", "/etc/group*", "/etc/gshadow*", "/etc/subuid*"),
    *("/etc/subgid*", "/etc/.pwd.lock", "/etc/ld.so.cache", "/etc/mailcap", "/etc/shells"),
    *("/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/etc/mtab", "/etc/machine-id"),
    *("/etc/apk/world", "/etc/alternatives/", "/etc/ssl/certs/ca-certificates.crt"),
    *("/etc/pki/ca-trust/extracted/", "/etc/profile.env", "/etc/environment.d/"),
    *("var/lib/dpkg/", "var/lib/apt/", "**/lib/apk/", "var/lib/rpm/", "usr/lib/sysimage/"),
    *("var/lib/dnf/", "var/lib/yum/", "var/lib/pacman/", "var/lib/zypp/", "var/lib/portage/"),
    *("var/lib/alternatives/", "var/lib/systemd/", "var/lib/ucf/", "var/db/pkg/"),
    *("var/cache/debconf/", "var/cache/ldconfig/", "var/cache/apt/", "var/cache/dnf/"),
    *("var/cache/yum/", "var/cache/apk/", "var/cache/fontconfig/", "var/cache/man/"),
    *("var/log/", "var/tmp/**", "tmp/**", "run/**", "var/run/"),
    *("usr/share/info/dir", "usr/lib/locale/locale-archive", "usr/share/mime/"),
    *("usr/share/applications/mimeinfo.cache", "usr/lib/**/gconv-modules.cache"),
    *("usr/share/icons/**/icon-theme.cache", "usr/share/glib-2.0/schemas/gschemas.compiled"),
    *("/root/.bash_history", "/root/.cache/", "/root/.wget-hsts", "*.pyc", "*.log"),
)
"""Accounts, databases of package managers, indexes of what is installed, logs, caches."""


@cache
def _patterns() -> tuple[Pattern, ...]:
    return tuple(map(Pattern, _VOLATILE))


@cache
def _literals() -> tuple[bytes, ...]:
    """One of them is in every path that a pattern stands for."""
    return tuple({pattern.literal for pattern in _patterns()})


@lru_cache(maxsize=1 << 14)  # screens ask again with every key
def is_volatile(path: bytes) -> bool:
    """Whether the file is written anew whenever something is installed or run."""
    if not any(map(path.__contains__, _literals())):
        return False
    return any(pattern.covers(path, is_directory=False) for pattern in _patterns())
