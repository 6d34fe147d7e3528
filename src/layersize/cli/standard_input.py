"""Standard input as the place of an image."""

from __future__ import annotations

import sys
from typing import BinaryIO

from layersize.model.errors import LayersizeError

_HOW_TO_PIPE = "pipe an image in: docker save app:v1 | layersize inspect -"


def standard_input() -> BinaryIO:
    """The stream that `-` stands for, if an image can come from it."""
    if sys.stdin is None:
        raise LayersizeError("", "is closed", _HOW_TO_PIPE)
    if sys.stdin.isatty():
        raise LayersizeError("", "is a terminal", _HOW_TO_PIPE)
    return sys.stdin.buffer
