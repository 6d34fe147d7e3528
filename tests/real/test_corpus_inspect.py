"""Every item of the corpus gives a report or one line with exit code 2, and soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from real.corpus import VARIABLE, CorpusItem, corpus_items, named_images, without_folder
from real.layouts import write_layout
from real.programs import decompressed
from real.run_notes import RunNotes
from support.identities import assert_identities, assert_refusal
from support.run_layersize import inspect

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not corpus_items(), reason=f"{VARIABLE} names no corpus"),
    pytest.mark.timeout(20),
]


def report_or_refusal(reference: str, name: str, notes: RunNotes) -> None:
    outcome = inspect(reference)
    if outcome.exit_code == 0:
        assert_identities(outcome.report)
        notes.reports += 1
        return
    assert_refusal(outcome.exit_code, outcome.stdout, outcome.stderr)
    notes.refusals.append((name, without_folder(outcome.stderr.strip())))


def parameters(items: Iterable[CorpusItem]) -> list[Any]:
    """The items of the index; one that this copy of the corpus lacks is skipped by name."""
    return [
        pytest.param(
            item,
            id=item.name,
            marks=() if item.path.exists() else pytest.mark.skip(reason=f"lacks {item.name}"),
        )
        for item in items
    ]


IMAGES = parameters(item for item in corpus_items() if not item.is_bare_layer)
BARE_LAYERS = parameters(item for item in corpus_items() if item.is_bare_layer)


@pytest.mark.parametrize("item", IMAGES)
def test_image(item: CorpusItem, run_notes: RunNotes) -> None:
    report_or_refusal(str(item.path), item.name, run_notes)


@pytest.mark.parametrize("item", IMAGES)
def test_each_named_image(item: CorpusItem, run_notes: RunNotes) -> None:
    for image in named_images(item):
        report_or_refusal(image.reference, without_folder(image.reference), run_notes)


@pytest.mark.parametrize("item", BARE_LAYERS)
def test_layer_as_an_image(
    item: CorpusItem, need: Callable[..., None], run_notes: RunNotes, tmp_path: Path
) -> None:
    need("gzip", "bzip2", "xz", "zstd")
    layout = write_layout(tmp_path, [decompressed(item.path)], [item.path.read_bytes()])
    report_or_refusal(str(layout), item.name, run_notes)
