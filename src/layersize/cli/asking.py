"""Engines asked as early as a command is known."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from layersize.sources.engine.ahead import ToldAhead, asked_ahead


def asked_early(
    images: Sequence[str], options: dict[str, Any]
) -> AbstractContextManager[ToldAhead]:
    """Asks engines for images, save where each will be read again: then there is more to ask."""
    return asked_ahead([] if options["no_cache"] else images, options["timeout"])
