"""Runs of pytest as a user starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SITE = Path(__file__).parents[2] / "sample_images/site"
_OTHERS = ("textual-snapshot", "syrupy", "xdist", "xdist.looponfail", "hypothesispytest", "timeout")
"""Plugins of our own tests: slow to load, and nothing to users'."""
Suite = Callable[..., tuple[int, str]]


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """Runs pytest on a module beside the images of sample_images/site: exit code and output."""
    for name in ("single", "multi"):
        (tmp_path / f"{name}.tar.xz").symlink_to(SITE / f"{name}.tar.xz")
    deciding = ("CI", "BUILD_NUMBER", "COLUMNS", "PYTEST_ADDOPTS")
    env = {key: value for key, value in os.environ.items() if key not in deciding}

    def run(module: str, *arguments: str) -> tuple[int, str]:
        (tmp_path / "test_module.py").write_text(module, encoding="utf-8")
        without = [f"-pno:{name}" for name in ("cacheprovider", *_OTHERS)]
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *without, "-W", "error", *arguments],
            cwd=tmp_path,
            env={**env, "PYTHONUTF8": "1", "XDG_CACHE_HOME": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return run
