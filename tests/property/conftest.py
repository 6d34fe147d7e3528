"""What the laws share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a law writes its images; each example may write over the last one's."""
    return tmp_path_factory.mktemp("images")
