"""The lines at the bottom: what hides bytes and what would help first, long instructions last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from textual.events import MouseScrollDown

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.tui.widgets import tabbed_view
from layersize.tui.widgets.notes_pane import NotesPane
from tui.pilot import Terminal, browsing, in_loop

Images = Mapping[str, AnalyzedImage]
_CAUSE = "⊘ 7.0 kB deleted by layer 2 RUN make"
_REMEDY = "→ one RUN for both would save 7.0 kB"
_ONE, _TWO = ("long",), ("long", "old")


def notes(terminal: Terminal) -> Sequence[str]:
    """The lines of the pane, as they are at 80 by 24."""
    return terminal.lines()[-6:-1]


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        pytest.param(_ONE, (), id="a layer"),
        pytest.param(_ONE, ("2",), id="a pair"),
        pytest.param(_ONE, ("tab",), id="a folder"),
        pytest.param(_ONE, ("tab", *["enter"] * 4), id="a file"),
        pytest.param(_ONE, ("tab", "space", "up"), id="with a mark"),
        pytest.param(_TWO, ("down", "down"), id="a layer of two images"),
    ],
)
@in_loop
async def test_cause_and_remedy_are_in_sight_whatever_instructions_there_are(
    names: Sequence[str], keys: Sequence[str], shelf: Images
) -> None:
    async with browsing({name: shelf[name] for name in names}) as terminal:
        await terminal.press(*keys)
        await terminal.until(
            lambda: any("deleted by layer 2 RUN make" in at for at in notes(terminal))
        )
        first, second, *_ = notes(terminal)
        assert "⊘ " in first
        assert first.rstrip().endswith("…")
        assert "→ one RUN for both would save 7.0 kB" in second


@in_loop
async def test_a_pair_of_two_images_has_bytes_and_remedy_in_sight(shelf: Images) -> None:
    async with browsing({"long": shelf["long"], "old": shelf["old"]}) as terminal:
        await terminal.press("3")
        await terminal.says("A ⊘ 7.0 kB 7 files in var/lib/apt/lists/", _REMEDY, "B nothing")


@in_loop
async def test_what_hides_says_whose_bytes_are_still_shipped(shelf: Images) -> None:
    async with browsing({"long": shelf["long"]}) as terminal:
        await terminal.press("down")
        await terminal.says("✂ 7.0 kB deleted here, still shipped by layer 1 RUN apt-get", _REMEDY)


@in_loop
async def test_all_of_an_instruction_is_scrolled_to_and_back(shelf: Images) -> None:
    async with browsing({"long": shelf["long"]}) as terminal:
        await terminal.says(_CAUSE, "J: ")
        seen = list(notes(terminal)[:-1])  # the last has the hint, and is seen whole later
        for _ in range(60):
            if "K: back" in notes(terminal)[-1]:
                break
            before = terminal.text()
            await terminal.press("J")
            await terminal.until(lambda: terminal.text() != before)  # noqa: B023 - runs here
            seen.append(notes(terminal)[-2])
        whole = " ".join(map(str.strip, [*seen, notes(terminal)[-1]]))
        assert "FIRST-END" in whole
        assert "diff_id" in whole
        await terminal.press("J")
        await terminal.pilot.pause()
        assert "K: back" in notes(terminal)[-1]
        await terminal.press(*["K"] * 60)
        await terminal.says(_CAUSE, _REMEDY)


@in_loop
async def test_notes_scroll_with_the_wheel_and_begin_anew_at_another_row(shelf: Images) -> None:
    async with browsing({"long": shelf["long"]}) as terminal:
        await terminal.says(_CAUSE)
        await terminal.pilot._post_mouse_events([MouseScrollDown], NotesPane)
        await terminal.says_no_more(_CAUSE)
        await terminal.press("down", "up")
        await terminal.says(_CAUSE)


@in_loop
async def test_a_folder_says_which_layers_its_bytes_come_from(old: Images) -> None:
    async with browsing(old, size=(80, 40)) as terminal:
        await terminal.press("3", "G")
        await terminal.says("120 B  of layer 1 RUN make", " 50 B  of layer 0 COPY . /src")
        await terminal.says("⊘ 100 B more is shipped here and hidden: 100 B by layer 0")


@in_loop
async def test_a_folder_of_two_images_says_so_of_both(pair: Images) -> None:
    async with browsing(pair, size=(80, 40)) as terminal:
        await terminal.press("2", "down")
        await terminal.has_highlighted("bin/")
        await terminal.says("A   9.0 kB  of layer 1 RUN make", "B  12.0 kB  of layer 1 RUN make")


@in_loop
async def test_of_a_large_folder_layers_are_told_while_it_stays_highlighted(
    pair: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabbed_view, "_FEW_FILES", 0)
    async with browsing(pair, size=(80, 40)) as terminal:
        await terminal.press("2", "down")
        await terminal.says("A   9.0 kB  of layer 1 RUN make", "B  12.0 kB  of layer 1 RUN make")
        await terminal.press("down", "up", "down")
        await terminal.says("lib/  ", "A   1.3 kB  of layer 1", "B    700 B  of layer 1")
