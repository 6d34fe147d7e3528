"""Several images or platforms in one file: the choice is the user's (product.md, references)."""

from __future__ import annotations

from support.cases import Case, error, layer, report
from support.compressors import gzip_member
from support.docker_archives import manifest_entry
from support.image_config import config_json, to_json
from support.oci_layouts import OciLayout, platform_of
from support.tar_writer import file, tar

ONE, TWO = tar(file("one", b"1")), tar(file("two", b"22"))
EXPECT_ONE, EXPECT_TWO = report(layer(added=1), entries=1), report(layer(added=2), entries=1)


def docker_pair() -> bytes:
    """Two images; the second has two names."""
    return tar(
        file("1/layer.tar", ONE),
        file("2/layer.tar", TWO),
        file("1.json", config_json([ONE])),
        file("2.json", config_json([TWO])),
        file(
            "manifest.json",
            to_json(
                [
                    manifest_entry("1.json", ["app:v1"], ["1/layer.tar"]),
                    manifest_entry(
                        "2.json",
                        ["app:v2", "registry.example:5000/team/app:stable"],
                        ["2/layer.tar"],
                    ),
                ]
            ),
        ),
    )


def oci_pair() -> OciLayout:
    layout = OciLayout()
    layout.refer(layout.add_manifest([gzip_member(ONE)], config_json([ONE])), "v1")
    layout.refer(layout.add_manifest([gzip_member(TWO)], config_json([TWO])), "v2")
    return layout


def one_image_two_names() -> bytes:
    layout = OciLayout()
    manifest = layout.add_manifest([gzip_member(ONE)], config_json([ONE]))
    layout.refer(manifest, "v1")
    layout.refer(manifest, "latest")
    return layout.archive()


def platforms(*names: str, nested: bool = True) -> bytes:
    """An index whose first platform has the image ONE, the second TWO."""
    layout = OciLayout()
    manifests = []
    for name, layer_tar in zip(names, (ONE, TWO), strict=False):
        image = layout.add_manifest(
            [gzip_member(layer_tar)], config_json([layer_tar], platform=name)
        )
        manifests.append({**image, "platform": platform_of(name)})
    if nested:
        layout.refer(layout.add_index(manifests), "v1")
    else:
        layout.references += manifests
    return layout.archive()


def deeply_nested(levels: int) -> bytes:
    layout = OciLayout()
    target = layout.add_manifest([gzip_member(ONE)], config_json([ONE]))
    for _ in range(levels):
        target = layout.add_index([target])
    layout.refer(target, "v1")
    return layout.archive()


def one_platform_and_attestation() -> bytes:
    layout = OciLayout()
    image = layout.add_manifest([gzip_member(ONE)], config_json([ONE], platform="plan9/mips"))
    statement = layout.add_blob(b"{}", "application/vnd.in-toto+json")
    config = config_json([], platform="unknown/unknown")
    attestation = layout.add_manifest([], config, layer_descriptors=[statement])
    mark = {"vnd.docker.reference.type": "attestation-manifest"}
    index = layout.add_index(
        [
            {**attestation, "platform": platform_of("unknown/unknown"), "annotations": mark},
            {**image, "platform": platform_of("plan9/mips")},
        ]
    )
    layout.refer(index, "v1")
    return layout.archive()


def self_cycle() -> bytes:
    """An index that names its own digest: nobody can compute such a hash, anybody can write it."""
    layout = OciLayout()
    target = layout.add_index([])
    cycle = to_json({"schemaVersion": 2, "manifests": [target]})
    layout.blobs[target["digest"].partition(":")[2]] = cycle
    layout.refer({**target, "size": len(cycle)}, "v1")
    return layout.archive()


CASES = [
    Case(
        name="choice-docker-without-tag",
        why="An archive of several images without a TAG is an error that lists them.",
        content=docker_pair(),
        expect=error("app:v1", "app:v2"),
    ),
    Case(
        name="choice-docker-first",
        why="The TAG chooses.",
        content=docker_pair(),
        reference="docker-archive:{path}:app:v1",
        expect=EXPECT_ONE,
    ),
    Case(
        name="choice-docker-second-name",
        why="Any of an image's names chooses it, one with a port too.",
        content=docker_pair(),
        reference="docker-archive:{path}:registry.example:5000/team/app:stable",
        expect=EXPECT_TWO,
    ),
    Case(
        name="choice-docker-wrong-tag",
        why="A TAG that is not there is an error that lists those that are.",
        content=docker_pair(),
        reference="docker-archive:{path}:app:v3",
        expect=error("app:v3", "app:v1", "app:v2"),
    ),
    Case(
        name="choice-oci-without-tag",
        why="The same for an OCI archive.",
        content=oci_pair().archive(),
        expect=error("v1", "v2"),
    ),
    Case(
        name="choice-oci-second",
        why="ref.name is the TAG of an OCI archive.",
        content=oci_pair().archive(),
        reference="oci-archive:{path}:v2",
        expect=EXPECT_TWO,
    ),
    Case(
        name="choice-oci-dir-second",
        why="ref.name is the TAG of an OCI folder.",
        content=oci_pair().files(),
        suffix="",
        reference="oci-dir:{path}:v2",
        expect=EXPECT_TWO,
    ),
    Case(
        name="choice-one-image-two-names",
        why="Two names of one image are no choice.",
        content=one_image_two_names(),
        expect=EXPECT_ONE,
    ),
    Case(
        name="platform-asked",
        why="--platform chooses from an index.",
        content=platforms("linux/amd64", "linux/arm/v7"),
        args=("--platform", "linux/arm/v7"),
        expect={**EXPECT_TWO, "image": {"platform": "linux/arm/v7", "content_bytes": 2}},
    ),
    Case(
        name="platform-without-variant",
        why="linux/arm64 takes the only variant that there is.",
        content=platforms("linux/amd64", "linux/arm64/v8"),
        args=("--platform", "linux/arm64"),
        expect=EXPECT_TWO,
    ),
    Case(
        name="platform-in-index-json",
        why="Platforms may stand in index.json itself.",
        content=platforms("linux/amd64", "linux/arm64", nested=False),
        args=("--platform", "linux/arm64"),
        expect=EXPECT_TWO,
    ),
    Case(
        name="platform-only-other",
        why="If this machine's platform is missing, the only other one is taken.",
        content=platforms("plan9/mips"),
        expect=EXPECT_ONE,
    ),
    Case(
        name="platform-only-other-and-attestation",
        why="Case 36: an attestation is no platform that anybody runs: nothing is left to choose.",
        content=one_platform_and_attestation(),
        expect=EXPECT_ONE,
    ),
    Case(
        name="platform-several-others",
        why="If it is missing among several, the error lists them.",
        content=platforms("plan9/mips", "windows/mips"),
        expect=error("plan9/mips", "windows/mips"),
    ),
    Case(
        name="platform-not-there",
        why="A platform that was asked for and isn't there is an error that lists the others.",
        content=platforms("linux/amd64", "linux/arm64"),
        args=("--platform", "linux/s390x"),
        expect=error("linux/s390x", "linux/amd64", "linux/arm64"),
    ),
    Case(
        name="index-nested-twice",
        why="Case 36: an index may nest.",
        content=deeply_nested(2),
        expect=EXPECT_ONE,
    ),
    Case(
        name="index-nested-too-deep",
        why="Nesting has a bound.",
        content=gzip_member(deeply_nested(64)),
        suffix=".tar.gz",
        expect=error("nest"),
    ),
    Case(
        name="index-self-cycle",
        why="Case 36: an index that names itself is an error.",
        content=self_cycle(),
        expect=error(),
        is_harmful=True,
    ),
]
