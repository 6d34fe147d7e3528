"""What was loaded: one image, or two side by side, or one beside what is wrong with the other."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import Screen

from layersize.accounting.result import ImageAnalysis
from layersize.comparison.result import Comparison
from layersize.errors import LayersizeError
from layersize.report.style import SHADOWED, TITLE, OutputStyle
from layersize.tui.lines import wrapped
from layersize.tui.loader import Loaded
from layersize.tui.widgets.comparison_view import ComparisonView
from layersize.tui.widgets.image_view import ImageView
from layersize.tui.widgets.key_line import KeyLine
from layersize.tui.widgets.tabbed_view import TabbedView
from layersize.tui.widgets.text_lines import TextLines


class _FailurePane(TextLines):
    """What is wrong with images that could not be read."""

    def __init__(self, failures: Sequence[tuple[str, LayersizeError]], style: OutputStyle) -> None:
        super().__init__(id="broken")
        self._failures = failures
        self._style = style

    def lines(self, width: int) -> Sequence[Text]:
        """The reference, the cause, and a remedy where there is one."""
        lines = []
        for reference, error in self._failures:
            title = Text().append(self._style.name(reference), TITLE)
            lines.append(title.append("  could not be read", SHADOWED))
            where = f"{error.where}: " if error.where else ""
            cause, *places = error.parts or (error.cause,)
            lines.append(Text(self._style.name(where + cause)))
            lines += (Text(f"  {self._style.name(place)}") for place in places)
            if error.remedy:
                hint = f"{self._style.signs.hint} {self._style.name(error.remedy)}"
                lines.append(Text(hint))
        return wrapped(lines, width)


class ViewScreen(Screen[None]):
    """Fills the terminal with it."""

    def __init__(self, loaded: Loaded, style: OutputStyle) -> None:
        super().__init__()
        self._loaded = loaded
        self._style = style

    def compose(self) -> ComposeResult:
        """The view, with its keys below."""
        loaded = self._loaded
        if loaded.comparison is not None:
            yield ComparisonView(loaded.comparison, self._style)
        elif loaded.image is not None:
            yield ImageView(loaded.image, self._style)
        if loaded.failures:
            yield _FailurePane(loaded.failures, self._style)
        yield KeyLine()

    @property
    def has_advice(self) -> bool:
        """Whether packages and what would help are known of what is shown."""
        loaded = self._loaded
        if loaded.comparison is not None:
            return loaded.comparison.has_advice
        return loaded.image is None or loaded.image.has_advice

    def show_advice(self) -> None:
        """Shows them."""
        for view in self.query(TabbedView):
            view.show_advice()

    @property
    def result(self) -> ImageAnalysis | Comparison:
        """What is shown, as a report would have it."""
        if self._loaded.image is not None:
            return self._loaded.image.analysis
        return self.query_one(ComparisonView).pair.comparison
