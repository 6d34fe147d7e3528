"""Every key does something that the screen tells; one that is taken away fails its case."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import layersize.tui
from layersize.accounting.analyzed_image import AnalyzedImage
from tui.key_cases import CASES as CASES_OF_VIEWS
from tui.key_cases import Case
from tui.opening import until_shown
from tui.pilot import browsing, in_loop
from tui.viewer_keys import VIEWER_CASES

CASES = CASES_OF_VIEWS | VIEWER_CASES
_KEYS = [pytest.param(*at, id=f"{at[0].__name__}-{at[1]}") for at in CASES]


def _subclasses(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


def _our_classes() -> set[type[DOMNode]]:
    for module in pkgutil.walk_packages(layersize.tui.__path__, "layersize.tui."):
        importlib.import_module(module.name)
    return {kind for kind in _subclasses(DOMNode) if kind.__module__.startswith("layersize.")}


def _bound() -> set[tuple[type[DOMNode], str]]:
    """Every key of every class of ours, `down,j` being two."""
    return {
        (kind, key)
        for kind in _our_classes()
        for binding in vars(kind).get("BINDINGS", ())
        for key in binding.key.split(",")
    }


async def _run(
    case: Case, key: str, shelf: Mapping[str, AnalyzedImage], *, may_take_time: bool = True
) -> None:
    wanted = {name: shelf[name] for name in case.images}
    async with browsing(wanted, size=case.size) as terminal:
        for early in case.before:
            await terminal.press(early)
        if case.inside is not None:
            await until_shown(terminal)
            await terminal.press(*case.inside)
        await terminal.pilot.pause()
        assert not case.said(terminal), f"said before the key:\n{terminal.text()}"
        await terminal.press(case.press or key)
        if may_take_time:
            await terminal.until(lambda: case.said(terminal))
        else:
            await terminal.settled()
            assert case.said(terminal), "in vain"


def test_there_is_a_case_for_every_key_and_none_for_another() -> None:
    assert _bound() == CASES.keys()


@pytest.mark.parametrize(("kind", "key"), _KEYS)
@in_loop
async def test_a_key_acts(
    kind: type[DOMNode], key: str, shelf: Mapping[str, AnalyzedImage]
) -> None:
    await _run(CASES[kind, key], key, shelf)


@pytest.mark.parametrize(("kind", "key"), _KEYS)
def test_without_its_binding_a_key_fails_its_case(
    kind: type[DOMNode],
    key: str,
    shelf: Mapping[str, AnalyzedImage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kind, "BINDINGS", _without(kind, key))
    monkeypatch.setattr(kind, "_merged_bindings", kind._merge_bindings())
    with pytest.raises(AssertionError, match="in vain"):
        asyncio.run(_run(CASES[kind, key], key, shelf, may_take_time=False))


def _without(kind: type[DOMNode], key: str) -> list[Binding]:
    left = []
    for binding in vars(kind)["BINDINGS"]:
        keys = [other for other in binding.key.split(",") if other != key]
        if keys:
            left.append(replace(binding, key=",".join(keys)))
    return left
