"""What was loaded: one image, or two side by side, or one beside what is wrong with the other."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison
from layersize.report.style import SHADOWED, TITLE, Pen
from layersize.tui.line import Line, wrapped
from layersize.tui.loading import Loaded
from layersize.tui.widgets.drawing import Drawing
from layersize.tui.widgets.image_view import ImageView
from layersize.tui.widgets.key_line import KeyLine
from layersize.tui.widgets.pair_view import PairView


class ViewScreen(Screen[None]):
    """Fills the terminal with it."""

    def __init__(self, loaded: Loaded, pen: Pen) -> None:
        super().__init__()
        self._loaded = loaded
        self._pen = pen

    def compose(self) -> ComposeResult:
        """The view, with its keys below."""
        loaded = self._loaded
        if loaded.pair is not None:
            yield PairView(loaded.pair, self._pen)
        elif loaded.image is not None:
            yield ImageView(loaded.image, self._pen)
        if loaded.failures:
            yield Drawing(id="broken")
        yield KeyLine()

    def on_mount(self) -> None:
        """Says what is wrong in the half of a broken image."""
        for drawing in self.query("#broken").results(Drawing):
            drawing.show(self._broken)

    def _broken(self, width: int) -> list[Line]:
        lines = []
        for reference, error in self._loaded.failures:
            title = Line(self._pen.name(reference), TITLE)
            lines.append(title.add("  could not be read", SHADOWED))
            where = f"{error.where}: " if error.where else ""
            lines.append(Line(self._pen.name(where + error.cause)))
            if error.remedy:
                lines.append(Line(f"{self._pen.signs.hint} {self._pen.name(error.remedy)}"))
        return wrapped(lines, width)

    @property
    def result(self) -> ImageAnalysis | Comparison:
        """What is shown, as a report would have it."""
        if self._loaded.image is not None:
            return self._loaded.image.analysis
        return self.query_one(PairView).pair.comparison
