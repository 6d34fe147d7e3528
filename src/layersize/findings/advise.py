"""An image's numbers with what is said beyond them: base, packages, what would help."""

from __future__ import annotations

from dataclasses import replace

from layersize.accounting.advice import BaseFacts
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_contents import FileContents
from layersize.accounting.result import ImageAnalysis
from layersize.findings.find import find_all
from layersize.findings.subject import Subject
from layersize.packages.owners import package_bytes


def advised(image: AnalyzedImage, contents: FileContents, base: BaseFacts | None) -> ImageAnalysis:
    """The same analysis with base, packages and findings; `contents` are the image's files."""
    findings, finding_bytes = find_all(Subject(image=image, base=base, contents=contents))
    return replace(
        image.analysis,
        base=base,
        packages=package_bytes(image),
        findings=findings,
        finding_bytes=finding_bytes,
    )
