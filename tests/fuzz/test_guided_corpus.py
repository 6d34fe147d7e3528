"""The inputs that the guided fuzzer has found worth keeping, and none of them harms."""

from __future__ import annotations

import pytest

from fuzz.guided.kept import FOLDER, kept_inputs
from fuzz.guided.targets import TARGETS

MOST_BYTES = 200_000


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_kept(target: str) -> None:
    inputs = kept_inputs(target)
    assert len(inputs) > 10
    for data in inputs:
        TARGETS[target](data)


def test_it_is_small_and_all_of_it_is_run() -> None:
    files = list(FOLDER.iterdir())
    assert {path.stem for path in files} == set(TARGETS)
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
