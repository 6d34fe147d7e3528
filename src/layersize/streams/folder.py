"""Files below a folder, opened so that no link in it leads elsewhere."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

HAS_SAFE_OPEN = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
"""Whether the platform can open a path component by component; Windows can't."""


def open_below(folder: Path, names: Sequence[bytes]) -> int:
    """A descriptor of the regular file to which the names lead, one folder after the other.

    A link, a device or a FIFO on the way or at the end raises OSError, as does a file that is not
    there; nothing is waited for. A device is not even opened, which may start what it controls.
    `names` are single names, not `.` or `..`.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in names[:-1]:
            below = os.open(name, flags | os.O_DIRECTORY, dir_fd=at)
            os.close(at)
            at = below
        _refuse_irregular(os.stat(names[-1], dir_fd=at, follow_symlinks=False))
        found = os.open(names[-1], flags, dir_fd=at)
    finally:
        os.close(at)
    try:
        _refuse_irregular(os.fstat(found))  # another one may stand there by now
    except OSError:
        os.close(found)
        raise
    return found


def _refuse_irregular(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError("is not a regular file")
