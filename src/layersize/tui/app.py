"""The program in the terminal: loads, then shows."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.filter import NoColor
from textual.notifications import SeverityLevel
from textual.screen import Screen

from layersize.errors import Interrupted
from layersize.report.style import OutputStyle
from layersize.tui.keys import bound_nodes
from layersize.tui.loader import (
    Advanced,
    AdviceFailed,
    Advised,
    Backend,
    Crashed,
    Finished,
    Loading,
)
from layersize.tui.screens.help_screen import HelpScreen
from layersize.tui.screens.loading_screen import LoadingScreen
from layersize.tui.screens.save_screen import SaveScreen
from layersize.tui.screens.view_screen import ViewScreen
from layersize.tui.themes import DARK, LIGHT
from layersize.tui.wanted import DiffWanted, ExtractWanted, ViewWanted

_NAMES_OF_SIGNS = {"⏎": "enter", "⌫": "backspace"}
"""Of keys that have others beside them which do the same."""

_SECONDS_TO_READ = 10
"""What was written and what was not, in a corner."""


class LayersizeApp(App[None]):
    """Explores one image or two."""

    CSS_PATH = "app.tcss"
    TITLE = "layersize"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (18, "-short"), (36, "-tall"), (50, "-high")]  # noqa: RUF012 - as Textual has it
    BINDING_GROUP_TITLE = "Everywhere"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next pane", show=False),
        Binding("shift+tab", "app.focus_previous", "Previous pane", show=False),
        Binding("e", "save", "Write the report to a file", show=False),
        Binding("t", "colours", "Light or dark theme", show=False),
        Binding("ctrl+p", "command_palette", "All actions by name", show=False),
        Binding("question_mark", "help", "Help", key_display="?"),
        Binding("q", "quit", "Quit"),
        Binding("ctrl+c", "stop", "Quit; interrupt while loading", show=False, priority=True),
    ]

    def __init__(self, references: Sequence[str], backend: Backend, style: OutputStyle) -> None:
        super().__init__()
        self._references = references
        self._backend = backend
        self._style = style
        self._loading = Loading(references, backend, self)
        self.set_class(style.ascii, "-ascii")
        if not style.color:
            self._filters.append(NoColor())  # what Textual does by itself leaves greys
        self.failure: Exception | None = None
        """What ended the program, if it wasn't the user."""

    def on_mount(self) -> None:
        """Begins to load."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = DARK.name
        with suppress(NotImplementedError):  # on Windows, Ctrl-C is a key here
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self.interrupt)
        self.push_screen(LoadingScreen(self._references, self._style))
        self._loading.start()

    def on_unmount(self) -> None:
        """Stops what is still being loaded."""
        self._loading.stop()

    def on_advanced(self, event: Advanced) -> None:
        """Shows how far an image is."""
        if isinstance(self.screen, LoadingScreen):
            self.screen.follow(event)

    def on_finished(self, event: Finished) -> None:
        """Shows what was loaded; ends where that is nothing."""
        loaded = event.loaded
        if loaded.image is None and loaded.comparison is None:
            self._end(loaded.failures[0][1])
        else:
            while not isinstance(self.screen, LoadingScreen):
                self.pop_screen()  # a help that was opened meanwhile
            self.switch_screen(ViewScreen(loaded, self._style))

    def on_advised(self, _event: Advised) -> None:
        """Shows what would help, now that it is known."""
        for screen in self.screen_stack:
            if isinstance(screen, ViewScreen):
                screen.show_advice()

    def on_advice_failed(self, event: AdviceFailed) -> None:
        """Says why there is none."""
        words = self._style.name(f"What would help can't be found: {event.error}")
        self.notify(words, severity="error", markup=False, timeout=_SECONDS_TO_READ)

    def on_crashed(self, event: Crashed) -> None:
        """Ends; the command line says why."""
        self._end(event.error)

    def interrupt(self) -> None:
        """Ends, as Ctrl-C ends other commands."""
        self._end(Interrupted())

    def _end(self, error: Exception) -> None:
        self._loading.stop()
        self.failure = error
        self.exit(return_code=2)

    def _handle_exception(self, error: Exception) -> None:
        """Keeps an error of a widget for the command line, which reports it after the screen."""
        self.failure = error
        super()._handle_exception(error)
        self._exit_renderables.clear()

    def get_key_display(self, binding: Binding) -> str:
        """A key as it is written on keyboards; by its name where signs can't be shown."""
        shown = super().get_key_display(binding)
        if shown.isascii() or not self._style.ascii:
            return shown
        return _NAMES_OF_SIGNS.get(shown, binding.key)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of what is shown, by its name."""
        for node, bindings in bound_nodes([*screen.query("*"), screen, self]):
            for binding in bindings:
                key = self.get_key_display(next(iter(Binding.make_bindings([binding]))))
                run = partial(self._run_bound, binding.action, node)
                yield SystemCommand(binding.description, f"key {key}", run)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)

    async def _run_bound(self, action: str, node: DOMNode) -> None:
        await self.run_action(action, node)

    def action_command_palette(self) -> None:
        """All actions by name; Textual's words for it end with an ellipsis."""
        self.push_screen(CommandPalette(placeholder="Name of an action"))

    async def action_quit(self) -> None:
        """Ends at once, whatever is being done."""
        self._loading.stop()
        self.exit()

    async def action_stop(self) -> None:
        """Ctrl-C: as it ends other commands while images are loaded, else as `q`."""
        if any(isinstance(screen, LoadingScreen) for screen in self.screen_stack):
            self.interrupt()
        else:
            await self.action_quit()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Says something in a corner, in place of what was said before: a pile hides the rest."""
        self.clear_notifications()
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def action_colours(self) -> None:
        """The light theme, or the dark one again."""
        self.theme = DARK.name if self.theme == LIGHT.name else LIGHT.name

    def on_diff_wanted(self, event: DiffWanted) -> None:
        """Shows how a file of two images differs."""
        from layersize.tui.viewer.diff_screen import DiffScreen

        self.push_screen(DiffScreen(event, self._backend, self._style))

    def on_extract_wanted(self, event: ExtractWanted) -> None:
        """Asks where to write a file or a folder."""
        from layersize.tui.screens.extract_screen import ExtractScreen

        self.push_screen(ExtractScreen(event, self._backend, self._style), self._extracted)

    def _extracted(self, words: str | None) -> None:
        if words is not None:
            self.notify(self._style.name(words), markup=False, timeout=_SECONDS_TO_READ)

    def action_help(self) -> None:
        """Shows the keys."""
        nodes = [*self.screen.query("*"), self.screen, self]
        self.push_screen(HelpScreen(nodes, self._style))

    def action_save(self) -> None:
        """Writes what is shown."""
        if isinstance(self.screen, ViewScreen) and not self.screen.has_advice:
            self.notify("There is no report without what would help, which is not known yet.")
        elif isinstance(self.screen, ViewScreen):
            self.push_screen(SaveScreen(self._backend, self.screen.result), self._report_written)
        else:
            self.notify("The report is about images: go back to them first.")

    def on_view_wanted(self, event: ViewWanted) -> None:
        """Shows a file."""
        from layersize.tui.viewer.screen import ViewerScreen  # few sessions open one

        if event.subjects:
            self.push_screen(ViewerScreen(event.subjects, self._backend, self._style))
        else:
            self.notify("This has no file to show.")

    def _report_written(self, path: Path | None) -> None:
        if path is not None:
            self.notify(self._style.name(f"wrote {path}"), markup=False)
