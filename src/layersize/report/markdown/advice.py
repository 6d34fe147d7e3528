"""What would help, the base image and the packages, as parts of Markdown reports."""

from __future__ import annotations

from collections.abc import Iterator

from layersize.accounting.advice import Finding, FindingState, PackageBytes
from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison
from layersize.report.advice_words import (
    NO_BASE,
    NOTHING_FOUND,
    base_words,
    biggest_packages,
    finding_sum_words,
    finding_title,
    finding_totals_words,
    layers_words,
    more_findings,
    own_words,
    package_change_words,
    package_name,
    shown_packages,
    whose_words,
)
from layersize.report.markdown.text import code, code_span, table
from layersize.report.style import UNICODE_SIGNS
from layersize.text.sizes import change_text, count_text, size_text

_NOTHING = UNICODE_SIGNS.nothing
_TITLE = "What would help"
_FIX_CHARACTERS = 300


def base_and_package_lines(analysis: ImageAnalysis, units: str) -> Iterator[str]:
    """A paragraph: what belongs to the base image, and the biggest packages."""
    base, words = analysis.base, NO_BASE
    if base is not None:
        words = base_words(base, code_span(base.reference or ""), units)
        words += f" · {own_words(analysis, units)}"
    yield f"Base image: {words}."
    biggest, count, live_bytes = biggest_packages(analysis)
    if biggest:
        names = ", ".join(
            f"{code_span(package.name)} {size_text(package.content_bytes, units)}"
            for package in biggest
        )
        yield f"Packages: {names} · {count}, {size_text(live_bytes, units)}."


def finding_lines(
    analysis: ImageAnalysis, units: str, top: int, title: str = _TITLE
) -> Iterator[str]:
    """The largest findings, each with what it saves and how."""
    if not analysis.findings:
        yield f"**{title}:** {NOTHING_FOUND}."
        return
    shown = analysis.findings[:top]
    remark = finding_sum_words(analysis, units) or count_text(len(analysis.findings), "finding")
    yield f"**{title}:** {remark}"
    yield ""
    rows = [_finding_row(finding, units) for finding in shown]
    titles = ["bytes", "rule", "finding", "in", "certainty", "what to do"]
    yield from table(titles, rows, "rlllll")
    yield from _more(len(analysis.findings), len(shown))


def _more(count: int, shown: int) -> Iterator[str]:
    if more := more_findings(count, shown):
        yield ""
        yield f"{more}."


def _finding_row(finding: Finding, units: str) -> list[str]:
    size = size_text(finding.content_bytes, units) if finding.content_bytes else _NOTHING
    return [
        f"⊘ {size}" if finding.state is FindingState.HIDDEN else size,
        finding.rule,
        code(finding.title),
        whose_words(finding),
        str(finding.certainty),
        code(finding.fix, _FIX_CHARACTERS),
    ]


def package_lines(analysis: ImageAnalysis, units: str, top: int) -> Iterator[str]:
    """A row for each of the biggest packages; what none of them owns comes last."""
    if not analysis.packages:
        yield "**Packages:** none, as there is no file."
        return
    shown, rest = shown_packages(analysis, top)
    titles = ["bytes", "hidden", "files", "layers", "package", "manager"]
    yield from table(titles, [_package_row(package, units) for package in shown], "rrrlll")
    if rest:
        rest_bytes = sum(package.content_bytes for package in rest)
        yield ""
        yield f"… {count_text(len(rest), 'more package')}, {size_text(rest_bytes, units)} together."


def _package_row(package: PackageBytes, units: str) -> list[str]:
    return [
        *(
            size_text(amount, units) if amount else _NOTHING
            for amount in (package.content_bytes, package.hidden_bytes)
        ),
        f"{package.files:,}",
        layers_words(package.layers),
        code(package_name(package.name, package.version)),
        _NOTHING if package.manager is None else code(package.manager),
    ]


def finding_change_lines(
    comparison: Comparison, units: str, top: int, title: str = _TITLE
) -> Iterator[str]:
    """What is new, gone, or saves more or less."""
    deltas = comparison.findings
    totals = finding_totals_words(comparison, units)
    if not comparison.base.findings and not comparison.other.findings:
        yield f"**{title}:** {NOTHING_FOUND}, in both."
        return
    if not deltas:
        yield f"**{title}:** the same in both, {totals}."
        return
    rows = [
        [
            str(row.status),
            change_text(row.delta_bytes, units) if row.delta_bytes else _NOTHING,
            row.rule,
            str(row.owner),
            str(row.state),
            code(finding_title(row)),
        ]
        for row in deltas[:top]
    ]
    yield f"**{title}:** {totals}"
    yield ""
    yield from table(["", "Δ", "rule", "owner", "state", "finding"], rows, "lrllll")
    yield from _more(len(deltas), len(rows))


def package_change_lines(comparison: Comparison, units: str, top: int) -> Iterator[str]:
    """Packages that are new, gone, or of another version or size."""
    deltas = comparison.packages
    if not deltas:
        yield "**Packages:** the same in both."
        return
    rows = [
        [
            change_text(row.delta_bytes, units) if row.delta_bytes else _NOTHING,
            *(
                size_text(amount, units) if amount else _NOTHING
                for amount in (row.base_bytes, row.other_bytes)
            ),
            code(package_change_words(row)),
            _NOTHING if row.manager is None else code(row.manager),
        ]
        for row in deltas[:top]
    ]
    yield f"**Packages:** {len(deltas):,} of another size or version"
    yield ""
    yield from table(["Δ", "base", "other", "package", "manager"], rows, "rrrll")
    if len(deltas) > len(rows):
        rest_bytes = sum(row.delta_bytes for row in deltas[top:])
        words = count_text(len(deltas) - len(rows), "more package")
        yield ""
        yield f"… {words}, {change_text(rest_bytes, units)} together."
