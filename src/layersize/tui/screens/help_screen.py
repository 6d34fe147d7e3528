"""The keys, as they are bound where the user is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import ModalScreen

from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, Pen
from layersize.tui.keys import bound_nodes
from layersize.tui.line import Line
from layersize.tui.widgets.drawing import Drawing

_KEY_CELLS = 22


class HelpScreen(ModalScreen[None]):
    """Keys first, then signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss(None)", "Close"),
    ]

    def __init__(self, nodes: Iterable[DOMNode], pen: Pen) -> None:
        super().__init__()
        self._groups = list(bound_nodes(nodes))
        self._pen = pen

    def compose(self) -> ComposeResult:
        """All of it, to be scrolled where there is too little room."""
        with VerticalScroll(id="help"):
            yield Drawing()

    def on_mount(self) -> None:
        """Fills the page."""
        lines = [*self._keys(), Line("Signs", TITLE), *self._signs()]
        page = self.query_one(Drawing)
        page.styles.height = len(lines)
        page.show(lambda _width: lines)

    def _keys(self) -> list[Line]:
        """For each kind of widget a line for each action, with all its keys."""
        lines = []
        for node, bindings in self._groups:
            lines.append(Line(node.BINDING_GROUP_TITLE or "", TITLE))
            lines += [
                _entry(self._shown_keys(binding), LIVE, binding.description) for binding in bindings
            ]
            lines.append(Line())
        return lines

    def _shown_keys(self, binding: Binding) -> str:
        first, *others = Binding.make_bindings([binding])
        single = [first, *(replace(other, key_display=None) for other in others)]
        return " ".join(map(self.app.get_key_display, single))

    def _signs(self) -> list[Line]:
        signs = self._pen.signs
        meanings = (
            (signs.live, LIVE, "live: a container can see it"),
            (signs.shadowed, SHADOWED, "shadowed: still shipped, not visible"),
            (signs.hidden, SHADOWED, "bytes that a later layer hides"),
            (signs.hides, "", "bytes of lower layers hidden here; still shipped"),
            ("+ ~ -", "", "added, changed or rewritten, removed"),
            ("= < >", "", "the same in both, only in A, only in B"),
            ("m", "", "same content, other metadata"),
            ("H", "", "one of several names of a file; its bytes count once"),
            ("*", SHADOWED, "marked"),
        )
        return [
            _entry(sign, style or QUIET, self._pen.plain(what)) for sign, style, what in meanings
        ]


def _entry(sign: str, style: str, meaning: str) -> Line:
    return Line("  ").extend(Line(sign, style).padded(_KEY_CELLS)).add(meaning)
