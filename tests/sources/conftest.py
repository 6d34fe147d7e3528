"""Sources are tested as if on one kind of machine, whichever it is."""

from __future__ import annotations

import platform

import pytest


@pytest.fixture(autouse=True)
def _an_amd64_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no platform is asked for, the machine's own is preferred."""
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
