"""The file that an image reference may name."""

from __future__ import annotations

from pathlib import Path

from layersize.sources.reference import ImageReference


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
