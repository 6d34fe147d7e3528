"""Draws the pictures of the README anew: `.venv/bin/python tools/pictures.py`.

They are screens of the program itself, on the sample images of this repository.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from textual.pilot import Pilot

from layersize.cli.commands.browse import app_for
from layersize.cli.options import CommonOptions
from layersize.cli.progress import ProgressBars
from layersize.tui.app import LayersizeApp
from layersize.tui.screens.view_screen import ViewScreen
from layersize.tui.viewer.page_view import PageView

ROOT = Path(__file__).resolve().parent.parent
SIZE = (120, 30)
SINGLE, MULTI = "sample_images/site/single.tar.xz", "sample_images/site/multi.tar.xz"
PICTURES = {
    "one-image.svg": ([SINGLE], ["tab", "enter"]),
    "two-images.svg": ([SINGLE, MULTI], []),
    "advice.svg": ([SINGLE], ["5"]),
    "viewer.svg": ([SINGLE], ["up", "tab", "enter", "enter"]),
    "tree.svg": ([SINGLE], ["3", "u", "down", "down", "right"]),
}
"""File to the images that are shown, and the keys that are pressed then."""


def main() -> None:
    """Writes all pictures."""
    os.chdir(ROOT)
    for name, (references, keys) in PICTURES.items():
        svg = asyncio.run(picture(references, keys))
        (ROOT / "docs/pictures" / name).write_text(svg, encoding="utf-8")


async def picture(references: list[str], keys: list[str]) -> str:
    """The SVG of a screen."""
    options = CommonOptions(offline=True, no_cache=True)
    with ProgressBars(wanted=False) as bars:
        return await _screen(app_for(references, options, bars), keys)


async def _screen(app: LayersizeApp, keys: list[str]) -> str:
    async with app.run_test(size=SIZE) as pilot:
        while not (isinstance(app.screen, ViewScreen) and app.screen.has_advice):
            await pilot.pause(0.02)
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        await pilot.pause()
        await shown_whole(app, pilot)
        return app.export_screenshot(title="layersize")


async def shown_whole(app: LayersizeApp, pilot: Pilot[None]) -> None:
    """Waits for a file that is opened, and for its colours."""
    for view in app.screen.query(PageView):
        while view.page is None or not view.display:
            await pilot.pause(0.02)
        while view.page.colour(view.rows_in_view[1]):
            pass
        view.redraw()
    await pilot.pause()


if __name__ == "__main__":
    main()
