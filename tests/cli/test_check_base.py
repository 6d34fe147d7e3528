"""`ignore_base`: which layers are the base image's, and what is left to count.

What labels have to do with it is in test_check_base_labels.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from cli.check_project import BASE, DELETING, Project
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout

EMPTY = tar()
OWN = tar(file("srv/app", b"a" * 3000), file("etc/a", b"n" * 100))


@pytest.fixture
def based(project: Project) -> Project:
    """`child.tar` adds 3,100 bytes to `base.tar` (14,700 in two layers)."""
    project.image("base.tar", BASE, DELETING)
    project.write("child.tar", archive(BASE, DELETING, OWN))
    return project


def budget(project: Project, *arguments: str, code: int = 0) -> Any:
    return project.report(*arguments, code=code)["budgets"][0]


@pytest.mark.parametrize("known_by", ["option", "configuration"])
def test_only_what_the_image_adds_counts(based: Project, known_by: str) -> None:
    arguments = ["child.tar", "--base", "base.tar"]
    if known_by == "configuration":
        based.config('[[budget]]\nimage = "child.tar"\nbase = "base.tar"\nignore_base = true\n')
        arguments = []
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
        "known_by": known_by,
        "layers": 2,
        "base_bytes": 14_700,
        "own_bytes": 3_100,
    }


def test_the_table_shows_base_and_own_bytes_apart(based: Project) -> None:
    options = ("child.tar", "--base", "base.tar", "--max-size", "5 kB")
    text = based.check(*options).stdout
    assert "base      14.7 kB in 2 layers of base.tar: not counted" in text
    assert "known by  --base" in text
    markdown = based.check(*options, "--format", "markdown").stdout
    assert "14.7 kB in 2 layers of the base `base.tar` do not count · base known by" in markdown
    assert "own       3.1 kB: counted" in text


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("child.tar", "--ignore-base"), "child.tar: names no base image (org.opencontainers"),
        (("child.tar", "--base", "grown.tar"), "child.tar: is not built on grown.tar"),
        (("child.tar", "--base", "none.tar"), "base image: none.tar: no such file"),
        (("app.tar", "--base", "child.tar"), "is not built on child.tar"),
    ],
)
def test_a_base_that_is_not_known_is_not_guessed(
    based: Project, arguments: tuple[str, ...], part: str
) -> None:
    outcome = based.check(*arguments, "--max-size", "1 MB")
    assert outcome.exit_code == 2
    assert part in outcome.stderr


def test_a_base_that_is_the_whole_image_is_refused(based: Project) -> None:
    """Nothing would count, and whatever the image has, every limit would be kept."""
    based.write("empty-on-top.tar", archive(BASE, DELETING, EMPTY, EMPTY))
    for image, base in (("base.tar", "base.tar"), ("empty-on-top.tar", "base.tar")):
        report = based.report(image, "--base", base, "--max-size", "0 B", code=2)
        (problem,) = report["budgets"][0]["problems"]
        assert problem["where"] == image
        assert "has no file but those of its base image base.tar" in problem["cause"]
        based.config(
            f'[[budget]]\nimage = "{image}"\nbase = "{base}"\nignore_base = true\nmax_size = 1\n'
        )
        assert based.report(code=2)["verdict"] == "unmeasured"
        (based.folder / ".layersize.toml").unlink()
    assert (
        based.report("child.tar", "--base", "base.tar", "--max-size", "1 MB")["verdict"] == "pass"
    )


def test_layers_that_only_delete_are_an_images_own(based: Project) -> None:
    based.image("lowest.tar", BASE)
    based.write("deletes.tar", archive(BASE, tar(whiteout("usr/b"))))
    found = budget(based, "deletes.tar", "--base", "lowest.tar", "--max-size", "0 B")
    assert (found["verdict"], found["base"]["own_bytes"]) == ("pass", 0)


def test_growth_on_another_base_is_that_of_the_own_layers(based: Project) -> None:
    """The base grew by 50,000 bytes, the image's own layer by 500."""
    larger = tar(file("usr/more", b"m" * 50_000))
    own = tar(file("srv/app", b"a" * 3500), file("etc/a", b"n" * 100))
    layers = (BASE, DELETING, larger, own)
    based.write("newer-base.tar", archive(*layers[:3]))
    based.write("newer.tar", archive(*layers))
    options = ("--against", "size.json", "--max-increase", "500 B")
    before = ("child.tar", "--base", "base.tar", *options, "--update-baseline")
    assert based.check(*before).exit_code == 0
    found = budget(based, "newer.tar", "--base", "newer-base.tar", *options)
    assert found["limits"][0]["delta"] == 500
    assert found["base"]["base_bytes"] == 64_700
    against = ("--against", "child.tar", "--max-increase", "500 B")
    report = based.report("newer.tar", "--base", "newer-base.tar", *against, code=2)
    (problem,) = report["budgets"][0]["problems"]
    assert problem["where"] == "baseline: child.tar"
    assert "is not built on newer-base.tar" in problem["cause"]


def test_a_baseline_that_counted_the_base_is_not_compared(based: Project) -> None:
    options = ("--against", "size.json", "--max-increase", "1 B")
    assert based.check("child.tar", *options, "--update-baseline").exit_code == 0
    outcome = based.check("child.tar", *options, "--base", "base.tar")
    assert outcome.exit_code == 2
    assert "does not say which of its layers are the base image's" in outcome.stderr
