"""OCI layouts as their producers write them, as folder and as tar, and skopeo's `dir:`."""

from __future__ import annotations

from images.recipes.example_image import (
    CONFIG,
    GZIP_TRANSFER,
    GZIPPED,
    LAYERS,
    PLAIN_TRANSFER,
    example_report,
)
from support.cases import Case, error, warning
from support.compressors import xz_stream
from support.docker_archives import manifest_entry
from support.image_config import config_json, digest_of, sha256_hex, to_json
from support.oci_layouts import (
    CONFIG_TYPE,
    TAR_TYPE,
    OciLayout,
    descriptor,
    layer_media_type,
    oci_layout,
    platform_of,
)
from support.tar_writer import file, tar

DOCKER_MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip"
IDENTITY = {"image_id": digest_of(CONFIG), "platform": "linux/amd64"}
GZIP_EXPECT = example_report(transfer=GZIP_TRANSFER, image=IDENTITY)
MIXED = (GZIPPED[0], LAYERS[1], GZIPPED[2])
FULL_NAME = "docker.io/library/app:v1"


def attested(*, with_manifest_json: bool) -> bytes:
    """index.json → index → an image for linux/riscv64 whose blobs are absent, one for linux/amd64
    and its attestation, as the containerd store of docker saves it."""
    layout = OciLayout()
    image = layout.add_manifest(GZIPPED, CONFIG)
    statement = layout.add_blob(b'{"_type":"statement"}', "application/vnd.in-toto+json")
    attestation = layout.add_manifest(
        [], config_json([], platform="unknown/unknown"), layer_descriptors=[statement]
    )
    absent = descriptor(b"absent", image["mediaType"], platform=platform_of("linux/riscv64"))
    index = layout.add_index(
        [
            absent,
            {**image, "platform": platform_of("linux/amd64")},
            {
                **attestation,
                "platform": platform_of("unknown/unknown"),
                "annotations": {
                    "vnd.docker.reference.type": "attestation-manifest",
                    "vnd.docker.reference.digest": image["digest"],
                },
            },
        ]
    )
    index["annotations"] = {
        "io.containerd.image.name": FULL_NAME,
        "org.opencontainers.image.ref.name": "v1",
    }
    layout.references.append(index)
    members = layout.members()
    if with_manifest_json:
        names = [f"blobs/sha256/{sha256_hex(blob)}" for blob in GZIPPED]
        entry = manifest_entry(f"blobs/sha256/{sha256_hex(CONFIG)}", ["app:v1"], names)
        members.append(file("manifest.json", to_json([entry])))
    return tar(*members)


def skopeo_dir(media_type: str | None = None) -> dict[str, bytes]:
    """Blobs by bare hex; manifest.json is the manifest itself."""
    layers = [descriptor(blob, media_type or layer_media_type(blob)) for blob in GZIPPED]
    manifest = {"schemaVersion": 2, "config": descriptor(CONFIG, CONFIG_TYPE), "layers": layers}
    if media_type is not None:
        manifest["mediaType"] = DOCKER_MANIFEST_TYPE
    return {
        **{sha256_hex(blob): blob for blob in (CONFIG, *GZIPPED)},
        "manifest.json": to_json(manifest),
        "version": b"Directory Transport Version: 1.1\n",
    }


CASES = [
    Case(
        name="oci-tar",
        why="A pure OCI archive with gzip layers tells the transfer bytes of each.",
        content=oci_layout(GZIPPED, CONFIG).archive(),
        reference="oci-archive:{path}:v1",
        expect={
            **GZIP_EXPECT,
            "layers": [
                {**row, "digest": digest_of(blob), "media_type": TAR_TYPE + "+gzip"}
                for row, blob in zip(GZIP_EXPECT["layers"], GZIPPED, strict=True)
            ],
        },
    ),
    Case(
        name="oci-dir",
        why="The same layout as a folder gives the same report.",
        content=oci_layout(GZIPPED, CONFIG).files(),
        suffix="",
        reference="oci-dir:{path}:v1",
        expect=GZIP_EXPECT,
    ),
    Case(
        name="oci-dir-sniffed",
        why="A folder without SOURCE and TAG is sniffed; one image needs no name.",
        content=oci_layout(GZIPPED, CONFIG, name=None).files(),
        suffix="",
        expect=GZIP_EXPECT,
    ),
    Case(
        name="oci-full-name",
        why="podman, skopeo and buildah write the full reference as ref.name.",
        content=oci_layout(GZIPPED, CONFIG, name=FULL_NAME).archive(),
        reference="oci-archive:{path}:" + FULL_NAME,
        expect=GZIP_EXPECT,
    ),
    Case(
        name="oci-plain-layers",
        why="In a pure OCI source a plain tar blob is what a registry stores: its transfer bytes "
        "are known.",
        content=oci_layout(LAYERS, CONFIG).archive(),
        expect=example_report(transfer=PLAIN_TRANSFER, image=IDENTITY),
    ),
    Case(
        name="oci-mixed-layers",
        why="Each layer has its own compression.",
        content=oci_layout(MIXED, CONFIG).archive(),
        expect=example_report(transfer=[len(blob) for blob in MIXED]),
    ),
    Case(
        name="oci-shuffled-layers",
        why="Case 33: where the manifest's order isn't that of the diff_ids, the diff_ids decide.",
        content=oci_layout(LAYERS, CONFIG, layer_order=[2, 0, 1]).archive(),
        expect=example_report(
            transfer=PLAIN_TRANSFER, warnings=[warning("layer-order-disagrees", None, None)]
        ),
    ),
    Case(
        name="oci-outer-xz",
        why="An OCI archive may be xz as a whole.",
        content=xz_stream(oci_layout(GZIPPED, CONFIG).archive()),
        suffix=".tar.xz",
        expect=GZIP_EXPECT,
    ),
    Case(
        name="oci-attested",
        why="Case 36: a nested index with an attestation: the platform whose blobs are there is "
        "taken,"
        " never `unknown/unknown`.",
        content=attested(with_manifest_json=False),
        args=("--platform", "linux/amd64"),
        expect=GZIP_EXPECT,
    ),
    Case(
        name="oci-attested-name",
        why="The containerd store's name is in io.containerd.image.name, ref.name is only the tag.",
        content=attested(with_manifest_json=True),
        reference="docker-archive:{path}:app:v1",
        args=("--platform", "linux/amd64"),
        expect=GZIP_EXPECT,
    ),
    Case(
        name="oci-attested-absent-platform",
        why="A platform that the index lists and whose blobs were not saved is an error.",
        content=attested(with_manifest_json=False),
        args=("--platform", "linux/riscv64"),
        expect=error("linux/riscv64"),
    ),
    Case(
        name="skopeo-dir",
        why="skopeo's dir: manifest.json is an OCI manifest, the blobs are bare hex.",
        content=skopeo_dir(),
        suffix="",
        expect=GZIP_EXPECT,
    ),
    Case(
        name="skopeo-dir-docker-types",
        why="The same with docker's media types.",
        content=skopeo_dir(DOCKER_LAYER_TYPE),
        suffix="",
        expect=GZIP_EXPECT,
    ),
]
