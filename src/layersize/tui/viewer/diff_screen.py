"""How a file of two images differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType

from layersize.progress import Progress
from layersize.report.style import QUIET, TITLE, OutputStyle
from layersize.tui.cells import rich_text
from layersize.tui.file_content import FileDifference
from layersize.tui.loader import Backend
from layersize.tui.viewer.diff_page import DiffPage
from layersize.tui.viewer.paged_screen import PagedScreen
from layersize.tui.wanted import DiffWanted, ViewWanted


class DiffScreen(PagedScreen[FileDifference]):
    """A unified diff of texts; of other files, what differs in words."""

    BINDING_GROUP_TITLE = "Difference"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,backspace", "back", "Back"),
        Binding("a", "whole(0)", "A's file"),
        Binding("b", "whole(1)", "B's file"),
    ]

    def __init__(self, wanted: DiffWanted, backend: Backend, style: OutputStyle) -> None:
        super().__init__(style)
        self._sides = (wanted.base, wanted.other)
        self._backend = backend

    def read(self, progress: Progress) -> FileDifference:
        base, other = (side.image.image for side in self._sides)
        return self._backend.difference(base, other, self._sides[0].place.path, progress)

    def show_result(self, result: FileDifference) -> None:
        if result.lines:
            self.show_page(DiffPage(result.lines))
        else:
            self.say("There is no diff by lines to show: a and b show either file.")

    def titles(self, width: int) -> Sequence[Text]:  # noqa: ARG002 - cut by what draws them
        if self.result is not None:
            lines = map(rich_text, self.result.heads)
            return [Text.assemble(line, no_wrap=True) for line in lines]
        path = self.shown_as.path(self._sides[0].place.path)
        return [Text(path, TITLE), Text("in both images", QUIET)]

    def status(self) -> Sequence[str]:
        added, removed = (
            sum(line.sign == sign for line in self.result.lines) if self.result else 0
            for sign in "+-"
        )
        return [f"+{added:,} -{removed:,}"]

    @property
    def what_is_searched(self) -> str:
        return "this diff"

    def action_whole(self, side: int) -> None:
        """One of the files, whole."""
        self.post_message(ViewWanted([self._sides[side]]))
