"""Files that are there whole or not at all."""

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

    def become(self, path: Path) -> None:
        """Takes the place of `path`, once its bytes are safe on the disk; raises OSError."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self.path.replace(path)


@contextmanager
def unfinished_file(folder: Path) -> Iterator[UnfinishedFile]:
    """A new file, removed at the end however that comes, unless it has become another.

    Raises OSError.
    """
    path = folder / f".layersize-{os.urandom(8).hex()}.part"
    try:
        with path.open("xb") as file:
            try:
                yield UnfinishedFile(path=path, file=file)
            except BaseException:
                with suppress(OSError):  # a full disk fails again; what matters was raised before
                    file.close()
                raise
    finally:
        path.unlink(missing_ok=True)
