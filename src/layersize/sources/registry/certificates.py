"""The certificates that Docker and Podman are given for one registry, each in a folder of its own.

Sources: containers-certs.d(5), https://docs.docker.com/engine/security/certificates/
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from layersize.errors import LayersizeError

_HOME_FOLDERS = (".config/containers/certs.d", ".config/docker/certs.d")
_SYSTEM_FOLDERS = ("/etc/containers/certs.d", "/etc/docker/certs.d")
_NO_PASSWORD = ""
"""With none at all, OpenSSL would ask for it on the terminal."""


class RegistryCertificates:
    """CAs to trust and a certificate to show, for a registry as the user names it."""

    def __init__(self, host: str) -> None:
        """`host` has its port if one was given; `docker.io` is Docker Hub."""
        files = [file for folder in _folders(host) for file in _files(folder)]
        self._authorities = [file for file in files if file.suffix == ".crt"]
        self._client = next((file for file in files if file.suffix == ".cert"), None)
        self.unusable: tuple[str, ...] = ()
        """Files of CAs that hold none, which engines pass over in silence."""

    def trust(self, context: ssl.SSLContext) -> None:
        """Adds the CAs to those that a context trusts already."""
        unusable = []
        for file in self._authorities:
            try:
                context.load_verify_locations(cafile=file)
            except ssl.SSLError:
                unusable.append(str(file))
            except OSError as error:
                raise _unreadable(file, error) from None
        self.unusable = tuple(unusable)

    def show(self, context: ssl.SSLContext) -> None:
        """Lets a context show the client certificate, if there is one."""
        if self._client is None:
            return
        key = self._client.with_suffix(".key")
        if not key.exists():
            cause = f"has no key beside it ({key.name})"
            remedy = "put it there, or call the file .crt if it is that of a CA"
            raise LayersizeError(str(self._client), cause, remedy)
        try:
            context.load_cert_chain(self._client, key, password=_NO_PASSWORD)
        except ssl.SSLError:
            cause = (
                f"and {key.name} are not a certificate in PEM form and its key without a password"
            )
            raise LayersizeError(
                str(self._client), cause, "correct them, or move them away"
            ) from None
        except OSError as error:
            raise _unreadable(self._client, error, f" with {key.name}") from None


def _folders(host: str) -> Iterator[Path]:
    """The user's first."""
    with suppress(RuntimeError):  # no home
        yield from (Path.home() / folder / host for folder in _HOME_FOLDERS)
    yield from (Path(folder) / host for folder in _SYSTEM_FOLDERS)


def _files(folder: Path) -> list[Path]:
    """By name; none where nobody may look, as with engines."""
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except OSError:
        return []


def _unreadable(file: Path, error: OSError, more: str = "") -> LayersizeError:
    cause = f"can't be read{more} ({error.strerror or error})"
    return LayersizeError(str(file), cause, "make it readable, or move it")
