"""The final file system of an image as package managers see it: paths, links, small files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layersize.accounting.analyzed_image import AnalyzedImage


class FileTree:
    """Looks paths up on the merged file system.

    Every path is from the root, without a leading slash.
    """

    def __init__(self, image: AnalyzedImage) -> None:
        self.image = image
        self.captured: Mapping[bytes, bytes] = _live_captured(image)
        """Path to content of the small files that walks keep, where a container sees them."""

    def captured_below(
        self, directory: bytes, ending: bytes = b""
    ) -> Iterator[tuple[bytes, bytes]]:
        """Path and content of kept files right in a directory, by their names' end, in order."""
        prefix = directory + b"/"
        for path in sorted(self.captured):
            if (
                path.startswith(prefix)
                and b"/" not in path[len(prefix) :]
                and path.endswith(ending)
            ):
                yield path, self.captured[path]


def _live_captured(image: AnalyzedImage) -> dict[bytes, bytes]:
    overlay, found = image.overlay, {}
    tree = overlay.file_system
    for layer, entries in enumerate(overlay.layers):
        first = overlay.first_inode[layer]
        for row, content in entries.captured.items():
            path = entries.path(row)
            if tree.find_file(path) == first + row:
                found[path] = content
    return found
