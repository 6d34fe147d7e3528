"""Images whose documents say different things: what is told, and what engines take of them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

from support.docker_archives import manifest_entry
from support.image_config import config_json, sha256_hex, to_json
from support.oci_layouts import (
    CONFIG_TYPE,
    INDEX_TYPE,
    MANIFEST_TYPE,
    TAR_TYPE,
    Descriptor,
    OciLayout,
    platform_of,
)
from support.tar_writer import file, tar

USUAL = "linux/amd64"
MARK = "vnd.docker.reference.type"
ATTESTED = {MARK: "attestation-manifest"}


def layer_of(name: str) -> bytes:
    return tar(file(name, b"x" * 10))


A, B = layer_of("a"), layer_of("b")


def image(
    layout: OciLayout,
    layer: bytes,
    stated: str | None = None,
    own: str | None = USUAL,
    **more: object,
) -> Descriptor:
    """The descriptor of an image: `stated` is the platform in it, `own` that of the config."""
    config = json.loads(config_json([layer], platform=own or USUAL))
    if own is None:
        del config["os"], config["architecture"]
    manifest = layout.add_manifest([layer], to_json(config))
    return {**manifest, **({"platform": platform_of(stated)} if stated else {}), **more}


def nested(layout: OciLayout, stated: str | None, *entries: Descriptor) -> Descriptor:
    index = layout.add_index(entries)
    return {**index, **({"platform": platform_of(stated)} if stated else {})}


Entries = Callable[[OciLayout], list[Descriptor]]
TOLD = {
    "index and config name different platforms": (
        lambda it: [image(it, A, USUAL, "linux/s390x"), image(it, B, "linux/s390x", "linux/s390x")],
        {"contradicting-platforms"},
    ),
    "variants differ": (
        lambda it: [
            image(it, A, f"{USUAL}/v1", f"{USUAL}/v2"),
            image(it, B, "linux/arm/v6", "linux/arm/v6"),
        ],
        {"contradicting-platforms"},
    ),
    "config without a platform": (
        lambda it: [image(it, A, USUAL, None), image(it, B, "linux/s390x", "linux/s390x")],
        set(),
    ),
    "two for one platform": (
        lambda it: [image(it, A, USUAL), image(it, B, USUAL)],
        {"same-platform"},
    ),
    "one that states no platform before one that does": (
        lambda it: [image(it, B), image(it, A, USUAL)],
        {"ambiguous-platform"},
    ),
    "an index before an image that states its platform": (
        lambda it: [nested(it, None, image(it, B, USUAL)), image(it, A, USUAL)],
        {"ambiguous-platform"},
    ),
    "one platform in two spellings": (
        lambda it: [image(it, A, "linux/x86_64"), image(it, B, USUAL)],
        {"ambiguous-platform"},
    ),
    "an implied variant": (
        lambda it: [image(it, A, f"{USUAL}/v1"), image(it, B, USUAL)],
        {"ambiguous-platform"},
    ),
    "a newer machine first": (
        lambda it: [image(it, B, f"{USUAL}/v2", f"{USUAL}/v2"), image(it, A, USUAL)],
        {"ambiguous-platform"},
    ),
    "variants that only the index states": (
        lambda it: [image(it, A, f"{USUAL}/v1"), image(it, B, f"{USUAL}/v3")],
        {"ambiguous-platform"},
    ),
    "a newer machine last": (
        lambda it: [image(it, A, USUAL), image(it, B, f"{USUAL}/v2", f"{USUAL}/v2")],
        {"ambiguous-platform"},
    ),
    "another value of the mark": (
        lambda it: [image(it, A, USUAL, annotations={MARK: "image"}), image(it, B, USUAL)],
        {"same-platform"},
    ),
    "a mark on an image": (
        lambda it: [image(it, A, USUAL, annotations=ATTESTED), image(it, B, USUAL)],
        {"ambiguous-platform"},
    ),
    "a mark on an image that states no platform": (
        lambda it: [image(it, A, annotations=ATTESTED)],
        set(),
    ),
    "another media type": (
        lambda it: [{**image(it, A, USUAL), "mediaType": "text/plain"}, image(it, B, USUAL)],
        {"ambiguous-platform"},
    ),
    "an unknown platform without a mark": (
        lambda it: [
            image(it, B, "unknown/unknown", "linux/riscv64"),
            image(it, A, "linux/s390x", "linux/s390x"),
        ],
        set(),
    ),
    "an attestation": (
        lambda it: [
            image(it, B, "unknown/unknown", "linux/riscv64", annotations=ATTESTED),
            image(it, A, "linux/s390x", "linux/s390x"),
        ],
        set(),
    ),
    "an index for this platform with an image for another": (
        lambda it: [
            nested(it, USUAL, image(it, B, "linux/arm64", "linux/arm64")),
            image(it, A, USUAL),
        ],
        {"ambiguous-platform"},
    ),
    "an index for another platform with an image for this one": (
        lambda it: [nested(it, "linux/arm64", image(it, B, USUAL)), image(it, A, USUAL)],
        {"ambiguous-platform"},
    ),
    "the index for the platform states it alone": (
        lambda it: [
            nested(it, USUAL, image(it, A, None, None)),
            image(it, B, "linux/arm64", "linux/arm64"),
        ],
        set(),
    ),
}
"""Of each, A is the image that engines pull; the codes say what a reader must know."""


def changed(layout: OciLayout, target: Descriptor, media_type: str, **more: Any) -> Descriptor:
    """A document with further members, by a descriptor of a type."""
    document = json.loads(layout.blobs.pop(target["digest"].removeprefix("sha256:")))
    return layout.add_blob(to_json({**document, **more}), media_type)


BOTH = {
    "a manifest that lists manifests": (
        lambda it: changed(it, image(it, A), MANIFEST_TYPE, manifests=[image(it, B, USUAL)]),
        "has 'config' and 'manifests', so that readers differ on what it is",
    ),
    "an index that lists layers": (
        lambda it: changed(it, it.add_index([image(it, A, USUAL)]), INDEX_TYPE, layers=[]),
        "has 'layers' and 'manifests', so that readers differ on what it is",
    ),
    "a manifest with layers of schema 1": (
        lambda it: changed(it, image(it, A), MANIFEST_TYPE, fsLayers=[]),
        "has 'config' and 'fsLayers', so that readers differ on what it is",
    ),
    "an index whose descriptor says a manifest": (
        lambda it: {**it.add_index([image(it, A, USUAL)]), "mediaType": MANIFEST_TYPE},
        "is an index, its descriptor says a manifest",
    ),
    "a manifest whose descriptor says an index": (
        lambda it: {**image(it, A), "mediaType": INDEX_TYPE},
        "is a manifest, its descriptor says an index",
    ),
    "a manifest that calls itself an index": (
        lambda it: changed(it, image(it, A), MANIFEST_TYPE, mediaType=INDEX_TYPE),
        "is a manifest, its mediaType says an index",
    ),
}
"""Documents of two kinds; beside each stands a sound image."""


NAMES = {
    "io.containerd.image.name": "docker.io/library/app:v1",
    "org.opencontainers.image.ref.name": "v1",
}
CONFIG_A, CONFIG_B = config_json([A]), config_json([B])
CONFIG_ARM = config_json([B], platform="linux/arm64")


def saved(
    entries: list[tuple[bytes, list[str] | None, list[bytes]]],
    indexed: list[tuple[bytes, list[bytes]]] | None,
    annotations: dict[str, str] = NAMES,
) -> bytes:
    """An archive with a manifest.json, and with an index.json unless that is None."""
    layout = OciLayout()
    for config, _, layers in entries:
        layout.add_blob(config, CONFIG_TYPE)
        for layer in layers:
            layout.add_blob(layer, TAR_TYPE)
    for config, layers in indexed or []:
        layout.refer({**layout.add_manifest(layers, config), "annotations": annotations})
    names = [
        manifest_entry(
            f"blobs/sha256/{sha256_hex(config)}",
            tags,
            [f"blobs/sha256/{sha256_hex(layer)}" for layer in layers],
        )
        for config, tags, layers in entries
    ]
    files = layout.files()
    if indexed is None:
        del files["index.json"], files["oci-layout"]
    members = [file(name, data) for name, data in files.items()]
    return tar(*members, file("manifest.json", to_json(names)))


TAG = ["app:v1"]
TWO_LISTS = {
    "other layers for one config": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_A, [gzip.compress(B)])]),
        "lists other layers for a config than index.json",
    ),
    "more layers for one config": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_A, [A, B])]),
        "lists other layers for a config than index.json",
    ),
    "compressed layers in another order": (
        saved(
            [(config_json([A, B]), TAG, [gzip.compress(A), gzip.compress(B)])],
            [(config_json([A, B]), [gzip.compress(B), gzip.compress(A)])],
        ),
        "lists other layers for a config than index.json",
    ),
    "one name for two images": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_B, [B])]),
        "lists another image than index.json",
    ),
    "one name for two images of different platforms": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_ARM, [B])]),
        "lists another image than index.json",
    ),
    "another image without a name": (
        saved([(CONFIG_A, TAG, [A])], [(CONFIG_B, [B])], {}),
        "lists another image than index.json",
    ),
    "a config twice, with different layers": (
        saved([(CONFIG_A, TAG, [A]), (CONFIG_A, ["app:v2"], [B])], None),
        "lists one config twice, with different layers",
    ),
    "a tag twice": (
        saved([(CONFIG_A, TAG, [A]), (CONFIG_ARM, TAG, [B])], None),
        "gives the name app:v1 to two images",
    ),
}
