"""A page on the whole screen, once it is read, with a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from layersize.errors import LayersizeError
from layersize.progress import Progress
from layersize.report.style import QUIET, SHADOWED, OutputStyle
from layersize.tui.lines import wrapped
from layersize.tui.viewer.page import Page
from layersize.tui.viewer.page_view import PageView
from layersize.tui.viewer.reading import Failed, Read, Reading, ReadOn
from layersize.tui.viewer.search import match_before, next_match, search_of
from layersize.tui.widgets.key_line import KeyLine
from layersize.tui.widgets.text_lines import TextLines

ResultT = TypeVar("ResultT")


class _Lines(TextLines):
    """Lines that are set from outside, and go on below where they are long."""

    _given: Sequence[Text] = ()

    def show(self, lines: Sequence[Text]) -> None:
        """Shows other lines."""
        self._given = lines
        self.redraw()
        self.refresh(layout=True)

    def lines(self, width: int) -> Sequence[Text]:
        """What there is room for."""
        return wrapped(self._given, width)


class PagedScreen(Screen[None], Generic[ResultT]):
    """A subclass says what is read, and what is said of it."""

    def __init__(self, style: OutputStyle) -> None:
        super().__init__()
        self.shown_as = style
        self.result: ResultT | None = None
        self._reading: Reading | None = None
        self._asked = ""

    def read(self, progress: Progress) -> ResultT:
        """Reads what is to be shown, in a thread; raises LayersizeError."""
        raise NotImplementedError

    def titles(self, width: int) -> Sequence[Text]:
        """The lines at the top."""
        raise NotImplementedError

    def show_result(self, result: ResultT) -> None:
        """Shows what was read."""
        raise NotImplementedError

    def status(self) -> Sequence[str]:
        """What is said of the page beside where the user is in it."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """From the titles down to the keys."""
        yield _Titles(self)
        yield _Lines(id="notice")
        yield PageView()
        yield Input(classes="filter")
        yield _Status(self)
        yield KeyLine()

    @property
    def view(self) -> PageView:
        """The page as a widget."""
        return self.query_one(PageView)

    @property
    def _field(self) -> Input:
        return self.query_one(Input)

    def on_mount(self) -> None:
        """Begins to read."""
        self._field.display = False
        self.set_focus(self.view)
        self.begin()

    def begin(self) -> None:
        """Reads, in place of what is shown."""
        self._stop()
        self.result = None
        self.say("reading")
        self._reading = Reading(self.read, self)
        self._reading.start()

    def on_unmount(self) -> None:
        """Nobody waits any more."""
        self._stop()

    def _stop(self) -> None:
        if self._reading is not None:
            self._reading.stop()

    def say(self, words: str, style: str = QUIET) -> None:
        """Says something where the page would be."""
        self.query_one("#notice", _Lines).show([Text(words, style)])
        self.query_one("#notice").display = True
        self.view.display = False
        self.refresh_about()

    def show_page(self, page: Page, offset: int = 0) -> None:
        """Shows a page, from a byte on."""
        self.query_one("#notice").display = False
        self.view.display = True
        self.view.show(page, offset)
        if self.focused is None:
            self.set_focus(self.view)
        self.refresh_about()

    def refresh_about(self) -> None:
        """Draws anew what is said of the page."""
        titles = self.query_one(_Titles)
        titles.redraw()
        titles.refresh(layout=True)
        self.query_one(_Status).redraw()

    def on_page_view_moved(self) -> None:
        """Tells where the user is."""
        self.query_one(_Status).redraw()

    def on_read_on(self, event: ReadOn) -> None:
        """Tells how far the reading is."""
        if event.reading is self._reading:
            amount = self.shown_as.size(event.read_bytes) if event.read_bytes else ""
            words = self.shown_as.name(" ".join(filter(None, ("reading", event.phase, amount))))
            self.say(f"{words}; esc ends it")

    def on_read(self, event: Read) -> None:
        """Shows what was read."""
        if event.reading is self._reading:
            self.result = event.result
            self.show_result(event.result)

    def on_failed(self, event: Failed) -> None:
        """Says what is wrong."""
        if event.reading is self._reading:
            self.say(self.shown_as.name(_words(event.error)), SHADOWED)

    def action_back(self) -> None:
        """From what is typed to the page; from the page to where it was opened."""
        if self._field.display:
            self._close_field()
        else:
            self._stop()
            self.dismiss()

    def action_ask(self, sign: str) -> None:
        """Asks for what is looked for."""
        if self.view.page is None or not self.view.display:
            self.notify("There is no content here.")
            return
        self._asked = sign
        self._field.placeholder = self.hint(sign)
        self._field.value = ""
        self._field.display = True
        self.set_focus(self._field)

    def hint(self, sign: str) -> str:  # noqa: ARG002 - for a subclass that asks for more
        """What can be typed."""
        return "text to look for"

    @property
    def may_be_bytes(self) -> bool:
        """Whether bytes can be looked for by their numbers."""
        return False

    def answered(self, sign: str, typed: str) -> None:  # noqa: ARG002 - for a subclass that asks for more
        """Looks for what was typed, from what is in view on."""
        page = self.view.page
        if page is not None and typed:
            page.search = search_of(typed, may_be_bytes=self.may_be_bytes)
            self._find(self.view.offset_in_view, 1)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Does what was asked for."""
        event.stop()
        self._close_field()
        self.answered(self._asked, event.value)

    def _close_field(self) -> None:
        self._field.display = False
        self.set_focus(self.view)

    def action_match(self, direction: int) -> None:
        """To the next match, or the one before."""
        page = self.view.page
        if page is None or page.search is None:
            self.notify("/ looks for something first.")
            return
        found = page.search.found
        if found is None:
            self._find(self.view.offset_in_view, direction)
        else:
            self._find(found[0] + (direction > 0), direction)

    def _find(self, offset: int, direction: int) -> None:
        page = self.view.page
        assert page is not None  # noqa: S101 - asked before
        assert page.search is not None  # noqa: S101 - asked before
        find = next_match if direction > 0 else match_before
        found = find(page.search, page.data, offset)
        self.view.go_to_match(replace(page.search, found=found))
        if found is None:
            typed = self.shown_as.name(page.search.typed)
            self.notify(f"{typed} is not in {self.what_is_searched}.", markup=False)
        elif (found[0] < offset) == (direction > 0):
            end, other = ("end", "beginning") if direction > 0 else ("beginning", "end")
            self.notify(f"Nothing more up to the {end}: on from the {other}.")

    @property
    def what_is_searched(self) -> str:
        """Where something may not be found."""
        return "it"


def _words(error: LayersizeError) -> str:
    first, *others = error.parts or (error.cause,)
    where = f"{error.where}: " if error.where else ""
    remedy = f"; {error.remedy}" if error.remedy else ""
    return "; ".join([where + first, *others]) + remedy


class _Titles(TextLines):
    """What is shown."""

    def __init__(self, screen: PagedScreen[Any]) -> None:
        super().__init__(classes="titles")
        self._paged = screen

    def lines(self, width: int) -> Sequence[Text]:
        """Each in one line, cut where there is no room."""
        return wrapped(self._paged.titles(width), width, self._paged.shown_as.signs.ellipsis)


class _Status(TextLines):
    """Where in it the user is."""

    def __init__(self, screen: PagedScreen[Any]) -> None:
        super().__init__(classes="status")
        self._paged = screen

    def lines(self, width: int) -> Sequence[Text]:  # noqa: ARG002 - what has no room is cut off
        """One line."""
        view, style = self._paged.view, self._paged.shown_as
        if view.page is None or not view.display:
            return [Text()]
        parts = [view.page.place(*view.rows_in_view), *self._paged.status()]
        return [Text(f" {style.signs.between} ".join(parts), QUIET)]
