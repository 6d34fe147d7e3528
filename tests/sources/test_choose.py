"""Which image of several is meant."""

from __future__ import annotations

import pytest

from layersize.errors import LayersizeError
from layersize.oci.config import ImageConfig
from layersize.oci.digest import Digest
from layersize.sources.choose import choose_image
from layersize.sources.declared_image import DeclaredImage

USUAL = "linux/amd64"


def declared(*names: str, platform: str | None = USUAL, identifier: str = "a") -> DeclaredImage:
    config = ImageConfig(digest=Digest.sha256(identifier * 64), platform=platform)
    return DeclaredImage(names=names, config=config, platform=platform)


def chosen(
    *images: DeclaredImage, name: str | None = None, wanted: str | None = None
) -> DeclaredImage:
    return choose_image(images, name=name, platform=wanted)


def test_the_only_one_needs_no_name() -> None:
    only = declared("app:v1")
    assert chosen(only) is only


def test_several_need_a_name_and_are_listed() -> None:
    with pytest.raises(
        LayersizeError,
        match="several images; put a colon and one of these behind it: app:v1, app:v2",
    ):
        chosen(declared("app:v1"), declared("app:v2"))


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ("app:v1", "app:v1"),
        ("app:v1", "v1"),
        ("app:v1", ":v1"),
        ("app:latest", "app"),
        ("docker.io/library/app:v1", "app:v1"),
        ("docker.io/team/app:v1", "team/app:v1"),
        ("docker.io/library/app:latest", "docker.io/library/app"),
        ("host:5000/app:v1", "v1"),
        ("app:v1", "a" * 12),
        ("app:v1", "sha256:" + "a" * 64),
        ("app:v1", "@sha256:" + "a" * 64),
        ("v1", "v1"),
    ],
)
def test_names_by_which_an_image_goes(known: str, name: str) -> None:
    meant = declared(known)
    assert chosen(declared("other:v9", identifier="b"), meant, name=name) is meant


@pytest.mark.parametrize("name", ["v2", "ap", "app:v", "aaaa", "host"])
def test_names_by_which_it_does_not_go(name: str) -> None:
    with pytest.raises(LayersizeError, match=f"has no image '{name}'; name one of: app:v1"):
        chosen(declared("app:v1"), name=name)


def test_platforms_of_one_name_are_no_choice_of_names() -> None:
    arm, amd = declared("app:v1", platform="linux/arm64"), declared("app:v1")
    assert chosen(arm, amd) is amd
    assert chosen(arm, amd, wanted="linux/arm64") is arm
    assert chosen(arm, amd, wanted="linux/arm64/v8") is arm


def test_the_only_platform_is_taken_unless_another_is_asked_for() -> None:
    arm = declared("app:v1", platform="linux/arm64")
    assert chosen(arm) is arm
    with pytest.raises(
        LayersizeError, match="no image for linux/amd64; choose --platform linux/arm"
    ):
        chosen(arm, wanted="linux/amd64")


def test_two_unusual_platforms_are_listed() -> None:
    images = declared("app:v1", platform="linux/arm64"), declared("app:v1", platform="linux/s390x")
    with pytest.raises(LayersizeError, match="--platform linux/arm64 or linux/s390x"):
        chosen(*images)


def test_an_unreadable_image_is_passed_over_unless_named() -> None:
    good = declared("app:v1")
    bad = DeclaredImage(names=("app:v2",), problem=LayersizeError("x", "is broken"))
    assert chosen(bad, good) is good
    assert chosen(bad, good, name="app:v2") is bad


def test_none_at_all_is_an_error() -> None:
    with pytest.raises(LayersizeError, match="lists no image"):
        chosen()


def test_where_none_can_be_read_the_first_says_why() -> None:
    problem = LayersizeError("config", "is missing")
    first = DeclaredImage(names=(), problem=problem)
    assert chosen(first, DeclaredImage(names=(), problem=LayersizeError("x", "y"))) is first
