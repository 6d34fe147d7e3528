"""The keys of everything on a screen, for the help and the command palette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.binding import Binding
from textual.dom import DOMNode

_OURS = "layersize."
"""Textual's own widgets have keys as well, for what can be done without them."""


def bound_nodes(nodes: Iterable[DOMNode]) -> Iterator[tuple[DOMNode, list[Binding]]]:
    """Nodes with keys of their own, the first that is shown of each kind."""
    seen = set()
    for node in nodes:
        kind = type(node)
        own = [one for one in vars(kind).get("BINDINGS", ()) if isinstance(one, Binding)]
        if own and node.display and kind not in seen and kind.__module__.startswith(_OURS):
            seen.add(kind)
            yield node, own
