"""Where a pattern is typed that paths must match."""

from __future__ import annotations

from textual.message import Message
from textual.widgets import Input

from layersize.patterns import Pattern, search_pattern

_PAUSE_SECONDS = 0.08
"""Between two keys, before the tree is searched."""


class FilterField(Input):
    """Hidden until it is asked for; posts the pattern while it is typed."""

    class Wanted(Message):
        """Another pattern, and how it was typed; `None`: all paths."""

        def __init__(self, pattern: Pattern | None, typed: str) -> None:
            super().__init__()
            self.pattern = pattern
            self.typed = typed

    class Refused(Message):
        """What is typed is no pattern, and why."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    def __init__(self) -> None:
        hint = "part of a name, or a pattern like *.deb; enter keeps it, esc clears it"
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
        self.remove_class("-invalid")
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Follows what is typed, at a short pause."""
        event.stop()
        self.set_timer(_PAUSE_SECONDS, lambda: self._follow(event.value))

    def _follow(self, typed: str) -> None:
        if typed != self.value:
            return
        try:
            wanted = self.Wanted(search_pattern(typed) if typed else None, typed)
        except ValueError as error:
            self.add_class("-invalid")
            self.post_message(self.Refused(str(error).partition(";")[0]))
        else:
            self.remove_class("-invalid")
            self.post_message(wanted)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keeps the pattern; whoever shows the rows takes the keys again. What is none stays."""
        self._follow(self.value)
        if self.has_class("-invalid"):
            event.stop()
        else:
            self.display = False
