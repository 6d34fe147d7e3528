"""Whether folders and files are this user's own: what others could have written is not believed.

Windows has no owners and modes of this kind. There a user's cache folder is below the user's
profile, which the system keeps from other users, and nothing is checked.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_HAS_OWNERS = os.name == "posix"
_NO_LINK_NO_WAIT = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""A link is an error, and nobody waits for the other end of a pipe."""
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_UNMAPPED_USER = 65534
"""Whom a user namespace shows as owner of what is of users outside of it, such as root there."""
_ALL_USERS_MAPPED = ["0", "0", "4294967295"]


class NotOwnError(Exception):
    """Others may have written something; the text says to what, and how that is known."""


def own_folder(folder: Path, *below: str) -> bool:
    """Whether a folder is there, with folders within each other in it.

    `folder` must be a real path, without links. All folders above it count too, from the top down,
    so that nobody else can replace what was looked at. Raises NotOwnError if others than this user
    and root could, OSError for what can't be looked at.
    """
    parts = [*reversed(folder.parents), folder]
    parts += [folder.joinpath(*below[: count + 1]) for count in range(len(below))]
    for part in parts:
        try:
            status = part.lstat()
        except FileNotFoundError:
            return False
        if stat.S_ISLNK(status.st_mode):
            raise NotOwnError(f"{part} is a link")
        if not stat.S_ISDIR(status.st_mode):
            return False
        problem = foreign_by(status, is_above=part in folder.parents)
        if problem is not None:
            raise NotOwnError(f"{part} {problem}")
    return True


def read_own_file(path: Path, most_bytes: int) -> bytes:
    """The content of a regular file that only this user, or root, may have written.

    Raises OSError for what can't be opened or is a link, ValueError for anything else that is no
    such file, or longer.
    """
    with open(path, "rb", opener=_open_no_link) as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ValueError("is not a regular file")
        problem = foreign_by(status)
        if problem is not None:
            raise ValueError(problem)
        if status.st_size > most_bytes:
            raise ValueError(f"has over {most_bytes} bytes")
        return file.read(most_bytes)


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_LINK_NO_WAIT)


def foreign_by(status: os.stat_result, *, is_above: bool = False) -> str | None:
    """What lets others write, `None` if nothing does.

    `is_above`: of a folder that only has to keep the one in it, which a sticky bit does.
    """
    if not _HAS_OWNERS:
        return None
    if status.st_uid != os.geteuid() and not _is_root(status.st_uid):
        return f"is owned by user {status.st_uid}"
    if not status.st_mode & _OTHERS_MAY_WRITE or (is_above and status.st_mode & stat.S_ISVTX):
        return None
    if status.st_mode & stat.S_IWOTH or not _is_private_group(status.st_gid):
        return "can be written to by other users"
    return None


def _is_root(user: int) -> bool:
    """Root could replace this program itself, and the kernel under it."""
    if user == _UNMAPPED_USER:
        try:
            return Path("/proc/self/uid_map").read_text("ascii").split() != _ALL_USERS_MAPPED
        except (OSError, ValueError):
            return False
    return user == 0


def _is_private_group(group: int) -> bool:
    """Whether a group is this user's alone, as where a umask of 002 is the custom."""
    import grp  # seldom needed
    import pwd

    try:
        name, found = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(group)
    except KeyError:
        return False
    return found.gr_name == name and set(found.gr_mem) <= {name}
