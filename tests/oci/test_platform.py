"""Platforms as people, configs and indexes write them."""

from __future__ import annotations

import pytest

from layersize.oci.config import platform_of
from layersize.oci.json_node import JsonNode
from layersize.oci.platform import (
    are_contradicting,
    completed_platform,
    same_platform,
    version_of,
    without_version,
)

WINDOWS = "windows/amd64:10.0.20348.2227"


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("linux/arm64", "linux/arm64/v8"),
        ("linux/arm", "linux/arm/v7"),
        ("Linux/x86_64", "linux/amd64"),
        ("windows/amd64", WINDOWS),
        (WINDOWS, WINDOWS),
        ("windows/amd64:10.0.20348", WINDOWS),
        ("windows/amd64:10", WINDOWS),
        ("windows(10.0.20348)/amd64", WINDOWS),
        ("windows(10.0.20348.2227)/amd64", WINDOWS),
    ],
)
def test_the_same(wanted: str, offered: str) -> None:
    assert same_platform(wanted, offered)


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("linux/arm/v6", "linux/arm"),
        ("windows/amd64:10.0.2034", WINDOWS),
        ("windows/amd64:10.0.17763.2227", WINDOWS),
        (WINDOWS, "windows/amd64"),
        (WINDOWS, "linux/amd64"),
        ("linux/amd64", ""),
        ("a/b/c/d/e", "linux/amd64"),
    ],
)
def test_not_the_same(wanted: str, offered: str) -> None:
    assert not same_platform(wanted, offered)


def test_a_version_belongs_to_the_platform() -> None:
    node = {"os": "windows", "architecture": "amd64", "os.version": "10.0.20348.2227"}
    assert platform_of(JsonNode(node, "")) == WINDOWS
    assert (without_version(WINDOWS), version_of(WINDOWS)) == ("windows/amd64", "10.0.20348.2227")
    assert (without_version("linux/arm/v6"), version_of("linux/arm/v6")) == ("linux/arm/v6", "")


@pytest.mark.parametrize(
    ("stated", "own", "completed"),
    [
        (None, "linux/amd64", "linux/amd64"),
        ("linux/amd64", None, "linux/amd64"),
        ("linux/arm64/v8", "linux/arm64", "linux/arm64"),
        ("linux/arm/v6", "linux/arm", "linux/arm/v6"),
        ("linux/arm64", "linux/amd64", "linux/arm64"),
        (WINDOWS, "windows/amd64", WINDOWS),
        ("windows/amd64", WINDOWS, WINDOWS),
        ("windows/amd64:10.0.20348", WINDOWS, WINDOWS),
        ("windows/amd64:1", WINDOWS, "windows/amd64:1"),
    ],
)
def test_what_an_index_and_a_config_say_together(
    stated: str | None, own: str | None, completed: str
) -> None:
    assert completed_platform(stated, own) == completed


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ("linux/amd64", "linux/s390x", True),
        ("linux/amd64", "windows/amd64", True),
        ("linux/arm/v6", "linux/arm/v7", True),
        ("linux/arm64", "linux/arm64/v9", False),
        ("linux/arm/v6", "linux/arm", False),
        ("linux/arm", "linux/arm/v6", False),
        ("linux/x86_64", "Linux/AMD64", False),
        (WINDOWS, "windows/amd64:10.0.17763.1", True),
        (WINDOWS, "windows/amd64:10.0.20348", False),
        (WINDOWS, "windows/amd64", False),
        (None, "linux/amd64", False),
        ("linux/amd64", None, False),
    ],
)
def test_two_statements_that_can_not_both_be_true(
    one: str | None, other: str | None, contradict: bool
) -> None:
    assert are_contradicting(one, other) is contradict
    assert are_contradicting(other, one) is contradict
