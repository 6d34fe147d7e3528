"""Files opened as a user does: looked for by a name, then Enter."""

from __future__ import annotations

from layersize.tui.viewer.page_view import PageView
from layersize.tui.viewer.paged_screen import PagedScreen
from tui.pilot import Terminal


async def open_file(terminal: Terminal, name: str, *, tab: str = "3") -> None:
    """Filters the list of a tab by a name and opens what is found."""
    await terminal.press(tab, "slash", *name, "enter")
    await terminal.says(f"only {name}")
    await terminal.until(lambda: name in terminal.highlighted())
    await terminal.press("enter")
    await until_shown(terminal)


async def until_shown(terminal: Terminal) -> None:
    """Until the file, or what is said in its place, is there."""
    await terminal.until(lambda: isinstance(terminal.app.screen, PagedScreen))
    await terminal.until(lambda: "reading" not in terminal.text())
    await terminal.pilot.pause()


def page_view(terminal: Terminal) -> PageView:
    return terminal.app.screen.query_one(PageView)


def body(terminal: Terminal) -> list[str]:
    """The lines of the page, without blanks at their ends."""
    region = page_view(terminal).region
    lines = terminal.lines()[region.y : region.bottom]
    return [line[region.x : region.right].rstrip() for line in lines]


def colour_all(terminal: Terminal) -> None:
    """Has the words of a file that is shown found at once, as far as it is in view."""
    for view in terminal.app.screen.query(PageView):
        while view.page is not None and view.page.colour(view.rows_in_view[1]):
            pass
        view.redraw()
