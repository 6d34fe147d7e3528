"""Disks and folders that don't take what is written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NOBODY = 65534


def mount_in_memory(folder: Path, kilobytes: int) -> str:
    """Mounts a small disk; gives the reason where that can't be."""
    if os.geteuid() != 0:
        return "not root, who alone may mount a disk"
    options = f"size={kilobytes}k,mode=755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "layersize-test", str(folder)],
        capture_output=True,
        check=False,
    )
    return done.stderr.decode().strip()


def remount(folder: Path, mode: str) -> None:
    """`ro` or `rw`."""
    subprocess.run(["mount", "-o", f"remount,{mode}", str(folder)], check=True)


def unmount(folder: Path) -> None:
    subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def reading_only(folder: Path) -> Iterator[None]:
    """This process may read the folder and all in it, and not write.

    Root may always write, and is another user meanwhile.
    """
    modes = {path: path.stat().st_mode & 0o7777 for path in (folder, *folder.rglob("*"))}
    for path in modes:
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = os.geteuid()
    if user == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        for path, mode in modes.items():
            path.chmod(mode)
