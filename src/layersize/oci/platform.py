"""Platforms: `os/arch[/variant][:version]`, as in https://github.com/containerd/platforms.

The version is the `os.version` of Windows images, which each run on one version of Windows only;
it stands where `crane` and `docker manifest` users write it, behind a colon.
"""

from __future__ import annotations

import platform
import re
from typing import NamedTuple

UNKNOWN = "unknown/unknown"
"""Of what no engine is to take, such as an attestation."""
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
_FORM = re.compile(
    r"(?P<system>[^/:(]*)(?:\((?P<inner_version>[^)]*)\))?"  # containerd: windows(10.0.1)/amd64
    r"(?:/(?P<architecture>[^/:]*))?(?:/(?P<variant>[^:]*))?(?::(?P<version>.*))?",
    re.DOTALL,
)


class _Parts(NamedTuple):
    system: str
    architecture: str
    variant: str
    version: str


def linux_platform(machine: str) -> str:
    """The platform of Linux images for a machine, as `platform.machine()` calls it."""
    machine = machine.lower()
    return f"linux/{_ARCHITECTURES.get(machine, machine)}"


def host_platform() -> str:
    """The platform of Linux images for this machine."""
    return linux_platform(platform.machine())


def same_platform(wanted: str, offered: str) -> bool:
    """Whether an image of one platform is one of the other, implied variants considered.

    A version that is wanted may leave out its last parts; without one, any will do.
    """
    one, other = _parts(wanted), _parts(offered)
    is_version = not one.version or f"{other.version}.".startswith(f"{one.version}.")
    return one[:3] == other[:3] and is_version


def is_amd64_of_another_level(wanted: str, offered: str) -> bool:
    """Whether both are amd64 and differ in the variant alone: v1, which may go unsaid, to v4."""
    one, other = _parts(wanted), _parts(offered)
    return one[:2] == other[:2] and one.architecture == "amd64" and one.variant != other.variant


def without_version(text: str) -> str:
    """`windows/amd64` for `windows/amd64:10.0.20348.2227`."""
    return text.partition(":")[0]


def version_of(text: str) -> str:
    """The version in a platform, empty if there is none."""
    return _parts(text).version


def completed_platform(stated: str | None, own: str | None) -> str | None:
    """The platform of an image of which an index states one, and its config another.

    As for engines, the index decides; the version may be in either.
    """
    if stated is None or own is None:
        return own or stated
    if not same_platform(without_version(stated), own):
        return stated
    ours, theirs = version_of(own), version_of(stated)
    version = ours if f"{ours}.".startswith(f"{theirs}.") else theirs or ours
    return f"{without_version(own)}:{version}" if version else own


def are_contradicting(one: str | None, other: str | None) -> bool:
    """Whether two statements on one image can't both be true; what one leaves out is no statement.

    `linux/arm` does not contradict `linux/arm/v6`: many indexes leave out variants.
    """
    if one is None or other is None:
        return False
    ours, theirs = _parts(one), _parts(other)
    is_variant = _states_variant(one) and _states_variant(other)
    if ours[: 3 if is_variant else 2] != theirs[: 3 if is_variant else 2]:
        return True
    versions = sorted(filter(None, (ours.version, theirs.version)))
    return len(versions) == 2 and not f"{versions[1]}.".startswith(f"{versions[0]}.")


def _states_variant(text: str) -> bool:
    found = _FORM.fullmatch(text)
    return found is not None and bool(found["variant"])


def _parts(text: str) -> _Parts:
    found = _FORM.fullmatch(text.lower())
    if found is None:
        return _Parts(text, "", "", "")
    part = {name: value or "" for name, value in found.groupdict().items()}
    architecture = part["architecture"]
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}.get(architecture, architecture)
    variant = part["variant"] or _IMPLIED_VARIANTS.get(architecture, "")
    version = part["version"] or part["inner_version"]
    return _Parts(part["system"], architecture, variant, version)
