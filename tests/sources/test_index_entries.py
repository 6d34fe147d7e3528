"""What else an index may list beside an image, in a layout as in a registry."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from layersize.errors import LayersizeError
from layersize.sources.context import SourceContext
from layersize.sources.open_image import open_image
from support.image_config import config_json, digest_of, to_json
from support.image_places import Place, in_a_layout, in_both_places
from support.oci_layouts import (
    INDEX_TYPE,
    MANIFEST_TYPE,
    TAR_TYPE,
    OciLayout,
    descriptor,
    platform_of,
)
from support.tar_writer import file, tar

USUAL = "linux/amd64"
LAYER = tar(file("a", b"content"))
CONFIG = config_json([LAYER])
NYDUS = {"containerd.io/snapshot/nydus-bootstrap": "true"}


def image_of(layout: OciLayout, blob: bytes = LAYER, config: bytes = CONFIG) -> dict[str, Any]:
    return {**layout.add_manifest([blob], config), "platform": platform_of(USUAL)}


def zstd(data: bytes) -> bytes:
    """A frame of one raw block, as RFC 8878 has it."""
    length = len(data).to_bytes(4, "little")
    return b"\x28\xb5\x2f\xfd\xa0" + length + (len(data) << 3 | 1).to_bytes(3, "little") + data


def lazy_twin(layout: OciLayout, **annotations: str) -> dict[str, Any]:
    layer = layout.add_blob(LAYER + b"\0", f"{TAR_TYPE}+gzip", annotations=annotations)
    twin = layout.add_manifest([], CONFIG, layer_descriptors=[layer])
    return {**twin, "platform": {**platform_of(USUAL), "os.features": ["nydus.remoteimage.v1"]}}


def soci_index(layout: OciLayout) -> dict[str, Any]:
    ztoc = layout.add_blob(b"ztoc", "application/octet-stream")
    manifest = to_json(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "artifactType": "application/vnd.amazon.soci.index.v2+json",
            "config": layout.add_blob(b"{}", "application/vnd.oci.empty.v1+json"),
            "layers": [ztoc],
        }
    )
    return layout.add_blob(manifest, MANIFEST_TYPE, platform=platform_of(USUAL))


OTHERS = {
    "a document": lambda layout: layout.add_blob(b"{}", "application/spdx+json"),
    "a document for the platform": lambda layout: layout.add_blob(
        b"{}", "text/plain", platform=platform_of(USUAL)
    ),
    "a layer": lambda layout: layout.add_blob(LAYER, TAR_TYPE),
    "Nydus": lambda layout: lazy_twin(layout, **NYDUS),
    "overlaybd": lambda layout: lazy_twin(
        layout, **{"containerd.io/snapshot/overlaybd/blob-digest": "sha256:" + "0" * 64}
    ),
    "SOCI": soci_index,
    "an attestation": lambda layout: layout.add_blob(
        b"{}", MANIFEST_TYPE, platform=platform_of("unknown/unknown")
    ),
    "a manifest for another platform that is missing": lambda _: descriptor(
        b"gone", MANIFEST_TYPE, platform=platform_of("linux/s390x")
    ),
    "a manifest of no platform that is missing": lambda _: descriptor(b"gone", MANIFEST_TYPE),
    "an entry without a digest": lambda _: {"mediaType": MANIFEST_TYPE, "size": 7},
    "an entry of other types": lambda layout: {
        **layout.add_blob(b"{}", MANIFEST_TYPE),
        "platform": {"os": 1, "architecture": 2},
        "annotations": [],
    },
    "the same image again": image_of,
    "an index that is missing": lambda _: descriptor(b"gone", INDEX_TYPE),
}


def for_the_same_platform(layout: OciLayout) -> bool:
    """Whether the other entry is one that engines would take if it came first, and fail."""
    (reference,) = layout.references
    index = json.loads(layout.blobs[reference["digest"].removeprefix("sha256:")])
    platforms = [entry.get("platform", {}) for entry in index["manifests"]]
    first, second = (entry.get("digest", "") for entry in index["manifests"])
    return first != second and len({to_json(platform_key(p)) for p in platforms}) == 1


def platform_key(platform: dict[str, Any]) -> list[Any]:
    return [platform.get("os"), platform.get("architecture")]


@in_both_places
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("order", [1, -1], ids=["behind", "before"])
def test_beside_an_image(place: Place, other: Any, order: int, tmp_path: Path) -> None:
    layout = OciLayout()
    layout.refer(layout.add_index([image_of(layout), other(layout)][::order]))
    with place(layout, tmp_path) as opened:
        image = opened()
    assert [str(layer.digest) for layer in image.layers] == [digest_of(LAYER)]
    assert {warning.code for warning in image.warnings} == (
        {"ambiguous-platform"} if order == -1 and for_the_same_platform(layout) else set()
    )


@in_both_places
@pytest.mark.parametrize("order", [1, -1])
def test_a_missing_manifest_for_the_same_platform_is_mentioned(
    place: Place, order: int, tmp_path: Path
) -> None:
    layout = OciLayout()
    gone = descriptor(b"gone", MANIFEST_TYPE, platform=platform_of(USUAL))
    layout.refer(layout.add_index([image_of(layout), gone][::order]))
    with place(layout, tmp_path) as opened:
        (warning,) = opened().warnings
    assert warning.code == ("same-platform" if order == 1 else "ambiguous-platform")
    assert (
        f"{gone['digest'][:19]} is a second image for {USUAL}, and can't be read ("
        in warning.message
    )


@in_both_places
@pytest.mark.parametrize("order", [1, -1], ids=["gzip first", "zstd first"])
def test_gzip_and_zstd_of_one_image(place: Place, order: int, tmp_path: Path) -> None:
    layout = OciLayout()
    twins = [image_of(layout, gzip.compress(LAYER)), image_of(layout, zstd(LAYER))]
    layout.refer(layout.add_index(twins[::order]))
    with place(layout, tmp_path) as opened:
        image = opened()
    assert image.layers[0].media_type == f"{TAR_TYPE}+gzip"
    (warning,) = image.warnings
    assert f"{twins[1]['digest'][:19]} is the same image in zstd; " in warning.message


def test_twins_without_an_index_above_them_are_one_image(tmp_path: Path) -> None:
    layout = OciLayout()
    layout.references += [image_of(layout, zstd(LAYER)), image_of(layout, gzip.compress(LAYER))]
    with in_a_layout(layout, tmp_path) as opened:
        assert opened().layers[0].media_type == f"{TAR_TYPE}+gzip"
        path, digest = tmp_path / "image", layout.references[0]["digest"]
        named = open_image(f"{path}:{digest}", SourceContext())
    assert named.layers[0].media_type == f"{TAR_TYPE}+zstd"


def test_images_of_one_tag_are_several(tmp_path: Path) -> None:
    """As Docker's containerd store saves them: the reference of each is only its tag."""
    layout = OciLayout()
    for name in ("app", "web"):
        layer = tar(file(name, b"x"))
        manifest = layout.add_manifest([layer], config_json([layer]))
        annotations = {
            "io.containerd.image.name": f"docker.io/library/{name}:v1",
            "org.opencontainers.image.ref.name": "v1",
        }
        layout.references.append({**manifest, "annotations": annotations})
    with in_a_layout(layout, tmp_path) as opened:
        both = "docker.io/library/app:v1, docker.io/library/web:v1"
        with pytest.raises(LayersizeError, match=f"holds several images; .* behind it: {both}"):
            opened()
        for name in ("v1", ":v1"):
            with pytest.raises(LayersizeError, match=f"several images '{name}'; name one of"):
                open_image(f"{tmp_path / 'image'}:{name}", SourceContext())
        assert open_image(f"{tmp_path / 'image'}:web:v1", SourceContext()).layers


@in_both_places
def test_versions_of_windows(place: Place, tmp_path: Path) -> None:
    """The version is in the index, or in the config, or in both."""
    layout = OciLayout()
    entries = []
    for build, states in (("17763.1", True), ("20348.2227", False)):
        version = f"10.0.{build}"
        config = config_json([LAYER], platform="windows/amd64", **{"os.version": version})
        platform = platform_of("windows/amd64") | ({"os.version": version} if states else {})
        manifest = layout.add_manifest([LAYER], config)
        entries.append({**manifest, **({"platform": platform} if states else {})})
    layout.refer(layout.add_index(entries))
    with place(layout, tmp_path) as opened:
        wanted = "windows/amd64:10.0.20348.2227"
        assert opened(wanted).platform == opened("windows/amd64:10.0.20348").platform == wanted
        assert opened("windows(10.0.17763)/amd64").platform == "windows/amd64:10.0.17763.1"
        for platform in (None, "windows/amd64"):
            with pytest.raises(LayersizeError, match=f"windows/amd64:10.0.17763.1 or {wanted}"):
                opened(platform)


@in_both_places
def test_a_variant_that_only_the_index_states(place: Place, tmp_path: Path) -> None:
    layout = OciLayout()
    entries = []
    for variant in ("v6", "v7"):
        config = config_json([LAYER], platform="linux/arm", created_by=variant)
        platform = platform_of(f"linux/arm/{variant}")
        entries.append({**layout.add_manifest([LAYER], config), "platform": platform})
    layout.refer(layout.add_index(entries))
    with place(layout, tmp_path) as opened:
        assert opened("linux/arm/v6").platform == "linux/arm/v6"
