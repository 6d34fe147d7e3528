"""What a reader of an image's numbers should know."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.accounting.result import ImageAnalysis
from layersize.report.columns import Column
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.tui.table import Table


class WarningsTable(Table):
    """A row per warning."""

    empty = "No warnings."

    def __init__(self, analysis: ImageAnalysis, style: OutputStyle) -> None:
        self._warnings = analysis.warnings
        self._style = style

    def __len__(self) -> int:
        return len(self._warnings)

    def columns(self, width: int) -> Sequence[Column]:  # noqa: ARG002 - the same for every width
        """The layer, the code, and the message."""
        return [
            Column(title="layer", width=5, align_right=True),
            Column(title="about", width=24, usefulness=5),
            Column(title="what", width=20),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A warning."""
        warning, style = self._warnings[row], self._style
        layer = style.signs.nothing if warning.layer is None else str(warning.layer)
        path = "" if warning.path is None else f"{style.path(warning.path)}: "
        return [
            Text(layer, QUIET),
            Text(style.cut_end(style.name(warning.code), widths[1]), SHADOWED),
            Text(style.cut_end(path + style.name(warning.message), widths[-1])),
        ]
