"""Artifacts in the forms of OCI say what they are, once and in one line, wherever they are."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from layersize.errors import LayersizeError
from layersize.sources.context import SourceContext
from layersize.sources.open_image import open_image
from support.image_config import config_json, to_json
from support.image_places import Place, in_a_layout, in_both_places
from support.oci_layouts import (
    CONFIG_TYPE,
    INDEX_TYPE,
    MANIFEST_TYPE,
    TAR_TYPE,
    Descriptor,
    OciLayout,
    descriptor,
    platform_of,
)
from support.tar_writer import file, tar

EMPTY = "application/vnd.oci.empty.v1+json"
IMAGE = "sha256:" + "1" * 64
LAYER = tar(file("a", b"content"))


def artifact(
    layout: OciLayout,
    config_type: str,
    *layers: tuple[str, bytes],
    annotations: Mapping[str, str] | None = None,
    **more: object,
) -> Descriptor:
    listed = [layout.add_blob(data, kind) for kind, data in layers]
    if annotations:
        listed = [{**layer, "annotations": annotations} for layer in listed]
    config = config_json([], platform="unknown/unknown") if config_type == CONFIG_TYPE else b"{}"
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": layout.add_blob(config, config_type),
        "layers": listed,
        **more,
    }
    return layout.add_blob(to_json(manifest), MANIFEST_TYPE)


def refusal(place: Place, layout: OciLayout, folder: Path) -> str:
    with place(layout, folder) as opened, pytest.raises(LayersizeError) as raised:
        opened()
    assert "\n" not in str(raised.value)
    return str(raised.value)


STATEMENT = to_json({"subject": [{"name": "app", "digest": {"sha256": "1" * 64}}]})
ENVELOPE = to_json({"payload": base64.b64encode(STATEMENT).decode()})
BUNDLE = to_json({"dsseEnvelope": {"payload": base64.b64encode(STATEMENT).decode()}})
SIGNED = to_json({"critical": {"image": {"docker-manifest-digest": IMAGE}}})
IN_TOTO = "application/vnd.in-toto+json"
HELM = "application/vnd.cncf.helm.config.v1+json"
HELM_CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
NYDUS = "application/vnd.oci.image.layer.nydus.blob.v1"
CACHE = "application/vnd.buildkit.cacheconfig.v0"
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "Helm chart": (
        {
            "config_type": HELM,
            "layer": (HELM_CHART, b"x"),
        },
        f"is a Helm chart ({HELM}), not an image; name an image",
    ),
    "build cache": (
        {"config_type": CACHE, "layer": (f"{TAR_TYPE}+gzip", b"x")},
        f"is a build cache of BuildKit ({CACHE}), not an image; name the image that was built",
    ),
    "model of Docker": (
        {
            "config_type": "application/vnd.docker.ai.model.config.v0.1+json",
            "layer": ("application/vnd.docker.ai.gguf.v3", b"GGUF"),
        },
        "is a model (application/vnd.docker.ai.model.config.v0.1+json), not an image",
    ),
    "model of Ollama": (
        {"config_type": CONFIG_TYPE, "layer": ("application/vnd.ollama.image.model", b"GGUF")},
        "is a model (application/vnd.ollama.image.model), not an image",
    ),
    "model by its artifactType": (
        {
            "config_type": "application/vnd.cncf.model.config.v1+json",
            "layer": ("application/vnd.cncf.model.weight.v1.tar", b"x"),
            "artifactType": "application/vnd.cncf.model.manifest.v1+json",
        },
        "is a model (application/vnd.cncf.model.manifest.v1+json), not an image",
    ),
    "attestation": (
        {"config_type": CONFIG_TYPE, "layer": (IN_TOTO, STATEMENT)},
        f"is an attestation ({IN_TOTO}) of {IMAGE}, not an image; name the image itself",
    ),
    "attestation as an artifact": (
        {
            "config_type": EMPTY,
            "layer": (IN_TOTO, b"{}"),
            "artifactType": "application/vnd.docker.attestation.manifest.v1+json",
            "subject": {"mediaType": MANIFEST_TYPE, "digest": IMAGE, "size": 7},
        },
        "is an attestation (application/vnd.docker.attestation.manifest.v1+json) "
        f"of {IMAGE}, not an image; name the image itself",
    ),
    "attestation that says nothing": (
        {"config_type": CONFIG_TYPE, "layer": (IN_TOTO, b"no JSON")},
        f"is an attestation ({IN_TOTO}), not an image; name the image itself",
    ),
    "signed attestation": (
        {"config_type": CONFIG_TYPE, "layer": ("application/vnd.dsse.envelope.v1+json", ENVELOPE)},
        f"is a signed attestation (application/vnd.dsse.envelope.v1+json) of {IMAGE}, not",
    ),
    "bundle": (
        {
            "config_type": EMPTY,
            "layer": ("application/vnd.dev.sigstore.bundle.v0.3+json", BUNDLE),
            "artifactType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        },
        f"is a signature (application/vnd.dev.sigstore.bundle.v0.3+json) of {IMAGE}, not an image",
    ),
    "signature": (
        {
            "config_type": CONFIG_TYPE,
            "layer": ("application/vnd.dev.cosign.simplesigning.v1+json", SIGNED),
        },
        f"is a signature (application/vnd.dev.cosign.simplesigning.v1+json) of {IMAGE}, not",
    ),
    "SBOM": (
        {
            "config_type": EMPTY,
            "layer": ("application/spdx+json", b"{}"),
            "artifactType": "application/spdx+json",
            "subject": {"digest": IMAGE},
        },
        f"is a list of software (SBOM) (application/spdx+json) of {IMAGE}, not an image",
    ),
    "WebAssembly": (
        {
            "config_type": "application/vnd.wasm.config.v0+json",
            "layer": ("application/wasm", b"\0asm"),
        },
        "is a WebAssembly module (application/vnd.wasm.config.v0+json), not an image",
    ),
    "type of somebody's own": (
        {
            "config_type": EMPTY,
            "layer": ("text/plain", b"x"),
            "artifactType": "application/vnd.example.menu",
        },
        "is an artifact (application/vnd.example.menu), not an image; name an image",
    ),
    "a file pushed with oras": (
        {
            "config_type": EMPTY,
            "layer": (TAR_TYPE, b"any file"),
            "artifactType": "application/vnd.unknown.artifact.v1",
        },
        "is an artifact without a type, not an image; name an image",
    ),
    "long type": (
        {"config_type": EMPTY, "layer": (TAR_TYPE, b"x"), "artifactType": "x" * 5000},
        f"is an artifact ({'x' * 100}…), not an image",
    ),
    "Nydus": (
        {
            "config_type": CONFIG_TYPE,
            "layer": (NYDUS, b""),
        },
        f"is a Nydus image ({NYDUS}), whose layers are not tars; "
        "name the image that it was made from",
    ),
    "Nydus with a tar": (
        {
            "config_type": CONFIG_TYPE,
            "layer": (f"{TAR_TYPE}+gzip", LAYER),
            "annotations": {"containerd.io/snapshot/nydus-bootstrap": "true"},
        },
        "is a Nydus image, whose layers are not tars",
    ),
    "overlaybd": (
        {
            "config_type": CONFIG_TYPE,
            "layer": (TAR_TYPE, LAYER),
            "annotations": {"containerd.io/snapshot/overlaybd/blob-size": "7"},
        },
        "is an overlaybd image, whose layers are not tars; name the image that it was made from",
    ),
}


@in_both_places
@pytest.mark.parametrize(("made_of", "said"), CASES.values(), ids=CASES)
@pytest.mark.parametrize("in_index", [False, True], ids=["alone", "in an index"])
def test_what_is_no_image_says_what_it_is(
    place: Place, made_of: dict[str, Any], said: str, in_index: bool, tmp_path: Path
) -> None:
    layout = OciLayout()
    made_of = dict(made_of)
    target = artifact(layout, made_of.pop("config_type"), made_of.pop("layer"), **made_of)
    layout.refer(layout.add_index([target]) if in_index else target)
    line = refusal(place, layout, tmp_path)
    assert f": {said}" in line
    assert line.count(said) == 1


@in_both_places
def test_a_manifest_without_a_config(place: Place, tmp_path: Path) -> None:
    """The form that version 1.1 of the specification had for a while."""
    layout = OciLayout()
    manifest = {"schemaVersion": 2, "artifactType": "application/vnd.example.menu", "blobs": []}
    layout.refer(layout.add_blob(to_json(manifest), MANIFEST_TYPE))
    line = refusal(place, layout, tmp_path)
    assert "is an artifact (application/vnd.example.menu), not an image" in line


@in_both_places
@pytest.mark.parametrize("depth", [0, 1])
def test_a_build_cache_is_told_without_reading_its_layers(
    place: Place, depth: int, tmp_path: Path
) -> None:
    """Its index lists layers where others list manifests; none of these is there."""
    layout = OciLayout()
    listed = [descriptor(LAYER, f"{TAR_TYPE}+gzip"), layout.add_blob(b"{}", CACHE)]
    target = layout.add_index(listed)
    for _ in range(depth):
        target = layout.add_index([target])
    layout.refer(target)
    line = refusal(place, layout, tmp_path)
    assert "is a build cache of BuildKit, not an image; name the image that was built" in line


def test_a_folder_with_a_build_cache_and_an_image(tmp_path: Path) -> None:
    layout = OciLayout()
    listed = [descriptor(LAYER, f"{TAR_TYPE}+gzip"), layout.add_blob(b"{}", CACHE)]
    layout.refer(layout.add_index(listed), "cache")
    layout.refer(layout.add_manifest([LAYER], config_json([LAYER])), "v1")
    with in_a_layout(layout, tmp_path) as opened:
        assert len(opened().layers) == 1
        with pytest.raises(LayersizeError, match="is a build cache of BuildKit"):
            open_image(f"{tmp_path / 'image'}:cache", SourceContext())


def attested(layout: OciLayout) -> tuple[Descriptor, Descriptor]:
    image = layout.add_manifest([LAYER], config_json([LAYER]))
    attestation = artifact(layout, CONFIG_TYPE, (IN_TOTO, b"{}"))
    annotations = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": image["digest"],
    }
    platform = platform_of("unknown/unknown")
    return image, {**attestation, "annotations": annotations, "platform": platform}


def test_an_attestation_named_by_its_id_says_of_which_image_it_is(tmp_path: Path) -> None:
    layout = OciLayout()
    image, attestation = attested(layout)
    layout.refer(layout.add_index([image, attestation]), "v1")
    with in_a_layout(layout, tmp_path) as opened:
        assert len(opened().layers) == 1
        said = f"is an attestation of {image['digest']}, not an image; name the image itself"
        with pytest.raises(LayersizeError, match=said):
            open_image(f"{tmp_path / 'image'}:{attestation['digest']}", SourceContext())


@in_both_places
def test_an_index_of_an_attestation_alone(place: Place, tmp_path: Path) -> None:
    layout = OciLayout()
    image, attestation = attested(layout)
    layout.refer(layout.add_index([attestation]))
    assert f"is an attestation of {image['digest']}, not an image" in refusal(
        place, layout, tmp_path
    )


@in_both_places
def test_an_index_whose_own_type_is_that_of_an_artifact(place: Place, tmp_path: Path) -> None:
    layout = OciLayout()
    entry = layout.add_blob(b"{}", "application/vnd.example.part+json")
    layout.refer(layout.add_index([entry]))
    line = refusal(place, layout, tmp_path)
    assert "is an artifact (application/vnd.example.part+json), not an image" in line
    assert INDEX_TYPE not in line


@in_both_places
def test_an_image_that_has_an_artifact_type_too_is_an_image(place: Place, tmp_path: Path) -> None:
    layout = OciLayout()
    more = {"artifactType": "application/vnd.example.app"}
    layout.refer(layout.add_manifest([LAYER], config_json([LAYER]), **more))
    with place(layout, tmp_path) as opened:
        assert len(opened().layers) == 1
