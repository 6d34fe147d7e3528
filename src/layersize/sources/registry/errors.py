"""What goes wrong between here and a registry, as errors that say what to do."""

from __future__ import annotations

import ssl
from http import HTTPStatus

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
from layersize.sources.registry.answer import Answer
from layersize.sources.registry.retry import PassingError

_CHECK_NETWORK = "check the name and your network"
_LATER = "try again later"
_CHECK_PROXY = "check HTTPS_PROXY and NO_PROXY"
_MORE_TIME = "check your network, or raise --timeout"
_GIVE_CA = "if your network has a CA of its own, name its file in SSL_CERT_FILE"
_NOT_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
"""How OpenSSL calls an answer that is no TLS at all, e.g. that of an http server."""


def connection_failure(
    error: HTTPError | OSError, host: str, *, timeout_seconds: float, can_be_insecure: bool
) -> LayersizeError | PassingError:
    """What a connection's failure means; no text of the library, which may hold URLs.

    `can_be_insecure`: whether --insecure would change anything for this host.
    """
    match error:
        case ProxyError():
            return Unavailable("", f"{host} can't be reached through the proxy", _CHECK_PROXY)
        case NameResolutionError():
            return Unavailable("", f"unknown host {host}", _CHECK_NETWORK)
        case NewConnectionError():
            cause = f"{host} can't be reached ({_system_says(error) or 'no connection'})"
            return PassingError(Unavailable("", cause, _CHECK_NETWORK), weight=2)
        case ConnectTimeoutError():
            cause = f"{host} did not answer within {timeout_seconds:g} s"
            return Unavailable("", cause, _MORE_TIME)
        case ReadTimeoutError():
            silence = Unavailable("", f"{host} was silent for {timeout_seconds:g} s", _MORE_TIME)
            return PassingError(silence, weight=2)
        case SSLError():
            return _tls_failure(error, host, can_be_insecure=can_be_insecure)
        case LocationValueError():
            return LayersizeError("", f"{host!r} can't be made a request to", _CHECK_NETWORK)
        case _:
            return PassingError(Unavailable("", f"the connection to {host} broke", _LATER))


def status_failure(
    answer: Answer, who: str, *, login_host: str | None
) -> LayersizeError | PassingError:
    """What a status means that no request hopes for; drops the answer.

    `login_host`: where a login might help, `None` if there was one.
    """
    status = answer.status
    retry_after = answer.retry_after()
    answer.drop()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        remedy = f"{_LATER}, or run docker login {login_host}" if login_host else _LATER
        busy = Unavailable("", f"{who} answers 429 (too many requests)", remedy)
        return PassingError(busy, retry_after=retry_after)
    phrases = {known.value: known.phrase for known in HTTPStatus}
    cause = f"{who} answers {status} ({phrases.get(status, 'unknown')})"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return PassingError(Unavailable("", cause, _LATER), retry_after=retry_after)
    return LayersizeError("", cause, "check the name, and that it is a registry")


def schema_1(where: str) -> LayersizeError:
    """The error for a manifest in the form from before 2016."""
    cause = "is a schema 1 manifest, which states no sizes and which Docker has given up"
    return LayersizeError(where, cause, "push the image again with a current builder")


def _tls_failure(
    error: SSLError, host: str, *, can_be_insecure: bool
) -> LayersizeError | PassingError:
    """A certificate or a protocol stays wrong, anything else may pass."""
    cause = error.args[0] if error.args else None
    if isinstance(cause, ssl.SSLCertVerificationError):
        remedy = f"{_GIVE_CA}; or, if you trust it as it is, --insecure"
        return Unavailable(
            "",
            f"the certificate of {host} is not valid ({cause.verify_message})",
            remedy if can_be_insecure else _GIVE_CA,
        )
    if isinstance(cause, ssl.SSLError) and cause.reason in _NOT_TLS:
        remedy = "if it is meant to speak http, --insecure" if can_be_insecure else _CHECK_NETWORK
        return Unavailable("", f"{host} does not speak https", remedy)
    return PassingError(Unavailable("", f"no TLS connection to {host}", _CHECK_NETWORK))


def _system_says(error: BaseException) -> str | None:
    """The operating system's words for a failure, e.g. `Connection refused`."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, OSError) and below.strerror:
            return below.strerror
        below = below.__cause__ or below.__context__
    return None
