"""Files in which other programs keep their configuration, read as they are found."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from layersize.errors import LayersizeError
from layersize.streams import bounds

CORRECT = "correct the file"


def configuration(path: Path) -> bytes | None:
    """The content of a file, `None` if there is none.

    Raises LayersizeError for what can't be read or is too long; a pipe, which could be waited for
    for ever, is no file.
    """
    where = str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            if where == os.devnull:
                return None
            raise LayersizeError(where, "is not a file", "correct its name")
        with path.open("rb") as file:
            data = file.read(bounds.DOCUMENT_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise LayersizeError(
            where, f"can't be read ({said})", "correct its name or its mode"
        ) from None
    if len(data) > bounds.DOCUMENT_BYTES:
        raise LayersizeError(where, f"is longer than {bounds.DOCUMENT_BYTES} bytes", CORRECT)
    return data
