"""What layersize diff finds, `patch` takes."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from layersize.comparison.text_diff import unified_diff

pytestmark = pytest.mark.real


def test_patch_takes_it(need: Callable[..., None], tmp_path: Path) -> None:
    need("patch")
    numbers = random.Random(3)
    file = tmp_path / "f"
    for _ in range(40):
        base, other = (
            "".join(numbers.choice("abc") + "\n" for _ in range(numbers.randrange(1, 20)))
            for _ in range(2)
        )
        other = other[: len(other) - numbers.randrange(2)]
        lines = unified_diff(base, other)
        texts = [line.text if line.sign == "@" else line.sign + line.text for line in lines]
        file.write_text(base)
        diff = "\n".join(["/f", "--- f\timage", "+++ f\timage", *texts, ""])
        if lines:
            subprocess.run(
                ["/usr/bin/patch", "-s", "f"], input=diff, text=True, cwd=tmp_path, check=True
            )
        assert file.read_text() == other
