"""What rules find in a measured image, to be asserted on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from layersize.accounting.advice import Finding
from layersize.accounting.result import ImageAnalysis
from layersize.budgets.findings.names import is_named, rule_name
from layersize.report.cause_words import finding_words
from layersize.text.escape import shown_path

_MOST_SHOWN = 5


class FoundFindings(tuple[Finding, ...]):
    """Findings of one image, largest first; where a test fails, they say what they are."""

    analysis: ImageAnalysis | None = None

    @classmethod
    def of_image(cls, findings: Iterable[Finding], analysis: ImageAnalysis) -> Self:
        """Some of the findings of an image, which knows them."""
        found = cls(findings)
        found.analysis = analysis
        return found

    def of(self, *rules: str) -> FoundFindings:
        """Those of some rules, each by its code or by its family: `of("secret", "LS020")`.

        Raises ValueError for what is neither.
        """
        names = [rule_name(rule) for rule in rules]
        chosen = [each for each in self if any(is_named(each, name) for name in names)]
        found = FoundFindings(chosen)
        found.analysis = self.analysis
        return found

    def __repr__(self) -> str:
        if not self:
            return "<no findings>"
        shown = "; ".join(map(finding_line, self[:_MOST_SHOWN]))
        more = len(self) - _MOST_SHOWN
        return f"<{shown}; {more} more>" if more > 0 else f"<{shown}>"


def finding_line(finding: Finding) -> str:
    """`LS090 a private key, 1.7 kB in layer 3: root/.ssh/id_rsa`."""
    words = finding_words(finding, "si")
    return f"{words}: {shown_path(finding.examples[0])}" if finding.examples else words
