"""One Dockerfile built by several builders: its lines are found, and any two builds pair."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from layersize.comparison.alignment import aligned
from support.docker_archives import docker_24
from support.image_config import config_json
from support.run_layersize import compare_report, inspect_report
from support.tar_writer import file, tar
from support.work import counted

HERE = Path(__file__).parent
DOCKERFILE = HERE / "Dockerfile"
EVERY_LAYER = ["podman", "podman-timestamp", "buildah-source-date", "buildkit"]
SQUASHED = ["podman-squash", "buildah-no-layers", "podman-squash-all"]
BUILDKIT_ALONE = ["WORKDIR /app"]
"""Podman makes no layer of it."""


def history(name: str) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = json.loads((HERE / f"{name}.json").read_text())["history"]
    return steps


def image(folder: Path, name: str, steps: list[dict[str, Any]] | None = None) -> str:
    """An image with that history, whose layers are those of no other builder."""
    steps = history(name) if steps is None else steps
    count = sum(not step.get("empty_layer") for step in steps)
    layers = [tar(file(f"{index}", name.encode())) for index in range(count)]
    path = folder / f"{name}.tar"
    path.write_bytes(docker_24(layers, config=config_json(layers, history=steps)))
    return str(path)


@pytest.mark.parametrize("name", EVERY_LAYER)
def test_every_layer_has_its_line(name: str, tmp_path: Path) -> None:
    report = inspect_report(image(tmp_path, name), "--dockerfile", str(DOCKERFILE))
    assert report["warnings"] == []
    assert all(layer["dockerfile_lines"] for layer in report["layers"])


@pytest.mark.parametrize("name", SQUASHED)
def test_a_squashed_layer_has_the_lines_of_all(name: str, tmp_path: Path) -> None:
    report = inspect_report(image(tmp_path, name), "--dockerfile", str(DOCKERFILE))
    assert report["warnings"] == []
    squashed = report["layers"][-1]
    assert squashed["dockerfile_lines"] == [10, 47]
    assert squashed["created_by"].startswith("32 instructions: ARG Q; ENV V=2")
    assert squashed["created_by"].endswith("; STOPSIGNAL 9")
    for named in ("RUN id > /id", "COPY … /w", "RUN --mount=type=cache", "ADD … /addw"):
        assert f"; {named}" in squashed["created_by"]


@pytest.mark.parametrize(("one", "another"), combinations(EVERY_LAYER, 2))
def test_two_builds_pair(one: str, another: str, tmp_path: Path) -> None:
    report = compare_report(image(tmp_path, one), image(tmp_path, another))
    unpaired = [row for row in report["layers"] if None in (row["base"], row["other"])]
    made = inspect_report(image(tmp_path, another))["layers"]
    assert [made[row["other"]]["created_by"] for row in unpaired] == (
        BUILDKIT_ALONE if another == "buildkit" else []
    )
    shift = 0
    for row in report["layers"]:
        shift += row["base"] is None
        assert row["base"] in (None, row["other"] - shift)


def test_two_builds_without_layers_pair(tmp_path: Path) -> None:
    names = "podman-squash", "buildah-no-layers"
    report = compare_report(*(image(tmp_path, name) for name in names))
    assert {row["status"] for row in report["layers"]} == {"same-instruction"}


def test_a_commit_says_that_it_is_one(tmp_path: Path) -> None:
    steps = history("podman-commit")
    (layer,) = inspect_report(image(tmp_path, "podman-commit", steps))["layers"]
    assert layer["created_by"] == "(commit) a container of localhost/p1:latest"


def test_a_commit_of_many_steps_names_them(tmp_path: Path) -> None:
    steps = history("buildah-commit-of-many")
    (layer,) = inspect_report(image(tmp_path, "many", steps))["layers"]
    assert layer["created_by"] == "4 instructions: STOPSIGNAL 9; COPY …; RUN ls /; ENV A=b"


@dataclass
class Step:
    """A layer, as far as its place beside another's is concerned."""

    index: int
    created_by: str
    diff_id: None = None
    content_id: None = None
    is_empty: bool = False


def test_copies_by_the_hundred_take_no_time() -> None:
    """Each may be like each: what is compared is bounded."""
    base = [Step(at, f"COPY file:{'a' * 64} in $A/{at}$B/y") for at in range(1000)]
    other = [Step(at, "COPY a /x/x/y # buildkit") for at in range(1000)]
    with counted() as work:
        rows = aligned(base, other)
    assert len(rows) == 2000
    assert work.calls < 4_000_000
