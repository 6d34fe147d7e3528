"""Platforms: `os/arch[/variant]`, as in https://github.com/containerd/platforms."""

from __future__ import annotations

import platform

_ARCHITECTURES = {
    "x86_64": "amd64",
    "aarch64": "arm64",
    "armv8l": "arm64",
    "armv7l": "arm/v7",
    "armv6l": "arm/v6",
    "i386": "386",
    "i686": "386",
}
_IMPLIED_VARIANTS = {"arm64": "v8", "amd64": "v1", "arm": "v7"}


def linux_platform(machine: str) -> str:
    """The platform of Linux images for a machine, as `platform.machine()` calls it."""
    machine = machine.lower()
    return f"linux/{_ARCHITECTURES.get(machine, machine)}"


def host_platform() -> str:
    """The platform of Linux images for this machine."""
    return linux_platform(platform.machine())


def same_platform(wanted: str, offered: str) -> bool:
    """Whether an image of one platform is one of the other, implied variants considered."""
    return _normal(wanted) == _normal(offered)


def _normal(text: str) -> tuple[str, str, str]:
    system, _, rest = text.lower().partition("/")
    architecture, _, variant = rest.partition("/")
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(architecture, architecture)
    return system, architecture, variant or _IMPLIED_VARIANTS.get(architecture, "")
