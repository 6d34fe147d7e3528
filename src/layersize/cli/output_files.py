"""The files that a command is to write, looked at before anything is measured."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from pathlib import Path

from layersize.atomic_file import descriptor_of, real_target
from layersize.errors import LayersizeError
from layersize.sources.named_file import is_read_for

_ANOTHER = "give another file"


def refuse_to_overwrite(
    outputs: Iterable[str], *, images: Iterable[str | None] = (), files: Iterable[str | None] = ()
) -> None:
    """Raises LayersizeError for an output that can't be written, or that is needed otherwise.

    `images` are references and `files` are paths that the command reads; `None` is left out. Two
    outputs must not be one file, nor standard output's.
    """
    named, read = [text for text in images if text], [file for file in files if file]
    seen: list[Path] = []
    for output in outputs:
        path = Path(output)
        if descriptor_of(path) is not None:
            continue
        try:
            target = real_target(output)
            if target.exists() and not target.is_file():  # a device or a pipe
                continue
            target.parent.stat()
            _refuse(output, target, named, read)
        except OSError as error:
            remedy = "give a file in a folder that can be written to"
            raise LayersizeError(output, error.strerror or str(error), remedy) from None
        if any(_is_same(target, other) for other in seen):
            raise LayersizeError(output, "is given for two reports", _ANOTHER)
        seen.append(target)


def _refuse(output: str, target: Path, images: Iterable[str], files: Iterable[str]) -> None:
    for image in images:
        if is_read_for(target, image):
            raise LayersizeError(output, "belongs to an image that is to be read", _ANOTHER)
    if any(_is_same(target, Path(file)) for file in files):
        raise LayersizeError(output, "is a file that is to be read", _ANOTHER)
    if _is_standard_output(target):
        remedy = "give another file, or /dev/stdout"
        raise LayersizeError(output, "is where standard output goes", remedy)


def _is_same(target: Path, other: Path) -> bool:
    """Whether two names are of one file, or would be."""
    if target.exists() and other.exists():
        return target.samefile(other)
    return target == Path(os.path.realpath(other))


def _is_standard_output(target: Path) -> bool:
    try:
        status = os.fstat(sys.stdout.fileno())
        return stat.S_ISREG(status.st_mode) and os.path.samestat(status, target.stat())
    except (OSError, ValueError, AttributeError):  # it is no file here, or this one is not there
        return False
