"""Indexes that lead one reader to another image than the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from support.deceits.deceit import BIG, BIG_LAYER, NAME, SMALL_LAYER, Deceit, refer
from support.docker_archives import manifest_entry
from support.image_config import config_json, sha256_hex, to_json
from support.oci_layouts import (
    INDEX_TYPE,
    MANIFEST_TYPE,
    TAR_TYPE,
    Descriptor,
    OciLayout,
    platform_of,
)
from support.tar_writer import file, tar

_HERE, _ELSEWHERE = "linux/amd64", "linux/s390x"


def _image(layout: OciLayout, layer: bytes, platform: str = _HERE, **more: Any) -> Descriptor:
    return layout.add_manifest([layer], config_json([layer], platform=platform), **more)


def _indexed(name: str, why: str, entries: Callable[[OciLayout], list[Descriptor]]) -> Deceit:
    """An image that is an index of these entries; the docker-archive readers find no image."""

    def build() -> bytes:
        layout = OciLayout()
        refer(layout, layout.add_index(entries(layout)))
        return layout.archive()

    return Deceit(name=name, why=why, build=build)


def _of(platform: str, found: Descriptor, **more: Any) -> Descriptor:
    return {**found, "platform": platform_of(platform), **more}


PLATFORMS = [
    _indexed(
        "platform-of-the-entry-lies",
        "The platform of the entry decides, not that of the config.",
        lambda to: [
            _of(_ELSEWHERE, _image(to, SMALL_LAYER)),
            _of(_HERE, _image(to, BIG_LAYER, _ELSEWHERE)),
        ],
    ),
    _indexed(
        "platform-of-the-config-alone",
        "An entry without a platform has that of its config.",
        lambda to: [_of(_ELSEWHERE, _image(to, SMALL_LAYER, _ELSEWHERE)), _image(to, BIG_LAYER)],
    ),
    _indexed(
        "two-images-of-one-platform-big-first",
        "Of two images of one platform engines take the first.",
        lambda to: [_of(_HERE, _image(to, BIG_LAYER)), _of(_HERE, _image(to, SMALL_LAYER))],
    ),
    _indexed(
        "platform-in-capitals",
        "A platform's name may be in capitals to some.",
        lambda to: [_of("Linux/AMD64", _image(to, SMALL_LAYER)), _of(_HERE, _image(to, BIG_LAYER))],
    ),
    _indexed(
        "platform-by-another-name",
        "x86_64 is amd64.",
        lambda to: [
            _of("linux/x86_64", _image(to, BIG_LAYER)),
            _of(_HERE, _image(to, SMALL_LAYER)),
        ],
    ),
    _indexed(
        "platform-with-a-variant",
        "An image for a later variant of the processor.",
        lambda to: [
            _of("linux/amd64/v1", _image(to, BIG_LAYER)),
            _of("linux/amd64/v2", _image(to, SMALL_LAYER)),
        ],
    ),
    _indexed(
        "index-in-an-index",
        "An index may be in an index, for a platform that is stated outside.",
        lambda to: [
            _of(_ELSEWHERE, _image(to, SMALL_LAYER)),
            to.add_index([_of(_HERE, _image(to, BIG_LAYER))]),
        ],
    ),
    _indexed(
        "attestation-that-is-none",
        "An annotation of attestations is on the image that engines run.",
        lambda to: [
            _of(_HERE, _image(to, BIG_LAYER), annotations={"vnd.docker.reference.type": "image"}),
            _of(_HERE, _image(to, SMALL_LAYER)),
        ],
    ),
    _indexed(
        "attestation-by-its-word",
        "What is called an attestation is run by engines for its platform.",
        lambda to: [
            _of(
                _HERE,
                _image(to, BIG_LAYER),
                annotations={"vnd.docker.reference.type": "attestation-manifest"},
            ),
            _of(_HERE, _image(to, SMALL_LAYER)),
        ],
    ),
    _indexed(
        "unknown-platform",
        "An entry for an unknown platform is an image by its config.",
        lambda to: [
            _of("unknown/unknown", _image(to, BIG_LAYER)),
            _of(_ELSEWHERE, _image(to, SMALL_LAYER, _ELSEWHERE)),
        ],
    ),
    _indexed(
        "artifact-type-on-an-image",
        "A manifest with the type of an artifact is run as an image.",
        lambda to: [
            _of(_HERE, _image(to, BIG_LAYER, artifactType="application/vnd.example+json")),
            _of(_HERE, _image(to, SMALL_LAYER)),
        ],
    ),
    _indexed(
        "artifact-type-and-odd-config",
        "A manifest with the type of an artifact and an odd type of its config.",
        lambda to: [
            _of(_HERE, _odd_config(to, artifactType="application/vnd.example+json")),
            _of(_HERE, _image(to, SMALL_LAYER)),
        ],
    ),
    _indexed(
        "odd-layer-type-on-an-image",
        "A manifest whose layer has the type of a list of software.",
        lambda to: [_of(_HERE, _odd_layer(to)), _of(_HERE, _image(to, SMALL_LAYER))],
    ),
    _indexed(
        "subject-on-an-image",
        "A manifest with a subject is run as an image.",
        lambda to: [
            _of(_HERE, _image(to, BIG_LAYER, subject=_image(to, SMALL_LAYER))),
        ],
    ),
    _indexed(
        "lazy-loading-annotation",
        "A layer with an annotation of lazy loading is a tar to engines that know none.",
        lambda to: [_of(_HERE, _annotated_layer(to)), _of(_HERE, _image(to, SMALL_LAYER))],
    ),
    _indexed(
        "entry-of-an-odd-type",
        "An entry whose type is that of no manifest leads to one.",
        lambda to: [
            {**_of(_HERE, _image(to, BIG_LAYER)), "mediaType": "application/vnd.example.sbom+json"},
            _of(_HERE, _image(to, SMALL_LAYER)),
        ],
    ),
    _indexed(
        "entry-called-an-index",
        "An entry that is called an index leads to a manifest.",
        lambda to: [{**_of(_HERE, _image(to, BIG_LAYER)), "mediaType": INDEX_TYPE}],
    ),
    _indexed(
        "build-cache-beside-an-image",
        "An index with a part of a build cache leads to an image.",
        lambda to: [
            _of(_HERE, _image(to, BIG_LAYER)),
            to.add_blob(b"{}", "application/vnd.buildkit.cacheconfig.v0"),
        ],
    ),
    _indexed(
        "manifest-of-another-length",
        "A descriptor states another length than its manifest has.",
        lambda to: [
            {**_of(_HERE, _image(to, BIG_LAYER)), "size": 10},
            _of(_HERE, _image(to, SMALL_LAYER)),
        ],
    ),
]


def _odd_config(layout: OciLayout, **more: Any) -> Descriptor:
    """An image whose config has a type of its own."""
    config = config_json([BIG_LAYER])
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": layout.add_blob(config, "application/vnd.example.config+json"),
        "layers": [layout.add_blob(BIG_LAYER, TAR_TYPE)],
        **more,
    }
    return layout.add_blob(to_json(manifest), MANIFEST_TYPE)


def _odd_layer(layout: OciLayout) -> Descriptor:
    layer = layout.add_blob(BIG_LAYER, "application/spdx+json")
    return layout.add_manifest([], config_json([BIG_LAYER]), layer_descriptors=[layer])


def _annotated_layer(layout: OciLayout) -> Descriptor:
    annotations = {"containerd.io/snapshot/nydus-blob": "true"}
    layer = layout.add_blob(
        BIG_LAYER, "application/vnd.oci.image.layer.v1.tar", annotations=annotations
    )
    return layout.add_manifest([], config_json([BIG_LAYER]), layer_descriptors=[layer])


def _names_of_two() -> bytes:
    """Two images of one name in index.json."""
    layout = OciLayout()
    for layer in (SMALL_LAYER, BIG_LAYER):
        refer(layout, _image(layout, layer))
    return layout.archive()


def _small_is_named() -> bytes:
    """The big image has no name, the small one has."""
    layout = OciLayout()
    layout.references.append(_image(layout, BIG_LAYER))
    refer(layout, _image(layout, SMALL_LAYER))
    return layout.archive()


def _manifest_of_two_digests() -> bytes:
    """manifest.json names a config of the layout whose layers are those of the index."""
    layout, nowhere = OciLayout(), tar(file("nowhere", BIG[1:]))
    refer(layout, _image(layout, nowhere))
    config = config_json([nowhere])
    entry = manifest_entry(
        f"blobs/sha256/{sha256_hex(config)}", [NAME], [f"blobs/sha256/{sha256_hex(nowhere)}"]
    )
    layout.blobs[sha256_hex(nowhere)] = SMALL_LAYER
    return tar(*layout.members(), file("manifest.json", to_json([entry])))


NAMES = [
    Deceit(
        name="two-images-of-one-name-in-an-index",
        why="Of two images of one name an engine takes one.",
        build=_names_of_two,
    ),
    Deceit(
        name="image-without-a-name-beside-a-small-one",
        why="Skopeo takes the only image, or none.",
        build=_small_is_named,
    ),
    Deceit(
        name="blob-that-is-not-its-digest",
        why="A blob whose bytes are not those of its digest.",
        build=_manifest_of_two_digests,
    ),
]

LAYOUTS = [*PLATFORMS, *NAMES]
