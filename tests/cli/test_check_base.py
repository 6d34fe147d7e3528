"""`ignore_base`: which layers are the base image's, and what is left to count."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli.check_project import BASE, DELETING, Project
from support.docker_archives import archive, named_layers
from support.image_config import config_json
from support.oci_layouts import OciLayout
from support.tar_writer import file, tar

LABEL = "org.opencontainers.image.base.name"
OWN = tar(file("srv/app", b"a" * 3000), file("etc/a", b"n" * 100))


@pytest.fixture
def based(project: Project) -> Project:
    """`child.tar` adds 3,100 bytes to `base.tar` (14,700 in two layers), and says so in a label."""
    project.image("base.tar", BASE, DELETING)
    layers = (BASE, DELETING, OWN)
    config = config_json(layers, config={"Labels": {LABEL: "base.tar"}})
    blobs = {f"{index}/layer.tar": layer for index, layer in enumerate(layers)}
    project.write("child.tar", named_layers(blobs, layers, config=config))
    project.write("plain.tar", archive(*layers))
    return project


def budget(project: Project, *arguments: str, code: int = 0) -> Any:
    return project.report(*arguments, code=code)["budgets"][0]


@pytest.mark.parametrize(
    "arguments",
    [("child.tar", "--ignore-base"), ("plain.tar", "--base", "base.tar")],
    ids=["label", "option"],
)
def test_only_what_the_image_adds_counts(based: Project, arguments: tuple[str, ...]) -> None:
    limits = (
        *("--max-size", "3100 B", "--max-layers", "1", "--max-layer-size", "3100 B"),
        *("--max-shadowed", "0 B", "--min-efficiency", "1", "--forbid", "usr/b"),
        *("--max-entry", "usr/*=1 B"),
    )
    found = budget(based, *arguments, *limits)
    assert found["verdict"] == "pass"
    values = {limit["rule"]: limit["value"] for limit in found["limits"]}
    assert values == {
        "max_size": 3_100,
        "max_layers": 1,
        "max_layer_size": 3_100,
        "max_shadowed": 0,
        "min_efficiency": 1.0,
        "forbid": 0,
        "max_entry": 0,
    }
    assert found["measured_bytes"] == 17_800
    assert found["base"] == {
        "reference": "base.tar",
        "layers": 2,
        "base_bytes": 14_700,
        "own_bytes": 3_100,
    }


def test_the_table_shows_base_and_own_bytes_apart(based: Project) -> None:
    text = based.check("child.tar", "--ignore-base", "--max-size", "5 kB").stdout
    assert "base      14.7 kB in 2 layers of base.tar: not counted" in text
    assert "own       3.1 kB: counted" in text


def test_an_annotation_goes_before_a_label(based: Project) -> None:
    layout = OciLayout()
    layers = [BASE, DELETING, OWN]
    config = config_json(layers, config={"Labels": {LABEL: "nowhere.tar"}})
    manifest = {
        **json.loads(layout.blobs[layout.add_manifest(layers, config)["digest"].split(":")[1]]),
        "annotations": {LABEL: "base.tar"},
    }
    blob = json.dumps(manifest).encode()
    layout.references.append(layout.add_blob(blob, manifest["mediaType"]))
    based.write("annotated.tar", tar(*layout.members()))
    found = budget(based, "annotated.tar", "--ignore-base", "--max-size", "3100 B")
    assert found["base"]["own_bytes"] == 3_100


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("plain.tar", "--ignore-base"), "names no base image in annotations or labels"),
        (("plain.tar", "--base", "grown.tar"), "plain.tar: is not built on grown.tar"),
        (("plain.tar", "--base", "none.tar"), "base image: none.tar: no such file"),
        (("app.tar", "--base", "child.tar"), "is not built on child.tar"),
    ],
)
def test_a_base_that_is_not_known_is_not_guessed(
    based: Project, arguments: tuple[str, ...], part: str
) -> None:
    outcome = based.check(*arguments, "--max-size", "1 MB")
    assert outcome.exit_code == 2
    assert part in outcome.stderr


def test_growth_on_another_base_is_that_of_the_own_layers(based: Project) -> None:
    """The base grew by 50,000 bytes, the image's own layer by 500."""
    larger = tar(file("usr/more", b"m" * 50_000))
    own = tar(file("srv/app", b"a" * 3500), file("etc/a", b"n" * 100))
    layers = (BASE, DELETING, larger, own)
    based.write("newer-base.tar", archive(*layers[:3]))
    config = config_json(layers, config={"Labels": {LABEL: "newer-base.tar"}})
    blobs = {f"{index}/layer.tar": layer for index, layer in enumerate(layers)}
    based.write("newer.tar", named_layers(blobs, layers, config=config))
    for baseline in ("child.tar", "size.json"):
        options = ("--ignore-base", "--against", baseline, "--max-increase", "500 B")
        if baseline == "size.json":
            assert based.check("child.tar", *options, "--update-baseline").exit_code == 0
        found = budget(based, "newer.tar", *options)
        assert found["limits"][0]["delta"] == 500
        assert found["base"]["base_bytes"] == 64_700


def test_a_baseline_that_counted_the_base_is_not_compared(based: Project) -> None:
    options = ("--against", "size.json", "--max-increase", "1 B")
    assert based.check("child.tar", *options, "--update-baseline").exit_code == 0
    outcome = based.check("child.tar", *options, "--ignore-base")
    assert outcome.exit_code == 2
    assert "does not say which of its layers are the base image's" in outcome.stderr
