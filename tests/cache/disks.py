"""Disks and folders that don't take what is written."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.real_parts import missing

NOBODY = 65534
_MOUNT = shutil.which("mount") or ""
_UNMOUNT = shutil.which("umount") or ""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A new folder is a disk of 256 KiB; skips where none can be mounted, or fails as in `real`."""
    folder.mkdir()
    reason = _mount(folder)
    if reason:
        missing(reason)
    try:
        yield folder
    finally:
        subprocess.run([_UNMOUNT, str(folder)], check=True)


def _mount(folder: Path) -> str:
    """Empty, or why it can't be."""
    if os.geteuid() != 0:
        return "not root, who alone may mount a disk"
    if not _MOUNT or not _UNMOUNT:
        return "not installed: mount"
    done = subprocess.run(
        [_MOUNT, "-t", "tmpfs", "-o", "size=256k,mode=755", "layersize-test", str(folder)],
        capture_output=True,
        check=False,
    )
    return done.stderr.decode().partition("\n")[0]


def remount(folder: Path, mode: str) -> None:
    """`ro` or `rw`."""
    subprocess.run([_MOUNT, "-o", f"remount,{mode}", str(folder)], check=True)


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
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        for path, mode in modes.items():
            path.chmod(mode)
