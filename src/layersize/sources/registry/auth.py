"""Logging in to a registry: by name and password, or with a token that a token server gives.

Sources: https://distribution.github.io/distribution/spec/auth/token/,
https://distribution.github.io/distribution/spec/auth/oauth/ and
https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1
"""

from __future__ import annotations

import re
import threading
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import urlencode

from urllib3.util import Url

from layersize.errors import LayersizeError
from layersize.oci.image_name import RegistryName, is_loopback
from layersize.oci.json_node import JsonNode
from layersize.progress import Progress
from layersize.sources.context import Unavailable
from layersize.sources.registry.answer import Answer
from layersize.sources.registry.credentials import Credentials, Lookup, find_credentials
from layersize.sources.registry.http import Http, web_address
from layersize.sources.registry.inner_address import refuse_inner_address
from layersize.values import dataclass
from layersize.warning import Warning

_CLIENT = "layersize"
_TELL = "tell the registry's operator"
_TOKEN = re.compile(r"[\x21-\x7e]+")
_DENIALS = (400, 401, 403)
_MOST_CHARACTERS = 8192
_UNQUOTED = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_WORD = re.compile(rf'({_UNQUOTED})(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|({_UNQUOTED})))?')
"""A scheme, or a parameter with its value, quoted or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """One way to log in."""

    scheme: str
    """In lower case: `bearer`, `basic`."""
    parameters: dict[str, str]
    """By names in lower case."""


def parse_challenges(headers: Sequence[str]) -> list[Challenge]:
    """The challenges of WWW-Authenticate headers; what is malformed is passed over."""
    challenges: list[Challenge] = []
    for header in headers:
        for word in _WORD.finditer(header[:_MOST_CHARACTERS]):
            name, quoted, plain = word.groups()
            if quoted is None and plain is None:
                challenges.append(Challenge(scheme=name.lower(), parameters={}))
            elif challenges:
                value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
                challenges[-1].parameters.setdefault(name.lower(), value)
    return challenges


class Login:
    """The Authorization header for one repository, the same for all threads."""

    def __init__(self, name: RegistryName, http: Http, progress: Progress) -> None:
        """`progress` is told of a helper that is waited for, and may interrupt that."""
        self._name = name
        self._http = http
        self._progress = progress
        self._lock = threading.Lock()
        self._lookup: Lookup | None = None
        self.header: str | None = None
        """What to send at present; `None` before the registry asks for it."""

    def renew(self, headers: Sequence[str], refused: str | None, registry: Url) -> None:
        """Makes a header from the challenges that came with a 401.

        `refused` is the header that was sent. Raises LayersizeError if there is no way to log in,
        TransientError where it may help to ask again.
        """
        with self._lock:
            if self.header != refused:
                return  # another thread has just done it
            challenges = {challenge.scheme: challenge for challenge in parse_challenges(headers)}
            if "bearer" in challenges:
                self.header = f"Bearer {self._token(challenges['bearer'], registry)}"
            elif "basic" in challenges and refused is None:
                self.header = self._basic()
            else:
                raise self.denied()

    def denied(self) -> Unavailable:
        """The error for a registry that lets nobody in, or not with these credentials."""
        host = self._name.host
        cause = f"access is denied, or there is no such repository ({self._what_was_read()})"
        remedy = f"check the name, or run docker login {host} or podman login {host}"
        return Unavailable(self._name.text, cause, remedy)

    def _what_was_read(self) -> str:
        lookup, host = self._look_up(), self._name.host
        if lookup.credentials is not None:
            return f"the credentials for {host} in {lookup.found_in} don't open it"
        nothing = f"no credentials for {host}"
        if lookup.read:
            nothing += f" in {_listed(lookup.read, 'and')}"
        elif lookup.missing:
            nothing += f": there is no {_listed(lookup.missing, 'or')}"
        return "; ".join((*lookup.problems, nothing))

    @property
    def warnings(self) -> tuple[Warning, ...]:
        """Helpers that were waited for in vain, where it went on without a login."""
        lookup = self._lookup
        if lookup is None or lookup.credentials is not None:
            return ()
        without = "so the registry was asked without a login"
        return tuple(
            Warning(code="no-login", message=f"{problem}, {without}") for problem in lookup.given_up
        )

    @property
    def helpful_login(self) -> str | None:
        """The host where a login may raise the bounds, `None` if there was one."""
        if self._lookup is not None and self._lookup.credentials is not None:
            return None
        return self._name.host

    def _credentials(self) -> Credentials | None:
        return self._look_up().credentials

    def _look_up(self) -> Lookup:
        if self._lookup is None:
            self._lookup = find_credentials(
                self._name, timeout_seconds=self._http.timeout_seconds, progress=self._progress
            )
        return self._lookup

    def _basic(self) -> str:
        credentials = self._credentials()
        if credentials is None or not credentials.password:
            raise self.denied()
        return _basic(credentials)

    def _token(self, challenge: Challenge, registry: Url) -> str:
        realm = web_address(challenge.parameters.get("realm", ""))
        if realm is None:
            raise LayersizeError("", "its token server has no https address", _TELL)
        refuse_inner_address(realm, registry, "its token server is at")
        if realm.scheme == "http":
            self._refuse_clear_text(realm, registry)
        answer = self._ask(realm, challenge.parameters.get("service"))
        if answer.status in _DENIALS:
            answer.drop()
            raise self.denied()
        if answer.status != 200:
            sender = f"its token server {answer.host}"
            raise answer.status_failure(sender, login_host=self.helpful_login)
        where = f"token of {answer.host}"
        node = JsonNode.parse(answer.document(), where, _TELL)
        token = node.get("token").text() or node.get("access_token").text() or ""
        if not _TOKEN.fullmatch(token):
            raise LayersizeError(where, "is not a token", _TELL)
        return token

    def _refuse_clear_text(self, realm: Url, registry: Url) -> None:
        """Raises LayersizeError for a token server over http, unless it is on this machine.

        With --insecure, the registry's own host may be one, and others are asked without a login.
        """
        if is_loopback(realm.host or ""):
            return
        cause = f"its token server {realm.netloc} speaks http"
        if not self._http.is_insecure:
            remedy = f"{_TELL}; or, if you trust the network, --insecure"
            raise LayersizeError("", f"{cause}, not https", remedy)
        if realm.host != registry.host and self._credentials() is not None:
            cause += ", and a login is not sent in clear to another host"
            raise LayersizeError("", cause, _TELL)

    def _ask(self, realm: Url, service: str | None) -> Answer:
        credentials = self._credentials()
        parameters = {"scope": f"repository:{self._name.repository}:pull"}
        if service is not None:
            parameters["service"] = service
        if credentials is not None and credentials.identity_token is not None:
            form = {
                **parameters,
                "grant_type": "refresh_token",
                "client_id": _CLIENT,
                "refresh_token": credentials.identity_token,
            }
            return self._http.send(realm, {}, form=urlencode(form))
        query = "&".join(filter(None, (realm.query, urlencode(parameters))))
        return self._http.send(
            realm._replace(query=query),
            {},
            authorization=None if credentials is None else _basic(credentials),
        )


def _basic(credentials: Credentials) -> str:
    pair = f"{credentials.username}:{credentials.password}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def _listed(places: Sequence[str], last: str) -> str:
    """`a, b and c`."""
    *others, end = places
    return f"{', '.join(others)} {last} {end}" if others else end
