"""How much of an image is its base image's, as far as the history shows."""

from __future__ import annotations

import pytest

from layersize.oci.base_layers import shown_base_layers
from layersize.oci.json_node import JsonNode

STEPS = {
    "L": {"created_by": "RUN make CMD=1 # buildkit", "comment": "buildkit.dockerfile.v0"},
    "CMD": {"created_by": 'CMD ["bash"]', "empty_layer": True},
    "ENTRYPOINT": {"created_by": 'ENTRYPOINT ["run"]', "empty_layer": True},
    "NOP-CMD": {"created_by": '/bin/sh -c #(nop)  CMD ["bash"]', "empty_layer": True},
    "ENV": {"created_by": "ENV CMD=1", "empty_layer": True},
    "FROM-L": {"created_by": "/bin/sh -c make", "comment": "FROM docker.io/library/debian:12"},
    "FROM-ENV": {"created_by": "ENV A=1", "comment": "FROM debian", "empty_layer": True},
    "-": {},
}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("", 0),
        ("L L L", 0),
        ("- - L", 0),
        ("L L CMD", 0),
        ("L CMD L", 1),
        ("L CMD L L ENV ENTRYPOINT CMD", 1),
        ("L L ENTRYPOINT CMD ENV L L CMD", 2),
        ("L CMD L L CMD L", 3),
        ("CMD L L", 0),
        ("L NOP-CMD L", 1),
        ("L ENV L", 0),
        ("L NOP-CMD FROM-L L", 1),
        ("L L FROM-L CMD L", 2),
        ("L FROM-L CMD L FROM-ENV L ENTRYPOINT L", 3),
    ],
)
def test_layers_below_the_first_step_on_the_base(steps: str, expected: int) -> None:
    document = [STEPS[step] for step in steps.split()]
    nodes = [JsonNode(step, f"history[{index}]") for index, step in enumerate(document)]
    assert shown_base_layers(nodes) == expected
