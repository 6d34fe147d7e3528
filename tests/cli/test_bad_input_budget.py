"""Hostile archives end within ten seconds and little memory, refused in one line or measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.hostile_archives import HOSTILE
from cli.processes import LAYERSIZE, LONGEST_SECONDS, environment, only_line

MOST_SECONDS = 10
MOST_MEBIBYTES = 250
MEASURED_RUN = Path(__file__).with_name("measured_run.py")


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_soon_in_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(HOSTILE[name]())
    done = subprocess.run(
        [sys.executable, "-IS", str(MEASURED_RUN), *LAYERSIZE, "inspect", str(path)],
        env=environment(),
        capture_output=True,
        check=True,
        timeout=LONGEST_SECONDS,
    )
    path.unlink()
    measured = json.loads(done.stdout)
    assert measured["seconds"] < MOST_SECONDS
    assert measured["peak_mebibytes"] < MOST_MEBIBYTES
    if measured["exit_code"] != 0:
        assert measured["exit_code"] == 2
        line = only_line(measured["stderr"], str(path))
        assert len(line) < 1000
