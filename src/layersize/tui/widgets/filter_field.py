"""Where a pattern is typed that paths must match."""

from __future__ import annotations

import re

from textual.message import Message
from textual.widgets import Input

from layersize.tui.tree_rows import compiled

_PAUSE_SECONDS = 0.08
"""Between two keys, before the tree is searched."""


class FilterField(Input):
    """Hidden until it is asked for; posts the pattern while it is typed."""

    class Wanted(Message):
        """Another pattern; `None`: all paths."""

        def __init__(self, pattern: re.Pattern[bytes] | None) -> None:
            super().__init__()
            self.pattern = pattern

    def __init__(self) -> None:
        hint = "regular expression; enter keeps it, esc clears it"
        super().__init__(placeholder=hint, classes="filter")
        self.display = False

    def ask(self) -> None:
        """Appears, and takes the keys at once: the next one is the pattern's first."""
        self.display = True
        self.screen.set_focus(self)

    def drop(self) -> None:
        """Disappears, and forgets what was typed."""
        with self.prevent(Input.Changed):
            self.value = ""
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follows what is typed, at a short pause."""
        event.stop()
        self.set_timer(_PAUSE_SECONDS, lambda: self._follow(event.value))

    def _follow(self, typed: str) -> None:
        if typed == self.value:
            pattern = compiled(typed)
            self.set_class(pattern is None, "-invalid")
            if pattern is not None:
                self.post_message(self.Wanted(pattern if typed else None))

    def on_input_submitted(self) -> None:
        """Keeps the pattern; whoever shows the rows takes the keys again."""
        self._follow(self.value)
        self.display = False
