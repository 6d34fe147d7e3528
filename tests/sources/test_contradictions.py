"""Documents that say different things of one image: engines' reading decides, and it is told.

What each engine takes is in `tests/real/test_which_image.py`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from layersize.errors import LayersizeError
from layersize.layers.image import Image
from layersize.sources.context import SourceContext
from layersize.sources.open_image import open_image
from support.docker_archives import docker_25, manifest_entry
from support.image_config import config_json, digest_of, sha256_hex, to_json
from support.image_places import Place, in_a_layout, in_both_places
from support.oci_layouts import (
    CONFIG_TYPE,
    INDEX_TYPE,
    MANIFEST_TYPE,
    TAR_TYPE,
    Descriptor,
    OciLayout,
    platform_of,
)
from support.run_layersize import inspect
from support.tar_writer import file, tar

USUAL = "linux/amd64"
MARK = "vnd.docker.reference.type"
ATTESTED = {MARK: "attestation-manifest"}


def layer_of(name: str) -> bytes:
    return tar(file(name, b"x" * 10))


A, B = layer_of("a"), layer_of("b")


def image(
    layout: OciLayout,
    layer: bytes,
    stated: str | None = None,
    own: str | None = USUAL,
    **more: object,
) -> Descriptor:
    """The descriptor of an image: `stated` is the platform in it, `own` that of the config."""
    config = json.loads(config_json([layer], platform=own or USUAL))
    if own is None:
        del config["os"], config["architecture"]
    manifest = layout.add_manifest([layer], to_json(config))
    return {**manifest, **({"platform": platform_of(stated)} if stated else {}), **more}


def nested(layout: OciLayout, stated: str | None, *entries: Descriptor) -> Descriptor:
    index = layout.add_index(entries)
    return {**index, **({"platform": platform_of(stated)} if stated else {})}


Entries = Callable[[OciLayout], list[Descriptor]]
TOLD = {
    "index and config name different platforms": (
        lambda it: [image(it, A, USUAL, "linux/s390x"), image(it, B, "linux/s390x", "linux/s390x")],
        {"contradicting-platforms"},
    ),
    "variants differ": (
        lambda it: [
            image(it, A, f"{USUAL}/v1", f"{USUAL}/v2"),
            image(it, B, "linux/arm/v6", "linux/arm/v6"),
        ],
        {"contradicting-platforms"},
    ),
    "config without a platform": (
        lambda it: [image(it, A, USUAL, None), image(it, B, "linux/s390x", "linux/s390x")],
        set(),
    ),
    "two for one platform": (
        lambda it: [image(it, A, USUAL), image(it, B, USUAL)],
        {"same-platform"},
    ),
    "one that states no platform before one that does": (
        lambda it: [image(it, B), image(it, A, USUAL)],
        {"ambiguous-platform"},
    ),
    "an index before an image that states its platform": (
        lambda it: [nested(it, None, image(it, B, USUAL)), image(it, A, USUAL)],
        {"ambiguous-platform"},
    ),
    "one platform in two spellings": (
        lambda it: [image(it, A, "linux/x86_64"), image(it, B, USUAL)],
        {"ambiguous-platform"},
    ),
    "an implied variant": (
        lambda it: [image(it, A, f"{USUAL}/v1"), image(it, B, USUAL)],
        {"ambiguous-platform"},
    ),
    "another value of the mark": (
        lambda it: [image(it, A, USUAL, annotations={MARK: "image"}), image(it, B, USUAL)],
        {"same-platform"},
    ),
    "a mark on an image": (
        lambda it: [image(it, A, USUAL, annotations=ATTESTED), image(it, B, USUAL)],
        {"same-platform"},
    ),
    "a mark on an image that states no platform": (
        lambda it: [image(it, A, annotations=ATTESTED)],
        set(),
    ),
    "another media type": (
        lambda it: [{**image(it, A, USUAL), "mediaType": "text/plain"}, image(it, B, USUAL)],
        {"same-platform"},
    ),
    "an unknown platform without a mark": (
        lambda it: [
            image(it, B, "unknown/unknown", "linux/riscv64"),
            image(it, A, "linux/s390x", "linux/s390x"),
        ],
        set(),
    ),
    "an attestation": (
        lambda it: [
            image(it, B, "unknown/unknown", "linux/riscv64", annotations=ATTESTED),
            image(it, A, "linux/s390x", "linux/s390x"),
        ],
        set(),
    ),
    "an index for this platform with an image for another": (
        lambda it: [
            nested(it, USUAL, image(it, B, "linux/arm64", "linux/arm64")),
            image(it, A, USUAL),
        ],
        {"ambiguous-platform"},
    ),
    "an index for another platform with an image for this one": (
        lambda it: [nested(it, "linux/arm64", image(it, B, USUAL)), image(it, A, USUAL)],
        set(),
    ),
    "the index for the platform states it alone": (
        lambda it: [
            nested(it, USUAL, image(it, A, None, None)),
            image(it, B, "linux/arm64", "linux/arm64"),
        ],
        set(),
    ),
}
"""Of each, A is the image that engines pull; the codes say what a reader must know."""


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


def changed(layout: OciLayout, target: Descriptor, media_type: str, **more: Any) -> Descriptor:
    """A document with further members, by a descriptor of a type."""
    document = json.loads(layout.blobs.pop(target["digest"].removeprefix("sha256:")))
    return layout.add_blob(to_json({**document, **more}), media_type)


BOTH = {
    "a manifest that lists manifests": (
        lambda it: changed(it, image(it, A), MANIFEST_TYPE, manifests=[image(it, B, USUAL)]),
        "has 'config' and 'manifests', so that readers differ on what it is",
    ),
    "an index that lists layers": (
        lambda it: changed(it, it.add_index([image(it, A, USUAL)]), INDEX_TYPE, layers=[]),
        "has 'layers' and 'manifests', so that readers differ on what it is",
    ),
    "a manifest with layers of schema 1": (
        lambda it: changed(it, image(it, A), MANIFEST_TYPE, fsLayers=[]),
        "has 'config' and 'fsLayers', so that readers differ on what it is",
    ),
    "an index whose descriptor says a manifest": (
        lambda it: {**it.add_index([image(it, A, USUAL)]), "mediaType": MANIFEST_TYPE},
        "is an index, its descriptor says a manifest",
    ),
    "a manifest whose descriptor says an index": (
        lambda it: {**image(it, A), "mediaType": INDEX_TYPE},
        "is a manifest, its descriptor says an index",
    ),
    "a manifest that calls itself an index": (
        lambda it: changed(it, image(it, A), MANIFEST_TYPE, mediaType=INDEX_TYPE),
        "is a manifest, its mediaType says an index",
    ),
}
"""Documents of two kinds; beside each stands a sound image."""


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


NAMES = {
    "io.containerd.image.name": "docker.io/library/app:v1",
    "org.opencontainers.image.ref.name": "v1",
}
CONFIG_A, CONFIG_B = config_json([A]), config_json([B])
CONFIG_ARM = config_json([B], platform="linux/arm64")


def saved(
    entries: list[tuple[bytes, list[str] | None, list[bytes]]],
    indexed: list[tuple[bytes, list[bytes]]] | None,
    annotations: dict[str, str] = NAMES,
) -> bytes:
    """An archive with a manifest.json, and with an index.json unless that is None."""
    layout = OciLayout()
    for config, _, layers in entries:
        layout.add_blob(config, CONFIG_TYPE)
        for layer in layers:
            layout.add_blob(layer, TAR_TYPE)
    for config, layers in indexed or []:
        layout.refer({**layout.add_manifest(layers, config), "annotations": annotations})
    names = [
        manifest_entry(
            f"blobs/sha256/{sha256_hex(config)}",
            tags,
            [f"blobs/sha256/{sha256_hex(layer)}" for layer in layers],
        )
        for config, tags, layers in entries
    ]
    files = layout.files()
    if indexed is None:
        del files["index.json"], files["oci-layout"]
    members = [file(name, data) for name, data in files.items()]
    return tar(*members, file("manifest.json", to_json(names)))


TAG = ["app:v1"]
TWO_LISTS = {
    "other layers for one config": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_A, [gzip.compress(B)])]),
        "lists other layers for a config than index.json",
    ),
    "more layers for one config": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_A, [A, B])]),
        "lists other layers for a config than index.json",
    ),
    "compressed layers in another order": (
        saved(
            [(config_json([A, B]), TAG, [gzip.compress(A), gzip.compress(B)])],
            [(config_json([A, B]), [gzip.compress(B), gzip.compress(A)])],
        ),
        "lists other layers for a config than index.json",
    ),
    "one name for two images": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_B, [B])]),
        "lists another image than index.json",
    ),
    "one name for two images of different platforms": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_ARM, [B])]),
        "lists another image than index.json",
    ),
    "another image without a name": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_B, [B])], {}),
        "lists another image than index.json",
    ),
    "a config twice, with different layers": (
        saved([(CONFIG_A, TAG, [A]), (CONFIG_A, ["app:v2"], [B])], None),
        "lists one config twice, with different layers",
    ),
    "a tag twice": (
        saved([(CONFIG_A, TAG, [A]), (CONFIG_ARM, TAG, [B])], None),
        "gives the name app:v1 to two images",
    ),
}


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
