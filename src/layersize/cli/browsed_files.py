"""What `layersize browse` reads of single files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.inside.contents import ImageContents
from layersize.inside.extract import extract
from layersize.inside.file_diff import diff_file
from layersize.inside.versions import Version, find_version
from layersize.layers.entries import HARDLINK, SYMLINK
from layersize.measure import Settings
from layersize.report.style import OutputStyle
from layersize.report.terminal.file_diff import head_lines
from layersize.text.escape import inert_path
from layersize.text.sizes import count_text
from layersize.tui.file_content import FileContent, FileDifference, FilePlace


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
    contents = _contents(image, settings)
    head = bytearray()
    if content_bytes:
        with contents.open(version.layer, version.row) as pieces:
            for piece in pieces:
                head += piece
                if len(head) >= most_bytes:
                    break
    return replace(content, head=bytes(head[:most_bytes]), content_bytes=content_bytes)


def file_difference(
    base: AnalyzedImage, other: AnalyzedImage, path: bytes, settings: Settings, style: OutputStyle
) -> FileDifference:
    """How what two images have at a path differs, links followed; raises LayersizeError."""
    sides = [(image, _contents(image, settings)) for image in (base, other)]
    found = diff_file(sides[0], sides[1], path)
    lines = found.content.lines if found.content else ()
    return FileDifference(heads=head_lines(found, style), lines=lines)


def extract_to(
    target: str,
    image: AnalyzedImage,
    path: bytes,
    layer: int | None,
    settings: Settings,
    style: OutputStyle,
) -> str:
    """Writes a file or a folder below another folder; says what came of it."""
    folder = str(Path(target).expanduser()) if target else ""
    written = extract(
        image,
        _contents(image, settings),
        [path],
        folder,
        layer=layer,
        progress=settings.progress.start(image.image.reference),
    )
    parts = [f"{count_text(written.files, 'file')} ({style.size(written.content_bytes)})"]
    for count, what in ((written.links, "link"), (written.folders, "new folder")):
        parts += [count_text(count, what)] if count else []
    if written.left_out.count:
        parts.append(f"{written.left_out.count:,} left out")
    words = f"wrote {', '.join(parts)} to {folder}"
    if written.failed.count:
        first, reason = written.failed.first[0]
        words += f"; {written.failed.count:,} could not be written: {inert_path(first)} {reason}"
    return words


def _contents(image: AnalyzedImage, settings: Settings) -> ImageContents:
    return ImageContents(image.image, image.walks, settings)


def _entry(image: AnalyzedImage, version: Version) -> int | None:
    if version.layer is None or version.row is None:
        return None
    return image.overlay.first_inode[version.layer] + version.row
