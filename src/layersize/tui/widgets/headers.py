"""The lines on top of a screen: what an image is, and what its bytes are."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from layersize.accounting.result import ImageAnalysis, ImageFacts
from layersize.comparison.result import Comparison
from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, OutputStyle
from layersize.text.sizes import count_text, growth_text, share_text
from layersize.tui.cells import change_cell, content_bar
from layersize.tui.lines import flowed, padded
from layersize.tui.widgets.text_lines import TextLines

_GAP, _LEAST_NAME = 2, 16
_LONGEST_BAR = 60
"""In cells; where there is more room, names have it."""


class ImageHeader(TextLines):
    """Three lines about one image."""

    def __init__(self, analysis: ImageAnalysis, style: OutputStyle) -> None:
        super().__init__(classes="header")
        self._analysis = analysis
        self._style = style

    def show(self, analysis: ImageAnalysis) -> None:
        """Shows more about the same image."""
        self._analysis = analysis
        self.redraw()

    def lines(self, width: int) -> Sequence[Text]:
        """Name, numbers, and one bar of live and shadowed bytes."""
        return image_header(self._analysis, width, self._style)


class ComparisonHeader(TextLines):
    """About two images, in as many lines as it takes to cut no number."""

    def __init__(self, comparison: Comparison, style: OutputStyle) -> None:
        super().__init__(classes="header comparison")
        self._comparison = comparison
        self._style = style

    def show(self, comparison: Comparison) -> None:
        """Shows another comparison."""
        self._comparison = comparison
        self.redraw()
        self.refresh(layout=True)  # it may take more lines, or fewer

    def lines(self, width: int) -> Sequence[Text]:
        """Both images with bars on one scale, and what differs."""
        return comparison_header(self._comparison, width, self._style)


def comparison_header(comparison: Comparison, width: int, style: OutputStyle) -> list[Text]:
    """The lines of `ComparisonHeader`."""
    return [
        *_sides(comparison, width, style),
        *flowed(_differences(comparison, style), width),
        *flowed(_marginal(comparison, style), width),
    ]


def image_header(analysis: ImageAnalysis, width: int, style: OutputStyle) -> list[Text]:
    """The lines of `ImageHeader`."""
    image = analysis.image
    about = f"{image.platform or 'no platform'} {style.signs.between} from {image.source}"
    room = max(10, width - len(about) - 3)
    title = Text().append(style.cut_start(style.name(image.reference), room), TITLE)
    title.append(f" {style.signs.between} {style.name(about)}", QUIET)
    live, shadowed = image.live_bytes, image.shadowed_bytes
    drawing = content_bar(live, shadowed, image.content_bytes, width, style)
    return [title, _measures(analysis, width, style), drawing]


def _measures(analysis: ImageAnalysis, width: int, style: OutputStyle) -> Text:
    """Whole measures, those there is room for."""
    image = analysis.image
    live = f"{style.signs.live} {style.size(image.live_bytes)}"
    shadowed = f"{style.signs.hidden} {style.size(image.shadowed_bytes)}"
    live_share = share_text(image.live_bytes, image.content_bytes)
    line = Text.assemble(("content ", QUIET), (style.size(image.content_bytes), TITLE))
    hidden = Text.assemble(("  shadowed ", QUIET), (shadowed, SHADOWED))
    visible = Text.assemble(("  live ", QUIET), (live, LIVE))
    if line.cell_len + visible.cell_len + hidden.cell_len <= width:
        line.append_text(visible)
    line.append_text(hidden)
    further = [("fixes save", style.size(analysis.finding_bytes))] if analysis.finding_bytes else []
    further += [("efficiency", live_share if image.content_bytes else style.signs.nothing)]
    if image.transfer_bytes is not None:
        further.append(("transfer", style.size(image.transfer_bytes)))
    elif image.transfer_estimate_bytes is not None:
        further.append(("transfer, estimated", style.size(image.transfer_estimate_bytes)))
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


def _sides(comparison: Comparison, width: int, style: OutputStyle) -> list[Text]:
    """`A name  15.2 MB ███▒▒▒▒  2.1 MB live  ⊘ 13.1 MB` of both, in columns."""
    images = comparison.base.image, comparison.other.image
    names = _telling_names(images[0].reference, images[1].reference)
    names = (style.name(names[0]), style.name(names[1]))
    sizes = [Text(style.size(image.content_bytes)) for image in images]
    amounts = [_live_and_shadowed(image, style) for image in images]
    size_cells = max(size.cell_len for size in sizes)
    room = width - 2 - 3 * _GAP - size_cells - max(amount.cell_len for amount in amounts)
    longest = max(map(cell_len, names))
    name_cells = min(longest, max(_LEAST_NAME, room // 2, room - _LONGEST_BAR))
    shown = [style.cut_start(name, name_cells) for name in names]
    if shown[0] == shown[1] and names[0] != names[1]:
        shown = [style.cut_end(name, name_cells) for name in names]
    scale = max(image.content_bytes for image in images)
    lines = []
    for letter, name, image, size, amount in zip("AB", shown, images, sizes, amounts, strict=True):
        bar_cells = max(0, room - name_cells)
        drawing = content_bar(image.live_bytes, image.shadowed_bytes, scale, bar_cells, style)
        line = Text().append(f"{letter} ", TITLE)
        line.append_text(padded(Text(name, TITLE), name_cells))
        line.append(" " * _GAP).append_text(padded(size, size_cells, align_right=True))
        line.append(" " * _GAP).append_text(padded(drawing, bar_cells)).append(" " * _GAP)
        lines.append(line.append_text(amount))
    return lines


def _live_and_shadowed(image: ImageFacts, style: OutputStyle) -> Text:
    line = Text().append(style.size(image.live_bytes), LIVE).append(" live  ", QUIET)
    return line.append(f"{style.signs.hidden} {style.size(image.shadowed_bytes)}", SHADOWED)


def _differences(comparison: Comparison, style: OutputStyle) -> list[Text]:
    """The change of each measure, each a part that stays whole."""
    delta, base = comparison.delta, comparison.base.image
    measures = [
        ("content", delta.content_bytes, base.content_bytes),
        ("live", delta.live_bytes, base.live_bytes),
        ("shadowed", delta.shadowed_bytes, base.shadowed_bytes),
        ("transfer", delta.transfer_bytes, 0),
        ("transfer, estimated", delta.transfer_estimate_bytes, 0),
    ]
    parts: list[Text] = []
    for word, change, before in measures:
        if change is None:
            continue
        part = Text().append("" if parts else f"{style.signs.delta} ", TITLE)
        part.append(f"{word} ", QUIET).append_text(change_cell(change, style))
        if word == "content" and (growth := growth_text(change, before)):
            part.append(f" ({style.plain(growth)})", QUIET)
        parts.append(part)
    return parts


def _marginal(comparison: Comparison, style: OutputStyle) -> list[Text]:
    """The layers that both share, and what B costs who has A, each a part that stays whole."""
    shared, marginal = comparison.shared, comparison.marginal
    together = Text.assemble(("= ", TITLE), ("shared ", QUIET))
    together.append(f"{count_text(shared.layers, 'layer')}, {style.size(shared.content_bytes)}")
    extra = Text().append("B on top of A: ", QUIET)
    if not marginal.layers:
        return [together, extra.append("nothing")]
    extra.append(f"{style.size(marginal.content_bytes)} in {count_text(marginal.layers, 'layer')}")
    pull = Text().append("to pull: ", QUIET)
    if marginal.transfer_bytes is not None:
        pull.append(style.size(marginal.transfer_bytes))
    elif marginal.transfer_estimate_bytes is not None:
        pull.append(f"about {style.size(marginal.transfer_estimate_bytes)}")
    else:
        return [together, extra]
    return [together, extra, pull]
