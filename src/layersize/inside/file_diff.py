"""One file of two images: what each has there, and how its content differs."""

from __future__ import annotations

from contextlib import ExitStack

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.comparison.text_diff import DiffLine, unified_diff
from layersize.errors import LayersizeError
from layersize.explore.path_lookup import MISSING
from layersize.inside.contents import ImageContents, Pieces
from layersize.inside.text_content import TextCheck
from layersize.inside.versions import Version, find_version
from layersize.layers.entries import Ownership
from layersize.text.escape import shown_path
from layersize.values import dataclass

MOST_TEXT_BYTES = 4 << 20
MOST_LINES = 100_000
"""Of either text: what is longer is no text that somebody reads as a diff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSide:
    """What one of the images has at the path."""

    image: str
    """The image's reference."""
    version: Version | None
    """`None`: nothing is there."""
    absence: str = ""
    """Why nothing is there."""
    remedy: str = ""
    """What may have been meant instead."""
    ownership: Ownership | None = None
    """`None` for what no entry describes."""
    content_bytes: int | None = None
    """`None` for whatever has no content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDifference:
    """How the content of two files differs."""

    first_offset: int | None
    """Of the first byte that differs, or that only one has; `None`: none."""
    is_text: bool
    """Whether both are."""
    lines: tuple[DiffLine, ...]
    """A unified diff; empty if nothing differs, if one is binary, and for very long texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDiff:
    """One path in two images, of which at least one has something there."""

    path: bytes
    """As it was asked for."""
    base: FileSide
    other: FileSide
    content: ContentDifference | None
    """`None` unless both are files with content."""


Opened = tuple[AnalyzedImage, ImageContents]


def diff_file(base: Opened, other: Opened, path: bytes) -> FileDiff:
    """Compares what two images have at a path, links followed inside each.

    Raises LayersizeError if neither has anything there, or both have a folder.
    """
    sides = _side(base[0], path), _side(other[0], path)
    versions = [side.version for side in sides]
    where = f"/{shown_path(path.strip(b'/'))}"
    if versions == [None, None]:
        absences = dict.fromkeys(side.absence for side in sides)
        told = f" ({'; '.join(f'{side.image}: {side.absence}' for side in sides)})"
        cause = f"is in neither image{'' if list(absences) == [MISSING] else told}"
        raise LayersizeError(where, cause, sides[0].remedy or sides[1].remedy)
    if all(version is not None and version.kind == "directory" for version in versions):
        remedy = "give the path of a file in it"
        raise LayersizeError(where, "is a folder in both images", remedy)
    content = None
    if all(side.content_bytes is not None for side in sides):
        with ExitStack() as stack:
            pieces = [
                stack.enter_context(contents.open(*_place(side.version)))
                for (_, contents), side in zip((base, other), sides, strict=True)
            ]
            content = compare_contents(pieces[0], pieces[1])
    return FileDiff(path=path, base=sides[0], other=sides[1], content=content)


def compare_contents(base: Pieces, other: Pieces) -> ContentDifference:
    """Reads two files side by side; of texts that are not too long it finds the lines that differ.

    Keeps no more of them than MOST_TEXT_BYTES each. Raises LayersizeError as the pieces do.
    """
    old, new = _Read(base), _Read(other)
    first_offset = _first_difference(old, new)
    old.drain()
    new.drain()
    is_text = old.is_text and new.is_text
    old_text, new_text = old.text(), new.text()
    lines: tuple[DiffLine, ...] = ()
    if first_offset is not None and is_text and old_text is not None and new_text is not None:
        lines = tuple(unified_diff(old_text, new_text))
    return ContentDifference(first_offset=first_offset, is_text=is_text, lines=lines)


class _Read:
    """A file as it is read: what it begins with is kept, as long as it may be a text."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = filter(None, pieces)
        self._check = TextCheck(allows_controls=True)
        self._kept = bytearray()
        self.total_bytes = 0
        self.ahead = b""
        """Read and not yet compared."""

    def fill(self) -> bytes:
        """Reads on if there is nothing ahead; empty at the end."""
        if not self.ahead:
            self.ahead = self._next()
        return self.ahead

    def drain(self) -> None:
        """Reads to the end."""
        while self._next():
            pass

    @property
    def is_text(self) -> bool:
        """Whether it is, once all was read."""
        return self._check.end() is None

    def text(self) -> str | None:
        """All of it, unless it is binary or too long to be compared by lines."""
        if self.total_bytes > MOST_TEXT_BYTES or not self.is_text:
            return None
        text = self._kept.decode()
        return text if text.count("\n") < MOST_LINES else None

    def _next(self) -> bytes:
        piece = next(self._pieces, b"")
        self.total_bytes += len(piece)
        if self._check.binary_at is None:
            self._check.next(piece)
            if self.total_bytes <= MOST_TEXT_BYTES:
                self._kept += piece
        return piece


def _first_difference(old: _Read, new: _Read) -> int | None:
    """The offset up to which both are the same; `None` if they are to their ends."""
    offset = 0
    while True:
        one, two = old.fill(), new.fill()
        if not one or not two:
            return None if one == two else offset
        common = min(len(one), len(two))
        if one[:common] != two[:common]:
            return offset + next(at for at in range(common) if one[at] != two[at])
        old.ahead, new.ahead = one[common:], two[common:]
        offset += common


def _side(image: AnalyzedImage, path: bytes) -> FileSide:
    reference, overlay = image.image.reference, image.overlay
    try:
        version = find_version(image, path)
    except LayersizeError as error:
        return FileSide(image=reference, version=None, absence=error.cause, remedy=error.remedy)
    if version.layer is None or version.row is None:
        return FileSide(image=reference, version=version)
    entries = overlay.layers[version.layer]
    is_known = len(entries.ownership_ids) > version.row
    return FileSide(
        image=reference,
        version=version,
        ownership=entries.ownerships[entries.ownership_ids[version.row]] if is_known else None,
        content_bytes=entries.content_bytes[version.row] if version.kind == "file" else None,
    )


def _place(version: Version | None) -> tuple[int, int]:
    assert version is not None  # noqa: S101 - of a file
    assert version.layer is not None  # noqa: S101
    assert version.row is not None  # noqa: S101
    return version.layer, version.row
