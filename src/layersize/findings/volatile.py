"""Files that installing or running anything writes anew: no base image can have them right."""

from __future__ import annotations

_FOLDERS = (
    *(b"etc/alternatives/", b"etc/pki/ca-trust/extracted/", b"etc/environment.d/"),
    *(b"var/lib/dpkg/", b"var/lib/apt/", b"lib/apk/", b"usr/lib/apk/", b"var/lib/rpm/"),
    *(b"var/lib/dnf/", b"var/lib/yum/", b"var/lib/pacman/", b"var/lib/zypp/", b"var/lib/portage/"),
    *(b"var/lib/alternatives/", b"var/lib/systemd/", b"var/lib/ucf/", b"var/db/pkg/"),
    *(b"var/cache/debconf/", b"var/cache/ldconfig/", b"var/cache/apt/", b"var/cache/dnf/"),
    *(b"var/cache/yum/", b"var/cache/apk/", b"var/cache/fontconfig/", b"var/cache/man/"),
    *(b"var/log/", b"run/", b"var/run/", b"tmp/", b"var/tmp/", b"usr/share/mime/"),
    *(b"usr/lib/sysimage/", b"root/.cache/"),
)
"""Databases of package managers, logs, caches."""
_BEGINNINGS = (
    *(b"etc/passwd", b"etc/shadow", b"etc/group", b"etc/gshadow", b"etc/subuid", b"etc/subgid"),
    *(b"etc/.pwd.lock", b"etc/ld.so.cache", b"etc/mailcap", b"etc/shells", b"etc/hosts"),
    *(b"etc/hostname", b"etc/resolv.conf", b"etc/mtab", b"etc/machine-id", b"etc/apk/world"),
    *(b"etc/ssl/certs/ca-certificates.crt", b"etc/profile.env", b"usr/share/info/dir"),
    *(b"usr/lib/locale/locale-archive", b"usr/share/applications/mimeinfo.cache"),
    *(b"usr/share/glib-2.0/schemas/gschemas.compiled", b"root/.bash_history", b"root/.wget-hsts"),
)
"""Accounts, indexes of what is installed, with their copies such as `passwd-`."""
_ENDINGS = (b".pyc", b".log", b"/gconv-modules.cache", b"/icon-theme.cache")


def is_volatile(path: bytes) -> bool:
    """Whether the file is written anew whenever something is installed or run."""
    return path.startswith(_FOLDERS) or path.startswith(_BEGINNINGS) or path.endswith(_ENDINGS)
