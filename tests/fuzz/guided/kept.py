"""The inputs that are kept in the repository: a file a target, a line of base64 an input.

So no other program takes one of them for an archive.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "corpus"


def kept_inputs(target: str) -> list[bytes]:
    """The shortest first."""
    path = FOLDER / f"{target}.txt"
    return [b64decode(line) for line in path.read_text().splitlines()] if path.exists() else []


def keep_inputs(target: str, inputs: Iterable[bytes]) -> None:
    """Instead of those that were kept before."""
    ordered = sorted(set(inputs), key=lambda data: (len(data), data))
    FOLDER.mkdir(exist_ok=True)
    text = "".join(f"{b64encode(data).decode()}\n" for data in ordered)
    (FOLDER / f"{target}.txt").write_text(text)
