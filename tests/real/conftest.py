"""What the tests with real parts share: programs that may be missing, and notes for the end."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from real.build_engine import BUILDERS, DOCKER, Engine
from real.run_notes import NOTES, RunNotes
from support.real_parts import missing


@pytest.fixture(scope="session")
def need() -> Callable[..., None]:
    """`need("umoci", "skopeo")` skips the test where one is missing, or fails it where
    LAYERSIZE_REQUIRE_REAL_PARTS=1 says that all must be there."""

    def need_programs(*programs: str) -> None:
        absent = [program for program in programs if shutil.which(program) is None]
        if absent:
            missing(f"not installed: {', '.join(absent)}")

    return need_programs


@pytest.fixture(scope="session")
def run_notes(request: pytest.FixtureRequest) -> RunNotes:
    """Collects what the closing tables of the run say about real images."""
    return request.config.stash.setdefault(NOTES, RunNotes())


@pytest.fixture(params=BUILDERS.values(), ids=BUILDERS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Each of the engines that can build, by the clients that people have for it."""
    variable, buildx = request.param
    return Engine(variable, buildx=buildx, cache=tmp_path / "cache")


@pytest.fixture
def built(engine: Engine) -> Iterator[str]:
    """A name for an image of the test, which goes with it."""
    name = f"layersize-test:{os.getpid()}"
    yield name
    subprocess.run([DOCKER, "image", "rm", name], env=engine.env, capture_output=True, check=False)
