"""What engines make of images that are made to deceive: none runs one over a limit that passed.

Docker, Podman, and Skopeo with umoci are the judges; a container's own file system is what they
are asked for. Which of them is deceived by what is part of the table.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from real.engine_readings import EngineReader, skopeo_seen
from support.deceits.deceit import Deceit, Seen
from support.deceits.table import DECEITS, ENGINES, verdict_of
from support.real_parts import ENGINES as NAMES

pytestmark = pytest.mark.real
BY_VARIABLE = {variable: letter for letter, variable in ENGINES.items()}
JUDGES = {what: (BY_VARIABLE[variable], variable) for what, variable in NAMES.items()}


def over_the_limit(seen: Callable[[Deceit], Seen | str]) -> set[str]:
    """The images that a judge has over their limits."""
    found = {name: seen(deceit) for name, deceit in DECEITS.items()}
    return {
        name
        for name, files in found.items()
        if isinstance(files, Seen) and DECEITS[name].limit.is_exceeded(files)
    }


def assert_judged(letter: str, over: set[str]) -> None:
    """Each image that is over its limit is one that `check` does not pass, as the table says."""
    assert not [name for name in over if verdict_of(name).code == 0]
    assert over == {name for name in DECEITS if letter in verdict_of(name).over_in}


@pytest.mark.parametrize(("letter", "variable"), JUDGES.values(), ids=JUDGES)
def test_an_engine_runs_none_over_a_limit_that_passed(letter: str, variable: str) -> None:
    reader = EngineReader(variable)
    try:
        over = over_the_limit(lambda deceit: reader.seen(deceit.build()))
    finally:
        reader.close()
    assert_judged(letter, over)


def test_skopeo_copies_none_over_a_limit_that_passed(
    tmp_path: Path, need: Callable[..., None]
) -> None:
    need("skopeo", "umoci")

    def seen(deceit: Deceit) -> Seen | str:
        folder = tmp_path / deceit.name
        folder.mkdir()
        return skopeo_seen(deceit.build(), folder)

    assert_judged("s", over_the_limit(seen))
