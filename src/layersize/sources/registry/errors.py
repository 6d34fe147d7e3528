"""What goes wrong between here and a registry, as errors that say what to do."""

from __future__ import annotations

import ssl

from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from layersize.errors import LayersizeError
from layersize.sources.context import Unavailable
from layersize.sources.registry.pace import TooSlowError
from layersize.sources.registry.retry import TransientError
from layersize.values import dataclass

LATER = "try again later"
_CHECK_NETWORK = "check the name and your network"
_CHECK_PROXY = "check HTTPS_PROXY and NO_PROXY"
_CHECK_TLS = "it may want a client certificate, as engines have it in certs.d"
_MORE_TIME = "check your network, or raise --timeout"
_GIVE_CA = (
    "if your network has a CA of its own, name its file in SSL_CERT_FILE, or give it to the engine"
)
_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
"""How OpenSSL calls an answer that is no TLS at all, e.g. that of an http server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One server that is asked, with what its errors say of it."""

    host: str
    """With its port, if that is not the usual one."""
    timeout_seconds: float
    can_be_insecure: bool
    """Whether --insecure would change anything for it."""
    unusable_authorities: tuple[str, ...] = ()
    """Files that should hold CAs for it, and hold none."""

    def failure(self, error: HTTPError | OSError) -> LayersizeError | TransientError:
        """What a connection's failure means; no text of the library, which may hold URLs."""
        host, seconds = self.host, f"{self.timeout_seconds:g} s"
        match error:
            case ProxyError():
                return Unavailable("", f"{host} can't be reached through the proxy", _CHECK_PROXY)
            case NameResolutionError():
                return Unavailable("", f"unknown host {host}", _CHECK_NETWORK)
            case NewConnectionError():
                cause = f"{host} can't be reached ({_system_says(error) or 'no connection'})"
                return TransientError(Unavailable("", cause, _CHECK_NETWORK), weight=2)
            case ConnectTimeoutError():
                return Unavailable("", f"{host} did not answer within {seconds}", _MORE_TIME)
            case TooSlowError() | ReadTimeoutError(__cause__=TooSlowError()):
                return Unavailable(
                    "", f"{host} sends too slowly, given up after {seconds}", _MORE_TIME
                )
            case ReadTimeoutError():
                silence = Unavailable("", f"{host} was silent for {seconds}", _MORE_TIME)
                return TransientError(silence, weight=2)
            case SSLError():
                return self._tls_failure(error)
            case LocationValueError():
                return LayersizeError("", f"no request can be made to {host!r}", _CHECK_NETWORK)
            case _:
                return TransientError(Unavailable("", f"the connection to {host} broke", LATER))

    def _tls_failure(self, error: SSLError) -> LayersizeError | TransientError:
        """A certificate or a protocol stays wrong, anything else may pass."""
        cause = error.args[0] if error.args else None
        if isinstance(cause, ssl.SSLCertVerificationError):
            said = f"the certificate of {self.host} is not valid ({cause.verify_message})"
            remedy = _GIVE_CA
            if self.unusable_authorities:
                files = ", ".join(self.unusable_authorities)
                remedy = f"write the CA in PEM form into {files}, where there is none"
            if self.can_be_insecure:
                remedy += "; or, if you trust it as it is, --insecure"
            return Unavailable("", said, remedy)
        if isinstance(cause, ssl.SSLError) and cause.reason in _NOT_TLS:
            meant_to = "if it is meant to speak http, --insecure"
            remedy = meant_to if self.can_be_insecure else _CHECK_NETWORK
            return Unavailable("", f"{self.host} does not speak https", remedy)
        if isinstance(cause, ssl.SSLError) and "ALERT" in (cause.reason or ""):
            said = cause.reason.lower().replace("_", " ")
            return Unavailable("", f"{self.host} refuses the TLS connection ({said})", _CHECK_TLS)
        return TransientError(Unavailable("", f"no TLS connection to {self.host}", _CHECK_NETWORK))


def schema_1(where: str) -> LayersizeError:
    """The error for a manifest in the form from before 2016."""
    cause = "is a schema 1 manifest, which states no sizes and which Docker has given up"
    return LayersizeError(where, cause, "push the image again with a current builder")


def _system_says(error: BaseException) -> str | None:
    """The operating system's words for a failure, e.g. `Connection refused`."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError) and below.strerror:
            return below.strerror
        below = below.__cause__ or below.__context__
    return None
