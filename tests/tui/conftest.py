"""Images by their names, made once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from tui import images
from tui.viewed import reviewed, viewed


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, AnalyzedImage]:
    """All of `tui.images`; their files stay, since a comparison reads them again."""
    folder = tmp_path_factory.mktemp("images")
    return {
        "single": images.single(),
        "multi": images.multi(),
        "old": images.old(folder),
        "new": images.new(folder),
        "long": images.long(folder),
        "packaged": images.packaged(folder),
        "repackaged": images.packaged(tmp_path_factory.mktemp("other"), "5.38", 12_000),
        "many": images.many(folder),
        "hostile": images.hostile(folder),
        "viewed": viewed(folder),
        "reviewed": reviewed(folder),
    }


@pytest.fixture
def old(shelf: Mapping[str, AnalyzedImage]) -> Mapping[str, AnalyzedImage]:
    """One small image."""
    return {"old": shelf["old"]}


@pytest.fixture
def pair(shelf: Mapping[str, AnalyzedImage]) -> Mapping[str, AnalyzedImage]:
    """Two that differ in files."""
    return {"old": shelf["old"], "new": shelf["new"]}


@pytest.fixture
def single(shelf: Mapping[str, AnalyzedImage]) -> Mapping[str, AnalyzedImage]:
    """The sample that leaves much shadowed."""
    return {"single": shelf["single"]}


@pytest.fixture(autouse=True)
def usual_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What decides about colours and animations is the same everywhere."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
