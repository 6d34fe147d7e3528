"""`org.opencontainers.image.base.*`: annotations before labels, nonsense counts for nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from layersize.sources.declared_image import declared_base

NAME, DIGEST = "org.opencontainers.image.base.name", "org.opencontainers.image.base.digest"
SHA = "sha256:" + "a" * 64


def found(annotations: Any = None, labels: Any = None) -> str | None:
    config = json.dumps({"config": {"Labels": labels}}).encode()
    manifest = json.dumps({"annotations": annotations}).encode()
    base = declared_base(config, manifest)
    return None if base is None else base.reference


@pytest.mark.parametrize(
    ("annotations", "labels", "reference"),
    [
        (None, None, None),
        ({NAME: "debian:12"}, None, "debian:12"),
        (None, {NAME: "debian:12"}, "debian:12"),
        ({NAME: "debian:12"}, {NAME: "alpine:3"}, "debian:12"),
        ({NAME: "debian:12", DIGEST: SHA}, None, f"debian:12@{SHA}"),
        ({NAME: f"debian@{SHA}", DIGEST: SHA}, None, f"debian@{SHA}"),
        ({NAME: "debian:12", DIGEST: "sha256:../../x"}, None, "debian:12"),
        ({DIGEST: SHA}, None, None),
        ({NAME: ""}, {NAME: "alpine:3"}, "alpine:3"),
        ({NAME: 5}, {NAME: "alpine:3"}, "alpine:3"),
        ([1], {NAME: "alpine:3"}, "alpine:3"),
        (None, "labels", None),
    ],
)
def test_what_is_stated(annotations: Any, labels: Any, reference: str | None) -> None:
    assert found(annotations, labels) == reference


def test_documents_that_are_none() -> None:
    assert declared_base(None, None) is None
    assert declared_base(b"{", b"[]") is None
