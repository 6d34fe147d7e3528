"""The list of all families of findings."""

from __future__ import annotations

from layersize.findings import (
    debug,
    dev_packages,
    duplicates,
    formats,
    hidden,
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
