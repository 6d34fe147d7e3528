"""Layers on their way from a registry: cut, resumed, too long, too short, something else."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable

import pytest

from layersize.errors import LayersizeError
from layersize.sources.context import Network
from support.hostile_registry import (
    Answer,
    HostileRegistry,
    Reply,
    Request,
    blob_path,
    blob_path_of,
    fixed,
    in_turn,
    ranged,
    redirect,
    status,
)
from support.image_config import digest_of
from support.oci_layouts import descriptor
from support.registry_reading import (
    SHORTEST_TIMEOUT,
    error_of,
    layer_tar,
    network,
    one_layer,
    opened,
    walked,
)

BLOB = layer_tar()
MIDDLE = len(BLOB) // 2


def walk_with(answer: Answer, settings: Network | None = None) -> list[Request]:
    """Walks the image whose layer is served like that, and gives the requests for the layer."""
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(BLOB)] = answer
        walk = walked(opened(registry, settings=settings))[0]
        assert list(map(str, walk.blob_digests)) == [digest_of(BLOB)]
        assert walk.blob_bytes == len(BLOB)
        return [request for request in registry.requests if request.path == blob_path_of(BLOB)]


def error_with(answer: Answer, settings: Network | None = None) -> tuple[LayersizeError, int]:
    """How walking that image ends, and how many requests for the layer there were."""
    with HostileRegistry() as registry:
        registry.serve(one_layer())
        registry.answers[blob_path_of(BLOB)] = answer
        error = error_of(lambda: walked(opened(registry, settings=settings)))
        requests = registry.paths.count(blob_path_of(BLOB))
    assert error.where.startswith(f"layer 0 ({digest_of(BLOB)})")
    return error, requests


def test_a_broken_connection_is_resumed() -> None:
    first, second = walk_with(in_turn(ranged(BLOB, most=MIDDLE), ranged(BLOB)))
    assert "range" not in first.headers
    assert second.headers["range"] == f"bytes={MIDDLE}-"


def test_many_breaks_are_resumed() -> None:
    """A bad line, on which there is progress all the time."""
    assert len(walk_with(ranged(BLOB, most=len(BLOB) // 10))) == 11


def test_a_line_that_breaks_all_the_time_is_given_up() -> None:
    error, requests = error_with(ranged(BLOB, most=100))
    assert requests == 21
    assert "tried 21 times" in str(error)


def test_a_silent_server_is_asked_again() -> None:
    stalled = ranged(BLOB, most=MIDDLE, stays_open=True)
    settings = network(timeout_seconds=SHORTEST_TIMEOUT)
    _, second = walk_with(in_turn(stalled, ranged(BLOB)), settings)
    assert second.offset == MIDDLE


def test_a_server_that_stays_silent_is_given_up() -> None:
    settings = network(timeout_seconds=SHORTEST_TIMEOUT)
    error, requests = error_with(in_turn(ranged(BLOB, most=10, stays_open=True), silent), settings)
    assert requests == 3
    assert f"was silent for {SHORTEST_TIMEOUT} s" in str(error)
    assert "raise --timeout" in error.remedy


def silent(request: Request) -> Reply:
    """Promises the rest, and sends none of it."""
    promised = ranged(BLOB)(request)
    return Reply(status=promised.status, headers=promised.headers, stays_open=True)


def test_a_server_that_knows_no_ranges() -> None:
    """What arrived before is sent once more, and dropped."""
    whole = fixed(BLOB)
    first, second = walk_with(in_turn(ranged(BLOB, most=MIDDLE), whole))
    assert (first.offset, second.offset) == (0, MIDDLE)


def test_it_breaks_off_while_what_is_known_is_sent_again() -> None:
    early = ranged(BLOB, most=100)
    without_range = fixed(BLOB)

    def cut(request: Request) -> Reply:
        return Reply(body=early(request).body, headers={"Content-Length": str(len(BLOB))})

    assert len(walk_with(in_turn(ranged(BLOB, most=MIDDLE), cut, without_range))) == 3


def test_a_blob_that_is_another() -> None:
    other = layer_tar().replace(b"00000001", b"0000000x")
    error, _ = error_with(fixed(other))
    assert f"the blob is {digest_of(other)}, not what its descriptor says" in str(error)


def test_a_blob_that_is_missing() -> None:
    error, requests = error_with(status(404))
    assert requests == 1
    assert "is not in the registry; push the image again" in str(error)


def test_a_layer_that_another_server_may_not_give() -> None:
    """Not a matter of credentials for the registry."""
    with HostileRegistry() as elsewhere:
        elsewhere.answers["/layer"] = status(403)
        error, _ = error_with(redirect(f"http://{elsewhere.host}/layer?signature=sesame"))
    assert f"{elsewhere.host} answers 403 (Forbidden)" in str(error)
    assert "sesame" not in str(error)


def test_a_resumed_blob_is_asked_for_at_the_registry_again() -> None:
    """Where a redirect led may have been signed for a while only."""
    with HostileRegistry() as elsewhere:
        elsewhere.answers["/layer"] = in_turn(ranged(BLOB, most=MIDDLE), ranged(BLOB))
        assert len(walk_with(redirect(f"http://{elsewhere.host}/layer"))) == 2
        assert [request.offset for request in elsewhere.requests] == [0, MIDDLE]


def test_an_encoding_is_not_undone() -> None:
    """Some registries call a gzipped layer an encoded tar; its digest is that of the gzip."""
    blob = gzip.compress(layer_tar())
    with HostileRegistry() as registry:
        registry.serve(one_layer(blob))
        registry.answers[blob_path_of(blob)] = fixed(blob, Content_Encoding="gzip")
        walk = walked(opened(registry))[0]
    assert list(map(str, walk.blob_digests)) == [digest_of(blob)]
    assert walk.compression == "gzip"


@pytest.mark.parametrize("change", [bytes, lambda blob: blob.replace(b"00000001", b"0000000x")])
def test_a_sha512_digest_is_checked(change: Callable[[bytes], bytes]) -> None:
    digest = f"sha512:{hashlib.sha512(BLOB).hexdigest()}"
    media_type = "application/vnd.oci.image.layer.v1.tar"
    layer = {**descriptor(BLOB, media_type), "digest": digest}
    with HostileRegistry() as registry:
        registry.serve(one_layer(layer_descriptors=[layer]))
        sent = change(BLOB)
        registry.answers[blob_path(digest)] = ranged(sent)
        image = opened(registry)
        if sent == BLOB:
            assert walked(image)[0].tar_bytes == len(BLOB)
            return
        error = error_of(lambda: walked(image))
    assert f"layer 0 ({digest})" in str(error)
    assert f"the blob is sha512:{hashlib.sha512(sent).hexdigest()}, not what" in str(error)


def test_two_descriptors_of_one_blob_that_disagree() -> None:
    layer = descriptor(BLOB, "application/vnd.oci.image.layer.v1.tar")
    layout = one_layer(layer_descriptors=[layer, {**layer, "size": 1}])
    with HostileRegistry() as registry:
        registry.serve(layout)
        error = error_of(lambda: opened(registry))
    assert "lists 2 layers, its config 1" in str(error)


def test_a_descriptor_without_a_length() -> None:
    layer = descriptor(BLOB, "application/vnd.oci.image.layer.v1.tar")
    del layer["size"]
    with HostileRegistry() as registry:
        registry.serve(one_layer(layer_descriptors=[layer]))
        registry.answers[blob_path_of(BLOB)] = in_turn(ranged(BLOB, most=MIDDLE), ranged(BLOB))
        assert walked(opened(registry))[0].blob_bytes == len(BLOB)
