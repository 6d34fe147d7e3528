"""The formats of a check: each is a module of this package, imported only when asked for.

A module has one function, `render(report, style)`, that gives the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layersize.model.check_report import CheckReport
    from layersize.report.table_style import TableStyle

CHECK_FORMATS: Mapping[str, str] = {
    "table": "check_table",
    "json": "check_json",
    "markdown": "check_markdown",
    "github": "check_github",
    "gitlab-metrics": "check_gitlab_metrics",
    "gitlab-codequality": "check_gitlab_codequality",
    "junit": "check_junit",
    "sarif": "check_sarif",
}
"""Name of the format to the name of its module."""


def render_check(form: str, report: CheckReport, style: TableStyle) -> str:
    """The report in one of the formats; `style` is what a terminal can show."""
    text = import_module(f"layersize.report.{CHECK_FORMATS[form]}").render(report, style)
    assert isinstance(text, str)  # noqa: S101 - each module's one promise
    return text
