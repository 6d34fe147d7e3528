"""Numbers and instructions as the table shows them."""

from __future__ import annotations

import re

LONGEST_INSTRUCTION = 44


def bytes_text(count: int) -> str:
    """As layersize's tables have it: powers of 1000, one decimal."""
    if count < 1000:
        return f"{count} B"
    value = count / 1000
    for unit in ("kB", "MB"):
        if round(value, 1) < 1000:
            return f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def instruction_text(created_by: str) -> str:
    """The instruction as the Dockerfile has it, as far as a cell holds it."""
    text = created_by.removesuffix("# buildkit").strip()
    text = re.sub(r"^RUN (\|\d+ .*?)?/bin/sh -c ", "RUN ", text)
    text = re.sub(r"^Imported from -$", "(imported)", " ".join(text.split()))
    if len(text) > LONGEST_INSTRUCTION:
        text = f"{text[: LONGEST_INSTRUCTION - 1].rstrip()}…"
    return f"`{text or '?'}`"
