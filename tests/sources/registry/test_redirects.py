"""Redirects of registries: how many, and where to."""

from __future__ import annotations

import pytest

from layersize.errors import LayersizeError
from support.hostile_registry import (
    TAG,
    Answer,
    HostileRegistry,
    manifest_path,
    redirect,
    status,
)
from support.registry_reading import error_of, one_layer, opened

MANIFEST = manifest_path(TAG)


def error_with(answer: Answer) -> tuple[LayersizeError, int]:
    """How opening an image ends whose manifest is answered like that, and after how many tries."""
    with HostileRegistry() as registry:
        registry.answers[MANIFEST] = answer
        error = error_of(lambda: opened(registry))
        return error, len(registry.requests)


def test_redirects_that_lead_nowhere() -> None:
    error, requests = error_with(redirect(MANIFEST))
    assert requests == 6
    assert "redirects more than 5 times" in str(error)


def test_five_redirects_are_followed() -> None:
    layout = one_layer()
    with HostileRegistry() as registry:
        registry.serve(layout)
        last = registry.answers[MANIFEST]
        for number in range(4):
            registry.answers[f"/{number}"] = redirect(f"{number + 1}", 302)
        registry.answers["/4"] = last
        registry.answers[MANIFEST] = redirect("/0", 301)
        assert opened(registry).layers


@pytest.mark.parametrize(
    "location",
    [
        "ftp://example.com/x",
        "file:///etc/passwd",
        "http://[",
        "http://x:99999999/",
        "data:,x",
    ],
)
def test_redirects_that_are_not_followed(location: str) -> None:
    error, requests = error_with(redirect(location))
    assert requests == 1
    assert "redirects to an address that is neither http nor https" in str(error)


def test_a_redirect_with_a_login_in_it() -> None:
    """That of somebody else; and it must not turn up in a message."""
    with HostileRegistry() as registry, HostileRegistry() as elsewhere:
        registry.answers[MANIFEST] = redirect(f"http://reader:sesame@{elsewhere.host}/x")
        elsewhere.answers["/x"] = status(418)
        error = error_of(lambda: opened(registry))
    assert elsewhere.requests[0].authorization is None
    assert f"{elsewhere.host} answers 418" in str(error)
    assert "sesame" not in str(error)
