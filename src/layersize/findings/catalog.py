"""The list of all families of findings."""

from __future__ import annotations

from layersize.accounting.result import ImageAnalysis, InstructionPair
from layersize.findings import (
    debug,
    dev_packages,
    duplicates,
    formats,
    hidden,
    hidden_pairs,
    path_findings,
    secrets,
)
from layersize.findings.rule import RuleFamily

FILE_FAMILIES: tuple[RuleFamily, ...] = (
    hidden,
    debug,
    duplicates,
    path_findings,
    formats,
    secrets,
)
"""Each is a module with rules; a new one is a line here, or below if it looks at packages."""
PACKAGE_FAMILIES: tuple[RuleFamily, ...] = (dev_packages,)
RULE_FAMILIES = (*FILE_FAMILIES, *PACKAGE_FAMILIES)
FAMILIES = (hidden_pairs,)
"""Each is a module with `advice(pair, analysis, saving)`; the first one that has any is heard."""


def advice_for(pair: InstructionPair, analysis: ImageAnalysis, saving: str) -> str:
    """What would help against a pair, whose bytes as text are `saving`; empty if nothing does."""
    every = (family.advice(pair, analysis, saving) for family in FAMILIES)
    return next(filter(None, every), "")
