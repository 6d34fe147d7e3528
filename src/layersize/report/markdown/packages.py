"""The packages of an image as GitHub-flavoured Markdown."""

from __future__ import annotations

from layersize.accounting.result import ImageAnalysis
from layersize.report.markdown.advice import package_lines
from layersize.report.markdown.image import image_line
from layersize.report.markdown.room import for_comment
from layersize.report.style import OutputStyle


def render(analysis: ImageAnalysis, style: OutputStyle) -> str:
    """A row for each of the biggest; what none of them owns comes last."""
    rows = package_lines(analysis, style.units, style.top)
    return for_comment([f"### {image_line(analysis)}", "", *rows])
