"""From an address to an engine that answers there."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import NamedTuple

from layersize.errors import LayersizeError, located_errors
from layersize.sources.context import SourceContext, Unavailable
from layersize.sources.engine.address import EngineAddress
from layersize.sources.engine.connection import Engine
from layersize.sources.engine.stream import FIRST_BYTE_FACTOR
from layersize.sources.engine.transport import Transport


class EngineKind(NamedTuple):
    """What differs from one engine to the other before it answers."""

    title: str
    """For messages."""
    program: str
    """Its command on another machine, behind ssh."""
    remedy: str
    """What helps where nobody listens."""


class Access(NamedTuple):
    """What is needed beside an address, for some engines."""

    certificates: Path | None = None
    """For TLS: a folder with some of `ca.pem`, `cert.pem` and `key.pem`; `None`: without TLS."""
    is_verified: bool = True
    """Whether the engine's certificate must be one that is trusted."""
    identity: str = ""
    """For ssh: the file of a key; empty: those that ssh takes by itself."""


def connect(
    kind: EngineKind, address: EngineAddress, context: SourceContext, access: Access | None = None
) -> Engine:
    """The engine at that address, which is to be closed.

    Raises Unavailable if nobody listens there or the user may not ask, LayersizeError if it does
    not answer as an engine.
    """
    if address.scheme == "unix" and not _is_there(address.path):
        raise Unavailable(kind.title, _no_socket(address.path), kind.remedy)
    seconds = context.network.timeout_seconds
    first_seconds = seconds / 2 if address.scheme == "ssh" else seconds  # ssh connects, or it hangs
    with located_errors(f"{kind.title} at {address.text}"):
        transport = _transport(kind, address, seconds, access or Access())
    try:
        where, progress = address.text, context.progress
        return Engine(kind.title, where, transport, seconds, first_seconds, progress)
    except BaseException:
        transport.close()
        raise


def _transport(
    kind: EngineKind, address: EngineAddress, timeout_seconds: float, access: Access
) -> Transport:
    silence_seconds = 2 * FIRST_BYTE_FACTOR * timeout_seconds  # those who wait give up before
    if address.scheme == "unix":
        from layersize.sources.engine.stdlib_http import UnixSocketTransport

        if not hasattr(socket, "AF_UNIX"):
            remedy = "give npipe:////./pipe/docker_engine or tcp://HOST:PORT"
            raise LayersizeError("", "is a unix socket, which Python lacks here", remedy)
        return UnixSocketTransport(address.path, silence_seconds)
    if address.scheme == "ssh":
        from layersize.sources.engine.ssh import SshTransport

        return SshTransport(address, kind.program, timeout_seconds, access.identity)
    from layersize.sources.engine.sdk_http import SdkTransport, tls_config  # slow to load

    tls = None
    if access.certificates is not None:
        tls = tls_config(access.certificates, is_verified=access.is_verified)
    return SdkTransport(address, silence_seconds, tls)


def _is_there(path: str) -> bool:
    """Whether a socket may be at that path: one that may not be looked for may be there."""
    try:
        Path(path).stat()
    except PermissionError:
        return True
    except (OSError, ValueError):  # no file has a NUL in its name
        return False
    return True


def _no_socket(path: str) -> str:
    if not os.path.islink(path):  # noqa: PTH114 - Path's raises for a name that is too long
        return f"has no socket at {path}"
    target = os.path.realpath(path)  # Path.resolve raises for a link that leads to itself
    if Path(target).is_symlink():
        return f"has no socket at {path}, a link that leads back to itself"
    return f"has no socket at {path}, a link to {target}, which does not exist"
