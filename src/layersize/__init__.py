"""layersize: where the bytes of a container image come from, and which are dead weight."""

from __future__ import annotations

__version__ = "0.1.0"
