"""What an unpacked root file system holds, as `stat` tells it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpackedTree:
    """Sums over a folder, the folder itself left out."""

    entries: int
    file_bytes: dict[str, int]
    """Apparent size of every regular file that isn't empty, each inode once, under the smallest
    of its names."""

    @property
    def live_bytes(self) -> int:
        return sum(self.file_bytes.values())


def unpacked_tree(root: Path) -> UnpackedTree:
    entries = 0
    names_by_inode: dict[int, list[bytes]] = {}
    size_by_inode: dict[int, int] = {}
    root_prefix = os.fsencode(root) + b"/"
    for folder, folders, files in os.walk(os.fsencode(root)):
        for name in folders + files:
            entries += 1
            path = os.path.join(folder, name)  # noqa: PTH118 - names are bytes, also not UTF-8
            status = os.lstat(path)
            if stat.S_ISREG(status.st_mode) and status.st_size:
                shown = path.removeprefix(root_prefix)
                names_by_inode.setdefault(status.st_ino, []).append(shown)
                size_by_inode[status.st_ino] = status.st_size
    file_bytes = {
        min(names).decode("utf-8", "backslashreplace"): size_by_inode[inode]
        for inode, names in names_by_inode.items()
    }
    return UnpackedTree(entries=entries, file_bytes=file_bytes)
