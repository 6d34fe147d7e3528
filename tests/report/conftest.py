"""Golden files: what a renderer wrote when somebody last looked at it.

`UPDATE_GOLDEN=1 pytest tests/report` writes them anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def matches_golden() -> Callable[[str, str], None]:
    """Asserts that a text is what the golden file of that name holds."""

    def compare(name: str, text: str) -> None:
        file = _GOLDEN / name
        if os.environ.get("UPDATE_GOLDEN"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        with file.open(encoding="utf-8", newline="") as golden:
            assert text == golden.read()

    return compare
