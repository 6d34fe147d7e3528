"""Folders for caches that are to be in the way of something."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache.disks import mount_in_memory, unmount
from real.conftest import REQUIRE_VARIABLE


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB; skips where none can be mounted, or fails as the real parts do."""
    folder = tmp_path / "disk"
    folder.mkdir()
    reason = mount_in_memory(folder, kilobytes=256)
    if reason and os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{reason}; {REQUIRE_VARIABLE}=1 allows no skip", pytrace=False)
    if reason:
        pytest.skip(reason)
    try:
        yield folder
    finally:
        unmount(folder)


@pytest.fixture
def seen_folder() -> Iterator[Path]:
    """A folder that every user can get to, unlike `tmp_path`."""
    with tempfile.TemporaryDirectory(prefix="layersize-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
