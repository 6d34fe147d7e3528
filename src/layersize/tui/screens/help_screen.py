"""The keys, as they are bound where the user is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import ModalScreen

from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, OutputStyle
from layersize.tui.keys import bound_nodes
from layersize.tui.lines import padded
from layersize.tui.widgets.text_lines import TextLines

_KEY_CELLS = 22


class _Page(TextLines):
    """Lines that are the same for every width."""

    def __init__(self, lines: Sequence[Text]) -> None:
        super().__init__()
        self._lines = lines
        self.styles.height = len(lines)

    def lines(self, width: int) -> Sequence[Text]:  # noqa: ARG002 - what has no room is cut off
        """All of them."""
        return self._lines


class HelpScreen(ModalScreen[None]):
    """Keys first, then signs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q", "dismiss(None)", "Close"),
    ]

    def __init__(self, nodes: Iterable[DOMNode], style: OutputStyle) -> None:
        super().__init__()
        self._groups = list(bound_nodes(nodes))
        self._style = style

    def compose(self) -> ComposeResult:
        """All of it, to be scrolled where there is too little room."""
        with VerticalScroll(id="help"):
            yield _Page([*self._keys(), Text("Signs", TITLE), *self._signs()])

    def _keys(self) -> list[Text]:
        """For each kind of widget a line for each action, with all its keys."""
        lines = []
        for node, bindings in self._groups:
            lines.append(Text(node.BINDING_GROUP_TITLE or "", TITLE))
            lines += [
                _entry(self._shown_keys(binding), LIVE, binding.description) for binding in bindings
            ]
            lines.append(Text())
        return lines

    def _shown_keys(self, binding: Binding) -> str:
        first, *others = Binding.make_bindings([binding])
        single = [first, *(replace(other, key_display=None) for other in others)]
        return " ".join(map(self.app.get_key_display, single))

    def _signs(self) -> list[Text]:
        signs = self._style.signs
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
            _entry(sign, color or QUIET, self._style.plain(what)) for sign, color, what in meanings
        ]


def _entry(sign: str, color: str, meaning: str) -> Text:
    return Text("  ").append_text(padded(Text(sign, color), _KEY_CELLS)).append(meaning)
