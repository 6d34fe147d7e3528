"""Connections of urllib3: verified or not, direct or through the proxy that the environment names.

Source: https://urllib3.readthedocs.io/en/stable/advanced-usage.html
"""

from __future__ import annotations

import os
import ssl
import warnings
from pathlib import Path
from urllib.parse import unquote
from urllib.request import getproxies, proxy_bypass

from urllib3 import PoolManager, ProxyManager, Timeout
from urllib3.exceptions import HTTPError, InsecureRequestWarning
from urllib3.util import Url, create_urllib3_context, make_headers, parse_url

from layersize.errors import LayersizeError
from layersize.oci.image_name import is_loopback
from layersize.sources.context import Network
from layersize.sources.registry.certificates import RegistryCertificates
from layersize.sources.registry.pace import WATCHED_POOLS

_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""OpenSSL itself looks at SSL_CERT_FILE and SSL_CERT_DIR."""
_POOL_CONNECTIONS = 4
"""To one host, kept open: two layers, a document, a token."""


class Connections:
    """Pools of connections, made as they are needed."""

    def __init__(
        self, network: Network, named_host: str | None, certificates: RegistryCertificates
    ) -> None:
        """`named_host`, without a port, is the registry's: it is shown the client certificate, and
        may have any certificate itself if the user does without security.
        """
        self._timeout = Timeout(connect=network.timeout_seconds, read=network.timeout_seconds)
        self._named_host = named_host
        self._is_insecure = network.insecure
        self._certificates = certificates
        self._proxies = getproxies()
        self._managers: dict[tuple[str | None, bool], PoolManager] = {}
        if network.insecure:
            # Said once by the user, with --insecure; urllib3 would say it at every request.
            warnings.simplefilter("ignore", InsecureRequestWarning)

    def manager_for(self, url: Url) -> PoolManager:
        """Whom to ask for a URL; raises LayersizeError for a bad proxy or CA file."""
        proxy = self._proxy(url)
        key = proxy, url.host == self._named_host
        if key not in self._managers:
            manager = self._manager(*key)
            manager.pool_classes_by_scheme = WATCHED_POOLS
            self._managers[key] = manager
        return self._managers[key]

    def _proxy(self, url: Url) -> str | None:
        """As in Go, which Docker is written in, this machine is never asked through a proxy."""
        proxy = self._proxies.get(url.scheme or "") or self._proxies.get("all")
        if not proxy or is_loopback(url.host or "") or proxy_bypass(url.netloc or ""):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"

    def _manager(self, proxy: str | None, is_named: bool) -> PoolManager:
        context = self._context(is_named=is_named)
        if proxy is None:
            return PoolManager(
                maxsize=_POOL_CONNECTIONS, timeout=self._timeout, ssl_context=context
            )
        try:
            address = parse_url(proxy)
            login = make_headers(proxy_basic_auth=unquote(address.auth)) if address.auth else None
            return ProxyManager(
                address._replace(auth=None).url,
                proxy_headers=login,
                proxy_ssl_context=_verifying_context(),
                maxsize=_POOL_CONNECTIONS,
                timeout=self._timeout,
                ssl_context=context,
            )
        except (HTTPError, UnicodeError):
            cause = "the proxy that the environment names has no http or https address"
            raise LayersizeError("", cause, "check HTTPS_PROXY and HTTP_PROXY") from None

    def _context(self, *, is_named: bool) -> ssl.SSLContext:
        """As in engines, the registry's CAs count for its token server, too."""
        if is_named and self._is_insecure:
            context = _trusting_context()
        else:
            context = _verifying_context()
            self._certificates.trust(context)
        if is_named:
            self._certificates.show(context)
        return context


def _verifying_context() -> ssl.SSLContext:
    """Trusts the CAs of a bundle that a variable names, or else those of the system."""
    context = create_urllib3_context()
    variable = next((name for name in _CA_VARIABLES if os.environ.get(name)), None)
    if variable is None:
        context.load_default_certs()
        return context
    bundle = os.environ[variable]
    try:
        if Path(bundle).is_dir():
            context.load_verify_locations(capath=bundle)
        else:
            context.load_verify_locations(cafile=bundle)
    except OSError as error:
        cause = f"can't be read as certificates ({error.strerror or error})"
        raise LayersizeError(variable, cause, "name a file of certificates, or unset it") from None
    return context


def _trusting_context() -> ssl.SSLContext:
    """Takes any certificate, as --insecure asks for."""
    context = create_urllib3_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
