"""Where containers/storage (Podman, Buildah, CRI-O) keeps the images of this user.

Source: https://github.com/containers/storage/blob/main/docs/containers-storage.conf.5.md, and
https://github.com/containers/storage/blob/v1.55.0/types/options.go for what counts first.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.oci.json_node import JsonNode
from layersize.sources.configuration_file import CORRECT, configuration

_OF_THE_SYSTEM = ("/etc/containers/storage.conf", "/usr/share/containers/storage.conf")
_OF_ROOT = "/var/lib/containers/storage"
_MORE_STORES = ("imagestore", "additionalimagestore")
"""Options of a driver, `overlay.imagestore=FOLDER`."""


class StorageConf(NamedTuple):
    """What storage.conf and the environment say."""

    roots: tuple[str, ...]
    """Folders that hold images, the user's own first; they need not exist."""
    driver: str | None
    """`None`: whichever the folder was made by."""


class _Settings(NamedTuple):
    """What one storage.conf says; empty where it is silent."""

    graph_root: str = ""
    rootless_path: str = ""
    image_store: str = ""
    driver: str = ""
    more_roots: tuple[str, ...] = ()


def storage_conf() -> StorageConf:
    """Raises LayersizeError for a file that can't be read."""
    told = os.environ.get("CONTAINERS_STORAGE_CONF")
    system = _settings(told) if told else _first_of(_OF_THE_SYSTEM)
    settings = system or _Settings()
    if _user_id() == "0":
        return _conf(settings)
    usual = settings.rootless_path or str(_data_folder() / "containers/storage")
    if (
        told
    ):  # of this file, some versions take the rootless path only, others the first that is there
        more = (settings.graph_root,) if settings.graph_root else ()
        return _conf(settings._replace(graph_root=usual, more_roots=(*more, *settings.more_roots)))
    own = _settings(str(_config_folder() / "containers/storage.conf"))
    if own is not None:
        return _conf(own._replace(graph_root=own.graph_root or own.rootless_path or usual))
    return _conf(_Settings(graph_root=usual, driver=settings.driver))


def _conf(settings: _Settings) -> StorageConf:
    options = os.environ.get("STORAGE_OPTS")
    more = settings.more_roots if options is None else tuple(_roots_in(options.split(",")))
    roots = (settings.image_store, settings.graph_root or _OF_ROOT, *more)
    driver = os.environ.get("STORAGE_DRIVER") or settings.driver
    driver = "overlay" if driver == "overlay2" else driver
    expanded = [_expanded(root) for root in roots if root]
    return StorageConf(tuple(dict.fromkeys(expanded)), driver or None)


def _first_of(paths: tuple[str, ...]) -> _Settings | None:
    return next((found for path in paths if (found := _settings(path)) is not None), None)


def _settings(path: str) -> _Settings | None:
    data = configuration(Path(path))
    if data is None:
        return None
    import tomllib  # only where there is such a file

    try:
        document = tomllib.loads(data.decode())
    except ValueError as error:
        raise LayersizeError(path, f"is not TOML ({error})", CORRECT) from None
    storage = JsonNode(document, path, CORRECT).get("storage")
    stores = storage.get("options").get("additionalimagestores").items()
    return _Settings(
        graph_root=storage.get("graphroot").text() or "",
        rootless_path=storage.get("rootless_storage_path").text() or "",
        image_store=storage.get("imagestore").text() or "",
        driver=storage.get("driver").text() or "",
        more_roots=tuple(text for store in stores if (text := store.text())),
    )


def _roots_in(options: list[str]) -> list[str]:
    """The folders in options of a driver."""
    pairs = (option.partition("=") for option in options)
    return [value for key, _, value in pairs if key.rpartition(".")[2] in _MORE_STORES and value]


def _config_folder() -> Path:
    configured = os.environ.get("XDG_CONFIG_HOME")
    return Path(configured) if configured else Path("~").expanduser() / ".config"


def _data_folder() -> Path:
    configured = os.environ.get("XDG_DATA_HOME")
    return Path(configured) if configured else Path("~").expanduser() / ".local/share"


def _expanded(root: str) -> str:
    return os.path.expandvars(root.replace("$UID", _user_id()))


def _user_id() -> str:
    """Whose store it is: `podman unshare` makes its user root."""
    return os.environ.get("_CONTAINERS_ROOTLESS_UID") or str(os.geteuid())
