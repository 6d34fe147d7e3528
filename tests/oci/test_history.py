"""What the history says of a layer: tools, commits, and layers of many instructions."""

from __future__ import annotations

import json
from typing import Any

import pytest

from layersize.oci.config import parse_config
from layersize.oci.history import LayerHistory

A = "a" * 64
MERGED = f"merge sha256:{A} to sha256:{A}"


def histories(*steps: dict[str, Any], **config: Any) -> tuple[LayerHistory, ...]:
    return parse_config(json.dumps({"history": steps, **config}).encode(), "c").layer_history


def step(created_by: str, comment: str = "", *, empty: bool = False) -> dict[str, Any]:
    return {
        "created_by": created_by,
        "comment": comment,
        **({"empty_layer": True} if empty else {}),
    }


def told(*steps: dict[str, Any], **config: Any) -> list[str]:
    return [layer.created_by for layer in histories(*steps, **config)]


TOOLS = [
    ("jib-gradle-plugin:3.4.0", "dependencies", "dependencies"),
    ("jib-core:0.26.0", "classes", "classes"),
    ("ko build ko://example.com/a", "go build output, at ko://a", "go build output, at ko://a"),
    (
        "ko build ko://example.com/a",
        "kodata contents, at $KO_DATA_PATH",
        "kodata contents, at $KO_DATA_PATH",
    ),
    ("apko", "This is an apko single-layer image", "This is an apko single-layer image"),
    ("bazel build ...", "", "bazel build ..."),
    ("", "store paths: ['x']", "store paths: ['x']"),
    ("", "", "<unknown>"),
    ("RUN make # buildkit", "buildkit.dockerfile.v0", "RUN make # buildkit"),
    ("/bin/sh -c make", "FROM docker.io/library/debian:12", "/bin/sh -c make"),
    ("COPY a b", "a remark", "COPY a b"),
]
COMMITS = [
    ("bash", "", "(commit) bash"),
    ("/bin/sh", "FROM localhost/a:latest", "(commit) a container of localhost/a:latest"),
    ("/bin/bash -l", "", "(commit) /bin/bash -l"),
    ("bash", "what I did", "(commit) what I did"),
    ("sh -c make", "what I did", "(commit) what I did"),
]


@pytest.mark.parametrize(("created_by", "comment", "expected"), [*TOOLS, *COMMITS])
def test_what_a_layer_is(created_by: str, comment: str, expected: str) -> None:
    assert told(step(created_by, comment)) == [expected]


@pytest.mark.parametrize(
    "last",
    [
        step('/bin/sh -c #(nop) CMD ["sh"]'),
        step("/bin/sh -c true"),
        step("/bin/sh -c #(nop) COPY dir:1 in /"),
        step("", MERGED),
        step("", f"create new from sha256:{A}"),
        step("/bin/sh"),
    ],
)
def test_a_layer_of_many_instructions_names_them(last: dict[str, Any]) -> None:
    before = [
        step("/bin/sh -c #(nop) COPY dir:1 in /big", empty=True),
        step("/bin/sh -c make", empty=True),
    ]
    (layer,) = histories(*before, last)
    assert len(layer.merged_steps) in (2, 3)
    assert layer.created_by.startswith(
        f"{len(layer.merged_steps)} instructions: COPY dir:1 in /big; RUN make"
    )


def test_a_run_that_changed_nothing_is_no_part_of_the_next_layer() -> None:
    """Docker's classic builder makes no layer of it; Podman makes one of both if told to squash."""
    steps = step("/bin/sh -c true", empty=True), step("/bin/sh -c make")
    assert told(*steps, docker_version="20.10.24") == ["/bin/sh -c make"]
    assert told(*steps) == ["2 instructions: RUN true; RUN make"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # Docker 26.1.5, classic builder, containerd store, whose configs have no docker_version
        (
            ["(e)|1 A=b /bin/sh -c true", "(e)/bin/ash -c #(nop)  SHELL [x]", "/bin/sh -c make"],
            ["make"],
        ),
        (["(e)/bin/sh -c true", "/bin/sh -c make", "(e)/bin/sh -c #(nop)  USER 1"], ["make"]),
        (
            [
                "(e)/bin/sh -c #(nop)  ENV A=b",
                "/bin/sh -c a",
                "(e)/bin/sh -c true",
                "/bin/sh -c make",
            ],
            ["a", "make"],
        ),
        # Buildah 1.43.2
        (
            ["(e)/bin/sh -c true", "(e)/bin/sh -c #(nop) ENV A=b", "/bin/sh -c make"],
            ["3 instructions: RUN true; ENV A=b; RUN make"],
        ),
        (
            [
                "/bin/sh -c a",
                "(e)/bin/sh -c #(nop)  CMD [x]",
                "(e)/bin/sh -c #(nop) ENV A=b",
                "(e)/bin/sh -c b",
                "/bin/sh -c c",
                "(e)/bin/sh -c #(nop) USER 1",
            ],
            ["a", "3 instructions: ENV A=b; RUN b; RUN c"],
        ),
        (
            ["(e)/bin/sh -c #(nop) WORKDIR /a", "(e)/bin/sh -c b", "/bin/sh -c c"],
            ["3 instructions: WORKDIR /a; RUN b; RUN c"],
        ),
    ],
)
def test_who_wrote_a_history_is_told_from_its_blanks(steps: list[str], expected: list[str]) -> None:
    entries = [step(text.removeprefix("(e)"), empty=text.startswith("(e)")) for text in steps]
    wanted = [text if "instructions" in text else f"/bin/sh -c {text}" for text in expected]
    assert told(*entries) == wanted
    if any("#(nop)" in text and "WORKDIR" not in text for text in steps):
        assert told(*entries, docker_version="20.10.24") == wanted


def test_settings_between_layers_are_no_part_of_them() -> None:
    steps = [step("ENV A=b", empty=True), step("CMD sh", empty=True), step("RUN make # buildkit")]
    assert told(*steps) == ["RUN make # buildkit"]
    assert histories(*steps)[0].merged_steps == ()
