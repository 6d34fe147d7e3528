"""Podman's connections: named engines, among them its virtual machines.

Source: https://docs.podman.io/en/latest/markdown/podman-system-connection.1.html, and the files
that it writes: `podman-connections.json` since Podman 5, `containers.conf` before.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from layersize.errors import LayersizeError
from layersize.oci.json_node import JsonNode
from layersize.sources.configuration_file import CORRECT, configuration


class PodmanConnection(NamedTuple):
    """A connection as Podman keeps it."""

    name: str
    uri: str
    identity: str
    """The file of a key for ssh; may be empty."""


def named_connection(name: str) -> PodmanConnection:
    """The connection of that name; raises LayersizeError if there is none."""
    _, connections = _all()
    if name not in connections:
        remedy = "podman system connection list shows them"
        raise LayersizeError(f"Podman's connection {name!r}", "does not exist", remedy)
    return connections[name]


def default_connection() -> PodmanConnection | None:
    """The connection that Podman takes by itself, if there is any."""
    default, connections = _all()
    return connections.get(default or "")


def _all() -> tuple[str | None, dict[str, PodmanConnection]]:
    """The name of the default one, and all by name; those of Podman 5 come first."""
    folder = _folder()
    default, connections = _of_configuration(folder / "containers.conf")
    newer_default, newer = _of_connections(
        Path(os.environ.get("PODMAN_CONNECTIONS_CONF") or folder / "podman-connections.json")
    )
    return newer_default or default, {**connections, **newer}


def _folder() -> Path:
    configured = os.environ.get("XDG_CONFIG_HOME")
    return (Path(configured) if configured else Path("~/.config").expanduser()) / "containers"


def _of_connections(path: Path) -> tuple[str | None, dict[str, PodmanConnection]]:
    data = configuration(path)
    if data is None:
        return None, {}
    node = JsonNode.parse(data, str(path), CORRECT).get("Connection")
    return node.get("Default").text(), _named(node.get("Connections"))


def _of_configuration(path: Path) -> tuple[str | None, dict[str, PodmanConnection]]:
    data = configuration(Path(os.environ.get("CONTAINERS_CONF") or path))
    if data is None or b"service_destinations" not in data:
        return None, {}
    import tomllib  # only for these

    try:
        document = tomllib.loads(data.decode())
    except ValueError as error:
        raise LayersizeError(str(path), f"is not TOML ({error})", CORRECT) from None
    engine = JsonNode(document, str(path), CORRECT).get("engine")
    return engine.get("active_service").text(), _named(engine.get("service_destinations"))


def _named(node: JsonNode) -> dict[str, PodmanConnection]:
    found = {}
    for name in node.key_names():
        uri, identity = (node.entry(name).get(key).text() for key in ("uri", "identity"))
        if uri:
            found[name] = PodmanConnection(name, uri, identity or "")
    return found
