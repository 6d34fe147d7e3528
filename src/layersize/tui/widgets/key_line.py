"""The keys that matter where the user is, on one line."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text
from textual.events import Click
from textual.screen import Screen

from layersize.report.style import SHADOWED
from layersize.tui.widgets.text_lines import TextLines

_GAP = "  "
_LAST = 2
"""How many keys at the end are there at every width."""


def _cells(keys: Sequence[tuple[str, str, str]]) -> int:
    return sum(cell_len(f"{shown} {description}{_GAP}") for _, shown, description in keys) - 2


class KeyLine(TextLines):
    """Follows the focus; a click on a key presses it."""

    def on_mount(self) -> None:
        """Draws the keys, and again whenever others are bound."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, _screen: Screen[object]) -> None:
        self.redraw()

    def _keys(self) -> list[tuple[str, str, str]]:
        """Key, how it is shown, and what it does; one of several keys for the same."""
        found: dict[str, tuple[str, str, str]] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and binding.description:
                shown = self.app.get_key_display(binding)
                found.setdefault(binding.action, (binding.key, shown, binding.description))
        keys = list(found.values())
        while len(keys) > _LAST and _cells(keys) > self.size.width:
            del keys[-_LAST - 1]
        return keys

    def lines(self, width: int) -> Sequence[Text]:  # noqa: ARG002 - keys without room are left out
        """One line of the keys that there is room for; those for help and the end stay."""
        line = Text()
        for _, shown, description in self._keys():
            line.append(shown, SHADOWED).append(f" {description}{_GAP}")
        return [line]

    def on_click(self, event: Click) -> None:
        """Presses the key under the mouse."""
        at = 0
        for key, shown, description in self._keys():
            at += cell_len(f"{shown} {description}{_GAP}")
            if event.x < at:
                self.app.simulate_key(key)
                return
