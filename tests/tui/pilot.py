"""The terminal UI without a terminal: started with results at hand, told keys, and read."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from rich.segment import Segment
from textual.pilot import Pilot

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.cli.browsed_files import extract_to, file_content, file_difference
from layersize.comparison.result import Comparison
from layersize.measure import Settings, add_advice, compare_explored
from layersize.progress import Progress
from layersize.report.style import OutputStyle
from layersize.tui.app import LayersizeApp
from layersize.tui.file_content import FileContent, FileDifference, FilePlace
from layersize.tui.loader import Backend
from layersize.tui.screens.loading_screen import LoadingScreen
from layersize.tui.widgets.table_view import TableView

PATIENCE_SECONDS = 60.0
"""Only a test that fails waits so long."""
STANDARD = (80, 24)


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that awaits, as one that pytest can call."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        asyncio.run(test(*args, **kwargs))

    return run


class MeasuredImages:
    """A backend that has everything, errors too, and writes nothing."""

    def __init__(self, images: Mapping[str, AnalyzedImage | Exception]) -> None:
        self._images = images

    def image(self, reference: str, progress: Progress) -> AnalyzedImage:
        image = self._images[reference]
        if isinstance(image, Exception):
            raise image
        progress.advance(1)
        return image

    def advised(self, image: AnalyzedImage) -> AnalyzedImage:
        return add_advice(image)

    def comparison(self, base: AnalyzedImage, other: AnalyzedImage) -> Comparison:
        return compare_explored(base, other, 10)

    def content(
        self, image: AnalyzedImage, place: FilePlace, most_bytes: int, progress: Progress
    ) -> FileContent:
        progress.advance(0)
        return file_content(image, place, most_bytes, Settings())

    def difference(
        self, base: AnalyzedImage, other: AnalyzedImage, path: bytes, progress: Progress
    ) -> FileDifference:
        progress.advance(0)
        return file_difference(base, other, path, Settings(), style())

    def extract(
        self, image: AnalyzedImage, path: bytes, layer: int | None, target: str, progress: Progress
    ) -> str:
        progress.advance(0)
        return extract_to(target, image, path, layer, Settings(), style())

    def write(self, result: object, form: str, path: object) -> None:
        raise AssertionError(f"wrote {form} to {path}: {type(result)}")


def style(**changed: Any) -> OutputStyle:
    usual = {"width": 80, "color": True, "ascii": False, "units": "si", "top": 10}
    return OutputStyle(**{**usual, **changed})


@dataclass(frozen=True)
class Terminal:
    """What a person has in front: keys, a mouse, a screen."""

    app: LayersizeApp
    pilot: Pilot[None]

    def rows(self) -> list[Sequence[Segment]]:
        """The screen row by row, as it goes to the terminal; Textual has no public way to it."""
        return [list(strip) for strip in self.app.screen._compositor.render_strips()]

    def lines(self) -> list[str]:
        return ["".join(segment.text for segment in row) for row in self.rows()]

    def text(self) -> str:
        return "\n".join(self.lines())

    def line(self, part: str) -> str:
        """The only line that has a text in it."""
        (found,) = (line for line in self.lines() if part in line)
        return found

    def highlighted(self) -> str:
        """The row that the keys act on, after its sign."""
        signs = [line.partition("▶ ")[2] for line in self.lines() if "▶ " in line]
        return signs[0] if signs else ""

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def until(self, is_so: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
        """Waits for something that the screen says, as long as it may take."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"in vain; the screen says\n{self.text()}"
            await self.pilot.pause(0.01)

    async def settled(self) -> None:
        """Until nothing more comes of a key: all is idle, and no thread works, ten times over."""
        for _ in range(10):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()

    async def says(self, *parts: str) -> None:
        await self.until(lambda: all(part in self.text() for part in parts))

    async def notifies(self, words: str) -> None:
        """Waits for a message that goes by itself, which lies over other text."""
        messages = self.app._notifications
        await self.until(lambda: any(words in one.message for one in messages))

    async def says_no_more(self, part: str) -> None:
        await self.until(lambda: part not in self.text())

    async def has_highlighted(self, part: str) -> None:
        await self.until(lambda: part in self.highlighted())

    def place(self, part: str) -> tuple[int, int]:
        """Where a text first begins; every character of it takes one cell."""
        lines = self.lines()
        y = next(at for at, line in enumerate(lines) if part in line)
        return lines[y].index(part), y

    async def click(self, part: str, times: int = 1) -> None:
        await self.pilot.hover(offset=self.place(part))
        await self.pilot.click(offset=self.place(part), times=times)

    def background_of(self, part: str) -> Any:
        """The colour behind the first character of a text."""
        x, y = self.place(part)
        for segment in self.rows()[y]:
            x -= segment.cell_length
            if x < 0:
                return segment.style.bgcolor if segment.style else None
        raise AssertionError(part)

    def focused(self) -> TableView:
        focused = self.app.screen.focused
        assert isinstance(focused, TableView)
        return focused


@asynccontextmanager
async def opened(
    references: Sequence[str],
    backend: Backend,
    *,
    size: tuple[int, int] = STANDARD,
    shown_as: OutputStyle | None = None,
) -> AsyncIterator[Terminal]:
    """The program as it starts; it may still be loading."""
    app = LayersizeApp(references, backend, shown_as or style())
    async with app.run_test(size=size, notifications=True) as pilot:
        yield Terminal(app, pilot)


@asynccontextmanager
async def browsing(
    images: Mapping[str, AnalyzedImage | Exception], backend: Backend | None = None, **how: Any
) -> AsyncIterator[Terminal]:
    """The program once it has loaded."""
    async with opened(list(images), backend or MeasuredImages(images), **how) as terminal:
        await terminal.until(
            lambda: (
                len(terminal.app.screen_stack) > 1
                and not isinstance(terminal.app.screen, LoadingScreen)
                and terminal.app.screen.focused is not None
            )
        )
        await terminal.pilot.pause()
        yield terminal
