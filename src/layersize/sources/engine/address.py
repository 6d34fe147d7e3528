"""Where an engine listens, as DOCKER_HOST, CONTAINER_HOST, contexts and connections state it.

Source: https://docs.docker.com/reference/cli/docker/#host
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.text.userinfo import HIDDEN

_FORMS = "unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST"
_SCHEMES = ("unix", "tcp", "http", "https", "ssh", "npipe")
_SCHEME = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*):(.*)$", re.DOTALL)
_PASSWORD = re.compile(r"^([^:@/]*):[^/]*@")
_LOGIN = re.compile(
    r"^(?P<before>\s*['\"]?(?:[a-z][a-z0-9+.-]*:/+|(?:tcp|https?|ssh):)?)(?P<login>.*)@",
    re.IGNORECASE | re.DOTALL,
)
"""Also of an address whose scheme, slashes or password are not as they should be."""
_PATH = re.compile(r"^\s*['\"]?(?:(?:http\+)?unix:|npipe:|file:|[/.~$\\])", re.IGNORECASE)
"""How an address begins that is a path, where an @ is like any character."""
_ESCAPED_SLASH = re.compile("%2f", re.IGNORECASE)
_HOST = re.compile(
    r"^(?:(?P<user>[^@/\s]+)@)?(?P<host>\[[0-9A-Fa-f:.%]+(?:%[\w.-]+)?\]|[^\[\]:/@\s]+)"
    r"(?::(?P<port>[0-9]+))?(?P<path>/.*)?$"
)
_HIGHEST_PORT = 65535


class EngineAddress(NamedTuple):
    """A place where an engine may listen."""

    scheme: str
    """`unix`, `npipe`, `tcp` or `ssh`."""
    path: str
    """Of the socket or pipe; with ssh, of the socket on the other machine; may be empty there."""
    host: str = ""
    port: int | None = None
    user: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is a socket or a pipe of this machine."""
        return self.scheme in ("unix", "npipe")

    @property
    def text(self) -> str:
        """As it is written, for messages; it holds no password."""
        user = f"{self.user}@" if self.user else ""
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{user}{self.host}{port}{self.path}"


def parse_engine_address(text: str, where: str) -> EngineAddress:
    """Reads an address; raises LayersizeError, with the form that would do, for what is none.

    `where` is what states it, e.g. `DOCKER_HOST`.
    """
    if not can_be_told(text):
        raise _wrong(where, text, "has characters that no address has", f"give {_FORMS}")
    if text != text.strip() or text[:1] in "'\"":
        meant = without_login(text.strip().strip("'\"").strip()) or _FORMS
        raise _wrong(where, text, "has blanks or quotes around it", f"give {meant}")
    if text.startswith(("/", "./", "../", "~", "$")) and text.strip("/"):
        raise _wrong(where, text, "has no scheme", f"give unix://{_path_meant(text)}")
    if text.startswith("\\\\"):
        pipe = text[2:].replace("\\", "/")
        raise _wrong(where, text, "has no scheme", f"give npipe:////{pipe}")
    if re.fullmatch("[0-9]+", text):
        raise _wrong(where, text, "is a port without a host", f"give tcp://127.0.0.1:{text}")
    match = _SCHEME.match(text)
    if match is not None and match[1].lower() in _SCHEMES and not match[2].startswith("/"):
        scheme, rest = match[1].lower(), match[2] or "HOST:PORT"
        meant = "unix:///PATH" if scheme == "unix" else without_login(f"{scheme}://{rest}")
        raise _wrong(where, text, "has no slashes behind its scheme", f"give {meant}")
    if match is None or not match[2].startswith("/"):
        if "/" in text:
            raise _unknown(text, where)
        return _tcp(text, text, where)
    scheme, rest = match[1].lower(), match[2]
    if scheme in ("unix", "http+unix"):
        return _unix(rest, text, where)
    if not rest.startswith("//"):
        meant = without_login(f"{scheme}:/{rest}")
        raise _wrong(where, text, "has one slash behind its scheme", f"give {meant}")
    rest = rest[2:]
    if scheme in ("tcp", "http"):
        return _tcp(rest, text, where)
    if scheme == "ssh":
        return _ssh(rest, text, where)
    if scheme == "npipe":
        if os.name != "nt":
            remedy = f"only Windows has named pipes; give {_FORMS}"
            raise _wrong(where, text, "is a named pipe of Windows", remedy)
        return EngineAddress("npipe", rest)
    if scheme == "https":
        meant = f"tcp://{rest.rpartition('@')[2]}"
        remedy = f"give {meant} and set DOCKER_TLS_VERIFY=1"
        raise _wrong(where, text, "is not a scheme that engines have", remedy)
    raise _unknown(text, where)


def can_be_told(text: str) -> bool:
    """Whether a text can be a path or an argument: JSON may have a NUL or half a character."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def without_login(text: str) -> str:
    """`tcp://***@host` of `tcp://user:word@host`; a user alone, of ssh, is no secret."""
    found = None if _PATH.match(text) else _LOGIN.match(text)
    if found is None:
        return text
    is_user = found["before"].lower().lstrip(" '\"").startswith("ssh:")
    if is_user and not re.search("[:@/]", found["login"]):
        return text
    return f"{found['before']}{HIDDEN}@{text[found.end() :]}"


def _unix(rest: str, text: str, where: str) -> EngineAddress:
    path = rest.removeprefix("//")
    if not path:
        raise _wrong(where, text, "names no socket", "give unix:///PATH")
    if not rest.startswith("//"):
        raise _wrong(where, text, "has too few slashes", f"give unix://{path}")
    if not path.startswith("/"):
        raise _wrong(where, text, "is not absolute", f"give unix://{_path_meant(path)}")
    if path.endswith("/"):
        remedy = f"give unix://{path.rstrip('/') or '/PATH'}"
        raise _wrong(where, text, "names a folder, not a socket", remedy)
    return EngineAddress("unix", path)


def _path_meant(path: str) -> str:
    """The absolute path that somebody may have meant."""
    path = os.path.expanduser(_ESCAPED_SLASH.sub("/", path))  # noqa: PTH111 - Path's may raise
    path = os.path.expandvars(path)
    lacks_a_slash = not path.startswith((".", "/")) and os.path.lexists(f"/{path}")
    return f"/{path}" if lacks_a_slash else str(Path(path).absolute())


def _tcp(rest: str, text: str, where: str) -> EngineAddress:
    rest = f"127.0.0.1{rest}" if re.match(r"^:[0-9]+$", rest) else rest
    address = _of_network("tcp", rest, text, where)
    if address.user:
        remedy = "engines know no users; give tcp://HOST:PORT, or ssh://USER@HOST"
        raise _wrong(where, text, "names a user", remedy)
    return address


def _ssh(rest: str, text: str, where: str) -> EngineAddress:
    if _PASSWORD.match(rest):
        remedy = "take the password out; ssh asks an agent or uses a key"
        raise _wrong(where, text, "holds a password", remedy)
    address = _of_network("ssh", rest, text, where)
    for part in (address.user, address.host):
        if part.startswith("-"):
            raise _wrong(where, text, "would be an option of ssh", f"give {_FORMS}")
    return address._replace(path="" if address.path == "/" else address.path)


def _of_network(scheme: str, rest: str, text: str, where: str) -> EngineAddress:
    match = _HOST.match(rest)
    if match is None:
        bare = re.match(r"^([0-9A-Fa-f:]+):([0-9]+)$", rest)
        meant = f"{scheme}://[{bare[1]}]:{bare[2]}" if bare and ":" in bare[1] else None
        remedy = f"give {meant or f'{scheme}://HOST:PORT'}; IPv6 addresses stand in brackets"
        raise _wrong(where, text, "has no host and port that can be read", remedy)
    port = None if match["port"] is None else int(match["port"])
    if port is not None and not 0 < port <= _HIGHEST_PORT:
        remedy = f"give a port from 1 to {_HIGHEST_PORT}"
        raise _wrong(where, text, f"has the port {match['port']}", remedy)
    return EngineAddress(scheme, match["path"] or "", match["host"], port, match["user"] or "")


def _unknown(text: str, where: str) -> LayersizeError:
    return _wrong(where, text, "is not the address of an engine", f"give {_FORMS}")


def _wrong(where: str, text: str, cause: str, remedy: str) -> LayersizeError:
    return LayersizeError(where, f"{without_login(text)!r} {cause}", remedy)
