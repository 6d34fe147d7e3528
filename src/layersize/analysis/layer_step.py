"""One layer laid over those below: first its whiteouts, then its entries in order."""

from __future__ import annotations

from layersize.analysis.additions import Additions
from layersize.analysis.layer_ground import LayerGround
from layersize.analysis.overlay import Overlay
from layersize.analysis.settlement import settle
from layersize.analysis.whiteouts import hide_below
from layersize.model.layer_entries import OPAQUE, WHITEOUT, LayerEntries


def add_layer(overlay: Overlay, entries: LayerEntries) -> None:
    """Lays one more layer on top."""
    ground = LayerGround(overlay, entries)
    if WHITEOUT in entries.kinds or OPAQUE in entries.kinds:
        hide_below(ground)
    additions = Additions(ground)
    additions.add_entries()
    overlay.work.append(settle(ground, additions))
