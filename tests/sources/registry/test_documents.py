"""Manifests, indexes and configs that are broken, hostile or of another kind."""

from __future__ import annotations

import pytest

from layersize.sources.context import Unavailable
from support.hostile_registry import (
    REPOSITORY,
    TAG,
    HostileRegistry,
    blob_path,
    fixed,
    manifest_path,
    status,
)
from support.image_config import config_json, digest_of, to_json
from support.oci_layouts import INDEX_TYPE, MANIFEST_TYPE, OciLayout, descriptor, platform_of
from support.registry_reading import error_of, layer_tar, one_layer, opened

OTHER = to_json({"schemaVersion": 2, "other": True})
AMD64 = platform_of("linux/amd64")


def index(*manifests: object) -> bytes:
    return to_json({"schemaVersion": 2, "mediaType": INDEX_TYPE, "manifests": manifests})


def test_another_manifest_than_the_digest_says() -> None:
    digest = one_layer().references[0]["digest"]
    with HostileRegistry() as registry:
        registry.answers[manifest_path(digest)] = fixed(OTHER, MANIFEST_TYPE)
        error = error_of(lambda: opened(registry, f"{REPOSITORY}@{digest}"))
    assert error.where == f"registry {registry.host}: {registry.host}/{REPOSITORY}@{digest}"
    assert f"is {digest_of(OTHER)} by its content" in str(error)


def test_another_manifest_than_the_registry_says() -> None:
    digest = one_layer().references[0]["digest"]
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(
            OTHER, MANIFEST_TYPE, Docker_Content_Digest=digest
        )
        error = error_of(lambda: opened(registry))
    assert f"is {digest_of(OTHER)} by its content" in str(error)


def test_a_digest_of_an_unknown_kind_says_nothing() -> None:
    layout = one_layer()
    with HostileRegistry() as registry:
        registry.serve(layout)
        manifest = layout.blobs[layout.references[0]["digest"].partition(":")[2]]
        for declared in ("md5:0", "", "nonsense"):
            registry.answers[manifest_path(TAG)] = fixed(
                manifest, MANIFEST_TYPE, Docker_Content_Digest=declared
            )
            assert opened(registry).layers


@pytest.mark.parametrize("media_type", [INDEX_TYPE, MANIFEST_TYPE])
def test_another_manifest_than_the_index_says(media_type: str) -> None:
    listed = descriptor(b"{}", media_type, platform=AMD64)
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(index(listed), INDEX_TYPE)
        registry.answers[manifest_path(listed["digest"])] = fixed(b"[]", media_type)
        error = error_of(lambda: opened(registry))
    assert f"manifest {listed['digest']}: is {digest_of(b'[]')} by its content" in str(error)


def test_another_length_than_the_index_says() -> None:
    listed = {**descriptor(b"{}", MANIFEST_TYPE, platform=AMD64), "size": 3}
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(index(listed), INDEX_TYPE)
        registry.answers[manifest_path(listed["digest"])] = fixed(b"{}", MANIFEST_TYPE)
        error = error_of(lambda: opened(registry))
    assert "has 2 bytes, its descriptor says 3" in str(error)


def test_a_manifest_that_is_an_index() -> None:
    """Two readers must not take one document for two things."""
    inner = index()
    listed = descriptor(inner, MANIFEST_TYPE, platform=AMD64)
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(index(listed), INDEX_TYPE)
        registry.answers[manifest_path(listed["digest"])] = fixed(inner, INDEX_TYPE)
        error = error_of(lambda: opened(registry))
    assert "is an index, its descriptor says a manifest" in str(error)


def test_an_index_that_refers_to_itself() -> None:
    """Only a registry that lies can offer one, as no document holds its own digest."""
    declared = digest_of(b"any")
    itself = index({"mediaType": INDEX_TYPE, "digest": declared, "size": 0})
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(itself, INDEX_TYPE)
        registry.answers[manifest_path(declared)] = fixed(itself, INDEX_TYPE)
        error_of(lambda: opened(registry))
        assert len(registry.requests) == 2


def test_indexes_nested_without_end() -> None:
    layout = OciLayout()
    inner = layout.add_index([])
    for _ in range(20):
        inner = layout.add_index([inner])
    with HostileRegistry() as registry:
        for name, blob in layout.blobs.items():
            registry.answers[manifest_path(f"sha256:{name}")] = fixed(blob, INDEX_TYPE)
        registry.serve_manifest(layout, inner["digest"], INDEX_TYPE, TAG)
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) < 12
    assert "indexes nested too deeply" in str(error)


def test_an_index_that_leads_to_many_documents() -> None:
    layout = OciLayout()
    many = [layout.add_index([], number=number) for number in range(200)]
    with HostileRegistry() as registry:
        for name, blob in layout.blobs.items():
            registry.answers[manifest_path(f"sha256:{name}")] = fixed(blob, INDEX_TYPE)
        registry.answers[manifest_path(TAG)] = fixed(index(*many), INDEX_TYPE)
        error = error_of(lambda: opened(registry))
        assert len(registry.requests) < 110
    assert "leads to over 100 documents" in str(error)


@pytest.mark.parametrize(
    ("document", "cause"),
    [
        (b"", "is not JSON"),
        (b"[]", "is not an object"),
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is nested too deeply"),
        (index(), "lists no image"),
        (index({"mediaType": MANIFEST_TYPE}), "is not a sha256, sha384 or sha512 digest"),
        (index({"digest": "sha256:../../x"}), "is not 64 lower-case hexadecimal digits"),
        (index({"digest": "sha256:" + "a" * 64, "size": "1"}), "is not in the registry"),
        (to_json({"schemaVersion": 2}), "config: digest: is not a sha256"),
        (to_json({"manifests": [None] * 5000}), "lists 5000 items (at most 4096)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_manifest(document: bytes, cause: str) -> None:
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(document, MANIFEST_TYPE)
        error = error_of(lambda: opened(registry))
    assert cause in str(error)
    assert str(error).startswith(f"registry {registry.host}: ")


def test_a_huge_manifest() -> None:
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(b" " * (64 << 20), MANIFEST_TYPE)
        error = error_of(lambda: opened(registry))
    assert "sends a document of over 4194304 bytes" in str(error)


@pytest.mark.parametrize("media_type", ["v1+prettyjws", "v1+json"])
def test_schema_1_by_its_media_type(media_type: str) -> None:
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(
            OTHER, f"application/vnd.docker.distribution.manifest.{media_type}"
        )
        error = error_of(lambda: opened(registry))
    assert "is a schema 1 manifest" in str(error)
    assert "push the image again with a current builder" in str(error)


def test_schema_1_by_its_content() -> None:
    document = to_json({"schemaVersion": 1, "fsLayers": [], "history": []})
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(document, "application/json")
        assert "is a schema 1 manifest" in str(error_of(lambda: opened(registry)))


def test_an_artifact_is_no_image() -> None:
    document = to_json(
        {
            "schemaVersion": 2,
            "config": descriptor(b"{}", "application/vnd.cncf.helm.config.v1+json"),
        }
    )
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(document, MANIFEST_TYPE)
        error = error_of(lambda: opened(registry))
    assert "is a Helm chart (application/vnd.cncf.helm.config.v1+json), not an image" in str(error)


def test_foreign_layers_are_never_fetched() -> None:
    with HostileRegistry() as elsewhere, HostileRegistry() as registry:
        foreign = descriptor(
            layer_tar(),
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            urls=[f"http://{elsewhere.host}/layer"],
        )
        layout = one_layer(layer_descriptors=[foreign])
        registry.serve(layout)
        error = error_of(lambda: opened(registry))
    assert "is a foreign layer, which the image only links to (`urls`)" in str(error)
    assert elsewhere.requests == []


def test_a_config_that_is_missing() -> None:
    digest = digest_of(config_json([layer_tar()]))
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path(digest)] = status(404)
        error = error_of(lambda: opened(registry))
    assert f"config {digest}: is not in the registry; push the image again" in str(error)


def test_another_config_than_the_manifest_says() -> None:
    digest = digest_of(config_json([layer_tar()]))
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path(digest)] = fixed(b"{}")
        error = error_of(lambda: opened(registry))
    assert f"config {digest}: has 2 bytes, its descriptor says" in str(error)


def test_a_web_page_is_no_manifest() -> None:
    with HostileRegistry() as registry:
        registry.answers[manifest_path(TAG)] = fixed(b"<html>", "text/html; charset=utf-8")
        error = error_of(lambda: opened(registry))
    assert isinstance(error, Unavailable)
    assert "answers with a web page; check the name" in str(error)
