"""What would help, whose bytes they are and what the base is, in words that all reports share."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.advice import BaseFacts, BaseSource, Finding, Owner, PackageBytes
from layersize.accounting.result import ImageAnalysis
from layersize.text.sizes import count_text, share_text, size_text

NOTHING_FOUND = "nothing that a rule knows of"
NO_BASE = "not known; --base REF names it"
_HOW = {
    BaseSource.OPTION: "by --base",
    BaseSource.ANNOTATION: "by its digest in a label",
    BaseSource.DOCKERFILE: "by the Dockerfile",
    BaseSource.HISTORY: "by the history, not for sure",
}
_MOST_LAYERS = 3
"""How many layers of a finding are named where there is little room."""
_NAMED_PACKAGES = 3


def base_words(base: BaseFacts, reference: str, units: str) -> str:
    """`3 layers, 75.1 MB (debian:12, by --base)`; `reference` is the base's name, made inert."""
    how = ", ".join(filter(None, [reference, _HOW[base.how]]))
    layers = count_text(base.layers, "layer")
    return f"{layers}, {size_text(base.content_bytes, units)} ({how})"


def finding_sum_words(analysis: ImageAnalysis, units: str) -> str:
    """`290.0 MB in all, each byte once: 47 % of the content`; empty if nothing is to be saved."""
    if not analysis.finding_bytes:
        return ""
    share = share_text(analysis.finding_bytes, analysis.content_bytes)
    return (
        f"{size_text(analysis.finding_bytes, units)} in all, each byte once: {share} of the content"
    )


def shown_words(shown: int, count: int) -> str:
    """`10 of 17 shown`; empty if all are."""
    return f"{shown} of {count:,} shown" if shown < count else ""


def whose_words(finding: Finding) -> str:
    """`layer 2`; of layers that are not one's own, or may not be, whose they are, too."""
    whose = {Owner.YOURS: "", Owner.BASE: "base, ", Owner.UNKNOWN: "base?, "}[finding.owner]
    if not finding.layers:
        return {Owner.YOURS: "settings", Owner.BASE: "base", Owner.UNKNOWN: "base?"}[finding.owner]
    if len(finding.layers) > _MOST_LAYERS:
        return f"{whose}{len(finding.layers)} layers"
    layers = ", ".join(map(str, finding.layers))
    return f"{whose}layer{'s' if len(finding.layers) > 1 else ''} {layers}"


def layers_words(layers: Sequence[int]) -> str:
    """`0, 2-5, 7`."""
    runs: list[tuple[int, int]] = []
    for layer in layers:
        if runs and runs[-1][1] == layer - 1:
            runs[-1] = runs[-1][0], layer
        else:
            runs.append((layer, layer))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def owned_packages(analysis: ImageAnalysis) -> Sequence[PackageBytes]:
    """The packages themselves, without the rows of what none of them owns."""
    return [package for package in analysis.packages if package.manager is not None]


def package_name(name: str, version: str | None) -> str:
    """`libc6 2.36`; not inert."""
    return f"{name} {version}" if version else name


def biggest_packages(analysis: ImageAnalysis) -> tuple[Sequence[PackageBytes], str, int]:
    """The biggest, `96 in all`, and the bytes of all; nothing of an image without packages."""
    packages = owned_packages(analysis)
    live_bytes = sum(package.content_bytes for package in packages)
    return packages[:_NAMED_PACKAGES], f"{len(packages):,} in all", live_bytes
