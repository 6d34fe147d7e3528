"""Answers that a registry or a proxy compresses, though it was asked not to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from layersize.layers.image import Image
from layersize.layers.walk_image import walk_image
from layersize.sources.context import SourceContext
from layersize.sources.reference import ImageReference
from layersize.sources.registry.image import open_image
from layersize.streams import bounds
from support.compressors import gzip_member, zstd_frame, zstd_zeros
from support.hostile_registry import (
    REPOSITORY,
    TAG,
    Answer,
    HostileRegistry,
    Reply,
    Request,
    blob_path_of,
    fixed,
    in_turn,
    ranged,
)
from support.image_config import config_json, digest_of, to_json
from support.oci_layouts import TAR_TYPE, descriptor
from support.registry_reading import error_of, layer_tar, network, one_layer, opened, walked
from support.registry_secrets import TOKEN, asks_for_token
from support.tar_writer import file, header, tar

PLAIN = layer_tar()
PACKED = gzip_member(PLAIN)
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip_member,
    "x-gzip": gzip_member,
    "zstd": zstd_frame,
}
each_encoding = pytest.mark.parametrize("encoding", ENCODERS)
with_length = pytest.mark.parametrize("has_length", [True, False], ids=["length", "chunked"])


def encoded(answer: Answer, encoding: str, *, has_length: bool = True) -> Answer:
    """The answer as a proxy passes it on that compresses all that is whole."""

    def passed_on(request: Request) -> Reply:
        reply = answer(request)
        if reply.status != 200:
            return reply
        headers = {key: value for key, value in reply.headers.items() if key != "Content-Length"}
        return replace(
            reply,
            body=ENCODERS[encoding](reply.body),
            headers={**headers, "Content-Encoding": encoding},
            chunked=not has_length,
        )

    return passed_on


def labelled(body: bytes, *, has_length: bool) -> Answer:
    """A blob as it is stored, of which a header says that it is gzip."""
    reply = Reply(body=body, headers={"Content-Encoding": "gzip"}, chunked=not has_length)
    return lambda _request: reply


def read_with(registry: HostileRegistry, blob: bytes, answer: Answer, media_type: str) -> Image:
    registry.serve(one_layer(layer_descriptors=[descriptor(blob, media_type)]))
    registry.answers[blob_path_of(blob)] = answer
    return opened(registry)


@each_encoding
@with_length
@pytest.mark.parametrize(
    ("blob", "media_type"),
    [
        (PLAIN, TAR_TYPE),
        (PACKED, f"{TAR_TYPE}+gzip"),
        (zstd_frame(PLAIN), f"{TAR_TYPE}+zstd"),
        (PACKED, "application/octet-stream"),
    ],
    ids=["plain", "gzip", "zstd", "untyped"],
)
def test_all_of_it_compressed(
    encoding: str, has_length: bool, blob: bytes, media_type: str
) -> None:
    """Manifest, config and layer, by tag and by digest."""
    with HostileRegistry() as registry:
        registry.wrap = lambda answer: encoded(answer, encoding, has_length=has_length)
        image = read_with(registry, blob, ranged(blob), media_type)
        (walk,) = walked(image)
        assert image.documents is not None
        manifest = image.documents.manifest
        assert manifest is not None
        by_digest = opened(registry, f"team/app@{digest_of(manifest)}")
    assert image.documents.config == config_json([PLAIN])
    assert by_digest.layers[0].digest == image.layers[0].digest
    assert list(map(str, walk.blob_digests)) == [digest_of(blob)]
    assert (walk.blob_bytes, walk.tar_bytes) == (len(blob), len(PLAIN))


@with_length
def test_a_label_on_what_is_stored_compressed(has_length: bool) -> None:
    """As storage behind a registry does that was told of the blob's own compression."""
    with HostileRegistry() as registry:
        answer = labelled(PACKED, has_length=has_length)
        (walk,) = walked(read_with(registry, PACKED, answer, f"{TAR_TYPE}+gzip"))
    assert list(map(str, walk.blob_digests)) == [digest_of(PACKED)]


@with_length
@pytest.mark.parametrize("blob", [PLAIN, zstd_frame(PLAIN)], ids=["plain", "zstd"])
def test_a_label_that_is_not_true(has_length: bool, blob: bytes) -> None:
    with HostileRegistry() as registry:
        registry.wrap = lambda answer: with_label(answer)
        answer = labelled(blob, has_length=has_length)
        (walk,) = walked(read_with(registry, blob, answer, TAR_TYPE))
    assert list(map(str, walk.blob_digests)) == [digest_of(blob)]


def with_label(answer: Answer) -> Answer:
    def labels(request: Request) -> Reply:
        reply = answer(request)
        return replace(reply, headers={**reply.headers, "Content-Encoding": "gzip"})

    return labels


@with_length
def test_a_connection_that_breaks_in_the_middle(has_length: bool) -> None:
    """Ranges of what is encoded on its way are of no use: it is asked for as a whole again."""
    whole = encoded(ranged(PLAIN), "gzip", has_length=has_length)
    packed = gzip_member(PLAIN)
    broken = Reply(
        body=packed[: len(packed) // 2],
        headers={"Content-Length": str(len(packed)), "Content-Encoding": "gzip"},
    )
    with HostileRegistry() as registry:
        image = read_with(registry, PLAIN, in_turn(lambda _request: broken, whole), TAR_TYPE)
        (walk,) = walked(image)
        asked = [request for request in registry.requests if request.path == blob_path_of(PLAIN)]
    assert [request.offset for request in asked] == [0, 0]
    assert list(map(str, walk.blob_digests)) == [digest_of(PLAIN)]


def test_what_is_another_blob_is_noticed_behind_the_encoding() -> None:
    other = PLAIN.replace(b"00000001", b"00000009")
    assert len(other) == len(PLAIN)
    with HostileRegistry() as registry:
        image = read_with(registry, PLAIN, encoded(ranged(other), "gzip"), TAR_TYPE)
        error = error_of(lambda: walked(image))
    assert f"the blob is {digest_of(other)}, not what" in str(error)


def test_a_layer_that_grows_too_long_on_its_way() -> None:
    """In the end it is a plain tar: only the way makes a bomb of it, which has limits, too."""
    head = header("var/log/lastlog", size=2 << 30)
    described = {**descriptor(PLAIN, TAR_TYPE), "size": 3 << 30}
    bomb = Reply(
        body=zstd_frame(head) + zstd_zeros(b"", 9000), headers={"Content-Encoding": "zstd"}
    )
    with HostileRegistry() as registry:
        registry.serve(one_layer(layer_descriptors=[described]))
        registry.answers[blob_path_of(PLAIN)] = lambda _request: bomb
        error = error_of(lambda: walked(opened(registry)))
    assert "var/log/lastlog: has 2.1 GB, and what is compressed unpacks to over" in str(error)


def test_a_compressed_layer_that_grows_too_long_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb in a bomb: each is within the bounds by itself, but both together are not."""
    monkeypatch.setattr(bounds, "EXPANSION_FREE_BYTES", 1 << 20)
    noise = random.Random(1).randbytes(10_000)
    member = gzip_member(file("noise", noise) + file("zeros", bytes(1_400_000)))
    blob = member * 20 + gzip_member(tar())

    def walks(answer: Answer) -> None:
        context = SourceContext(platform=None, network=network())
        with HostileRegistry() as registry:
            registry.serve(one_layer(layer_descriptors=[descriptor(blob, f"{TAR_TYPE}+gzip")]))
            registry.answers[blob_path_of(blob)] = answer
            name = f"{registry.host}/{REPOSITORY}:{TAG}"
            reference = ImageReference(text=name, source="registry", name=name)
            list(walk_image(open_image(reference, context), context.walker))

    walks(fixed(blob))
    error = error_of(lambda: walks(encoded(fixed(blob), "gzip")))
    assert "what is compressed unpacks to over 200 times its length" in str(error)


@each_encoding
def test_a_document_that_grows_too_long(encoding: str) -> None:
    with HostileRegistry() as registry:
        registry.otherwise = encoded(fixed(b" " * (5 << 20)), encoding)
        error = error_of(lambda: opened(registry))
    assert "sends a document of over 4194304 bytes" in str(error)


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, br", "x" * 400])
def test_an_encoding_that_is_not_known(encoding: str) -> None:
    reply = Reply(body=b"{}", headers={"Content-Encoding": encoding})
    with HostileRegistry() as registry:
        registry.otherwise = lambda _request: reply
        error = error_of(lambda: opened(registry))
    assert "sends its answer compressed (" in str(error)
    assert "tell the registry's operator" in error.remedy


def test_a_token_that_comes_compressed() -> None:
    with HostileRegistry() as server, HostileRegistry() as registry:
        server.answers["/token"] = encoded(fixed(to_json({"token": TOKEN})), "gzip")
        asks_for_token(registry, f"http://{server.host}/token")
        assert len(walked(opened(registry))) == 1
