"""Credentials for one repository: written in a file, or kept by a helper program.

Sources: containers-auth.json(5), https://docs.docker.com/reference/cli/docker/login/#credential-stores
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import field

from layersize.oci.image_name import HUB, RegistryName
from layersize.progress import Progress
from layersize.sources.registry.auth_files import AuthFile, read_auth_files
from layersize.sources.registry.credential_helper import HelperError, HelperLogin, ask_helper
from layersize.values import dataclass

_HUB_ADDRESS = "https://index.docker.io/v1/"
"""What Docker's command calls Docker Hub; Podman's calls it `docker.io`."""
_HUB_HOSTS = (HUB, "index.docker.io", "registry-1.docker.io")
_API_PATHS = ("v1", "v2")
_TOKEN_USERNAME = "<token>"  # noqa: S105 - it says that the secret is a token


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Either a password or an identity token, which the token server takes in its place."""

    username: str
    password: str = field(repr=False)
    identity_token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What the files know of a repository."""

    credentials: Credentials | None
    found_in: str = ""
    """The variable or file that has the credentials, or names their helper."""
    problems: tuple[str, ...] = ()
    """Why there are none, if it is not that nobody logged in."""
    given_up: tuple[str, ...] = ()
    """Those of the problems that cost time: helpers that gave no answer."""
    read: tuple[str, ...] = ()
    """Variables and files that there are."""
    missing: tuple[str, ...] = ()
    """Files that there could be."""


class _EntryError(ValueError):
    """An entry that is there, and can't be read."""


def find_credentials(name: RegistryName, *, timeout_seconds: float, progress: Progress) -> Lookup:
    """Looks a repository up; what is broken is a problem noted, and the next file is read.

    A helper may take `timeout_seconds`. Raises what `progress` raises.
    """
    files = read_auth_files()
    search = _Search(name, timeout_seconds, progress)
    found_in, credentials = "", None
    for file in files.found:
        credentials = search.look_up(file)
        if credentials is not None:
            found_in = file.where
            break
    return Lookup(
        credentials=credentials,
        found_in=found_in,
        problems=tuple(search.problems),
        given_up=tuple(search.given_up),
        read=tuple(file.where for file in files.found),
        missing=files.missing,
    )


class _Search:
    def __init__(self, name: RegistryName, timeout_seconds: float, progress: Progress) -> None:
        self._hosts = _HUB_HOSTS if name.host == HUB else (name.host,)
        self._addresses = (_HUB_ADDRESS, *_HUB_HOSTS) if name.host == HUB else (name.host,)
        """How files and helpers may call the registry, the likeliest first."""
        self._folders = name.repository.split("/")
        self._timeout_seconds = timeout_seconds
        self._progress = progress
        self._failed: set[str] = set()
        self.problems: list[str] = []
        self.given_up: list[str] = []

    def look_up(self, file: AuthFile) -> Credentials | None:
        """The longest path of the repository that the file knows, the registry at last.

        For the registry, a helper that the file names is asked first.
        """
        if file.problem is not None:
            self.problems.append(f"{file.where} {file.problem}")
            return None
        for keys in self._paths():
            if found := self._written(file, keys):
                return found
        helper = next((file.helpers[key] for key in self._addresses if key in file.helpers), None)
        found = self._helped(file.store if helper is None else helper)
        return found or self._written(file, self._registry_keys(file))

    def _paths(self) -> Iterator[Sequence[str]]:
        """Each path below the registry, the longest first, in all its spellings."""
        for length in range(len(self._folders), 0, -1):
            path = "/".join(self._folders[:length])
            yield [f"{host}/{path}{end}" for host in self._hosts for end in ("", "/")]

    def _registry_keys(self, file: AuthFile) -> Sequence[str]:
        """Its name as it is, then keys that are addresses of it."""
        return [*self._addresses, *(key for key in file.entries if _host(key) in self._hosts)]

    def _written(self, file: AuthFile, keys: Sequence[str]) -> Credentials | None:
        for key in keys:
            try:
                if found := _read_entry(file.entries.get(key)):
                    return found
            except _EntryError as error:
                problem = f"the login for {key} in {file.where} {error}"
                if problem not in self.problems:
                    self.problems.append(problem)
        return None

    def _helped(self, helper: object) -> Credentials | None:
        """What a helper knows; one that failed is not asked again."""
        if not helper or not isinstance(helper, str) or helper in self._failed:
            return None
        try:
            for address in self._addresses[:2]:
                login = ask_helper(
                    helper,
                    address,
                    timeout_seconds=self._timeout_seconds,
                    progress=self._progress,
                )
                if login is not None and (found := _of_helper(login)):
                    return found
        except HelperError as error:
            self._failed.add(helper)
            self.problems.append(str(error))
            if error.was_given_up:
                self.given_up.append(str(error))
        return None


def _host(key: str) -> str | None:
    """The host that a key stands for as a whole: `https://ghcr.io/anything`, `ghcr.io/v2/`."""
    scheme, has_scheme, address = key.rpartition("://")
    if has_scheme:
        return address.partition("/")[0] if scheme in ("http", "https") else None
    host, _, path = key.partition("/")
    return host if path.strip("/") in ("", *_API_PATHS) else None


def _read_entry(entry: object) -> Credentials | None:
    """What an entry says; `None` for an empty one, as it stands where a helper has the rest."""
    if entry is None:
        return None
    if not isinstance(entry, dict):
        raise _EntryError("is not a JSON object")
    texts = {}
    for key in ("auth", "username", "password", "identitytoken"):
        value = entry.get(key)
        if value is not None and not isinstance(value, str):
            raise _EntryError(f"has no text as its {key}")
        texts[key] = value or ""
    username, password = texts["username"], texts["password"]
    if texts["auth"]:
        username, password = _decoded(texts["auth"])
    if not password and not texts["identitytoken"]:
        return None
    try:
        (username + password + texts["identitytoken"]).encode()
    except UnicodeEncodeError:
        raise _EntryError("is not Unicode text") from None
    return Credentials(
        username=username, password=password, identity_token=texts["identitytoken"] or None
    )


def _decoded(auth: str) -> tuple[str, str]:
    """Name and password of `auth`; Docker pads the password with zero bytes."""
    try:
        text = b64decode("".join(auth.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        raise _EntryError("has an auth that is not base64") from None
    username, colon, password = text.partition(":")
    if not colon:
        raise _EntryError("has an auth without a colon between name and password")
    return username, password.strip("\0")


def _of_helper(login: HelperLogin) -> Credentials | None:
    if not login.secret:
        return None
    if login.username == _TOKEN_USERNAME:
        return Credentials(username="", password="", identity_token=login.secret)
    return Credentials(username=login.username, password=login.secret, identity_token=None)
