"""`check` passes no image that is made to deceive it; `support/deceits` has them, and why."""

from __future__ import annotations

import pytest

from cli.check_project import Project
from support.compressors import gzip_member
from support.deceits.table import DECEITS, verdict_of
from support.deceits.verdicts import VERDICTS

LEAST = 60


def test_each_is_another_deceit_with_a_verdict() -> None:
    assert list(VERDICTS) == list(DECEITS)
    assert len({deceit.build() for deceit in DECEITS.values()}) > LEAST
    assert len({(deceit.build(), deceit.limit.options) for deceit in DECEITS.values()}) > LEAST


@pytest.mark.parametrize("name", DECEITS)
def test_none_passes(name: str, project: Project) -> None:
    deceit = DECEITS[name]
    project.write("image.tar", deceit.build())
    for other, build in deceit.others.items():
        project.write(other, build())
    outcome = project.check("image.tar", *deceit.limit.options, *deceit.options)
    assert outcome.exit_code != 0
    assert outcome.exit_code == verdict_of(name).code, outcome.stderr
    assert "internal error" not in outcome.stderr
    written = outcome.stdout + outcome.stderr
    assert "\x1b" not in written
    assert not any(line.startswith("::notice") for line in written.splitlines())


@pytest.mark.parametrize("name", DECEITS)
def test_none_passes_as_a_stream(name: str, project: Project) -> None:
    deceit = DECEITS[name]
    project.write("image.tar", gzip_member(deceit.build()))
    for other, build in deceit.others.items():
        project.write(other, build())
    outcome = project.check("image.tar", *deceit.limit.options, *deceit.options)
    assert outcome.exit_code in (1, 2), outcome.stderr
    assert "internal error" not in outcome.stderr
