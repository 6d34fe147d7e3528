"""The life of a path in a few sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from layersize.explore.history.path_history import PathHistory
from layersize.report.style import OutputStyle
from layersize.text.sizes import count_text

_MOST_LAYERS = 5
"""Layers that a sentence names by their numbers."""
_MOST_LINKS = 3


def life_sentence(history: PathHistory, style: OutputStyle) -> str:
    """`40.1 MB in the image: shipped by layer 3 (RUN make), hidden by layer 5 (RUN rm -r /src)`."""
    total = history.live_bytes + history.hidden_bytes
    if not total:
        return _without_bytes(history, style)
    shipping = {event.layer for event in history.events if event.shipped_bytes}
    hiding = {event.layer for event in history.events if event.hidden_bytes}
    part = f", {style.size(history.hidden_bytes)} of it hidden" if history.live_bytes else ""
    words = f"{style.size(total)} in the image{part if hiding else ''}: shipped by "
    words += _layers(shipping, history, style)
    if not hiding:
        return words
    if hiding == shipping:
        return f"{words}, and hidden by {'the same' if len(hiding) == 1 else 'these'}"
    return f"{words}, hidden by {_layers(hiding, history, style)}"


def saving_sentence(history: PathHistory, style: OutputStyle) -> str:
    """What a deletion would free, and what would help; empty where nothing would."""
    total, left_out = history.live_bytes + history.hidden_bytes, history.left_out
    if not total or not history.path:
        return ""
    shipping = {event.layer for event in history.events if event.shipped_bytes}
    deleting = "Deleting it in a new layer frees 0 B"
    if not history.is_visible:
        deleting = "No container sees it"
    words = f"{deleting}; leaving it out of {_numbers(shipping)} saves "
    words += style.size(left_out.saved_bytes)
    if left_out.kept_bytes:
        words += f" ({style.size(left_out.kept_bytes)} more have other names elsewhere)"
    return words


def link_sentence(history: PathHistory, style: OutputStyle) -> str:
    """`/bin is a link to usr/bin`, for each link that led to it; empty if there was none."""
    room = max(20, style.width // 3)
    shown = [
        f"{_path(path, room, style)} is a link to {style.cut_start(style.path(target), room)}"
        for path, target in history.links[:_MOST_LINKS]
    ]
    if len(history.links) > _MOST_LINKS:
        shown.append(f"{len(history.links) - _MOST_LINKS} more links")
    return ", ".join(shown)


def history_title(history: PathHistory, style: OutputStyle) -> str:
    """The path from the root."""
    return f"/{style.path(history.path)}" if history.path else "/"


def history_facts(history: PathHistory) -> Iterator[str]:
    """What it is, and what it is in."""
    kind = "folder" if history.is_folder else "file"
    yield kind if history.is_visible else f"{kind}, gone"
    if history.package is not None:
        yield f"of {history.package}"
    image = history.image.image
    yield image.reference
    if image.platform:
        yield image.platform
    yield count_text(len(history.image.layers), "layer")


def _without_bytes(history: PathHistory, style: OutputStyle) -> str:
    if history.counted_at is not None:
        other = _path(history.counted_at, max(20, style.width // 2), style)
        return f"0 B here: another name of {other}, where its bytes count"
    layers = {event.layer for event in history.events}
    return f"0 B in the image: of {_layers(layers, history, style)}" if layers else "0 B"


def _path(path: bytes, room: int, style: OutputStyle) -> str:
    return style.cut_start(f"/{style.path(path)}", room)


def _layers(layers: Collection[int], history: PathHistory, style: OutputStyle) -> str:
    """A layer with its instruction; of several, their numbers."""
    if len(layers) != 1:
        return _numbers(layers)
    (layer,) = layers
    instruction = style.name(history.image.layers[layer].instruction)
    instruction = style.cut_end(instruction, max(20, style.width // 2))
    return f"layer {layer} {instruction if instruction.startswith('(') else f'({instruction})'}"


def _numbers(layers: Collection[int]) -> str:
    """`layer 1`, `layers 1, 3 and 4`, `7 layers`."""
    *others, last = sorted(layers)
    if not others:
        return f"layer {last}"
    if len(layers) > _MOST_LAYERS:
        return f"{len(layers)} layers"
    return f"layers {', '.join(map(str, others))} and {last}"
