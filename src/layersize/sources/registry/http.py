"""Requests to registries: which redirects are followed, and who gets to see credentials.

Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin

from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, parse_url

from layersize import __version__
from layersize.errors import LayersizeError
from layersize.oci.image_name import RegistryName
from layersize.sources.context import Network
from layersize.sources.registry.answer import Answer
from layersize.sources.registry.certificates import RegistryCertificates
from layersize.sources.registry.connections import Connections
from layersize.sources.registry.errors import Server
from layersize.sources.registry.inner_address import refuse_inner_address
from layersize.sources.registry.pace import Pace, whole_within

_MOST_REDIRECTS = 5
_USUAL_PORTS = {"http": 80, "https": 443}
_ALWAYS = {
    "User-Agent": f"layersize/{__version__}",
    # A digest is that of the bytes as they are stored.
    "Accept-Encoding": "identity",
}


class Http:
    """Sends requests; an Authorization header goes only to the host that it is meant for."""

    def __init__(self, network: Network, name: RegistryName) -> None:
        """`name` has the host that --insecure and certificates of its own are about."""
        self._network = network
        named = web_address(f"https://{name.api_host}")
        self._named_host = named.host if named else None
        self._certificates = RegistryCertificates(name.host)
        self._connections = Connections(network, self._named_host, self._certificates)

    @property
    def is_insecure(self) -> bool:
        """Whether the user does without security (--insecure)."""
        return self._network.insecure

    @property
    def timeout_seconds(self) -> float:
        """How long is waited for anyone."""
        return self._network.timeout_seconds

    def send(
        self,
        url: Url,
        headers: Mapping[str, str],
        *,
        authorization: str | None = None,
        form: str | None = None,
    ) -> Answer:
        """GETs, or POSTs a form, which is never sent on to where a redirect leads.

        Raises LayersizeError, or TransientError where it may help to ask again.
        """
        sent_headers = {**_ALWAYS, **headers}
        if form is not None:
            sent_headers["Content-Type"] = "application/x-www-form-urlencoded"
        if authorization is not None:
            sent_headers["Authorization"] = authorization
        with whole_within(self.timeout_seconds):
            return self._followed(url, sent_headers, form)

    def _followed(self, origin: Url, sent_headers: dict[str, str], form: str | None) -> Answer:
        """The answer at the end of redirects."""
        here = origin
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._once(here, sent_headers, form)
            answer = Answer(
                response=response,
                server=self._server(here),
                from_origin=_place(here) == _place(origin),
                pace=Pace(self.timeout_seconds),
            )
            location = None if form is not None else response.get_redirect_location()
            if not location:
                return answer
            answer.drop()
            here = _redirected(here, location)
            refuse_inner_address(here, origin, f"{_shown(origin)} redirects to")
            if _place(here) != _place(origin):
                sent_headers.pop("Authorization", None)
        cause = f"{_shown(origin)} redirects more than {_MOST_REDIRECTS} times"
        raise LayersizeError("", cause, "try again later")

    def _once(self, url: Url, headers: Mapping[str, str], form: str | None) -> BaseHTTPResponse:
        manager = self._connections.manager_for(url)
        method = "GET" if form is None else "POST"
        try:
            return manager.urlopen(
                method,
                url.url,
                body=form,
                headers=headers,
                redirect=False,
                retries=False,
                preload_content=False,
            )
        except (HTTPError, OSError) as error:
            raise self._server(url).failure(error) from None

    def _server(self, url: Url) -> Server:
        return Server(
            host=_shown(url),
            timeout_seconds=self._network.timeout_seconds,
            unusable_authorities=self._certificates.unusable,
            can_be_insecure=not self._network.insecure and url.host == self._named_host,
        )


def web_address(text: str) -> Url | None:
    """An http or https URL, without a login in it; `None` for anything else."""
    try:
        url = parse_url(text)
    except LocationParseError:
        return None
    if url.scheme not in _USUAL_PORTS or not url.host:
        return None
    return url._replace(auth=None, fragment=None)


def _redirected(here: Url, location: str) -> Url:
    """Where a redirect leads; raises LayersizeError if it is not to be followed."""
    remedy = "tell the registry's operator"
    try:
        url = web_address(urljoin(here.url, location))
    except ValueError:
        url = None
    if url is None:
        raise LayersizeError(
            "", f"{_shown(here)} redirects to an address that is neither http nor https", remedy
        )
    if here.scheme == "https" and url.scheme == "http":
        cause = f"{_shown(here)} redirects from https to http at {_shown(url)}"
        raise LayersizeError("", f"{cause}, which is not followed", remedy)
    return url


def _place(url: Url) -> tuple[str | None, str | None, int | None]:
    return url.scheme, url.host, url.port or _USUAL_PORTS.get(url.scheme or "")


def _shown(url: Url) -> str:
    return url.netloc or ""
