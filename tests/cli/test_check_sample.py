"""The sample that is built in the image that ships, and cleaned up too late: a recorded run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cli.check_project import Project

SITE = Path(__file__).parents[2] / "sample_images/site"
CONFIG = """\
[[budget]]
name = "site"
image = "$IMAGE"
max_size = "16 MB"
max_increase = "500 kB and 5 %"
max_shadowed = "15 MB"
baseline = "size-baseline.json"
"""


@pytest.fixture
def site(project: Project, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs `check` on one of the two images, with 80 columns; gives exit code and output."""
    monkeypatch.setenv("COLUMNS", "80")
    project.config(CONFIG)
    for name in ("single", "multi"):
        (project.folder / f"{name}.tar.xz").symlink_to(SITE / f"{name}.tar.xz")

    def run(name: str, *arguments: str) -> tuple[int, str]:
        monkeypatch.setenv("IMAGE", f"{name}.tar.xz")
        outcome = project.check(*arguments)
        return outcome.exit_code, outcome.stdout

    return run


def recorded(name: str) -> str:
    return (Path(__file__).parent / "recorded" / f"{name}.txt").read_text(encoding="utf-8")


def test_the_multi_stage_image_passes_after_the_single_stage_one(
    site: Callable[..., tuple[int, str]],
) -> None:
    assert site("single", "--update-baseline")[0] == 0
    assert site("multi") == (0, recorded("site-smaller"))


@pytest.mark.parametrize("against", ["size-baseline.json", "multi.tar.xz"])
def test_the_other_way_round_fails_and_names_the_pair(
    site: Callable[..., tuple[int, str]], against: str
) -> None:
    assert site("multi", "--update-baseline")[0] == 0
    code, text = site("single", "--against", against)
    assert code == 1
    if against.endswith(".json"):
        assert text == recorded("site-larger")
    for part in (
        "✗ max_increase · +13.1 MB",
        "+13.0 MB  layer 3 (new)  RUN sh build.sh",
        "+12.9 MB  src/build/",
        "deleted by layer 8  RUN rm -rf /src",
        "→ one RUN for both would save 13.0 MB",
    ):
        assert part in text


def test_lines_of_the_dockerfile(site: Callable[..., tuple[int, str]]) -> None:
    dockerfile = str(SITE / "Dockerfile.single")
    _, text = site("single", "--against", "multi.tar.xz", "--dockerfile", dockerfile)
    assert "+13.0 MB  layer 3 (line 4, new)  RUN sh build.sh" in text
    assert "deleted by layer 8 (line 9)  RUN rm -rf /src" in text
