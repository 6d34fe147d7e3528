"""Laws of the histories of paths, for any stack of layers, against a naive replay of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from layersize.explore.history.path_changes import Change, ReplacingNames
from layersize.explore.history.path_history import PathHistories, PathHistory
from layersize.measure import explore
from support.docker_archives import archive
from support.layer_stack import Layer, layer_tars
from support.naive_history import NaiveHistory, Sums
from support.stacks import PATHS, STORED, stacks

LAWS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ASKED = ["", *PATHS, *STORED, "home", "nix/store", "root/.cache", "z", "a/.wh.a", "none"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


def histories(folder: Path, stack: Sequence[Layer]) -> PathHistories:
    image = folder / "image.tar"
    image.write_bytes(archive(*layer_tars(stack)))
    names = ReplacingNames()
    return PathHistories(explore(str(image), lay=names.lay), names)


def sums(history: PathHistory) -> Sums:
    """Without what only the folder itself is about."""
    return {
        (event.layer, event.change.value): (
            event.shipped_bytes,
            event.hidden_bytes,
            event.files,
        )
        for event in history.events
        if event.files
    }


@LAWS
@given(stack=stacks)
def test_events_are_those_of_the_naive_replay(stack: list[Layer], folder: Path) -> None:
    found, naive = histories(folder, stack), NaiveHistory(stack)
    for path in ASKED:
        assert sums(found.of(path.encode())) == naive.at(path), path


@LAWS
@given(stack=stacks)
def test_bytes_of_events_add_up(stack: list[Layer], folder: Path) -> None:
    found = histories(folder, stack)
    for path in ASKED:
        history = found.of(path.encode())
        shipped = sum(event.shipped_bytes for event in history.events)
        hidden = sum(event.hidden_bytes for event in history.events)
        assert shipped == history.live_bytes + history.hidden_bytes
        assert hidden == history.hidden_bytes
        layers = [event.layer for event in history.events]
        assert layers == sorted(layers)


@LAWS
@given(stack=stacks)
def test_the_root_has_the_bytes_of_the_image_and_of_its_layers(
    stack: list[Layer], folder: Path
) -> None:
    history = histories(folder, stack).of(b"")
    image = history.image
    assert (history.live_bytes, history.hidden_bytes) == (image.live_bytes, image.shadowed_bytes)
    for layer in image.layers:
        of_layer = [event for event in history.events if event.layer == layer.index]
        hidden = {event.change: event.hidden_bytes for event in of_layer}
        assert hidden.get(Change.DELETED, 0) == layer.whiteout_bytes
        overwritten = (Change.OVERWRITTEN, Change.METADATA_ONLY)
        assert sum(hidden.get(change, 0) for change in overwritten) == layer.overwritten_bytes
        assert hidden.get(Change.DUPLICATE_ENTRY, 0) == layer.in_layer_waste_bytes
