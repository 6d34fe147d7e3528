"""An image's numbers with what is said beyond them: base, packages, what would help."""

from __future__ import annotations

from dataclasses import replace

from layersize.accounting.advice import BaseFacts
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_contents import FileContents
from layersize.findings.find import find_all
from layersize.findings.subject import Subject
from layersize.packages.owners import package_owners


def advised(image: AnalyzedImage, contents: FileContents, base: BaseFacts | None) -> AnalyzedImage:
    """The same image with base, packages and findings; `contents` are the image's files."""
    ownership = package_owners(image)
    analysis = replace(image.analysis, base=base, packages=ownership.packages)
    image = replace(image, analysis=analysis, owners=ownership.owners)
    found = find_all(Subject(image=image, base=base, contents=contents))
    finding_inodes = tuple(inodes for _, inodes in found)
    analysis = replace(
        analysis,
        findings=tuple(finding for finding, _ in found),
        finding_bytes=image.overlay.bytes_of(finding_inodes),
        safe_finding_bytes=image.overlay.bytes_of(
            inodes for finding, inodes in found if finding.is_safe
        ),
    )
    return replace(image, analysis=analysis, finding_inodes=finding_inodes)
