"""On the layers that the bytes in a folder come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from layersize.accounting.result import ImageAnalysis
from layersize.explore.layer_shares import LayerBytes, LayerShares
from layersize.report.cells import size_width
from layersize.report.style import LIVE, QUIET, SHADOWED, OutputStyle
from layersize.text.sizes import count_text
from layersize.tui.tables.layers import instruction

_MOST = 4
"""Layers that have a line of their own."""


def share_lines(
    layer_shares: LayerShares, analysis: ImageAnalysis, style: OutputStyle
) -> Iterator[Text]:
    """A line for each layer that ships most of what is visible, one for what is hidden."""
    shown = layer_shares.live[:_MOST] if len(layer_shares.live) > _MOST + 1 else layer_shares.live
    for layer, content_bytes in shown:
        size = f"{style.size(content_bytes):>{size_width(style)}}"
        line = Text(no_wrap=True).append(size, LIVE).append(f"  of layer {layer} ", QUIET)
        yield line.append(instruction(analysis, layer, style))
    others = layer_shares.live[len(shown) :]
    if others:
        size = style.size(sum(one.content_bytes for one in others))
        words = f"  of {count_text(len(others), 'other layer')}"
        yield Text(f"{size:>{size_width(style)}}", LIVE).append(words, QUIET)
    if layer_shares.hidden:
        yield _hidden_line(layer_shares.hidden, style)


def _hidden_line(hidden: Sequence[LayerBytes], style: OutputStyle) -> Text:
    """`⊘ 5.1 kB more is shipped here and hidden: 5.0 kB by layer 0, 100 B by layer 1`."""
    line = Text(no_wrap=True)
    total_bytes = sum(one.content_bytes for one in hidden)
    line.append(f"{style.signs.hidden} {style.size(total_bytes)}", SHADOWED)
    line.append(" more is shipped here and hidden: ", QUIET)
    parts = (f"{style.size(one.content_bytes)} by layer {one.layer}" for one in hidden[:_MOST])
    line.append(", ".join(parts))
    return line.append(", and others", QUIET) if len(hidden) > _MOST else line
