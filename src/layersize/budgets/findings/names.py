"""How a configuration names rules of findings: by code or by family."""

from __future__ import annotations

from difflib import get_close_matches

from layersize.accounting.advice import Family, Finding


def rule_name(value: object) -> str:
    """A code or a family; raises ValueError with what is allowed."""
    from layersize.findings.catalog import RULE_FAMILIES  # most configurations name no rule

    if not isinstance(value, str):
        raise ValueError(f"{value!r} is not a code or a family of findings in quotes")
    codes = sorted(rule.code for family in RULE_FAMILIES for rule in family.RULES)
    names = [*Family, *codes]
    if value not in names:
        close = get_close_matches(value, names, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        listed = f"a family is one of {', '.join(Family)}; docs/findings.md lists the codes"
        raise ValueError(f"{value!r} is no code or family of findings; {hint}{listed}")
    return value


def is_named(finding: Finding, name: str) -> bool:
    """Whether a code or a family stands for a finding."""
    return name in (finding.rule, finding.family)
