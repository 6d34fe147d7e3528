"""An image's numbers with what is said beyond them: base, packages, what would help."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from layersize.accounting.advice import BaseFacts
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_contents import FileContents
from layersize.findings.catalog import FILE_FAMILIES, PACKAGE_FAMILIES
from layersize.findings.find import find_all, in_order
from layersize.findings.subject import Subject
from layersize.packages.owners import Ownership


def advised(
    image: AnalyzedImage,
    contents: FileContents,
    base: BaseFacts | None,
    find_owners: Callable[[], Ownership],
) -> AnalyzedImage:
    """The same image with base, packages and findings; `contents` are the image's files.

    `find_owners` is what `package_owners` gives, which may be worked out meanwhile.
    """
    subject = Subject(image=image, base=base, contents=contents)
    of_files = find_all(subject, FILE_FAMILIES)
    ownership = find_owners()
    analysis = replace(image.analysis, base=base, packages=ownership.packages)
    image = replace(image, analysis=analysis, owners=ownership.owners)
    of_packages = find_all(replace(subject, image=image), PACKAGE_FAMILIES)
    found = in_order([*of_files, *of_packages])
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
