"""The screen until there is something to explore."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import Interrupted
from layersize.explore.explored import ExploredImage
from layersize.progress import Progress
from tui.pilot import MeasuredImages, in_loop, opened


class Slow(MeasuredImages):
    """Tells that it is halfway, then waits until it may go on."""

    def __init__(self, image: AnalyzedImage) -> None:
        super().__init__({})
        self._image = image
        self.may_go_on = threading.Event()
        self.interrupted = threading.Event()

    def image(self, reference: str, progress: Progress) -> AnalyzedImage:  # noqa: ARG002 - as the program calls it
        progress.expect(2_000_000)
        progress.phase("walking layer 2 of 3")
        progress.advance(1_000_000)
        progress.wait("waiting for the registry")
        self.may_go_on.wait(600)
        try:
            progress.advance(1)
        except Interrupted:
            self.interrupted.set()
            raise
        return self._image


@in_loop
async def test_a_bar_has_the_phase_and_the_bytes(shelf: Mapping[str, AnalyzedImage]) -> None:
    loader = Slow(shelf["old"])
    async with opened(["here/a.tar", "here/b.tar"], loader) as terminal:
        await terminal.says("here/a.tar  waiting for the registry  1.0 MB", "50%")
        assert "here/b.tar  waiting " in terminal.text()
        loader.may_go_on.set()
        await terminal.says("A ", "B ", "[1 Layers]")


@in_loop
async def test_the_first_screen_waits_for_no_other(
    shelf: Mapping[str, AnalyzedImage], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_shown, are_prepared = threading.Event(), threading.Event()
    prepare_rest = ExploredImage.prepare_rest

    def prepare_once_shown(explored: ExploredImage) -> Iterator[None]:
        assert is_shown.wait(600)
        yield from prepare_rest(explored)
        are_prepared.set()

    monkeypatch.setattr(ExploredImage, "prepare_rest", prepare_once_shown)
    async with opened(["a.tar"], MeasuredImages({"a.tar": shelf["old"]})) as terminal:
        await terminal.says("[1 Layers]")
        is_shown.set()
        await terminal.until(are_prepared.is_set)
    assert terminal.app.failure is None


@in_loop
async def test_q_ends_at_once_while_a_loader_stalls(shelf: Mapping[str, AnalyzedImage]) -> None:
    loader = Slow(shelf["old"])
    async with opened(["a.tar"], loader) as terminal:
        await terminal.says("waiting for the registry")
        await terminal.press("q")
        await terminal.until(lambda: terminal.app.return_code == 0)
    assert not loader.interrupted.is_set(), "the loader was not waited for: it still stalls"
    loader.may_go_on.set()
    assert loader.interrupted.wait(60), "the next chunk tells the thread to stop"
    assert terminal.app.failure is None


@in_loop
async def test_ctrl_c_while_loading_interrupts(shelf: Mapping[str, AnalyzedImage]) -> None:
    loader = Slow(shelf["old"])
    async with opened(["a.tar"], loader) as terminal:
        await terminal.says("waiting for the registry")
        await terminal.press("ctrl+c")
        await terminal.until(lambda: terminal.app.failure is not None)
    assert isinstance(terminal.app.failure, Interrupted)
    loader.may_go_on.set()


@in_loop
async def test_ctrl_c_in_the_help_while_loading_interrupts(
    shelf: Mapping[str, AnalyzedImage],
) -> None:
    loader = Slow(shelf["old"])
    async with opened(["a.tar"], loader) as terminal:
        await terminal.says("waiting for the registry")
        await terminal.press("question_mark")
        await terminal.says("Signs")
        await terminal.press("ctrl+c")
        await terminal.until(lambda: terminal.app.failure is not None)
    assert isinstance(terminal.app.failure, Interrupted)
    loader.may_go_on.set()


@in_loop
async def test_a_help_that_is_open_gives_way_to_what_was_loaded(
    shelf: Mapping[str, AnalyzedImage],
) -> None:
    loader = Slow(shelf["old"])
    async with opened(["a.tar"], loader) as terminal:
        await terminal.says("waiting for the registry")
        await terminal.press("question_mark")
        await terminal.says("Signs")
        loader.may_go_on.set()
        await terminal.says("[1 Layers]")
        await terminal.press("ctrl+c")
        await terminal.until(lambda: terminal.app.return_code == 0)
    assert terminal.app.failure is None


@in_loop
async def test_ctrl_c_ends_while_a_pattern_is_typed(shelf: Mapping[str, AnalyzedImage]) -> None:
    async with opened(["old"], MeasuredImages({"old": shelf["old"]})) as terminal:
        await terminal.says("[1 Layers]")
        await terminal.press("slash", "a", "ctrl+c")
        await terminal.until(lambda: terminal.app.return_code == 0)
