"""docs/findings.md has a section for each rule, which says what the rule does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layersize.accounting.advice import Family
from layersize.findings.catalog import RULE_FAMILIES
from layersize.findings.path_findings import PATH_RULES
from layersize.findings.paths.fix_line import documented_line
from layersize.findings.paths.path_rule import PathRule
from layersize.findings.rule import Rule

PAGE = Path(__file__).parents[2] / "docs" / "findings.md"
RULES = [rule for family in RULE_FAMILIES for rule in family.RULES]
CODES_OF = {
    Family.HIDDEN: (1, 9),
    Family.METADATA: (10, 14),
    Family.CACHE: (20, 39),
    Family.BUILD: (40, 49),
    Family.DOCS: (50, 54),
    Family.VCS: (55, 59),
    Family.DEBUG: (60, 64),
    Family.DUPLICATE: (70, 74),
    Family.LOG: (75, 84),
    Family.FORMAT: (85, 89),
    Family.SECRET: (90, 99),
}


def sections() -> dict[str, str]:
    """Codes to what stands below their headings, in one line each."""
    parts = re.split(r"^### (\w+)$", PAGE.read_text(), flags=re.MULTILINE)
    found = {}
    for code, text in zip(parts[1::2], parts[2::2], strict=True):
        assert code not in found, f"{code} has two sections"
        found[code] = " ".join(text.partition("\n## ")[0].split())
    return found


def test_each_rule_has_a_section_and_each_section_a_rule() -> None:
    assert sections().keys() == {rule.code for rule in RULES}


def test_a_code_is_one_rules_and_of_its_familys_range() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    for rule in RULES:
        first, last = CODES_OF[rule.family]
        assert first <= int(rule.code.removeprefix("LS")) <= last, rule.code


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_section_says_what_why_how_and_when_not(rule: Rule) -> None:
    section = sections()[rule.code]
    assert f"({rule.family}, {rule.certainty})" in section
    for word in ("- What: ", "- Why: ", "- Fix: ", "- Ignore it when "):
        assert section.count(word) == 1, word


@pytest.mark.parametrize("rule", PATH_RULES, ids=lambda rule: rule.code)
def test_a_section_names_all_paths_and_the_fix(rule: PathRule) -> None:
    section = sections()[rule.code]
    assert f"**{rule.title}**" in section
    for line in filter(None, (rule.fix, rule.node_fix)):
        assert f"`{documented_line(line, rule)}`" in section
    for path in rule.folders:
        assert f"`{path}`" in section
    for path in rule.files:
        folder, _, name = path.rpartition("/")
        assert f"`{path}`" in section or (f"`{folder}`" in section and f"`{name}`" in section)
