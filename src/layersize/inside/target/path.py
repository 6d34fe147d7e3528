"""The folder that files are extracted to, as the user names it."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.streams.ranges import FileRange
from layersize.text.sizes import size_text


def target_at(target: str) -> Path:
    """The folder's path; raises LayersizeError where nothing can be extracted to.

    It may be missing, but not the folder above it. A link is refused: whoever can write to where
    it stands would choose what is written to.
    """
    if target in ("", "-"):
        cause = "files are extracted to a folder, not to standard output"
        raise LayersizeError(target, cause, "give -o a folder")
    path = Path(target)  # without a slash at its end, so that a link is seen as one
    try:
        status = path.lstat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            cause = f"there is no folder {path.parent}"
            raise LayersizeError(target, cause, "make it first") from None
        return path
    except OSError as error:
        remedy = "give -o a folder that can be written to"
        raise LayersizeError(target, error.strerror or str(error), remedy) from None
    if stat.S_ISLNK(status.st_mode):
        cause = "is a link, which is not followed"
        raise LayersizeError(target, cause, "give -o the folder that it leads to")
    if not stat.S_ISDIR(status.st_mode):
        raise LayersizeError(target, "is not a folder", "give -o a folder")
    return path


def files_to_keep(target: str, path: Path, image: Image) -> frozenset[tuple[int, int]]:
    """Devices and inodes of files that are being read, which must not be replaced.

    Raises LayersizeError if the target is in the folder that holds the image.
    """
    holding = Path(image.where)
    if holding.is_dir() and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(holding)):
        cause = "is in the folder of the image that is to be read"
        raise LayersizeError(target, cause, "give -o a folder elsewhere, or leave out --force")
    files = {layer.blob.path for layer in image.layers if isinstance(layer.blob, FileRange)}
    kept = set[tuple[int, int]]()
    for file in files:
        with suppress(OSError):  # that is told when it is read
            status = file.stat()
            kept.add((status.st_dev, status.st_ino))
    return frozenset(kept)


def check_space(target: str, path: Path, needed_bytes: int) -> None:
    """Raises LayersizeError if the disk is too full."""
    disk = shutil.disk_usage(path if path.exists() else path.parent)
    if disk.total and disk.free < needed_bytes:  # some file systems tell nothing
        needed, free = size_text(needed_bytes, "si"), size_text(disk.free, "si")
        cause = f"needs {needed}, but only {free} are free"
        remedy = "free some there, or give -o a folder on another disk"
        raise LayersizeError(target, cause, remedy)
