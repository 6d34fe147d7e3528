"""Images of a registry that behaves: what is asked for, what is read out of it."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from layersize import __version__
from layersize.layers.walk import RemoteBlob
from layersize.oci.digest import Digest
from support.hostile_registry import (
    REPOSITORY,
    TAG,
    HostileRegistry,
    blob_path_of,
    fixed,
    manifest_path,
)
from support.image_config import config_json, digest_of, to_json
from support.oci_layouts import INDEX_TYPE, MANIFEST_TYPE, OciLayout, descriptor, platform_of
from support.registry_reading import error_of, layer_tar, one_layer, opened, walked

ATTESTATION = {"vnd.docker.reference.type": "attestation-manifest"}


def index_of(layout: OciLayout, *platforms: str, **more: object) -> dict[str, Any]:
    """An index with an image for each platform, of which only the config differs."""
    manifests = [
        layout.add_manifest(
            [layer_tar()],
            config_json([layer_tar()], platform=platform),
            annotations={"number": str(number)},
        )
        for number, platform in enumerate(platforms)
    ]
    described = [
        {**manifest, "platform": platform_of(platform)}
        for manifest, platform in zip(manifests, platforms, strict=True)
    ]
    return layout.add_index(described, **more)


def serve_index(registry: HostileRegistry, layout: OciLayout, index: dict[str, Any]) -> None:
    """Offers the index by the tag, and all else by digest."""
    registry.serve(layout)
    for name, blob in layout.blobs.items():
        is_index = blob.startswith(b'{"schemaVersion":2') and b'"manifests"' in blob
        media_type = INDEX_TYPE if is_index else MANIFEST_TYPE
        registry.answers[manifest_path(f"sha256:{name}")] = fixed(blob, media_type)
    registry.serve_manifest(layout, index["digest"], INDEX_TYPE, TAG)


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_an_image_of_one_layer(compress: Any) -> None:
    blob = compress(layer_tar())
    layout = one_layer(blob)
    with HostileRegistry() as registry:
        registry.serve(layout)
        image = opened(registry)
        assert registry.paths[0] == manifest_path(TAG)
        assert len(registry.requests) == 2, "the layer is fetched when it is walked"
        walk = walked(image)[0]
    name = f"{registry.host}/{REPOSITORY}:{TAG}"
    manifest = layout.references[0]
    assert image.reference == f"registry:{name}"
    assert (image.where, image.source) == (f"registry {registry.host}", "registry")
    assert image.platform == "linux/amd64"
    assert image.documents is not None
    assert image.documents.config == config_json([layer_tar()])
    assert digest_of(image.documents.config) == str(image.image_id)
    assert image.documents.manifest is not None
    assert digest_of(image.documents.manifest) == manifest["digest"]
    assert image.documents.manifest_media_type == MANIFEST_TYPE
    assert image.documents.names == (name,)
    layer = image.layers[0]
    assert isinstance(layer.blob, RemoteBlob)
    assert layer.blob.blob_bytes == len(blob)
    assert str(layer.digest) == digest_of(blob) == str(layer.blob.digest) == layer.where
    assert layer.as_pushed
    assert layer.created_by == "RUN step 0"
    assert walk.blob_digests == (layer.digest,)
    assert (walk.blob_bytes, walk.tar_bytes) == (len(blob), len(layer_tar()))


def test_what_every_request_says() -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        walked(opened(registry))
    assert len(registry.requests) == 3
    for request in registry.requests:
        assert request.headers["user-agent"] == f"layersize/{__version__}"
        assert request.headers["accept-encoding"] == "identity"
        assert request.authorization is None
    accepted = registry.requests[0].headers["accept"].split(", ")
    assert {MANIFEST_TYPE, INDEX_TYPE} < set(accepted)
    assert "application/vnd.docker.distribution.manifest.v2+json" in accepted
    assert "application/vnd.docker.distribution.manifest.list.v2+json" in accepted


def test_by_digest_and_by_both() -> None:
    layout = one_layer()
    digest = layout.references[0]["digest"]
    with HostileRegistry() as registry:
        registry.serve(layout)
        assert len(opened(registry, f"{REPOSITORY}@{digest}").layers) == 1
        assert registry.paths[0] == manifest_path(digest)
        assert len(opened(registry, f"{REPOSITORY}:old@{digest}").layers) == 1


def test_a_layer_that_is_listed_twice_is_fetched_once() -> None:
    layout = OciLayout()
    layout.refer(layout.add_manifest([layer_tar(), layer_tar()], config_json([layer_tar()] * 2)))
    with HostileRegistry() as registry:
        registry.serve(layout)
        image = opened(registry)
        walks = walked(image)
    assert image.layers[0].blob is image.layers[1].blob
    assert len(walks) == 2
    assert registry.paths.count(blob_path_of(layer_tar())) == 1


def test_of_an_index_only_the_right_manifest_is_fetched() -> None:
    layout = OciLayout()
    index = index_of(layout, "linux/arm64/v8", "linux/amd64", "windows/amd64", "windows/amd64")
    with HostileRegistry() as registry:
        serve_index(registry, layout, index)
        image = opened(registry)
        asked = len(registry.requests)
        assert image.platform == "linux/amd64"
        assert opened(registry, platform="linux/arm64").platform == "linux/arm64/v8"
        assert opened(registry, platform="windows/amd64").platform == "windows/amd64"
        error = error_of(lambda: opened(registry, platform="linux/s390x"))
    assert asked == 3
    assert image.documents is not None
    assert image.documents.manifest_media_type == MANIFEST_TYPE
    assert str(error) == (
        f"registry {registry.host}: {registry.host}/{REPOSITORY}:{TAG}: has no image for "
        "linux/s390x; choose --platform linux/arm64/v8 or linux/amd64 or windows/amd64"
    )


def test_the_only_platform_of_an_index_is_taken() -> None:
    layout = OciLayout()
    with HostileRegistry() as registry:
        serve_index(registry, layout, index_of(layout, "linux/s390x"))
        assert opened(registry).platform == "linux/s390x"


def test_another_platform_than_the_only_one_is_an_error() -> None:
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        error = error_of(lambda: opened(registry, platform="linux/arm64"))
    assert "has no image for linux/arm64; choose --platform linux/amd64" in str(error)


def test_attestations_are_left_out() -> None:
    layout = OciLayout()
    image = layout.add_manifest([layer_tar()], config_json([layer_tar()]))
    unknown = {"os": "unknown", "architecture": "unknown"}
    missing = descriptor(b"missing", MANIFEST_TYPE, annotations=ATTESTATION)
    index = layout.add_index(
        [
            {**missing, "platform": unknown},
            missing,
            {**image, "platform": platform_of("linux/amd64")},
        ]
    )
    with HostileRegistry() as registry:
        serve_index(registry, layout, index)
        assert opened(registry).platform == "linux/amd64"


def test_nested_indexes() -> None:
    layout = OciLayout()
    inner = layout.add_index([index_of(layout, "linux/arm64"), index_of(layout, "linux/amd64")])
    with HostileRegistry() as registry:
        serve_index(registry, layout, layout.add_index([inner]))
        assert opened(registry).platform == "linux/amd64"
        assert opened(registry, platform="linux/arm64").platform == "linux/arm64"


def test_manifests_of_platforms_that_the_index_does_not_state_are_read() -> None:
    layout = OciLayout()
    manifests = [
        layout.add_manifest([layer_tar()], config_json([layer_tar()], platform=platform))
        for platform in ("linux/arm64", "linux/amd64")
    ]
    with HostileRegistry() as registry:
        serve_index(registry, layout, layout.add_index(manifests))
        assert opened(registry).platform == "linux/amd64"
        assert opened(registry, platform="linux/arm64").platform == "linux/arm64"


def test_a_docker_manifest_list() -> None:
    """Schema 2, where the media type is only in the header."""
    docker = "application/vnd.docker.distribution"
    layout = OciLayout()
    config = config_json([layer_tar()])
    manifest = to_json(
        {
            "schemaVersion": 2,
            "config": layout.add_blob(config, "application/vnd.docker.container.image.v1+json"),
            "layers": [
                layout.add_blob(layer_tar(), "application/vnd.docker.image.rootfs.diff.tar.gzip")
            ],
        }
    )
    listed = descriptor(manifest, f"{docker}.manifest.v2+json", platform=platform_of("linux/amd64"))
    index = to_json({"schemaVersion": 2, "manifests": [listed]})
    with HostileRegistry() as registry:
        registry.serve(layout)
        registry.answers[manifest_path(TAG)] = fixed(index, f"{docker}.manifest.list.v2+json")
        registry.answers[manifest_path(digest_of(manifest))] = fixed(
            manifest, f"{docker}.manifest.v2+json; charset=utf-8"
        )
        image = opened(registry)
    assert image.documents is not None
    assert image.documents.manifest_media_type == f"{docker}.manifest.v2+json"
    assert [layer.digest for layer in image.layers] == [Digest.parse(digest_of(layer_tar()))]


def test_an_image_without_layers() -> None:
    layout = OciLayout()
    layout.refer(layout.add_manifest([], config_json([])))
    with HostileRegistry() as registry:
        registry.serve(layout)
        assert walked(opened(registry)) == []
