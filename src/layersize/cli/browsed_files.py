"""What `layersize browse` reads of single files."""

from __future__ import annotations

from dataclasses import replace

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.inside.contents import ImageContents
from layersize.inside.versions import Version, find_version
from layersize.layers.entries import HARDLINK, SYMLINK
from layersize.measure import Settings
from layersize.tui.file_content import FileContent, FilePlace


def file_content(
    image: AnalyzedImage, place: FilePlace, most_bytes: int, settings: Settings
) -> FileContent:
    """What a name leads to, with the first bytes of its data; raises LayersizeError."""
    overlay = image.overlay
    layer, row = overlay.entry_of(place.entry)
    version = Version(path=place.path, kind="file", layer=layer, row=row)
    if overlay.layers[layer].kinds[row] in (HARDLINK, SYMLINK):
        version = find_version(image, place.path, place.layer)
    content = FileContent(
        path=version.path,
        kind=version.kind,
        entry=_entry(image, version),
        links=version.links,
        head=b"",
        content_bytes=0,
    )
    if content.kind != "file" or version.layer is None or version.row is None:
        return content
    content_bytes = overlay.layers[version.layer].content_bytes[version.row]
    contents = ImageContents(image, settings)
    head = bytearray()
    if content_bytes:
        with contents.open(version.layer, version.row) as pieces:
            for piece in pieces:
                head += piece
                if len(head) >= most_bytes:
                    break
    return replace(content, head=bytes(head[:most_bytes]), content_bytes=content_bytes)


def _entry(image: AnalyzedImage, version: Version) -> int | None:
    if version.layer is None or version.row is None:
        return None
    return image.overlay.first_inode[version.layer] + version.row
