"""The formats of a check: each is a module of this package, imported only when asked for.

A module has one function, `render(report, style)`, that gives the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layersize.budgets.result import CheckReport
    from layersize.report.style import TableStyle

CHECK_FORMATS: Mapping[str, str] = {
    "table": "terminal.check",
    "json": "json.check",
    "markdown": "markdown.check",
    "github": "ci.github",
    "gitlab-metrics": "ci.gitlab_metrics",
    "gitlab-codequality": "ci.gitlab_codequality",
    "junit": "ci.junit",
    "sarif": "ci.sarif",
}
"""Name of the format to the name of its module."""


def render_check(form: str, report: CheckReport, style: TableStyle) -> str:
    """The report in one of the formats; `style` is what a terminal can show."""
    text = import_module(f"layersize.report.{CHECK_FORMATS[form]}").render(report, style)
    assert isinstance(text, str)  # noqa: S101 - each module's one promise
    return text
