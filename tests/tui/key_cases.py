"""Every key of every class: what to do before, and what the screen says after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.dom import DOMNode

from layersize.tui.app import LayersizeApp
from layersize.tui.screens.help_screen import HelpScreen
from layersize.tui.screens.save_screen import SaveScreen
from layersize.tui.widgets.image_view import ImageView
from layersize.tui.widgets.layers_body import LayersBody
from layersize.tui.widgets.listing import Listing
from layersize.tui.widgets.pair_view import PairView
from layersize.tui.widgets.tree_view import TreeView
from tui.pilot import STANDARD, Terminal

Said = Callable[[Terminal], object]
OLD, PAIR, SINGLE, MANY = ("old",), ("old", "new"), ("single",), ("many",)
_TALL = (80, 90)
"""Room for the whole help."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Not said before the key, but after it: so a key that does nothing fails."""

    images: Sequence[str] = OLD
    before: Sequence[str] = ()
    said: Said
    press: str = ""
    """Where the key's effect shows only in what another tells."""
    size: tuple[int, int] = STANDARD


def _says(*parts: str) -> Said:
    return lambda terminal: all(part in terminal.text() for part in parts)


def _silent_about(part: str) -> Said:
    return lambda terminal: part not in terminal.text()


def _at_hand(part: str) -> Said:
    return lambda terminal: part in terminal.at_hand()


def _file_between(first: int, last: int) -> Said:
    """Of `many`: how far a page goes depends on the lines that there are for it."""

    def said(terminal: Terminal) -> bool:
        *_, name = terminal.at_hand().split() or [""]
        return name.startswith("f") and first <= int(name[1:]) <= last

    return said


def _ended(terminal: Terminal) -> bool:
    return terminal.app.return_code == 0 and terminal.app.failure is None


_NEXT_LAYER = Case(said=_at_hand("RUN make"))
_LAYER_BEFORE = Case(before=("down",), said=_at_hand("COPY . /src"))
_PAGE_DOWN = Case(images=MANY, before=("3",), said=_file_between(4, 20))
_PAGE_UP = Case(images=MANY, before=("3", "G"), said=_file_between(180, 195))
_FIRST = Case(images=MANY, before=("3", "G"), said=_file_between(0, 0))
_LAST = Case(images=MANY, before=("3",), said=_file_between(199, 199))
_OPEN = Case(before=("3",), said=_says("/ bin", "tool-1.0"))
_UP = Case(before=("3", "enter"), said=_at_hand("bin/"))
_PANE_KEYS = [
    Case(
        press="question_mark",
        said=lambda terminal, line=line: line in " ".join(terminal.text().split()),
        size=_TALL,
    )
    for line in ("tab Next pane", "shift+tab Previous pane")
]
"""Textual's screens have both keys as well: that they are ours is only told by the help."""
_HELP_CLOSES = Case(before=("question_mark",), said=_silent_about("Page down"))

CASES: dict[tuple[type[DOMNode], str], Case] = {
    (Listing, "down"): _NEXT_LAYER,
    (Listing, "j"): _NEXT_LAYER,
    (Listing, "up"): _LAYER_BEFORE,
    (Listing, "k"): _LAYER_BEFORE,
    (Listing, "pagedown"): _PAGE_DOWN,
    (Listing, "ctrl+f"): _PAGE_DOWN,
    (Listing, "pageup"): _PAGE_UP,
    (Listing, "ctrl+b"): _PAGE_UP,
    (Listing, "g"): _FIRST,
    (Listing, "home"): _FIRST,
    (Listing, "G"): _LAST,
    (Listing, "end"): _LAST,
    (Listing, "enter"): _OPEN,
    (Listing, "l"): _OPEN,
    (Listing, "right"): _OPEN,
    (TreeView, "backspace"): _UP,
    (TreeView, "h"): _UP,
    (TreeView, "left"): _UP,
    (TreeView, "escape"): Case(
        before=("3", "slash", "s", "o", "enter"), said=_silent_about("/so/")
    ),
    (TreeView, "s"): Case(before=("3",), said=_says("/  reversed")),
    (TreeView, "n"): Case(before=("3",), said=_says("/  by name")),
    (TreeView, "d"): Case(before=("3",), said=_says("/  changed only")),
    (TreeView, "space"): Case(before=("3",), said=_says("* 1 marked")),
    (TreeView, "y"): Case(before=("3",), said=_says("copied bin")),
    (LayersBody, "a"): Case(said=_says("layers 0 to 0")),
    (LayersBody, "w"): Case(images=SINGLE, said=_at_hand("RUN mkdir")),
    (LayersBody, "o"): Case(said=_says("in layer 2")),
    (LayersBody, "y"): Case(said=_says(" copied ")),
    (ImageView, "1"): Case(before=("3",), said=_says("[1 Layers]")),
    (ImageView, "2"): Case(said=_says("[2 Shadowed (2)]")),
    (ImageView, "3"): Case(said=_says("[3 Files]")),
    (ImageView, "4"): Case(said=_says("[4 Warnings (0)]", "No warnings.")),
    (ImageView, "slash"): Case(said=_says("regular expression")),
    (ImageView, "o"): Case(before=("2",), said=_says("in layer 2")),
    (ImageView, "w"): Case(before=("3",), said=_says("[2 Shadowed (2)]")),
    (PairView, "1"): Case(images=PAIR, before=("3",), said=_says("[1 Layers]")),
    (PairView, "2"): Case(images=PAIR, said=_says("[2 Files]")),
    (PairView, "3"): Case(images=PAIR, said=_says("[3 Shadowed]")),
    (PairView, "right_square_bracket"): Case(images=PAIR, said=_says("files / share")),
    (PairView, "left_square_bracket"): Case(
        images=PAIR,
        before=("right_square_bracket", "right_square_bracket"),
        said=_says("files / share"),
    ),
    (PairView, "slash"): Case(images=PAIR, said=_says("regular expression")),
    (PairView, "f"): Case(images=PAIR, said=_says("only in B /")),
    (PairView, "x"): Case(images=PAIR, said=_says("A new.tar", "B old.tar")),
    (PairView, "w"): Case(images=PAIR, said=_says("[3 Shadowed]")),
    (LayersizeApp, "tab"): _PANE_KEYS[0],
    (LayersizeApp, "shift+tab"): _PANE_KEYS[1],
    (LayersizeApp, "e"): Case(said=_says("Write the report")),
    (LayersizeApp, "question_mark"): Case(said=_says("Page down")),
    (LayersizeApp, "q"): Case(said=_ended),
    (LayersizeApp, "ctrl+c"): Case(said=_ended),
    (SaveScreen, "escape"): Case(before=("e",), said=_silent_about("Write the report")),
    (HelpScreen, "escape"): _HELP_CLOSES,
    (HelpScreen, "question_mark"): _HELP_CLOSES,
    (HelpScreen, "q"): _HELP_CLOSES,
}
