"""Law: identities 1, 2, 3 and 7 hold for every image, however odd."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

from support.docker_archives import archive
from support.identities import assert_identities
from support.layer_stack import Layer, layer_tars
from support.run_layersize import inspect_report
from support.stacks import odd_stacks


@settings(max_examples=250)
@given(stack=odd_stacks)
def test_identities_hold_for_odd_stacks(stack: list[Layer], folder: Path) -> None:
    image = folder / "image.tar"
    image.write_bytes(archive(*layer_tars(stack)))
    assert_identities(inspect_report(str(image)))
