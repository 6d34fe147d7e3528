"""The file that an image reference may name."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from layersize.errors import LayersizeError
from layersize.sources.reference import STDIN, ImageReference, parse_reference

_OF_AN_IMAGE = (
    r"(index|manifest)\.json|oci-layout|repositories|version|blobs/.*"
    r"|[0-9a-f]{64}([./].*)?"
)
"""Files of a saved image in a folder, whoever wrote it; others may be written beside them."""
_STANDARD_INPUT = 0


def find_file(reference: ImageReference) -> tuple[Path, str | None] | None:
    """The file or folder that a reference names, and the image's name behind it.

    Paths may hold colons too. None if nothing of that name exists.
    """
    text = reference.name
    cut = len(text)
    while cut > 0:
        path = Path(text[:cut])
        if _exists(path):
            return path, text[cut + 1 :] or None
        cut = text.rfind(":", 0, cut)
    return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        return True
    except (OSError, ValueError):
        return False


def is_read_for(path: Path, reference: str) -> bool:
    """Whether a file is one of those that a reference names, by whatever name.

    `path` has no links in it; a hardlink to an image counts.
    """
    with suppress(LayersizeError, OSError):
        named = parse_reference(reference)
        if named.name == STDIN:
            return path.exists() and os.path.samestat(path.stat(), os.fstat(_STANDARD_INPUT))
        found = find_file(named)
        if found is None or not path.exists():
            return False
        folder = Path(os.path.realpath(found[0]))
        if not folder.is_dir():
            return path.samefile(folder)
        inside = path.is_relative_to(folder) and str(path.relative_to(folder).as_posix())
        return bool(inside and re.fullmatch(_OF_AN_IMAGE, inside))
    return False
