"""Terminals without colours, with ASCII only, of any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.comparison.result import Comparison, Delta, MarginalCost
from layersize.measure import compare_explored
from layersize.tui.themes import DARK, LIGHT
from layersize.tui.widgets.headers import comparison_header, image_header
from tui.pilot import Terminal, browsing, in_loop, style

Images = Mapping[str, AnalyzedImage]


def colours(terminal: Terminal) -> set[tuple[int, int, int]]:
    """All that are neither black, white nor grey."""
    found = set()
    for row in terminal.rows():
        for segment in row:
            ink = segment.style
            for colour in (ink.color, ink.bgcolor) if ink else ():
                if colour is not None and not colour.is_default:
                    found.add(tuple(colour.get_truecolor()))
    return {colour for colour in found if max(colour) - min(colour) > 2}


@in_loop
async def test_without_colours_there_is_none_and_the_highlighted_row_has_its_sign(
    old: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with browsing(old) as terminal:
        assert not colours(terminal)
        assert "COPY . /src" in terminal.highlighted()
        await terminal.press("2")
        await terminal.has_highlighted("RUN rm -r /src")
        assert not colours(terminal)


@in_loop
async def test_else_there_are_some(old: Images) -> None:
    async with browsing(old) as terminal:
        assert len(colours(terminal)) > 3


@pytest.mark.parametrize("names", [("old",), ("old", "new")])
@in_loop
async def test_all_that_is_ours_is_ascii_where_nothing_else_can_be_shown(
    names: tuple[str, ...], shelf: Images
) -> None:
    images = {name: shelf[name] for name in names}
    async with browsing(images, shown_as=style(ascii=True), size=(160, 50)) as terminal:
        await terminal.until(lambda: terminal.lines()[-1].strip().startswith("enter Open"))
        for key in ("1", "2", "3", "question_mark"):
            await terminal.press(key)
            await terminal.pilot.pause()
            foreign = {sign for line in terminal.lines() for sign in line if ord(sign) > 126}
            assert not foreign, terminal.text()


@pytest.mark.parametrize(
    "keys", [("3", "enter", "enter"), ("e",), ("slash", "a"), ("ctrl+p",), ("space", "J")]
)
@in_loop
async def test_what_opens_over_the_views_is_ascii_too(keys: Sequence[str], old: Images) -> None:
    async with browsing(old, shown_as=style(ascii=True), size=(100, 30)) as terminal:
        before = terminal.text()
        await terminal.press(*keys)
        await terminal.until(lambda: terminal.text() != before)
        await terminal.settled()
        assert terminal.text().isascii(), terminal.text()


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (109, 17), (200, 60)])
@pytest.mark.parametrize("names", [("old",), ("old", "new")])
@in_loop
async def test_the_highlighted_row_is_in_view_at_every_size(
    names: tuple[str, ...], size: tuple[int, int], shelf: Images
) -> None:
    async with browsing({name: shelf[name] for name in names}, size=size) as terminal:
        for key in ("1", "2", "3"):
            await terminal.press(key, "G")
            await terminal.until(terminal.highlighted)
            assert len(terminal.lines()) == size[1]


@in_loop
async def test_the_highlighted_row_stays_in_view_when_the_terminal_shrinks(shelf: Images) -> None:
    async with browsing({"many": shelf["many"]}, size=(160, 60)) as terminal:
        await terminal.press("3", *["down"] * 40)
        await terminal.has_highlighted("f040")
        await terminal.pilot.resize_terminal(80, 24)
        await terminal.has_highlighted("f040")


@pytest.mark.parametrize("width", range(36, 101, 8))
def test_numbers_of_the_header_stand_whole_or_not_at_all(width: int, shelf: Images) -> None:
    whole = image_header(shelf["single"].analysis, 200, style())[1].plain.split("  ")
    measures = image_header(shelf["single"].analysis, width, style())[1]
    assert measures.cell_len <= width
    assert set(measures.plain.split("  ")) <= set(whole)
    assert {"content", "shadowed"} <= {measure.split()[0] for measure in measures.plain.split("  ")}


def _of_any_size(shelf: Images, amount: int, names: tuple[str, str]) -> Comparison:
    """A comparison with numbers as long as they come: what is negative stays so."""
    comparison = compare_explored(shelf["single"], shelf["multi"], 10)
    sides = []
    for side, name in zip((comparison.base, comparison.other), names, strict=True):
        image = replace(
            side.image,
            reference=name,
            content_bytes=2 * amount,
            live_bytes=amount,
            shadowed_bytes=amount,
            transfer_estimate_bytes=amount,
        )
        sides.append(replace(side, image=image))
    delta = Delta(
        transfer_bytes=None,
        transfer_estimate_bytes=-amount,
        tar_bytes=0,
        content_bytes=amount * 900,
        live_bytes=-amount,
        shadowed_bytes=amount,
    )
    marginal = MarginalCost(
        layers=127,
        content_bytes=amount,
        tar_bytes=0,
        transfer_bytes=None,
        transfer_estimate_bytes=amount,
    )
    return replace(comparison, base=sides[0], other=sides[1], delta=delta, marginal=marginal)


@pytest.mark.parametrize("units", ["si", "iec"])
@pytest.mark.parametrize(
    "names",
    [
        ("a:1", "b:1"),
        ("registry.example:5000/team/a-service-with-a-name:2026-11-30-rc1", "x" * 200),
        ("app@sha256:" + "a" * 64, "app@sha256:" + "b" * 64),
        ("\N{FULLWIDTH LATIN SMALL LETTER W}" * 60, "b"),
    ],
)
@pytest.mark.parametrize("amount", [1, 1023 * 1024**2, 999_999_999_999])
def test_the_header_of_two_images_is_cut_at_no_width(
    amount: int, names: tuple[str, str], units: str, shelf: Images
) -> None:
    comparison, shown_as = _of_any_size(shelf, amount, names), style(units=units)
    whole = " ".join(line.plain for line in comparison_header(comparison, 1000, shown_as)[2:])
    for width in range(68, 240):
        first, second, *rest = comparison_header(comparison, width, shown_as)
        for line in (first, second, *rest):
            assert line.cell_len <= width, (width, line.plain)
        for line in (first, second):
            assert f"{shown_as.size(amount)} live  ⊘ {shown_as.size(amount)}" in line.plain
            assert shown_as.size(2 * amount) in line.plain
        assert " ".join(line.plain for line in rest).split() == whole.split()
        assert len(rest) <= 5


@pytest.mark.parametrize("width", [70, 71, 79, 80, 100, 160])
@in_loop
async def test_the_header_has_as_many_lines_as_it_takes(width: int, shelf: Images) -> None:
    images = {"a": shelf["single"], "b": shelf["multi"]}
    async with browsing(images, size=(width, 24)) as terminal:
        text = " ".join(" ".join(terminal.lines()[:7]).split())
        assert "Δ content −13.1 MB (−86.4 %) live – shadowed −13.1 MB" in text
        assert "= shared 2 layers, 2.0 MB B on top of A: 81.5 kB in 1 layer [1 Layers]" in text


@in_loop
async def test_names_that_end_alike_are_told_apart(shelf: Images) -> None:
    same = "/with/a/long/tail/that/both/of/them/have/image.tar"
    comparison = _of_any_size(shelf, 5, (f"first{same}", f"second{same}"))
    base, other, *_ = comparison_header(comparison, 70, style())
    assert base.plain[2:20] != other.plain[2:20]


@pytest.mark.parametrize("width", [40, 60, 80])
@in_loop
async def test_what_signs_mean_wraps(width: int, shelf: Images) -> None:
    async with browsing({"old": shelf["old"]}, size=(width, 140)) as terminal:
        await terminal.press("question_mark")
        await terminal.says("Signs")
        text = " ".join(" ".join(line.strip(" │") for line in terminal.lines()).split())
        assert "one of several names of a file; its bytes count once" in text
        assert "not there before; something in it is added, changed, removed" in text


@in_loop
async def test_the_light_theme_is_in_the_help_and_a_key_away(old: Images) -> None:
    async with browsing(old, size=(80, 100)) as terminal:
        await terminal.press("question_mark")
        await terminal.says("Light or dark theme")
        await terminal.press("escape", "t")
        await terminal.until(lambda: terminal.app.theme == LIGHT.name)
        light = terminal.background_of("content")
        await terminal.press("t")
        await terminal.until(lambda: terminal.app.theme == DARK.name)
        await terminal.until(lambda: terminal.background_of("content") != light)


@pytest.mark.parametrize("width", [40, 60, 70, 80])
@in_loop
async def test_keys_are_whole_and_help_and_end_are_always_there(width: int, shelf: Images) -> None:
    images = {"a": shelf["old"], "b": shelf["new"]}
    async with browsing(images, size=(width, 24)) as terminal:
        await terminal.press("2")
        await terminal.until(lambda: "⌫ Up" in terminal.lines()[-1])
        assert terminal.lines()[-1].rstrip().endswith("? Help  q Quit")
