"""The keys of the viewer, as `key_cases.py` has those of the views."""

from __future__ import annotations

from textual.dom import DOMNode

from layersize.tui.screens.extract_screen import ExtractScreen
from layersize.tui.viewer.diff_screen import DiffScreen
from layersize.tui.viewer.page_view import PageView
from layersize.tui.viewer.screen import ViewerScreen
from layersize.tui.widgets.comparison_view import ComparisonView
from layersize.tui.widgets.image_view import ImageView
from tui.key_cases import PAIR, Case, Said
from tui.opening import body
from tui.pilot import STANDARD, Terminal

_VIEWED = ("viewed",)
_OPEN = {"long": ("3", "enter"), "log": ("3", "down", "enter")}
"""Keys that open a file: the largest are the first."""


def _case(said: Said, *inside: str, name: str = "log") -> Case:
    """The key in an opened file, after some others."""
    return Case(images=_VIEWED, before=_OPEN[name], inside=inside, said=said)


def _diff_case(said: Said) -> Case:
    """The key in the difference of the smallest of the files that differ."""
    keys = ("2", "f", "f", "f", "s", "enter")
    return Case(images=("viewed", "reviewed"), before=keys, inside=(), said=said)


def _says(part: str) -> Said:
    return lambda terminal: part in terminal.text()


def _first(text: str) -> Said:
    """The first line of the page begins so."""

    def said(terminal: Terminal) -> bool:
        return isinstance(terminal.app.screen, ViewerScreen) and body(terminal)[
            0
        ].strip().startswith(text)

    return said


_LINES = STANDARD[1] - 4
"""Of the terminal, but for titles, status and keys."""
_DOWN = _case(_first("2 002"))
_UP = _case(_first("1 001"), "down")
_PAGE = _case(_first(f"{_LINES} "))
_PAGE_UP = _case(_first("1 001"), "pagedown")
_LAST = _case(_says(f"lines {302 - _LINES} to 301 of 301"))
_FIRST = _case(_first("1 001"), "G")
_RIGHT = _case(_first("1 23456789"), "w", name="long")
_LEFT = _case(_first("1 begin"), "w", "right", name="long")
_BACK = _case(_says("[3 Files]"))

_BACK_FROM_DIFF = _diff_case(_says("[2 Files]"))

VIEWER_CASES: dict[tuple[type[DOMNode], str], Case] = {
    (PageView, "down"): _DOWN,
    (PageView, "j"): _DOWN,
    (PageView, "up"): _UP,
    (PageView, "k"): _UP,
    (PageView, "pagedown"): _PAGE,
    (PageView, "ctrl+f"): _PAGE,
    (PageView, "space"): _PAGE,
    (PageView, "pageup"): _PAGE_UP,
    (PageView, "ctrl+b"): _PAGE_UP,
    (PageView, "g"): _FIRST,
    (PageView, "home"): _FIRST,
    (PageView, "G"): _LAST,
    (PageView, "end"): _LAST,
    (PageView, "right"): _RIGHT,
    (PageView, "l"): _RIGHT,
    (PageView, "left"): _LEFT,
    (PageView, "h"): _LEFT,
    (PageView, "slash"): _case(_says("text to look for")),
    (PageView, "n"): _case(_says("200 an entry"), "slash", "0", "0", "space", "enter"),
    (PageView, "N"): _case(_says("300 an entry"), "slash", "0", "0", "space", "enter"),
    (PageView, "w"): _case(_says("2 second line"), name="long"),
    (ViewerScreen, "escape"): _BACK,
    (ViewerScreen, "q"): _BACK,
    (ViewerScreen, "backspace"): _BACK,
    (ViewerScreen, "x"): _case(_says("30 30 31 20 61 6e")),
    (ViewerScreen, "colon"): _case(_says("a line's number")),
    (ViewerScreen, "right_square_bracket"): Case(
        images=PAIR, before=("3", "v"), inside=(), said=_says("file 2 of")
    ),
    (ViewerScreen, "left_square_bracket"): Case(
        images=PAIR, before=("3", "v"), inside=("right_square_bracket",), said=_says("file 1 of")
    ),
    (DiffScreen, "escape"): _BACK_FROM_DIFF,
    (DiffScreen, "q"): _BACK_FROM_DIFF,
    (DiffScreen, "backspace"): _BACK_FROM_DIFF,
    (DiffScreen, "a"): _diff_case(_says(" 20 020 an entry")),
    (DiffScreen, "b"): _diff_case(_says(" 20 020 an entry")),
    (ViewerScreen, "ctrl+e"): _case(_says("Extract log, as containers see it")),
    (ImageView, "ctrl+e"): Case(before=("3",), said=_says("Extract bin, as containers see it")),
    (ComparisonView, "ctrl+e"): Case(
        images=PAIR, before=("2",), said=_says("Extract share, as containers")
    ),
    (ExtractScreen, "escape"): Case(before=("3", "ctrl+e"), said=_says("[3 Files]")),
    (ImageView, "v"): Case(before=("3", "enter"), said=_says("eeeeeeeee")),
    (ComparisonView, "v"): Case(images=PAIR, before=("3",), said=_says("] goes on")),
}
