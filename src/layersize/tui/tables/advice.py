"""What would help, and whose the bytes are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.accounting.advice import FindingState, Owner
from layersize.explore.explored import ExploredImage, ExploredPair
from layersize.report.advice_words import (
    NOTHING_FOUND,
    layers_words,
    package_change_words,
    package_name,
    whose_words,
)
from layersize.report.cells import size_width
from layersize.report.columns import Column
from layersize.report.style import QUIET, OutputStyle
from layersize.tui.cells import (
    change_cell,
    content_bar,
    diverging_bar,
    shadowed_cell,
    size_cell,
)
from layersize.tui.table import Table

_MANAGER_CELLS = 10
_NOT_KNOWN_YET = "Not known yet."


class FindingsTable(Table):
    """The findings of one image, largest first."""

    empty = f"What would help: {NOTHING_FOUND}."

    def __init__(self, image: ExploredImage, style: OutputStyle) -> None:
        self._findings = image.analysis.findings
        self.empty = self.empty if image.has_advice else _NOT_KNOWN_YET
        self._style = style

    def __len__(self) -> int:
        return len(self._findings)

    def columns(self, width: int) -> Sequence[Column]:
        """What a fix saves, what kind of finding it is, whose layers, and what it is about."""
        return [
            Column(title="saves", width=size_width(self._style) + 2, align_right=True),
            Column(width=max(4, min(16, width // 12)), usefulness=3),
            Column(title="rule", width=5, usefulness=5),
            Column(title="fix is", width=8, usefulness=4),
            Column(title="whose", width=14, usefulness=8),
            Column(title="what", width=28),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A finding."""
        finding, style = self._findings[row], self._style
        saved_bytes, is_hidden = finding.content_bytes, finding.state is FindingState.HIDDEN
        saved = (shadowed_cell if is_hidden else size_cell)(saved_bytes, style)
        amounts = (0, saved_bytes) if is_hidden else (saved_bytes, 0)
        title = style.name(finding.title[: 8 * widths[-1]])
        return [
            saved,
            content_bar(*amounts, self._findings[0].content_bytes, widths[1], style),
            Text(style.name(finding.rule), QUIET),
            Text(str(finding.certainty), QUIET),
            Text(style.cut_end(whose_words(finding), widths[4]), QUIET),
            Text(style.cut_end(title, widths[-1])),
        ]

    def is_quiet(self, row: int) -> bool:
        """What others must mend."""
        return self._findings[row].owner is Owner.BASE


class PackagesTable(Table):
    """The packages of one image, largest first; what no package owns comes last."""

    empty = "No file, and so no package."

    def __init__(self, image: ExploredImage, style: OutputStyle) -> None:
        analysis = image.analysis
        self.empty = self.empty if image.has_advice else _NOT_KNOWN_YET
        self._packages = analysis.packages
        self._style = style
        self._scale = max(
            (row.content_bytes + row.hidden_bytes for row in analysis.packages), default=0
        )
        self._has_hidden = any(row.hidden_bytes for row in analysis.packages)

    def __len__(self) -> int:
        return len(self._packages)

    def columns(self, width: int) -> Sequence[Column]:
        """A bar, bytes, files, layers, the manager, and name and version."""
        size = size_width(self._style)
        columns = [
            Column(width=max(4, min(24, width // 10)), usefulness=3),
            Column(title="bytes", width=size, usefulness=10, align_right=True),
        ]
        if self._has_hidden:
            columns.append(Column(title="hidden", width=size + 2, align_right=True))
        return [
            *columns,
            Column(title="files", width=7, usefulness=5, align_right=True),
            Column(title="layers", width=8, usefulness=4),
            Column(title="manager", width=_MANAGER_CELLS, usefulness=8),
            Column(title="package", width=20),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A package."""
        package, style = self._packages[row], self._style
        live, hidden = package.content_bytes, package.hidden_bytes
        cells = [content_bar(live, hidden, self._scale, widths[0], style), size_cell(live, style)]
        if self._has_hidden:
            cells.append(shadowed_cell(hidden, style))
        name = style.name(package_name(package.name, package.version)[: 8 * widths[-1]])
        return [
            *cells,
            Text(f"{package.files:,}", QUIET),
            Text(style.cut_end(layers_words(package.layers), widths[-3]), QUIET),
            _manager_cell(package.manager, style),
            Text(style.cut_end(name, widths[-1]), "" if package.manager else QUIET),
        ]


class PackageChangesTable(Table):
    """Packages of another size or version in two images, largest difference first."""

    empty = "No package differs."

    def __init__(self, pair: ExploredPair, style: OutputStyle) -> None:
        self._rows = pair.packages
        self.empty = self.empty if pair.has_advice else _NOT_KNOWN_YET
        self._style = style
        self._scale = max((abs(row.delta_bytes) for row in self._rows), default=0)

    def __len__(self) -> int:
        return len(self._rows)

    def columns(self, width: int) -> Sequence[Column]:
        """Both sizes, and the change in bytes, as a bar and in versions."""
        size = size_width(self._style)
        return [
            Column(title="A", width=size, align_right=True, usefulness=4),
            Column(title="B", width=size, align_right=True, usefulness=5),
            Column(title=self._style.signs.delta, width=size + 1, align_right=True),
            Column(width=max(7, min(31, width // 8)) | 1, usefulness=3),
            Column(title="manager", width=_MANAGER_CELLS, usefulness=8),
            Column(title="package", width=20),
        ]

    def cells(self, row: int, widths: Sequence[int]) -> Sequence[Text]:
        """A package that either image has, or both."""
        package, style = self._rows[row], self._style
        words = style.name(package_change_words(package)[: 8 * widths[-1]])
        return [
            size_cell(package.base_bytes, style),
            size_cell(package.other_bytes, style),
            change_cell(package.delta_bytes, style),
            diverging_bar(package.delta_bytes, self._scale, widths[3], style),
            _manager_cell(package.manager, style),
            Text(style.cut_end(words, widths[-1]), "" if package.manager else QUIET),
        ]


def _manager_cell(manager: str | None, style: OutputStyle) -> Text:
    words = style.signs.nothing if manager is None else style.name(manager)
    return Text(style.cut_end(words, _MANAGER_CELLS), QUIET)
