"""The engines and registries that `tools/real-parts.sh start` has started."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

REQUIRE_VARIABLE = "LAYERSIZE_REQUIRE_REAL_PARTS"
SAMPLE = "layersize-sample:v1"
NEWER_SAMPLE = "layersize-sample:v2"
ENGINES = {
    "docker 20.10, classic store": "LAYERSIZE_DOCKER_OLD",
    "docker 26, classic store": "LAYERSIZE_DOCKER_CLASSIC",
    "docker 26, containerd store": "LAYERSIZE_DOCKER_CONTAINERD",
    "podman": "LAYERSIZE_PODMAN",
}
"""What it is, and the variable with its address."""


def missing(reason: str) -> NoReturn:
    """Skips the test, or fails it where LAYERSIZE_REQUIRE_REAL_PARTS=1 says that all is there."""
    if os.environ.get(REQUIRE_VARIABLE) == "1":
        pytest.fail(f"{reason}; {REQUIRE_VARIABLE}=1 allows no skip", pytrace=False)
    pytest.skip(reason)


def needed(variable: str) -> str:
    """The variable's value, without which there is nothing to test."""
    value = os.environ.get(variable)
    if not value:
        missing(f"{variable} is not set; tools/real-parts.sh start tells what to source")
    return value


def engine_environment(variable: str) -> tuple[str, dict[str, str]]:
    """The SOURCE: to write, and the environment in which it means that engine and no other."""
    address = needed(variable)
    if variable == "LAYERSIZE_PODMAN":
        return "podman:", {"CONTAINER_HOST": address, "DOCKER_HOST": "unix:///nonexistent"}
    return "docker:", {"DOCKER_HOST": address, "CONTAINER_HOST": "unix:///nonexistent"}
