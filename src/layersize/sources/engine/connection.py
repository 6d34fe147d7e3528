"""An engine that is asked about its images: its answers, and each way in which there is none.

Three things lead on to another place: nobody listens, no permission to ask, and the engine's own
word that it has no such image. Whatever else goes wrong is an error, as the engine may well have
the image that is meant.

Source: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Image
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import time
from collections.abc import Generator
from urllib.parse import quote

from layersize.errors import LayersizeError
from layersize.oci.json_node import JsonNode
from layersize.progress import Progress
from layersize.sources.context import NoSuchImage, NotPermitted, Unavailable
from layersize.sources.engine.transport import Answer, Transport
from layersize.streams import bounds
from layersize.streams.read_ahead import LOOK_UP_SECONDS, ReadAhead

_OK, _BAD_REQUEST, _NOT_FOUND = 200, 400, 404
_TELLS_MANIFESTS = (1, 48)
"""From this version of the API on, an engine tells which platforms of an image it has."""
_PODMAN = "Podman"
_LIBPOD = re.compile(r"Libpod/([0-9][^ ]{0,40})")
_API_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}")
_NO_HTTP = (http.client.HTTPException, ValueError)
"""What comes of answers that are none; the end of a connection is one and a ConnectionError."""
_ID = re.compile("(sha256:)?[0-9a-f]{7,64}")
_MOST_WORDS = 300
_MOST_REFUSAL_BYTES = 64 << 10
_NETWORK_ERRORS = (OSError, http.client.HTTPException)
"""Those of requests are OSErrors, too."""
_LOOK = "look at the engine's log, and at any proxy in between"
_STILL_ALIVE = "check that it is still running; --timeout SECONDS waits longer"


class Engine:
    """An engine that answers.

    Its methods raise LayersizeError where the engine refuses, is silent for too long, or does not
    speak as an engine does.
    """

    def __init__(
        self,
        title: str,
        address: str,
        transport: Transport,
        timeout_seconds: float,
        first_timeout_seconds: float,
        progress: Progress,
    ) -> None:
        """Asks it for its version; raises Unavailable if nobody listens, or the user may not ask.

        `title` is `Docker engine` or `Podman`, `address` where it listens, both for messages. The
        first answer may take `first_timeout_seconds`, each later one but a save
        `timeout_seconds`.
        """
        self.title = title
        self._address = address
        self._transport = transport
        self._timeout_seconds = timeout_seconds
        self._progress = progress
        declared, self._api_version = self._connected(first_timeout_seconds)
        self.version = declared.partition("+")[0]
        """Without what a distribution adds."""
        if self._api_version and not _API_VERSION.fullmatch(self._api_version):
            cause = f"has {self._api_version[:_MOST_WORDS]!r} for a version of its interface"
            raise self._located(LayersizeError("", cause, _LOOK))

    @property
    def tells_manifests(self) -> bool:
        """Whether it can be asked which platforms of an image it has the layers of."""
        numbers = self._api_version.split(".")
        return all(map(str.isdigit, numbers)) and tuple(map(int, numbers)) >= _TELLS_MANIFESTS

    def inspect(self, name: str, *, with_manifests: bool = False) -> JsonNode:
        """What the engine knows of an image; raises NoSuchImage if it knows none of that name."""
        path = f"/images/{_quoted(name)}/json{'?manifests=1' if with_manifests else ''}"
        answer, body = self._answered(path)
        if answer.status == _NOT_FOUND and _says_no_image(_message(body), name):
            remedy = "check the spelling, pull or build it, or give registry:NAME"
            raise NoSuchImage("", f"has no image {name!r}", remedy)
        if answer.status == _BAD_REQUEST and _message(body):
            raise LayersizeError("", f"refuses: {self._words(answer, body)}", "check the name")
        return self._document(answer, body, name)

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, as far as its address tells."""
        return self._address.startswith("unix://")

    def info(self) -> JsonNode:
        """What the engine says of itself."""
        answer, body = self._answered("/info")
        return self._document(answer, body, "info")

    def listed(self, name: str) -> JsonNode:
        """The rows of that name in the engine's list of images, with their platforms if told."""
        filters = quote(json.dumps({"reference": [name]}))
        answer, body = self._answered(f"/images/json?manifests=1&filters={filters}")
        return self._document(answer, body, "images")

    def names(self) -> list[str]:
        """The names of all its images."""
        answer, body = self._answered("/images/json")
        rows = self._document(answer, body, "images").items()
        names = [name.text() for row in rows for name in row.get("RepoTags").items()]
        return [name for name in names if name]

    def all_listed(self) -> JsonNode:
        """The engine's whole list of images, with their platforms if it tells of them."""
        answer, body = self._answered("/images/json?manifests=1")
        return self._document(answer, body, "images")

    def save(self, name: str) -> Generator[bytes, None, None]:
        """The image as an archive, in pieces as they arrive; may wait for them without end."""
        answer = self._transport.get(self._versioned(f"/images/{_quoted(name)}/get"))
        if answer.status != _OK:
            words = self._words(answer, _beginning(answer))
            raise LayersizeError("", f"has {name!r} but can't save it: {words}", pull_again(name))
        yield from answer.pieces

    def close(self) -> None:
        """Lets go of the connection; what still waits for it ends."""
        self._transport.close()

    def _connected(self, timeout_seconds: float) -> tuple[str, str]:
        """The version of the engine, and of its interface."""
        try:
            if self.title == _PODMAN:  # which asks other programs for theirs, too, half a second
                answer, _ = self._ask("/_ping", timeout_seconds)
                greeting = _LIBPOD.match(answer.sender)
                if answer.status == _OK and greeting and answer.api_version:
                    return greeting[1], answer.api_version
            answer, body = self._ask("/version", timeout_seconds)
            about = self._document(answer, body, "version")
            interface = about.get("ApiVersion").text() or ""  # as only an engine has it
            return about.get("Version").text() or "unknown", interface
        except LayersizeError as error:
            raise self._located(error) from None
        except _NETWORK_ERRORS as error:
            raise self._located(self._not_connected(error)) from None

    def _not_connected(self, error: Exception) -> LayersizeError:
        root = root_cause(error)
        if isinstance(root, (FileNotFoundError, ConnectionRefusedError)):
            return Unavailable("", "nobody is listening", "start it, or set its address")
        if isinstance(root, PermissionError):
            remedy = "join the group of its socket, or run layersize as its owner"
            return NotPermitted("", "you may not use it (permission denied)", remedy)
        return self._not_asked("can't be asked", root)

    def _not_asked(self, cause: str, root: BaseException) -> LayersizeError:
        said = _in_short(self._transport.said() or error_text(root))
        if isinstance(root, (socket.gaierror, UnicodeError)):
            return LayersizeError("", f"{cause} ({said})", "check the address, and your network")
        if isinstance(root, TimeoutError):
            return LayersizeError("", f"{cause} ({said})", _STILL_ALIVE)
        if isinstance(root, _NO_HTTP) and not isinstance(root, ConnectionError):
            cause = "does not speak as an engine does"
        return LayersizeError("", f"{cause} ({said})", self._how_to_look())

    def _how_to_look(self) -> str:
        if not self._address.startswith("ssh://"):
            return _LOOK
        destination = "/".join(self._address.split("/")[:3])
        program = "podman" if self.title == _PODMAN else "docker"
        return f"this must work by itself: ssh {destination} {program} version"

    def _located(self, error: LayersizeError) -> LayersizeError:
        return error.inside(f"{self.title} at {self._address}")

    def _answered(self, path: str) -> tuple[Answer, bytes]:
        try:
            return self._ask(self._versioned(path), self._timeout_seconds)
        except _NETWORK_ERRORS as error:
            raise self._not_asked("can't be asked any more", root_cause(error)) from None

    def _versioned(self, path: str) -> str:
        return f"/v{self._api_version}{path}" if self._api_version else path

    def _ask(self, path: str, timeout_seconds: float) -> tuple[Answer, bytes]:
        """An answer with its body, which must be complete in time."""
        answers = []

        def pieces() -> Generator[bytes, None, None]:
            answers.append(self._transport.get(path))
            yield from answers[0].pieces

        arriving = ReadAhead(pieces())
        body = bytearray()
        until = time.monotonic() + timeout_seconds
        while len(body) <= bounds.DOCUMENT_BYTES:
            left_seconds = until - time.monotonic()
            piece = arriving.piece_within(max(0, min(left_seconds, LOOK_UP_SECONDS)))
            if isinstance(piece, Exception):
                raise piece
            if piece == b"":
                break
            body += piece or b""
            if left_seconds <= 0:
                raise self._silent(arriving, timeout_seconds)
            self._progress.advance(0)
        return answers[0], bytes(body)

    def _silent(self, arriving: ReadAhead, timeout_seconds: float) -> LayersizeError:
        said = self._transport.said()
        arriving.close()
        self._transport.close()
        cause = f"has not answered within {timeout_seconds:g} seconds"
        return LayersizeError("", f"{cause} ({said})" if said else cause, _STILL_ALIVE)

    def _document(self, answer: Answer, body: bytes, where: str) -> JsonNode:
        if answer.status != _OK:
            raise LayersizeError("", f"refuses: {self._words(answer, body)}", _LOOK)
        if _is_page(answer, body):
            raise LayersizeError("", f"answers with {self._words(answer, body)}", _LOOK)
        return JsonNode.parse(body, where, _LOOK)

    def _words(self, answer: Answer, body: bytes) -> str:
        """What the engine says, in one line; of a web page only who sends it."""
        message = _message(body)
        if message is not None and not message.startswith("<"):
            return _in_short(message)
        sender = f" from {answer.sender}" if answer.sender else ""
        if message is not None or _is_page(answer, body):
            return f"a web page with status {answer.status}{sender}, as no engine sends it"
        text = _in_short(" ".join(body.decode(errors="replace").split()))
        return f"status {answer.status}{sender}{f': {text}' if text else ''}"


def pull_again(name: str, platform: str | None = None) -> str:
    """What helps where an engine lacks parts of an image, of a platform if one is meant."""
    if name.startswith("localhost/"):
        return "remove it, and build or load it again"
    option = f" with --platform {platform}" if platform else ""
    where = "NAME" if _ID.fullmatch(name) else name
    return f"remove and pull it again{option}, or read it from its registry: registry:{where}"


def root_cause(error: BaseException) -> BaseException:
    """What lies below the errors of HTTP libraries."""
    while (below := error.__cause__ or error.__context__) is not None:
        error = below
    return error


def error_text(error: BaseException) -> str:
    """An error in words, which some have none of."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _in_short(text: str) -> str:
    return text if len(text) <= _MOST_WORDS else f"{text[:_MOST_WORDS]}…"


def _quoted(name: str) -> str:
    return quote(name, safe="/:@")


def _message(body: bytes) -> str | None:
    """What `{"message": "…"}` says, which is how an engine refuses."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    message = document.get("message") if isinstance(document, dict) else None
    return " ".join(message.split()) if isinstance(message, str) else None


def _says_no_image(message: str | None, name: str) -> bool:
    """Whether an engine says that it has none; a gateway that has no such path says otherwise."""
    words = (message or "").replace(name, "").lower()
    names_a_path = "/images/" in words and "no such image" not in words
    return "image" in words and not names_a_path and not words.startswith("<")


def _is_page(answer: Answer, body: bytes) -> bool:
    return answer.media_type == "text/html" or body.lstrip()[:1] == b"<"


def _beginning(answer: Answer) -> bytes:
    """As much of a body as a refusal takes."""
    body = bytearray()
    for piece in answer.pieces:
        body += piece
        if len(body) > _MOST_REFUSAL_BYTES:
            break
    return bytes(body)
