"""`org.opencontainers.image.base.*`: annotations before labels, nonsense counts for nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from layersize.sources.declared_image import declared_base

NAME, DIGEST = "org.opencontainers.image.base.name", "org.opencontainers.image.base.digest"
SHA = "sha256:" + "a" * 64


def found(annotations: Any = None, labels: Any = None) -> tuple[str | None, str | None] | None:
    config = json.dumps({"config": {"Labels": labels}}).encode()
    manifest = json.dumps({"annotations": annotations}).encode()
    base = declared_base(config, manifest)
    return None if base is None else (base.name, base.digest)


@pytest.mark.parametrize(
    ("annotations", "labels", "stated"),
    [
        (None, None, None),
        ({NAME: "debian:12"}, None, ("debian:12", None)),
        (None, {NAME: "debian:12"}, ("debian:12", None)),
        ({NAME: "debian:12"}, {NAME: "alpine:3", DIGEST: SHA}, ("debian:12", None)),
        ({NAME: "debian:12", DIGEST: SHA}, None, ("debian:12", SHA)),
        ({NAME: "debian:12", DIGEST: "sha256:../../x"}, None, ("debian:12", "sha256:../../x")),
        ({DIGEST: SHA}, {NAME: "alpine:3"}, (None, SHA)),
        ({NAME: ""}, {NAME: "alpine:3"}, ("alpine:3", None)),
        ({NAME: 5}, {NAME: "alpine:3"}, ("alpine:3", None)),
        ([1], {NAME: "alpine:3"}, ("alpine:3", None)),
        (None, "labels", None),
    ],
)
def test_what_is_stated(
    annotations: Any, labels: Any, stated: tuple[str | None, str | None] | None
) -> None:
    assert found(annotations, labels) == stated


def test_documents_that_are_none() -> None:
    assert declared_base(None, None) is None
    assert declared_base(b"{", b"[]") is None
