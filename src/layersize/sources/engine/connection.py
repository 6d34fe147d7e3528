"""Calls of the Docker SDK, with its errors as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layersize.errors import LayersizeError
from layersize.oci.json_node import JsonNode
from layersize.sources.context import NoSuchImage, Unavailable

if TYPE_CHECKING:
    from docker import APIClient

_PASSWORD = re.compile(r"(://[^/@\s:]*):[^/\s]*@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """An engine that answers; each call raises as `typed_errors` does."""

    title: str
    """`Docker engine` or `Podman`, for messages."""
    version: str
    client: APIClient

    def inspect(self, name: str) -> JsonNode:
        """What the engine knows of an image."""
        with typed_errors(name):
            found = self.client.inspect_image(name)  # type: ignore[no-untyped-call]  # in its stubs
            return JsonNode(found, name)

    def listed(self, name: str) -> JsonNode:
        """The rows of that name in the engine's list of images."""
        with typed_errors(""):
            return JsonNode(self.client.images(name=name), "images")


@contextmanager
def typed_errors(name: str) -> Iterator[None]:
    """Raises NoSuchImage if the engine does not know the image, LayersizeError if it refuses."""
    from docker import errors  # slow to load

    try:
        yield
    except errors.NotFound:
        remedy = "check the spelling, pull or build it, or give registry:NAME"
        raise NoSuchImage("", f"has no image {name!r}", remedy) from None
    except errors.APIError as error:
        said = error.explanation or error
        raise LayersizeError("", f"refuses: {said}", "look at the engine's log") from None
    except (errors.DockerException, OSError) as error:  # those of requests are OSErrors
        remedy = "is it running, and may you use its socket?"
        raise Unavailable("", f"can't be asked ({root_cause(error)})", remedy) from None


def root_cause(error: BaseException) -> str:
    """What lies below the errors of HTTP libraries."""
    while (below := error.__cause__ or error.__context__) is not None:
        error = below
    text = getattr(error, "strerror", None) or str(error)
    return text or type(error).__name__


def connected(title: str, **parameters: Any) -> Engine:
    """An engine that answers; `parameters` are those of the SDK's client.

    Raises Unavailable if it does not answer.
    """
    from docker import APIClient  # slow to load

    class Client(APIClient):
        about: Any = None
        """What the engine says of itself; it takes its time for that."""

        def version(self, *given: Any, **named: Any) -> Any:
            self.about = super().version(*given, **named)
            return self.about

        def merge_environment_settings(self, *given: Any, **named: Any) -> Any:
            """REQUESTS_CA_BUNDLE is for the web, not for an engine with an authority of its own."""
            settings = super().merge_environment_settings(*given, **named)
            return {**settings, "verify": self.verify}

    with typed_errors(""):
        client = Client(version="auto", use_ssh_client=True, **parameters)
        about = client.about or client.version()  # to begin with, the SDK asks for it
    declared = JsonNode(about, "version").get("Version").text() or "unknown"
    version = declared.partition("+")[0]  # without what a distribution adds
    return Engine(title=title, version=version, client=client)


def at_address(title: str, address: str, error: LayersizeError) -> LayersizeError:
    """The error with where the engine was asked; a password in the address is not told."""
    outer = error.inside(f"{title} at {address}")
    return type(outer)(without_password(outer.where), without_password(outer.cause), outer.remedy)


def without_password(text: str) -> str:
    """`ssh://user:…@host` of `ssh://user:word@host`."""
    return _PASSWORD.sub(r"\1:…@", text)


def has_socket(address: str) -> bool:
    """False if an address is that of a socket file which does not exist."""
    scheme, _, path = address.partition("://")
    try:
        return scheme != "unix" or Path(path).exists()
    except PermissionError:
        return True
