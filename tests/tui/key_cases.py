"""Every key of every class: what to do before, and what the screen says after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.dom import DOMNode

from layersize.tui.app import LayersizeApp
from layersize.tui.screens.help_screen import HelpScreen
from layersize.tui.screens.save_screen import SaveScreen
from layersize.tui.widgets.comparison_view import ComparisonView
from layersize.tui.widgets.groups_body import GroupsBody
from layersize.tui.widgets.image_view import ImageView
from layersize.tui.widgets.layers_body import LayersBody
from layersize.tui.widgets.table_view import TableView
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
    inside: Sequence[str] | None = None
    """Keys in the file that those before have opened; `None`: they open none."""
    size: tuple[int, int] = STANDARD


def _says(*parts: str) -> Said:
    return lambda terminal: all(part in terminal.text() for part in parts)


def _silent_about(part: str) -> Said:
    return lambda terminal: part not in terminal.text()


def _highlighted(part: str) -> Said:
    return lambda terminal: part in terminal.highlighted()


def _file_between(first: int, last: int) -> Said:
    """Of `many`: how far a page goes depends on the lines that there are for it."""

    def said(terminal: Terminal) -> bool:
        *_, name = terminal.highlighted().split() or [""]
        return name.startswith("f") and first <= int(name[1:]) <= last

    return said


def _ended(terminal: Terminal) -> bool:
    return terminal.app.return_code == 0 and terminal.app.failure is None


_NEXT_LAYER = Case(said=_highlighted("RUN make"))
_LAYER_BEFORE = Case(before=("down",), said=_highlighted("COPY . /src"))
_PAGE_DOWN = Case(images=MANY, before=("3",), said=_file_between(4, 20))
_PAGE_UP = Case(images=MANY, before=("3", "G"), said=_file_between(180, 195))
_FIRST = Case(images=MANY, before=("3", "G"), said=_file_between(0, 0))
_LAST = Case(images=MANY, before=("3",), said=_file_between(199, 199))
_OPEN = Case(before=("3",), said=_says("/ bin", "tool-1.0"))
_UP = Case(before=("3", "enter"), said=_highlighted("bin/"))
_LEAVE = Case(before=("2", "enter"), said=_highlighted("RUN rm -r /src"))
_PANE_KEYS = [
    Case(
        press="question_mark",
        said=lambda terminal, line=line: line in " ".join(terminal.text().split()),
        size=_TALL,
    )
    for line in ("tab Next pane", "shift+tab Previous pane", "^p All actions by name")
]
"""Textual has these keys as well: that they are ours is only told by the help."""
_LOW = (80, 17)
"""Room for one line of notes."""
_READ_ON = Case(size=_LOW, said=_silent_about("deleted by layer 2"))
_READ_BACK = Case(size=_LOW, before=("J",), said=_says("deleted by layer 2"))
_READ_ON_IN_PAIR = Case(images=PAIR, size=_LOW, said=_silent_about("overwritten here"))
_READ_BACK_IN_PAIR = Case(images=PAIR, size=_LOW, before=("J",), said=_says("overwritten here"))
_HELP_CLOSES = Case(before=("question_mark",), said=_silent_about("Scroll the notes"))

CASES: dict[tuple[type[DOMNode], str], Case] = {
    (TableView, "down"): _NEXT_LAYER,
    (TableView, "j"): _NEXT_LAYER,
    (TableView, "up"): _LAYER_BEFORE,
    (TableView, "k"): _LAYER_BEFORE,
    (TableView, "pagedown"): _PAGE_DOWN,
    (TableView, "ctrl+f"): _PAGE_DOWN,
    (TableView, "pageup"): _PAGE_UP,
    (TableView, "ctrl+b"): _PAGE_UP,
    (TableView, "g"): _FIRST,
    (TableView, "home"): _FIRST,
    (TableView, "G"): _LAST,
    (TableView, "end"): _LAST,
    (TableView, "enter"): _OPEN,
    (TableView, "l"): _OPEN,
    (TableView, "right"): _OPEN,
    (TreeView, "backspace"): _UP,
    (TreeView, "h"): _UP,
    (TreeView, "left"): _UP,
    (TreeView, "escape"): Case(
        before=("3", "slash", "s", "o", "enter"), said=_silent_about("only so")
    ),
    (TreeView, "s"): Case(before=("3",), said=_says("/  reversed")),
    (TreeView, "n"): Case(before=("3",), said=_says("/  by name")),
    (TreeView, "d"): Case(before=("3",), said=_says("/  changed only")),
    (TreeView, "space"): Case(before=("3",), said=_says("* 1 marked")),
    (TreeView, "c"): Case(before=("3", "enter"), said=_says("-rwxr-xr-x", "7:7", "t → tool")),
    (TreeView, "u"): Case(before=("3",), said=_says("▾ bin/", "▾ lib/")),
    (TreeView, "plus"): Case(before=("3",), said=_says("▾ bin/", "▸ lib/")),
    (TreeView, "minus"): Case(before=("3", "plus"), said=_silent_about("▾")),
    (TreeView, "asterisk"): Case(before=("3", "down"), said=_says("b.so")),
    (TreeView, "y"): Case(before=("3",), said=_says("copied bin")),
    (GroupsBody, "backspace"): _LEAVE,
    (GroupsBody, "h"): _LEAVE,
    (GroupsBody, "left"): _LEAVE,
    (GroupsBody, "space"): Case(before=("2", "enter"), said=_says("* 1 marked")),
    (GroupsBody, "y"): Case(before=("2", "enter"), said=_says("copied src/main.c")),
    (LayersBody, "a"): Case(said=_says("layers 0 to 0")),
    (LayersBody, "w"): Case(images=SINGLE, said=_highlighted("RUN mkdir")),
    (LayersBody, "o"): Case(said=_says("in layer 2")),
    (LayersBody, "y"): Case(said=_says(" copied ")),
    (ImageView, "1"): Case(before=("3",), said=_says("[1 Layers]")),
    (ImageView, "2"): Case(said=_says("[2 Shadowed (2)]")),
    (ImageView, "3"): Case(said=_says("[3 Files]")),
    (ImageView, "4"): Case(said=_says("[4 Warnings (0)]", "No warnings.")),
    (ImageView, "5"): Case(images=SINGLE, said=_says("[5 Advice (3)]", "one RUN for")),
    (ImageView, "6"): Case(images=SINGLE, said=_says("[6 Packages (0)]", "no package")),
    (ImageView, "slash"): Case(said=_says("part of a name")),
    (ImageView, "o"): Case(before=("2",), said=_says("in layer 2")),
    (ImageView, "i"): Case(before=("2",), said=_says("[1 Layers]", "in layer 0 /")),
    (ImageView, "J"): _READ_ON,
    (ImageView, "shift+down"): _READ_ON,
    (ImageView, "K"): _READ_BACK,
    (ImageView, "shift+up"): _READ_BACK,
    (ImageView, "w"): Case(before=("3",), said=_says("[2 Shadowed (2)]")),
    (ComparisonView, "1"): Case(images=PAIR, before=("3",), said=_says("[1 Layers]")),
    (ComparisonView, "2"): Case(images=PAIR, said=_says("[2 Files]")),
    (ComparisonView, "3"): Case(images=PAIR, said=_says("[3 Shadowed]")),
    (ComparisonView, "4"): Case(images=PAIR, said=_says("[4 Packages (1)]")),
    (ComparisonView, "right_square_bracket"): Case(images=PAIR, said=_says("files / share")),
    (ComparisonView, "left_square_bracket"): Case(
        images=PAIR,
        before=("right_square_bracket", "right_square_bracket"),
        said=_says("files / share"),
    ),
    (ComparisonView, "slash"): Case(images=PAIR, said=_says("part of a name")),
    (ComparisonView, "f"): Case(images=PAIR, said=_says("only in B /")),
    (ComparisonView, "x"): Case(images=PAIR, said=_says("A new.tar", "B old.tar")),
    (ComparisonView, "w"): Case(images=PAIR, said=_says("[3 Shadowed]")),
    (ComparisonView, "o"): Case(images=PAIR, before=("3",), said=_says("[1 Layers]")),
    (ComparisonView, "i"): Case(images=PAIR, before=("3",), said=_says("[1 Layers]")),
    (ComparisonView, "J"): _READ_ON_IN_PAIR,
    (ComparisonView, "shift+down"): _READ_ON_IN_PAIR,
    (ComparisonView, "K"): _READ_BACK_IN_PAIR,
    (ComparisonView, "shift+up"): _READ_BACK_IN_PAIR,
    (LayersizeApp, "tab"): _PANE_KEYS[0],
    (LayersizeApp, "shift+tab"): _PANE_KEYS[1],
    (LayersizeApp, "t"): Case(said=lambda terminal: terminal.app.theme == "layersize-light"),
    (LayersizeApp, "ctrl+p"): _PANE_KEYS[2],
    (LayersizeApp, "e"): Case(said=_says("Write the report")),
    (LayersizeApp, "question_mark"): Case(said=_says("Scroll the notes")),
    (LayersizeApp, "q"): Case(said=_ended),
    (LayersizeApp, "ctrl+c"): Case(said=_ended),
    (SaveScreen, "escape"): Case(before=("e",), said=_silent_about("Write the report")),
    (HelpScreen, "escape"): _HELP_CLOSES,
    (HelpScreen, "question_mark"): _HELP_CLOSES,
    (HelpScreen, "q"): _HELP_CLOSES,
}
