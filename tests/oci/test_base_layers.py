"""How much of an image is its base image's, as far as the history shows."""

from __future__ import annotations

import pytest

from layersize.oci.base_layers import shown_base_layers


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("", 0),
        ("L L L", 0),
        ("L L CMD", 0),
        ("L CMD L", 1),
        ("L CMD L L ENV ENTRYPOINT CMD", 1),
        ("L L ENTRYPOINT CMD ENV L L CMD", 2),
        ("L CMD L L CMD L", 3),
        ("CMD L L", 0),
        ("L NOP-CMD L", 1),
        ("L ENV L", 0),
    ],
)
def test_layers_below_the_last_command_that_more_was_put_on(steps: str, expected: int) -> None:
    lines = {
        "L": ("RUN make CMD=1 # buildkit", True),
        "CMD": ('CMD ["bash"]', False),
        "ENTRYPOINT": ('ENTRYPOINT ["run"]', False),
        "NOP-CMD": ('/bin/sh -c #(nop)  CMD ["bash"]', False),
        "ENV": ("ENV CMD=1", False),
    }
    assert shown_base_layers(lines[step] for step in steps.split()) == expected
