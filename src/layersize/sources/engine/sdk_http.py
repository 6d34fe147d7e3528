"""HTTP over networks and Windows' named pipes, by the Docker SDK: its TLS, proxies and pipes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

from docker import APIClient
from docker.errors import DockerException
from docker.tls import TLSConfig
from requests import Response
from requests.exceptions import InvalidURL, ReadTimeout, RequestException
from requests.utils import get_environ_proxies
from urllib3.exceptions import HTTPError

from layersize.errors import LayersizeError
from layersize.sources.engine.address import EngineAddress, without_login
from layersize.sources.engine.transport import MOST_PIECE_BYTES, Answer

_DEFAULT_PORT, _DEFAULT_TLS_PORT = 2375, 2376
_ANY_API_VERSION = "1.24"
"""Stated so that the SDK asks for none; the paths asked for have their own."""


class SdkTransport:
    """An engine behind a network address or a named pipe."""

    def __init__(
        self, address: EngineAddress, timeout_seconds: float, tls: TLSConfig | None = None
    ) -> None:
        """`timeout_seconds` is how long nothing may arrive."""
        if address.scheme == "tcp" and address.port is None:
            address = address._replace(port=_DEFAULT_TLS_PORT if tls else _DEFAULT_PORT)
        try:
            self._client = _Client(
                base_url=address.text,
                version=_ANY_API_VERSION,
                timeout=ceil(timeout_seconds),
                tls=tls or False,
            )
        except DockerException as error:
            raise LayersizeError("", f"can't be asked ({error})") from None

    def get(self, path: str) -> Answer:
        url = f"{self._client.base_url}{path}"
        try:
            response = self._client.get(
                url,
                timeout=self._client.timeout,
                stream=True,
                allow_redirects=False,  # where they lead is not the engine that was asked for
            )
        except (RequestException, HTTPError) as error:
            if _proxy(url) and not isinstance(error, ReadTimeout):  # its text may have a password
                cause = "can't be reached through the proxy that the environment names"
                raise LayersizeError("", cause, "check HTTP_PROXY and NO_PROXY") from None
            if isinstance(error, (InvalidURL, HTTPError)):
                raise socket.gaierror("no host can have that name") from None
            raise
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(response.status_code, kind, _pieces(response), self._sender(response))

    def said(self) -> str:
        return ""

    def close(self) -> None:
        self._client.close()

    def _sender(self, response: Response) -> str:
        proxy = _proxy(response.url)
        if proxy:
            return f"the proxy {without_login(proxy)}"
        return response.headers.get("Via") or response.headers.get("Server") or ""


def _proxy(url: str) -> str | None:
    """What the environment says is between here and an engine."""
    proxies = get_environ_proxies(url)
    return proxies.get(url.partition(":")[0]) or proxies.get("all")


def _pieces(response: Response) -> Iterator[bytes]:
    yield from response.iter_content(MOST_PIECE_BYTES)


class _Client(APIClient):
    def merge_environment_settings(self, *given: Any, **named: Any) -> Any:
        """REQUESTS_CA_BUNDLE is for the web, not for an engine with an authority of its own."""
        settings = super().merge_environment_settings(*given, **named)
        return {**settings, "verify": self.verify}


def tls_config(folder: Path, *, is_verified: bool) -> TLSConfig:
    """TLS with `ca.pem`, and `cert.pem` with `key.pem`, as far as the folder has them.

    Raises LayersizeError if it has neither an authority nor a certificate.
    """
    ca, certificate, key = (folder / f"{name}.pem" for name in ("ca", "cert", "key"))
    has_ca, has_pair = ca.is_file(), certificate.is_file() and key.is_file()
    if not has_ca and not has_pair:
        remedy = "DOCKER_CERT_PATH, or the context, names the folder that has them"
        raise LayersizeError(str(folder), "has no ca.pem, cert.pem and key.pem to read", remedy)
    return TLSConfig(
        client_cert=(str(certificate), str(key)) if has_pair else None,
        ca_cert=str(ca) if has_ca else None,
        verify=is_verified,
    )
