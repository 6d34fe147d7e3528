"""Files that are written completely or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedFile:
    """A file in the folder that it is meant for, not yet under its name."""

    path: Path
    file: BinaryIO

    def become(self, path: Path, *, durable: bool = True) -> None:
        """Takes the place of `path`; raises OSError.

        `durable`: only once its bytes are safe on the disk, so that a power cut can't leave a part.
        """
        self.file.flush()
        if durable:
            os.fsync(self.file.fileno())
        self.file.close()
        self.path.replace(path)


@contextmanager
def unfinished_file(
    folder: Path, *, prefix: str = ".layersize-", private: bool = False
) -> Iterator[UnfinishedFile]:
    """A new file, removed at the end however that comes, unless it has become another.

    Its name begins with `prefix`; `private`: only this user may open it. Raises OSError.
    """
    path = folder / f"{prefix}{os.urandom(8).hex()}.part"
    try:
        with open(path, "xb", opener=_open_private if private else None) as file:
            try:
                yield UnfinishedFile(path=path, file=file)
            except BaseException:
                with suppress(OSError):  # a full disk fails again; what matters was raised before
                    file.close()
                raise
    finally:
        path.unlink(missing_ok=True)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
