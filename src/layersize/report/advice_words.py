"""What would help, whose bytes they are and what the base is, in words that all reports share."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.advice import BaseFacts, BaseSource, Finding, Owner, PackageBytes
from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison, FindingDelta, PackageDelta
from layersize.text.sizes import count_text, share_text, size_text

NOTHING_FOUND = "nothing that a rule knows of"
NO_VERSION = "?"
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


def own_words(analysis: ImageAnalysis, units: str) -> str:
    """`yours: 5 layers, 413.7 MB`; empty where no base is known."""
    base = analysis.base
    if base is None:
        return ""
    layers = count_text(len(analysis.layers) - base.layers, "layer")
    own_bytes = analysis.content_bytes - base.content_bytes
    return f"yours: {layers}, {size_text(own_bytes, units)}"


def finding_sum_words(analysis: ImageAnalysis, units: str) -> str:
    """`290.0 MB in all (47 %), 108.1 MB of it lossless or safe`; empty if nothing is saved.

    Each byte counts once, and what only others can mend is not safe.
    """
    if not analysis.finding_bytes:
        return ""
    share = share_text(analysis.finding_bytes, analysis.content_bytes)
    safe = size_text(analysis.safe_finding_bytes, units) if analysis.safe_finding_bytes else "none"
    in_all = size_text(analysis.finding_bytes, units)
    return f"{in_all} in all ({share}), {safe} of it lossless or safe"


def more_findings(count: int, shown: int) -> str:
    """`… 7 more findings`; empty if all are shown."""
    return f"… {count_text(count - shown, 'more finding')}" if count > shown else ""


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


def shown_packages(
    analysis: ImageAnalysis, top: int
) -> tuple[Sequence[PackageBytes], Sequence[PackageBytes]]:
    """The biggest packages and what none owns, as rows of a table; and the packages left out."""
    owned = owned_packages(analysis)
    rest = [package for package in analysis.packages if package.manager is None]
    return [*owned[:top], *rest], owned[top:]


def package_name(name: str, version: str | None) -> str:
    """`libc6 2.36`; not inert."""
    return f"{name} {version}" if version else name


def package_change_words(row: PackageDelta) -> str:
    """`libicu 72.1 → 74.2`, `perl 5.36 gone`; not inert."""
    if row.manager is None:
        return row.name
    if not row.is_in_base:
        return f"{package_name(row.name, row.other_version)} new"
    if not row.is_in_other:
        return f"{package_name(row.name, row.base_version)} gone"
    if row.base_version == row.other_version:
        return package_name(row.name, row.base_version)
    return f"{row.name} {row.base_version or NO_VERSION} → {row.other_version or NO_VERSION}"


def finding_title(row: FindingDelta) -> str:
    """Of several findings the largest one's, and how many more there are; not inert."""
    return f"{row.title}, and {row.others:,} more" if row.others else row.title


def finding_totals_words(comparison: Comparison, units: str) -> str:
    """`290.0 MB → 298.0 MB in all`, or one of them if they are the same."""
    before, after = (
        size_text(side.finding_bytes, units) for side in (comparison.base, comparison.other)
    )
    return f"{before} in all" if before == after else f"{before} → {after} in all"


def biggest_packages(analysis: ImageAnalysis) -> tuple[Sequence[PackageBytes], str, int]:
    """The biggest, `96 in all`, and the bytes of all; nothing of an image without packages."""
    packages = owned_packages(analysis)
    live_bytes = sum(package.content_bytes for package in packages)
    return packages[:_NAMED_PACKAGES], f"{len(packages):,} in all", live_bytes
