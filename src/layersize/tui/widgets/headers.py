"""The lines on top of a screen: what an image is, and what its bytes are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from layersize.accounting.result import ImageFacts
from layersize.comparison.result import Comparison
from layersize.report.cells import change_cell, content_bar
from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, OutputStyle
from layersize.text.sizes import count_text, growth_text, share_text
from layersize.tui.lines import padded
from layersize.tui.widgets.text_lines import TextLines

_NAME_CELLS = 28


class ImageHeader(TextLines):
    """Three lines about one image."""

    def __init__(self, image: ImageFacts, style: OutputStyle) -> None:
        super().__init__(classes="header")
        self._image = image
        self._style = style

    def lines(self, width: int) -> Sequence[Text]:
        """Name, numbers, and one bar of live and shadowed bytes."""
        return image_header(self._image, width, self._style)


class ComparisonHeader(TextLines):
    """Four lines about two images."""

    def __init__(self, comparison: Comparison, style: OutputStyle) -> None:
        super().__init__(classes="header comparison")
        self._comparison = comparison
        self._style = style

    def show(self, comparison: Comparison) -> None:
        """Shows another comparison."""
        self._comparison = comparison
        self.redraw()

    def lines(self, width: int) -> Sequence[Text]:
        """Both images with bars on one scale, and what differs."""
        base, other = self._comparison.base.image, self._comparison.other.image
        scale = max(base.content_bytes, other.content_bytes)
        base_name, other_name = _telling_names(base.reference, other.reference)
        return [
            _side("A ", base_name, base, scale, width, self._style),
            _side("B ", other_name, other, scale, width, self._style),
            _differences(self._comparison, self._style),
            _marginal(self._comparison, self._style),
        ]


def image_header(image: ImageFacts, width: int, style: OutputStyle) -> list[Text]:
    """The lines of `ImageHeader`."""
    about = f"{image.platform or 'no platform'} {style.signs.between} from {image.source}"
    room = max(10, width - len(about) - 3)
    title = Text().append(style.cut_start(style.name(image.reference), room), TITLE)
    title.append(f" {style.signs.between} {style.name(about)}", QUIET)
    live, shadowed = image.live_bytes, image.shadowed_bytes
    drawing = content_bar(live, shadowed, image.content_bytes, width, style)
    return [title, _measures(image, width, style), drawing]


def _measures(image: ImageFacts, width: int, style: OutputStyle) -> Text:
    """Whole measures, those there is room for."""
    live = f"{style.signs.live} {style.size(image.live_bytes)}"
    shadowed = f"{style.signs.hidden} {style.size(image.shadowed_bytes)}"
    live_share = share_text(image.live_bytes, image.content_bytes)
    line = Text.assemble(("content ", QUIET), (style.size(image.content_bytes), TITLE))
    hidden = Text.assemble(("  shadowed ", QUIET), (shadowed, SHADOWED))
    visible = Text.assemble(("  live ", QUIET), (live, LIVE))
    if line.cell_len + visible.cell_len + hidden.cell_len <= width:
        line.append_text(visible)
    line.append_text(hidden)
    further = [("efficiency", live_share if image.content_bytes else style.signs.nothing)]
    if image.transfer_bytes is not None:
        further.append(("transfer", style.size(image.transfer_bytes)))
    for word, text in further:
        measure = Text.assemble((f"  {word} ", QUIET), text)
        if line.cell_len + measure.cell_len <= width:
            line.append_text(measure)
    return line


def _telling_names(base: str, other: str) -> tuple[str, str]:
    """Two references without the folders, or the registry, that both begin with."""
    ours, theirs = base.split("/"), other.split("/")
    while len(ours) > 1 and len(theirs) > 1 and ours[0] == theirs[0]:
        del ours[0], theirs[0]
    return "/".join(ours), "/".join(theirs)


def _side(
    letter: str, name: str, image: ImageFacts, scale: int, width: int, style: OutputStyle
) -> Text:
    """`A name  15.2 MB ███▒▒▒▒  2.1 MB live  13.1 MB`."""
    name_cells = max(16, min(_NAME_CELLS + width // 10, width - 60))
    shown_name = Text(style.cut_start(style.name(name), name_cells), TITLE)
    size = Text(style.size(image.content_bytes))
    line = Text().append(letter, TITLE)
    line.append_text(padded(shown_name, name_cells)).append("  ")
    line.append_text(padded(size, 9, align_right=True)).append("  ")
    bar_cells = max(4, width - line.cell_len - 26)
    drawing = content_bar(image.live_bytes, image.shadowed_bytes, scale, bar_cells, style)
    line.append_text(padded(drawing, bar_cells)).append("  ")
    line.append(style.size(image.live_bytes), LIVE).append(" live  ", QUIET)
    return line.append(f"{style.signs.hidden} {style.size(image.shadowed_bytes)}", SHADOWED)


def _differences(comparison: Comparison, style: OutputStyle) -> Text:
    delta, base = comparison.delta, comparison.base.image
    line = Text().append(f"{style.signs.delta} ", TITLE)
    for word, change, before in (
        ("content", delta.content_bytes, base.content_bytes),
        ("live", delta.live_bytes, base.live_bytes),
        ("shadowed", delta.shadowed_bytes, base.shadowed_bytes),
    ):
        line.append(f"{word} ", QUIET).append_text(change_cell(change, style))
        if word == "content" and (growth := growth_text(change, before)):
            line.append(f" ({style.plain(growth)})", QUIET)
        line.append("  ")
    if delta.transfer_bytes is not None:
        line.append("transfer ", QUIET).append_text(change_cell(delta.transfer_bytes, style))
    return line


def _marginal(comparison: Comparison, style: OutputStyle) -> Text:
    """The layers that both share, and what B costs who has A."""
    shared, marginal = comparison.shared, comparison.marginal
    line = Text.assemble(("= ", TITLE), ("shared ", QUIET))
    line.append(f"{count_text(shared.layers, 'layer')}, {style.size(shared.content_bytes)}")
    line.append("   B on top of A: ", QUIET)
    if not marginal.layers:
        return line.append("nothing")
    line.append(f"{style.size(marginal.content_bytes)} in {count_text(marginal.layers, 'layer')}")
    if marginal.transfer_bytes is not None:
        line.append(", to pull ", QUIET).append(style.size(marginal.transfer_bytes))
    return line
