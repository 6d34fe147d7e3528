"""What differs between the packages of images, as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layersize.comparison.result import Comparison
from layersize.report.markdown.advice import package_change_lines
from layersize.report.markdown.image import image_line
from layersize.report.markdown.room import for_comment
from layersize.report.style import OutputStyle


def render(comparisons: Sequence[Comparison], style: OutputStyle) -> str:
    """Of each OTHER the packages that are new, gone, or of another version or size."""
    return for_comment(list(_lines(comparisons, style)))


def _lines(comparisons: Sequence[Comparison], style: OutputStyle) -> Iterator[str]:
    yield f"### base: {image_line(comparisons[0].base)}"
    for number, comparison in enumerate(comparisons, start=1):
        name = f"other {number}" if len(comparisons) > 1 else "other"
        yield ""
        yield f"### {name}: {image_line(comparison.other)}"
        yield ""
        yield from package_change_lines(comparison, style.units, style.top)
