"""Lines of Dockerfiles, of images that real engines built from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.processes import run
from real.build_engine import SOURCES, Engine

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]


def lines_of(engine: Engine, image: str, dockerfile: Path) -> tuple[list[Any], list[Any]]:
    """Lines of the layers above the eight of the base, and the warnings."""
    arguments = ("--dockerfile", str(dockerfile), "--format", "json")
    done = run("inspect", f"docker:{image}", *arguments, env=engine.env)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    lines = [layer["dockerfile_lines"] for layer in report["layers"]]
    assert lines[:8] == [None] * 8
    return lines[8:], report["warnings"]


@pytest.mark.parametrize("buildkit", ["1", "0"], ids=["BuildKit", "classic builder"])
def test_lines_of_layers(buildkit: str, engine: Engine, built: str) -> None:
    dockerfile = SOURCES / "Dockerfile.classic"
    command = ("build", "--network", "host", "-f", str(dockerfile), "-t", built, str(SOURCES))
    engine.docker(*command, DOCKER_BUILDKIT=buildkit)
    lines, warnings = lines_of(engine, built, dockerfile)
    sure = [first for first, _ in filter(None, lines)]
    makes_layers = [3, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19]
    assert set(sure) <= set(makes_layers)
    assert set(makes_layers) - set(sure) <= (set() if buildkit == "1" else {7, 8, 15})
    assert None not in lines
    assert lines[-1] == [19, 20]
    assert warnings == []


def test_lines_of_stages_and_variables(engine: Engine, built: str) -> None:
    command = ("build", "--network", "host", "--build-arg", "RELEASE=v 7", "-t", built)
    engine.docker(*command, str(SOURCES), DOCKER_BUILDKIT="1")
    lines, warnings = lines_of(engine, built, SOURCES / "Dockerfile")
    assert lines == [[25, 25], [27, 27], [28, 28]]
    assert warnings == []


def test_lines_of_heredocs(engine: Engine, built: str) -> None:
    dockerfile = SOURCES / "Dockerfile.heredoc"
    command = ("build", "--network", "host", "-f", str(dockerfile), "-t", built, str(SOURCES))
    if engine.is_old:  # which knows no heredocs; a newer one in its place must not pass for it
        with pytest.raises(AssertionError, match="unknown instruction"):
            engine.docker(*command, DOCKER_BUILDKIT="1")
        return
    engine.docker(*command, DOCKER_BUILDKIT="1")
    lines, warnings = lines_of(engine, built, dockerfile)
    assert lines == [[3, 6], [7, 11], [12, 14], [15, 18]]
    assert warnings == []
