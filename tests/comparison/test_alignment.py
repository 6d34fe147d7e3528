"""Which layers of two images stand in one row."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from support.docker_archives import docker_24
from support.image_config import config_json
from support.run_layersize import compare_report
from support.tar_writer import file, tar

EMPTY = tar()
"""What an instruction makes that changes no file: all such layers have one diff_id."""


def rows(folder: Path, *images: Sequence[str]) -> list[tuple[str, int | None, int | None]]:
    """Status and layers of each row; an instruction that starts with `RUN` writes a file."""
    paths = []
    for number, steps in enumerate(images):
        layers = [tar(file("f", step)) if step.startswith("RUN") else EMPTY for step in steps]
        path = folder / f"{number}.tar"
        path.write_bytes(docker_24(layers, config=config_json(layers, steps=steps)))
        paths.append(str(path))
    report = compare_report(*paths)
    return [(row["status"], row["base"], row["other"]) for row in report["layers"]]


ALL = ["WORKDIR /one", "RUN a", "WORKDIR /two", "RUN b", "WORKDIR /three"]


@pytest.mark.parametrize("at", [0, 2, 4])
def test_an_empty_layer_that_was_taken_out_leaves_the_others_paired(
    at: int, tmp_path: Path
) -> None:
    left = ALL[:at] + ALL[at + 1 :]
    expected = [
        ("only-base", index, None) if index == at else ("shared", index, index - (index > at))
        for index in range(len(ALL))
    ]
    assert rows(tmp_path, ALL, left) == expected


def test_an_empty_layer_that_was_put_in_leaves_the_others_paired(tmp_path: Path) -> None:
    assert rows(tmp_path, ALL[1:], ALL) == [
        ("only-other", None, 0),
        *(("shared", index, index + 1) for index in range(len(ALL) - 1)),
    ]


def test_empty_layers_of_one_instruction_pair_in_order(tmp_path: Path) -> None:
    twice = ["WORKDIR /one", "WORKDIR /two", "WORKDIR /one"]
    assert rows(tmp_path, twice, twice) == [("shared", index, index) for index in range(3)]


def test_what_is_left_of_empty_layers_pairs_by_its_content(tmp_path: Path) -> None:
    base, other = ["WORKDIR /one", "RUN a"], ["RUN a", "WORKDIR /other"]
    found = rows(tmp_path, base, other)
    assert sorted(found, key=str) == [("shared", 0, 1), ("shared", 1, 0)]
