"""Hostile archives take little work and little memory, refused in one line or measured."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli.hostile_archives import HOSTILE
from cli.processes import LONGEST_SECONDS, environment, only_line

MOST_MEBIBYTES = 250
MOST = {"calls": 5_000_000, "read_mebibytes": 4096, "parsed_mebibytes": 128}
"""Of any hostile archive: a few seconds of work, each."""
MEASURED_RUN = Path(__file__).with_name("measured_run.py")
COUNTED = Path(__file__).with_name("counted_layersize.py")


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_soon_in_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(HOSTILE[name]())
    counts = tmp_path / "counts.json"
    counted = [sys.executable, str(COUNTED), str(counts), "inspect", str(path)]
    done = subprocess.run(
        [sys.executable, "-IS", str(MEASURED_RUN), *counted],
        env=environment(),
        capture_output=True,
        check=True,
        timeout=LONGEST_SECONDS,
    )
    path.unlink()
    measured = json.loads(done.stdout)
    took = json.loads(counts.read_text())
    assert all(took[what] < most for what, most in MOST.items()), took
    assert measured["peak_mebibytes"] < MOST_MEBIBYTES
    if measured["exit_code"] != 0:
        assert measured["exit_code"] == 2
        line = only_line(measured["stderr"], str(path))
        assert len(line) < 1000
