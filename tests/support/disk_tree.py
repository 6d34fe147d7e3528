"""What is on disk below a folder, as `lstat` and reading tell it."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskEntry:
    """One name."""

    kind: str
    """`file`, `folder`, `link` or `other`."""
    mode: int
    """All bits of a file or folder; 0 of a link, whose bits mean nothing."""
    mtime: int
    """In seconds, or in nanoseconds."""
    content: bytes = b""
    """The digest of a file's data, or a link's target."""
    length: int = 0
    same_as: bytes = b""
    """The smallest name of the same file below the folder."""
    owner: tuple[int, int] = (0, 0)


def disk_tree(root: Path, *, exact_times: bool = False) -> dict[bytes, DiskEntry]:
    """Every name below a folder to what has it; works for paths of any length.

    `exact_times`: in nanoseconds, to see whether anything was changed; links are not told then.
    """
    found: dict[bytes, DiskEntry] = {}
    inodes: dict[tuple[int, int], list[bytes]] = {}
    top = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    waiting = [(b"", top)]
    while waiting:
        prefix, folder = waiting.pop()
        for entry in os.scandir(folder):
            name = os.fsencode(entry.name)
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode):
                flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
                waiting.append((prefix + name + b"/", os.open(name, flags, dir_fd=folder)))
            elif stat.S_ISREG(status.st_mode):
                names = inodes.setdefault((status.st_dev, status.st_ino), [])
                names.append(prefix + name)
            mtime = status.st_mtime_ns if exact_times else int(status.st_mtime)
            found[prefix + name] = _entry(folder, name, status, mtime)
        os.close(folder)
    for names in () if exact_times else inodes.values():
        for name in names:
            found[name] = replace(found[name], same_as=min(names))
    return found


def remove_tree(root: Path) -> None:
    """Removes a folder of any depth, which `shutil` can't."""
    subprocess.run(["/bin/rm", "-rf", "--", str(root)], check=True)


def _entry(folder: int, name: bytes, status: os.stat_result, mtime: int) -> DiskEntry:
    kind, content, mode = "other", b"", stat.S_IMODE(status.st_mode)
    if stat.S_ISDIR(status.st_mode):
        kind = "folder"
    elif stat.S_ISLNK(status.st_mode):
        kind, content, mode = "link", os.readlink(name, dir_fd=folder), 0
    elif stat.S_ISREG(status.st_mode):
        kind = "file"
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
        with os.fdopen(descriptor, "rb") as file:
            content = hashlib.file_digest(file, "sha256").digest()
    length = status.st_size if kind == "file" else 0
    return DiskEntry(
        kind=kind,
        mode=mode,
        mtime=mtime,
        content=content,
        length=length,
        owner=(status.st_uid, status.st_gid),
    )
