"""The list of every kind of limit that a budget can set.

A new kind is a class in the file of its family, a line in `RULES`, its key in
schemas/check.schema.json, and a row in docs/check.md: the configuration's keys, the options of
`check` and the reports follow from these.
"""

from __future__ import annotations

from collections.abc import Mapping

from layersize.budgets.findings.rules import FindingBytesLimit, ForbiddenFinding
from layersize.budgets.hidden_rules import EfficiencyLimit, ShadowedLimit
from layersize.budgets.limit import Limit
from layersize.budgets.path_rules import EntryLimit, ForbiddenPattern
from layersize.budgets.size_rules import (
    IncreaseLimit,
    LayerCountLimit,
    LayerSizeLimit,
    SizeLimit,
)

RULES: Mapping[str, type[Limit]] = {
    limit.key: limit
    for limit in (
        SizeLimit,
        IncreaseLimit,
        ShadowedLimit,
        EfficiencyLimit,
        LayerCountLimit,
        LayerSizeLimit,
        EntryLimit,
        ForbiddenPattern,
        FindingBytesLimit,
        ForbiddenFinding,
    )
}
"""Every kind of limit by its key, in the order of reports."""
