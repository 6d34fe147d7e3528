"""Documents that say different things of one image: engines' reading decides, and it is told.

What each engine takes is in `tests/real/test_which_image.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.sources.context import SourceContext
from layersize.sources.open_image import open_image
from support.contradictions import (
    BOTH,
    CONFIG_A,
    TAG,
    TOLD,
    TWO_LISTS,
    USUAL,
    A,
    B,
    Entries,
    image,
    nested,
    saved,
)
from support.docker_archives import docker_25
from support.image_config import digest_of, to_json
from support.image_places import Place, in_a_layout, in_both_places
from support.oci_layouts import (
    Descriptor,
    OciLayout,
    platform_of,
)
from support.run_layersize import inspect


@in_both_places
@pytest.mark.parametrize(("entries", "codes"), TOLD.values(), ids=TOLD)
def test_what_engines_take(place: Place, entries: Entries, codes: set[str], tmp_path: Path) -> None:
    layout = OciLayout()
    layout.refer(layout.add_index(entries(layout)))
    with place(layout, tmp_path) as opened:
        found: Image = opened()
    assert [layer.digest for layer in found.layers] == [found.layers[0].diff_id]
    assert str(found.layers[0].digest) == digest_of(A)
    assert {warning.code for warning in found.warnings} == codes


def test_a_config_that_docker_load_may_go_by_is_told(tmp_path: Path) -> None:
    layout = OciLayout()
    swapped = image(layout, A, USUAL, "linux/s390x"), image(layout, B, "linux/s390x", USUAL)
    layout.refer(layout.add_index(swapped))
    with in_a_layout(layout, tmp_path) as opened:
        warnings = {warning.code: warning.message for warning in opened().warnings}
    assert warnings.keys() == {"contradicting-platforms", "ambiguous-platform"}
    assert f"{swapped[1]['digest'][:19]} is a second image" in warnings["ambiguous-platform"]
    said = "the index says linux/amd64, the config linux/s390x; docker pull and Podman go by the"
    assert said in warnings["contradicting-platforms"]


@in_both_places
def test_an_image_for_another_platform_than_its_index_is_taken_by_no_engine(
    place: Place, tmp_path: Path
) -> None:
    layout = OciLayout()
    layout.refer(layout.add_index([nested(layout, "linux/arm64", image(layout, A, USUAL))]))
    cause = "is for linux/amd64 in an index for linux/arm64, so that no engine takes it"
    with place(layout, tmp_path) as opened, pytest.raises(LayersizeError, match=cause):
        opened()


@in_both_places
@pytest.mark.parametrize(("ambiguous", "cause"), BOTH.values(), ids=BOTH)
@pytest.mark.parametrize("stated", [None, USUAL])
def test_a_document_of_two_kinds_is_refused(
    place: Place,
    ambiguous: Callable[[OciLayout], Descriptor],
    cause: str,
    stated: str | None,
    tmp_path: Path,
) -> None:
    layout = OciLayout()
    entry = ambiguous(layout)
    if stated is not None:
        layout.refer(layout.add_index([{**entry, "platform": platform_of(stated)}]))
    else:
        layout.refer(layout.add_index([entry, image(layout, B, USUAL)]))
    with place(layout, tmp_path) as opened, pytest.raises(LayersizeError) as raised:
        opened()
    assert cause in str(raised.value)
    assert entry["digest"].removeprefix("sha256:") in str(raised.value)


def test_two_kinds_at_the_top(tmp_path: Path) -> None:
    layout = OciLayout()
    layout.refer(image(layout, A))
    data = to_json({**json.loads(layout.index_json()), "layers": []})
    (tmp_path / "oci-layout").write_bytes(b"{}")
    (tmp_path / "index.json").write_bytes(data)
    outcome = inspect(str(tmp_path))
    assert outcome.exit_code == 2
    assert "index.json: has 'layers' and 'manifests'" in outcome.stderr
    (tmp_path / "index.json").unlink()
    (tmp_path / "manifest.json").write_bytes(data)
    outcome = inspect(str(tmp_path))
    assert outcome.exit_code == 2
    assert "manifest.json: has 'layers' and 'manifests'" in outcome.stderr


@pytest.mark.parametrize(("archive", "cause"), TWO_LISTS.values(), ids=TWO_LISTS)
def test_lists_of_one_archive_that_disagree_are_refused(
    archive: bytes, cause: str, tmp_path: Path
) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(archive)
    for name in (str(path), f"{path}:app:v1"):
        outcome = inspect(name)
        assert outcome.exit_code == 2
        assert f"manifest.json: {cause}, so that engines differ on what it holds" in outcome.stderr


AGREEING = {
    "both the same": saved([(CONFIG_A, TAG, [A])], [(CONFIG_A, [A])]),
    "an image that the index does not have": saved([(CONFIG_A, TAG, [A])], []),
    "an image twice, with two tags": saved(
        [(CONFIG_A, TAG, [A]), (CONFIG_A, ["app:v2"], [A])], None
    ),
    "plain layers in another order, as Docker 25.0.0 wrote them": docker_25(
        [A, B], oci_layer_order=[1, 0]
    ),
}


@pytest.mark.parametrize("archive", AGREEING.values(), ids=AGREEING)
def test_lists_that_agree(archive: bytes, tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(archive)
    layers = open_image(f"{path}:app:v1", SourceContext()).layers
    assert str(layers[0].diff_id) == digest_of(A)


@pytest.mark.parametrize("document", ["index.json", "manifest.json"])
def test_a_broken_index_beside_a_manifest_json_is_not_passed_over(
    document: str, tmp_path: Path
) -> None:
    """Podman reads index.json, Docker's classic store manifest.json."""
    archive = saved([(CONFIG_A, TAG, [A])], [(CONFIG_A, [A])])
    key = b'"manifests"' if document == "index.json" else b'"Layers"'
    path = tmp_path / "image.tar"
    path.write_bytes(archive.replace(key, key[:1] + key[1:].swapcase() + b":[]," + key, 1))
    assert inspect(str(path)).exit_code == 2
