"""Layers of a registry that are too long, too short, or other parts than were asked for."""

from __future__ import annotations

import pytest

from layersize.errors import LayersizeError
from layersize.sources.context import Network
from support.hostile_registry import (
    Answer,
    HostileRegistry,
    Reply,
    Request,
    blob_path_of,
    fixed,
    in_turn,
    ranged,
)
from support.image_config import digest_of
from support.registry_reading import (
    error_of,
    layer_tar,
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


def partial(data: bytes, content_range: str) -> Answer:
    headers = {"Content-Range": content_range} if content_range else {}
    return lambda _request: Reply(status=206, body=data, headers=headers)


@pytest.mark.parametrize(
    "content_range",
    [
        "",
        f"bytes 0-{len(BLOB) - 1}/{len(BLOB)}",
        f"bytes {MIDDLE + 1}-{len(BLOB) - 1}/{len(BLOB)}",
        f"bytes */{len(BLOB)}",
        f"lines {MIDDLE}-{len(BLOB) - 1}/{len(BLOB)}",
        f"bytes {'9' * 5000}-{len(BLOB)}/{len(BLOB)}",
    ],
)
def test_another_range_than_asked_for(content_range: str) -> None:
    wrong = partial(BLOB[MIDDLE:], content_range)
    error, requests = error_with(in_turn(ranged(BLOB, most=MIDDLE), wrong))
    assert requests == 2
    assert f"sends other bytes than those from {MIDDLE} on" in str(error)


def test_a_range_of_something_longer() -> None:
    wrong = partial(BLOB[MIDDLE:], f"bytes {MIDDLE}-{len(BLOB) - 1}/{len(BLOB) + 1}")
    error, _ = error_with(in_turn(ranged(BLOB, most=MIDDLE), wrong))
    assert f"the blob has {len(BLOB) + 1} bytes, its descriptor says {len(BLOB)}" in str(error)


def test_a_range_that_nobody_asked_for() -> None:
    error, _ = error_with(partial(BLOB, f"bytes 0-{len(BLOB) - 1}/{len(BLOB)}"))
    assert "sends other bytes than those from 0 on" in str(error)


def test_a_range_of_which_the_whole_length_is_not_told() -> None:
    rest = partial(BLOB[MIDDLE:], f"bytes {MIDDLE}-{len(BLOB) - 1}/*")
    assert len(walk_with(in_turn(ranged(BLOB, most=MIDDLE), rest))) == 2


def test_a_blob_that_is_too_long_by_its_own_account() -> None:
    error, requests = error_with(fixed(BLOB + b"more"))
    assert requests == 1
    assert f"has {len(BLOB) + 4} bytes, its descriptor says {len(BLOB)}" in str(error)


def test_a_blob_that_goes_on() -> None:
    error, requests = error_with(lambda _request: Reply(body=BLOB + b"more", chunked=True))
    assert requests == 1
    assert f"goes on after {len(BLOB)} bytes" in str(error)


def test_a_blob_whose_length_only_the_descriptor_states() -> None:
    assert len(walk_with(lambda _request: Reply(body=BLOB, chunked=True))) == 1


@pytest.mark.parametrize("chunked", [False, True])
def test_a_blob_that_is_too_short(chunked: bool) -> None:
    def cut(request: Request) -> Reply:
        return Reply(status=416) if request.offset else Reply(body=BLOB[:-512], chunked=chunked)

    error, requests = error_with(cut)
    assert requests == 2
    assert f"ends after {len(BLOB) - 512} bytes, its descriptor says {len(BLOB)}" in str(error)


def test_a_blob_that_stays_too_short() -> None:
    """A server that knows no ranges sends the same again and again."""
    error, requests = error_with(fixed(BLOB[:-512]))
    assert requests == 5
    assert "tried 5 times" in str(error)
