"""Folders for caches that find something in their way."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache import disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disks.small_disk(tmp_path / "disk") as folder:
        yield folder


@pytest.fixture
def seen_folder() -> Iterator[Path]:
    """A folder that every user can get to, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="layersize-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
