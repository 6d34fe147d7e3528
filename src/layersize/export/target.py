"""The file that an image is exported to."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from pathlib import Path

from layersize.atomic_file import UnfinishedFile, descriptor_of, real_target
from layersize.errors import LayersizeError
from layersize.sources.named_file import is_read_for
from layersize.text.sizes import size_text
from layersize.values import dataclass

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_MORE_SPACE = "free some there, or give -o a file on another disk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file that may be written, so far."""

    shown: str
    """As the user wrote it."""
    path: Path
    """With all links resolved."""
    overwrite: bool

    def check_space(self, needed_bytes: int) -> None:
        """Raises LayersizeError if the disk is too full."""
        disk = shutil.disk_usage(self.path.parent)
        if disk.total and disk.free < needed_bytes:  # some file systems tell nothing
            needed, free = size_text(needed_bytes, "si"), size_text(disk.free, "si")
            cause = f"needs {needed}, but only {free} are free in {self.path.parent}"
            raise LayersizeError(self.shown, cause, _MORE_SPACE)

    def take(self, unfinished: UnfinishedFile) -> None:
        """The file gets its name; raises LayersizeError if another has got it meanwhile."""
        _refuse(self.shown, self.overwrite)
        unfinished.become(self.path)

    def problem(self, error: OSError) -> LayersizeError:
        """What went wrong in writing."""
        full = error.errno in _FULL
        remedy = _MORE_SPACE if full else "give -o a file in a folder that can be written to"
        return LayersizeError(self.shown, error.strerror or str(error), remedy)


def target_at(file: str, reference: str, *, overwrite: bool) -> Target:
    """The target of that name; raises LayersizeError if nothing may be written there.

    `reference` is the image that is to be read, which is never overwritten.
    """
    if file == "-" or descriptor_of(file) is not None:
        raise LayersizeError(file, "an export is a file, not standard output", "give -o a file")
    path = _refuse(file, overwrite)
    if is_read_for(path, reference):
        raise LayersizeError(
            file, "belongs to the image that is to be read", "give -o another file"
        )
    if not path.parent.is_dir():
        raise LayersizeError(file, f"there is no folder {path.parent}", "make it first")
    return Target(shown=file, path=path, overwrite=overwrite)


def _refuse(file: str, overwrite: bool) -> Path:
    """Where the file is or will be."""
    try:
        mode = os.stat(file).st_mode  # noqa: PTH116 - Path drops a slash at the end
        if stat.S_ISDIR(mode):
            raise LayersizeError(file, "is a folder", "give -o a file in it")
        if not stat.S_ISREG(mode):
            cause = "is not a regular file but a device or a pipe"
            raise LayersizeError(file, cause, "give -o a file")
        if not overwrite:
            raise LayersizeError(file, "exists already", "--force overwrites it")
    except FileNotFoundError:
        pass
    except OSError as error:
        raise LayersizeError(file, error.strerror or str(error), "give -o another file") from None
    try:
        return real_target(file, through_dangling=overwrite)
    except FileNotFoundError as error:
        remedy = "--force makes the file that it names"
        raise LayersizeError(file, error.strerror or str(error), remedy) from None
    except OSError as error:
        raise LayersizeError(file, error.strerror or str(error), "give -o another file") from None
