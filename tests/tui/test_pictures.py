"""Pictures of the screens: `pytest tests/tui/test_pictures.py --snapshot-update` makes them anew.

They hold for the Textual of requirements-dev.lock; look at them before you commit them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from textual.pilot import Pilot

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.tui.app import LayersizeApp
from layersize.tui.screens.loading_screen import LoadingScreen
from tui.opening import colour_all
from tui.pilot import MeasuredImages, Terminal, style

_VIEWS: Mapping[str, tuple[Sequence[str], Sequence[str], str]] = {
    "one": (("single",), (), "▶ 3"),
    "two": (("old", "new"), (), "▶ ~"),
    "pairs": (("single",), ("2", "enter", "down"), "layer 3 RUN sh build.sh"),
    "advice": (("packaged",), ("5", "down", "enter"), "overwritten by layer 1"),
    "packages": (("packaged",), ("6", "down", "down"), "more are still shipped"),
    "changes": (("packaged", "repackaged"), ("4",), "perl 5.36"),
    "based": (("packaged",), (), "base image: 1 layer"),
    "tree": (("old",), ("3", "plus", "down", "c"), "tool-1.0 H"),
    "files": (("old",), ("3", "enter", "space"), "1 marked"),
    "text": (("viewed",), ("3", "n", "g", "enter"), "python"),
    "bytes": (("viewed",), ("3", "down", "down", "enter"), "7f 45 4c 46"),
    "help": (("single",), ("question_mark",), "Scroll the notes"),
}


_SIZES = {"80x24": (80, 24), "120x36": (120, 36), "160x50": (160, 50), "200x60": (200, 60)}
_NOT_EVERYWHERE = {
    "120x36": ("advice", "packages", "based"),
    "200x60": ("one", "two", "tree", "packages"),
}
"""Sizes that only some views are drawn in: those with more in them where there is room."""
_PICTURES = [
    pytest.param(view, size, id=f"{view}-{name}")
    for name, size in _SIZES.items()
    for view in _NOT_EVERYWHERE.get(name, _VIEWS)
]


@pytest.mark.parametrize(("view", "size"), _PICTURES)
def test_a_view_looks_as_it_did(
    view: str,
    size: tuple[int, int],
    shelf: Mapping[str, AnalyzedImage],
    snap_compare: Callable[..., bool],
) -> None:
    names, keys, sign = _VIEWS[view]

    async def go_there(pilot: Pilot[None]) -> None:
        terminal = Terminal(app, pilot)
        await terminal.until(lambda: not isinstance(app.screen, LoadingScreen))
        await terminal.until(lambda: app.screen.focused is not None)
        await terminal.press(*keys)
        await terminal.says(sign)
        colour_all(terminal)

    app = LayersizeApp(names, MeasuredImages({name: shelf[name] for name in names}), style())
    assert snap_compare(app, terminal_size=size, run_before=go_there)
