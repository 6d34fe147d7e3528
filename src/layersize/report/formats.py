"""What every kind of result can be written as: one table, from which commands take their choices.

A format is a module of this package with one function, `render(result, style)`, which gives the
text, or of what may be long its pieces. It is imported only when somebody asks for that format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from layersize.report.style import OutputStyle

FORMATS: Mapping[str, Mapping[str, str]] = {
    "image": {"table": "terminal.image", "json": "json.image", "markdown": "markdown.image"},
    "comparison": {
        "table": "terminal.compared.comparison",
        "json": "json.comparison",
        "markdown": "markdown.comparison",
    },
    "packages": {
        "table": "terminal.packages",
        "json": "json.image",
        "markdown": "markdown.packages",
    },
    "package-changes": {
        "table": "terminal.compared.packages",
        "json": "json.comparison",
        "markdown": "markdown.package_changes",
    },
    "stages": {"table": "terminal.stages", "json": "json.stages", "markdown": "markdown.stages"},
    "check": {
        "table": "terminal.check",
        "json": "json.check",
        "markdown": "markdown.check",
        "github": "ci.github",
        "gitlab-metrics": "ci.gitlab_metrics",
        "gitlab-codequality": "ci.gitlab_codequality",
        "junit": "ci.junit",
        "sarif": "ci.sarif",
    },
    "files": {
        "table": "terminal.files",
        "json": "json.files",
        "ndjson": "lines.ndjson",
        "csv": "lines.csv",
    },
    "trend": {"table": "terminal.trend", "json": "json.trend"},
    "why": {"table": "terminal.why", "json": "json.why"},
    "cache": {"table": "terminal.cache", "json": "json.cache"},
}
"""Kind of result to the names of its formats, and these to their modules.

What is rendered as `image` and `packages` is an ImageAnalysis, as `comparison` and
`package-changes` a sequence of Comparison with the same base, as `stages` a StagedBuild, as `check`
a CheckReport, as `files` a FileList, as `trend` a Trend, as `why` a PathHistory, and as `cache` a
CacheInfo.
"""
FILE_ENDINGS: Mapping[str, str] = {".json": "json", ".md": "markdown"}
"""Ending of a file's name to the format that it stands for, where a name is all that is given."""


def formats_of(*kinds: str) -> list[str]:
    """The names of the formats that all these kinds of result can be written in."""
    first, *others = (FORMATS[kind] for kind in kinds)
    return [name for name in first if all(name in other for other in others)]


def render(kind: str, form: str, result: object, style: OutputStyle) -> str:
    """The text of a result in one of the formats of its kind.

    The style tells units and rows, and for tables what the terminal can show.
    """
    return "".join(render_pieces(kind, form, result, style))


def render_pieces(kind: str, form: str, result: object, style: OutputStyle) -> Iterable[str]:
    """The same in pieces, of which a long one is never whole in memory."""
    text = import_module(f"layersize.report.{FORMATS[kind][form]}").render(result, style)
    return [text] if isinstance(text, str) else text
