"""Which image of several is meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layersize.errors import LayersizeError
from layersize.oci.config import ImageConfig
from layersize.oci.digest import Digest
from layersize.sources.artifacts import NotAnImage
from layersize.sources.choose import choose_image
from layersize.sources.context import Unavailable
from layersize.sources.declared_image import DeclaredImage, DeclaredLayer
from support.work import assert_linear

USUAL = "linux/amd64"


def declared(*names: str, platform: str | None = USUAL, identifier: str = "a") -> DeclaredImage:
    config = ImageConfig(digest=Digest("sha256", identifier * 64), platform=platform)
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
        match="several images; name one of: app:v1, app:v2",
    ):
        chosen(declared("app:v1"), declared("app:v2"))


@pytest.mark.parametrize(
    "name",
    [
        *("app:$(touch x)", "a;b", "`a`", "-rf", "a b", "a\nb", "a'b", "a|b", "\x1b[2J", "~/a"),
        *("*", "a&b", "a>b", "a#b", "$HOME", "!1", "a\\b", "{a,b}", "[a]", ""),
    ],
)
def test_no_name_that_a_shell_would_run_is_advice(name: str) -> None:
    """An id can be typed as well; names of images that hold such characters are nobody's."""
    with pytest.raises(LayersizeError) as raised:
        chosen(declared(name), declared("app:v2", identifier="b"))
    assert raised.value.remedy == f"name one of: sha256:{'a' * 12} (linux/amd64), app:v2"
    with pytest.raises(LayersizeError) as raised:
        chosen(
            declared("a", platform=f"{name}/x"), declared("a", platform="aix/ppc", identifier="b")
        )
    assert raised.value.remedy == "choose --platform aix/ppc"


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
        ("app:v1", "docker.io/library/app:v1"),
        ("app:v1", "docker.io/app:v1"),
        ("app:v1", "index.docker.io/library/app:v1"),
        ("app:v1", "library/app:v1"),
        ("app:v1", "localhost/app:v1"),
        ("localhost/app:v1", "app:v1"),
        ("localhost/app:latest", "app"),
        ("localhost/team/app:v1", "team/app:v1"),
        ("docker.io/library/app:v1", "localhost/app:v1"),
        ("app:v1", "app@sha256:" + "a" * 64),
        ("app:v1", "app:v1@sha256:" + "a" * 64),
    ],
)
def test_names_by_which_an_image_goes(known: str, name: str) -> None:
    meant = declared(known)
    assert chosen(declared("other:v9", identifier="b"), meant, name=name) is meant


@pytest.mark.parametrize(
    "name",
    ["v2", "ap", "app:v", "aaaa", "host", "ghcr.io/app:v1", "team/app:v1", "localhost:5000/app:v1"],
)
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


def test_the_plainest_meaning_of_a_name_counts() -> None:
    of_podman, of_hub = declared("localhost/app:v1"), declared("docker.io/library/app:v1")
    assert chosen(of_podman, of_hub, name="app:v1") is of_hub
    assert chosen(of_podman, of_hub, name="localhost/app:v1") is of_podman


def test_one_image_under_two_spellings_of_its_name() -> None:
    """Docker's containerd store saves the platforms of one image so."""
    amd = declared("app:1", platform="linux/amd64")
    arm = declared("docker.io/library/app:1", "1", platform="linux/arm64", identifier="b")
    assert chosen(amd, arm) is amd
    assert chosen(amd, arm, wanted="linux/arm64") is arm
    assert chosen(amd, arm, name="app:1", wanted="linux/arm64") is arm
    newer = declared("app:1", "app:2", identifier="c", platform="linux/s390x")
    assert chosen(amd, arm, newer) is amd


@pytest.mark.parametrize("name", ["v1", "a" * 12])
def test_a_part_of_two_names_is_a_choice(name: str) -> None:
    with pytest.raises(
        LayersizeError, match=f"several images '{name}'; name one of: app:v1, web:v1"
    ):
        chosen(declared("app:v1"), declared("web:v1"), name=name)


def test_unnamed_images_are_told_apart_by_their_ids() -> None:
    def legacy(letter: str) -> DeclaredImage:
        return DeclaredImage(names=(), v1_id=letter * 64, platform=USUAL)

    one, two = legacy("1"), legacy("2")
    with pytest.raises(LayersizeError, match=f"name one of: {'1' * 12} .*, {'2' * 12} "):
        chosen(one, two)
    assert chosen(one, two, name="2" * 12) is two


def test_a_choice_lists_each_name_once_however_it_is_spelled() -> None:
    images = [
        declared(name, platform=platform, identifier=letter)
        for name, platform, letter in (
            ("app:1", USUAL, "a"),
            ("app:2", USUAL, "b"),
            ("docker.io/library/app:1", "linux/arm64", "c"),
            ("docker.io/library/app:2", "linux/arm64", "d"),
        )
    ]
    with pytest.raises(LayersizeError) as raised:
        chosen(*images)
    assert raised.value.remedy.endswith(": app:1, app:2")
    assert chosen(*images, name="app:2", wanted="linux/arm64") is images[3]


def test_an_image_goes_by_the_id_of_its_index() -> None:
    index = Digest("sha256", "e" * 64)
    amd, arm = (
        replace(declared(platform=platform, identifier=letter), index_digests=(index,))
        for platform, letter in ((USUAL, "a"), ("linux/arm64", "b"))
    )
    assert chosen(declared("web:v1"), amd, arm, name="e" * 12) is amd
    assert chosen(amd, arm, name="b" * 12) is arm


def twin(letter: str, compression: str = "gzip", identifier: str = "a") -> DeclaredImage:
    layer = DeclaredLayer(name="layer", media_type=f"application/x.tar+{compression}")
    image = declared("app:v1", identifier=identifier)
    return replace(image, manifest_digest=Digest("sha256", letter * 64), layers=(layer,))


@pytest.mark.parametrize("order", [1, -1])
def test_of_gzip_and_zstd_the_one_that_docker_takes(order: int) -> None:
    image = chosen(*[twin("1"), twin("2", "zstd")][::order])
    assert image.manifest_digest == Digest("sha256", "1" * 64)
    (remark,) = image.remarks
    which = "sha256:222222222222 is the same image in zstd; sha256:111111111111 was measured, "
    assert (remark.code, remark.message) in (
        ("same-platform", which + "which docker pull takes, too"),
        ("ambiguous-platform", which + "but some engines take the other"),
    )
    assert (remark.code == "same-platform") == (order == 1)
    assert not chosen(twin("1"), twin("2", "zstd"), name="2" * 12).remarks


def test_two_images_for_one_platform() -> None:
    index = (Digest("sha256", "9" * 64),)
    first, second = twin("1"), twin("2", identifier="b")
    image = chosen(replace(first, index_digests=index), replace(second, index_digests=index))
    assert image.manifest_digest == Digest("sha256", "1" * 64)
    assert image.remarks[0].message == (
        "sha256:222222222222 is a second image for linux/amd64; sha256:111111111111 was measured, "
        "which docker pull takes, too"
    )


@pytest.mark.parametrize("name", [None, "app:v1"])
def test_two_images_of_one_name_in_no_common_index_are_two(name: str | None) -> None:
    """Which one gets the name is left to the program that loads them."""
    images = declared("app:v1"), declared("app:v1", identifier="b")
    listed = "name one of: sha256:aaaaaaaaaaaa, sha256:bbbbbbbbbbbb$"
    with pytest.raises(LayersizeError, match=listed):
        chosen(*images, name=name)
    assert chosen(*images, name="sha256:bbbbbbbbbbbb") is images[1]
    with pytest.raises(LayersizeError, match=f"{listed[:-1]}, app:v2"):
        chosen(*images, declared("app:v2", identifier="c"))


def test_another_image_in_gzip_is_not_the_same_as_the_first_in_zstd() -> None:
    first = replace(twin("1", "zstd"), config=other_config("1"))
    second = replace(twin("2"), config=other_config("2"))
    image = chosen(first, second)
    assert image.manifest_digest == first.manifest_digest
    assert "sha256:222222222222 is a second image for linux/amd64;" in image.remarks[0].message


def other_config(letter: str) -> ImageConfig:
    return ImageConfig(platform=USUAL, diff_ids=(Digest.parse(f"sha256:{letter * 64}"),))


def test_beside_an_image_what_is_none_is_no_choice() -> None:
    lazy = replace(twin("2"), problem=NotAnImage("x", "is a Nydus image"))
    assert not chosen(twin("1"), lazy).remarks
    gone = replace(twin("3"), problem=LayersizeError("blobs/3", "is missing"))
    (remark,) = chosen(gone, twin("1")).remarks
    assert (
        "sha256:333333333333 is a second image for linux/amd64, and can't be read (blobs/3"
        in remark.message
    )


@pytest.mark.parametrize("problem", [NotAnImage("x", "is a model"), LayersizeError("x", "is odd")])
def test_engines_take_the_first_for_the_platform_whatever_it_is(problem: LayersizeError) -> None:
    (remark,) = chosen(replace(twin("2"), problem=problem), twin("1")).remarks
    assert remark.code == "ambiguous-platform"
    assert remark.message.endswith("was measured, but some engines take the other")


def test_an_image_for_this_machine_that_can_not_be_read_is_told_beside_another_platform() -> None:
    odd = replace(twin("2"), problem=LayersizeError("manifest", "is an index, and a manifest"))
    (remark,) = chosen(odd, declared("app:v1", platform="linux/arm64")).remarks
    assert remark.code == "ambiguous-platform"


def test_what_only_reading_tells() -> None:
    """A registry's index tells nothing of a manifest but its platform."""
    listed = [replace(twin(letter), layers=()) for letter in "123"]

    def read(image: DeclaredImage) -> DeclaredImage:
        assert image.manifest_digest is not None
        match image.manifest_digest.hexadecimal[0]:
            case "1":
                raise LayersizeError("manifest", "is not in the registry")
            case "2":
                return twin("2", "zstd")
            case _:
                return twin("3")

    image = choose_image(listed, name=None, platform=None, read=read)
    assert image.manifest_digest == Digest("sha256", "3" * 64)
    assert len(image.remarks) == 2
    with pytest.raises(LayersizeError, match="is not in the registry"):
        choose_image(listed[:1], name=None, platform=None, read=read)

    def unreachable(image: DeclaredImage) -> DeclaredImage:
        raise Unavailable("", f"is busy, {image.names}")

    with pytest.raises(Unavailable):
        choose_image(listed, name=None, platform=None, read=unreachable)


def test_versions_of_windows_are_a_choice() -> None:
    old, new = (
        declared("app:v1", platform=f"windows/amd64:10.0.{build}", identifier=letter)
        for build, letter in (("17763.1", "a"), ("20348.2", "b"))
    )
    both = "windows/amd64:10.0.17763.1 or windows/amd64:10.0.20348.2"
    with pytest.raises(LayersizeError, match=f"no image for linux/amd64; choose --platform {both}"):
        chosen(old, new)
    with pytest.raises(LayersizeError, match=f"has 2 versions for windows/amd64; .* {both}"):
        chosen(old, new, wanted="windows/amd64")
    assert chosen(old, new, wanted="windows/amd64:10.0.20348") is new
    assert chosen(old) is old
    assert chosen(old, new, declared("app:v1", identifier="c")).platform == USUAL


def test_a_platform_that_is_asked_for_and_can_not_be_read_says_why() -> None:
    gone = DeclaredImage(
        names=("app:v1",), platform="linux/arm64", problem=LayersizeError("blobs/3", "is missing")
    )
    assert chosen(gone, declared("app:v1")).platform == USUAL
    with pytest.raises(LayersizeError, match="linux/arm64: blobs/3: is missing"):
        chosen(gone, declared("app:v1"), wanted="linux/arm64")


def test_the_only_platform_that_is_there_is_taken_whatever_else_the_index_lists() -> None:
    """As in a save of the containerd store, whose index lists what was never pulled."""
    gone = DeclaredImage(
        names=("app:v1",), platform=USUAL, problem=LayersizeError("blobs/3", "is missing")
    )
    arm = declared("app:v1", platform="linux/arm64")
    assert chosen(gone, arm) is arm


def test_where_none_can_be_read_what_is_broken_says_more_than_what_is_no_image() -> None:
    attestation = DeclaredImage(names=(), problem=NotAnImage("x", "is an attestation"))
    broken = DeclaredImage(names=(), problem=LayersizeError("config", "is missing"))
    assert chosen(attestation, broken) is broken
    assert chosen(attestation) is attestation


def test_the_choice_among_many_images_takes_linear_time() -> None:
    def run(count: int) -> None:
        images = [
            DeclaredImage(
                names=(f"app{n}:v1", "all:v1"), config=ImageConfig(digest=Digest.of(b"%d" % n))
            )
            for n in range(count)
        ]
        with pytest.raises(LayersizeError, match="holds several images"):
            choose_image(images, name=None, platform=None)

    assert_linear(run, 100)
