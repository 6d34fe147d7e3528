"""The live bytes of an image by the directories at its root."""

from __future__ import annotations

from layersize.analysis.analyzed_image import AnalyzedImage
from layersize.model.layer_entries import ROOT


def top_directories(image: AnalyzedImage) -> dict[bytes, int]:
    """Names at the root, directories with a slash at the end; their sum is `live_bytes`."""
    tree, content_bytes = image.overlay.file_system, image.overlay.content_bytes
    found: dict[bytes, int] = {}
    for directory in tree.visible_directories():
        top = _top_of(image, directory)
        for name, inode in tree.files[directory].items():
            if image.shown_names.get(inode, (directory, name)) == (directory, name):
                key = top or name
                found[key] = found.get(key, 0) + content_bytes[inode]
    return found


def _top_of(image: AnalyzedImage, directory: int) -> bytes:
    """The directory at the root that another is in, with a slash; empty for the root."""
    tree = image.overlay.file_system
    if directory == ROOT:
        return b""
    while tree.parents[directory] != ROOT:
        directory = tree.parents[directory]
    return tree.names[directory] + b"/"
