"""Folders and extensions in reports: when they tell something, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.accounting.result import ExtensionSum, ImageAnalysis, LiveFolder
from layersize.comparison.result import Comparison, ExtensionDelta, differing_in_size
from layersize.text.sizes import change_text, size_text

_MOST = 5
"""Rows of a kind: below them stands all else that a report says."""
_FEW_PATHS = 500
"""Of an image that is small enough for its biggest files to tell all."""
_MANY_PATHS = 100_000
"""It takes too long to look at the names of more; `files --by extension` does."""
_FEW_DIFFERENCES = 20
"""Paths of another size that the rows of the largest differences tell all of."""


def folders_to_tell(analysis: ImageAnalysis, top: int) -> Sequence[LiveFolder]:
    """The biggest folders; none of a small image."""
    return analysis.folders[: min(top, _MOST)] if analysis.image.entries >= _FEW_PATHS else ()


def extensions_to_tell(analysis: ImageAnalysis, top: int) -> Sequence[ExtensionSum]:
    """The extensions with the most bytes; none of a small image, or of a very large one."""
    if not _FEW_PATHS <= analysis.image.entries <= _MANY_PATHS:
        return ()
    return analysis.extensions[: min(top, _MOST)]


def extension_changes_to_tell(comparison: Comparison, top: int) -> Sequence[ExtensionDelta]:
    """The extensions that differ most; none where few files differ."""
    if differing_in_size(comparison.paths) < _FEW_DIFFERENCES:
        return ()
    return comparison.extensions[: min(top, _MOST)]


def extension_name(extension: bytes) -> str:
    """`.so`, or that there is none."""
    return extension.decode("ascii", "backslashreplace") or "(none)"


def amounts_by_extension(rows: Sequence[ExtensionSum], units: str) -> Iterator[tuple[str, str]]:
    """`12.1 MB` and `.so` for each."""
    for row in rows:
        yield size_text(row.content_bytes, units), extension_name(row.extension)


def changes_by_extension(rows: Sequence[ExtensionDelta], units: str) -> Iterator[tuple[str, str]]:
    """`+12.1 MB` and `.so` for each."""
    for row in rows:
        yield change_text(row.delta_bytes, units), extension_name(row.extension)
