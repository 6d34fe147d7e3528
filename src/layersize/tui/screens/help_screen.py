"""The keys, as they are bound where the user is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, TypeAlias

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import ModalScreen

from layersize.report.style import LIVE, QUIET, SHADOWED, TITLE, OutputStyle
from layersize.tui.keys import bound_nodes
from layersize.tui.lines import padded, wrapped
from layersize.tui.tables.layers import BASE_SIGN, BASE_SIGN_IN_DOUBT
from layersize.tui.widgets.text_lines import TextLines

_KEY_CELLS, _LEAST_KEY_CELLS = 22, 16
_Entry: TypeAlias = tuple[str, str, str]
"""A key or a sign, its colour, and what it means; a title means nothing."""


class _Page(TextLines):
    """Titles, and entries of which the meaning goes on below where the line is too short."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        super().__init__(classes="page")
        self._entries = entries

    def lines(self, width: int) -> Sequence[Text]:
        """All of them."""
        lines: list[Text] = []
        cells = min(_KEY_CELLS, max(_LEAST_KEY_CELLS, width // 3))
        for sign, color, meaning in self._entries:
            if not meaning:
                lines.append(Text(sign, color))
                continue
            beginning = Text("  ").append_text(padded(Text(sign, color), cells))
            for part in wrapped([Text(meaning)], max(10, width - beginning.cell_len)):
                lines.append(beginning.append_text(part))
                beginning = Text(" " * (2 + cells))
        return lines


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
            yield _Page([*self._keys(), ("Signs", TITLE, ""), *self._signs()])

    def _keys(self) -> list[_Entry]:
        """For each kind of widget an entry for each action, with all its keys."""
        entries: list[_Entry] = []
        for node, bindings in self._groups:
            entries.append((node.BINDING_GROUP_TITLE or "", TITLE, ""))
            entries += [
                (self._shown_keys(binding), LIVE, binding.description) for binding in bindings
            ]
            entries.append(("", "", ""))
        return entries

    def _shown_keys(self, binding: Binding) -> str:
        first, *others = Binding.make_bindings([binding])
        single = [first, *(replace(other, key_display=None) for other in others)]
        return " ".join(map(self.app.get_key_display, single))

    def _signs(self) -> list[_Entry]:
        signs = self._style.signs
        meanings = (
            (signs.live, LIVE, "live: a container can see it"),
            (signs.shadowed, SHADOWED, "shadowed: still shipped, not visible"),
            (signs.hidden, SHADOWED, "bytes that a later layer hides"),
            (signs.hides, "", "bytes of lower layers hidden here; still shipped"),
            ("+ ~ -", "", "added, changed or rewritten, removed"),
            ("+ ~ of a folder", "", "not there before; something in it is added, changed, removed"),
            (
                f"{signs.folded} {signs.unfolded}",
                "",
                "in the tree: a folder, one that is unfolded",
            ),
            (
                f"{BASE_SIGN} {BASE_SIGN_IN_DOUBT}",
                "",
                "a layer of the base image; one that may be, as the history looks",
            ),
            ("= < >", "", "the same in both, only in A, only in B"),
            ("m", "", "same content, other metadata"),
            ("H", "", "one of several names of a file; its bytes count once"),
            ("*", SHADOWED, "marked"),
        )
        return [(sign, color or QUIET, self._style.plain(what)) for sign, color, what in meanings]
