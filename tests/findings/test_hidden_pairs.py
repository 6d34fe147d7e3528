"""What is advised for a pair of instructions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layersize.accounting.result import Cause, InstructionPair
from layersize.findings.hidden_pairs import advice_for, joined_layers, own_runs
from layersize.oci.instruction import LineRange
from report.sample_analyses import analysis, facts, layer

BASE = "ADD rootfs.tar / # buildkit"
RUN = "RUN /bin/sh -c apt-get install -y gcc # buildkit"
CHOWN = "RUN /bin/sh -c chown -R app /srv # buildkit"
COPY = "COPY . /srv # buildkit"


@pytest.mark.parametrize(
    ("added", "hidden", "cause", "advice"),
    [
        (BASE, RUN, Cause.DELETED, "slimmer base image"),
        (BASE, RUN, Cause.METADATA_ONLY, "leave these files of the base alone"),
        (BASE, CHOWN, Cause.METADATA_ONLY, "leave owner and mode"),
        (BASE, RUN, Cause.OVERWRITTEN, "newer base image"),
        (RUN, RUN, Cause.DELETED, "one RUN for both would save 5 MB"),
        (COPY, RUN, Cause.DELETED, ".dockerignore"),
        (COPY, CHOWN, Cause.METADATA_ONLY, "COPY --chown"),
        (COPY, COPY, Cause.METADATA_ONLY, "copy them once"),
        (RUN, COPY, Cause.OVERWRITTEN, "in the first step"),
        (RUN, RUN, Cause.DUPLICATE_ENTRY, "the tool that wrote this layer"),
        ("WORKDIR /srv", RUN, Cause.DELETED, ""),
    ],
)
def test_advice(added: str, hidden: str, cause: Cause, advice: str) -> None:
    pair = InstructionPair(
        added_in=0, hidden_in=1, cause=cause, content_bytes=5_000_000, paths=1, directory=b""
    )
    image = analysis(facts(), layers=(layer(0, added, 5_000_000), layer(1, hidden, 0)))
    given = advice_for(pair, image, "5 MB")
    assert advice in given
    assert bool(given) == bool(advice)


@pytest.mark.parametrize(
    ("edges", "sets"),
    [
        ([(1, 2)], [[1, 2]]),
        ([(1, 5), (1, 2)], [[1, 2, 5]]),
        ([(4, 6), (1, 3), (4, 5)], [[1, 3], [4, 5, 6]]),
        ([(1, 2), (3, 4), (2, 3)], [[1, 2, 3, 4]]),
    ],
)
def test_sets_of_layers_to_join(edges: list[tuple[int, int]], sets: list[list[int]]) -> None:
    pairs = [
        InstructionPair(
            added_in=added,
            hidden_in=hidden,
            cause=Cause.DELETED,
            content_bytes=1,
            paths=1,
            directory=b"",
        )
        for added, hidden in edges
    ]
    assert joined_layers(pairs) == sets


@pytest.mark.parametrize(("base_layers", "own"), [(0, [1, 2, 3]), (2, [2, 3]), (4, [])])
def test_runs_of_the_base_are_not_ones_own(base_layers: int, own: list[int]) -> None:
    image = analysis(
        replace(facts(), base_layers=base_layers),
        layers=(layer(0, BASE, 1), layer(1, RUN, 1), layer(2, RUN, 1), layer(3, RUN, 1)),
    )
    assert own_runs(image) == own
    with_lines = replace(image.layers[1], dockerfile_lines=(LineRange(2, 2),))
    known = replace(image, layers=(image.layers[0], with_lines, *image.layers[2:]))
    assert own_runs(known) == [1, 2, 3], "the Dockerfile knows better"
