"""Blobs of OCI layouts: foreign, missing, encrypted, no tars, empty."""

from __future__ import annotations

from images.recipes.example_image import CONFIG, GZIPPED
from images.recipes.oci_dialects import GZIP_EXPECT
from support.cases import Case, error, layer, report
from support.compressors import gzip_member
from support.image_config import config_json, sha256_hex
from support.oci_layouts import TAR_TYPE, OciLayout, descriptor, oci_layout
from support.tar_writer import tar

FOREIGN_TYPE = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"


def foreign(*, blob_is_there: bool) -> bytes:
    """The base layer is a foreign one, with a place to fetch it from."""
    layout = OciLayout()
    types = [FOREIGN_TYPE, TAR_TYPE + "+gzip", TAR_TYPE + "+gzip"]
    descriptors = [layout.add_blob(blob, types[index]) for index, blob in enumerate(GZIPPED)]
    descriptors[0]["urls"] = ["http://127.0.0.1:9/base.tar.gz"]
    layout.refer(layout.add_manifest([], CONFIG, layer_descriptors=descriptors), "v1")
    if not blob_is_there:
        del layout.blobs[sha256_hex(GZIPPED[0])]
    return layout.archive()


def without_blob(blob: bytes) -> bytes:
    layout = oci_layout(GZIPPED, CONFIG)
    del layout.blobs[sha256_hex(blob)]
    return layout.archive()


def with_layer_type(media_type: str, blob: bytes) -> bytes:
    layers = [descriptor(blob, media_type)]
    layout = oci_layout([blob], config_json([blob]), layer_descriptors=layers)
    return layout.archive()


CASES = [
    Case(
        name="oci-foreign-layer-absent",
        why="A foreign layer is never fetched from its urls: the error says so.",
        content=foreign(blob_is_there=False),
        expect=error("layer 0", "foreign"),
    ),
    Case(
        name="oci-foreign-layer-present",
        why="A foreign layer whose blob is there is a layer like others.",
        content=foreign(blob_is_there=True),
        expect=GZIP_EXPECT,
    ),
    Case(
        name="oci-layer-missing",
        why="A layer whose blob is absent is an error that names it.",
        content=without_blob(GZIPPED[1]),
        expect=error("layer 1"),
    ),
    Case(
        name="oci-config-missing",
        why="A config whose blob is absent is an error.",
        content=without_blob(CONFIG),
        expect=error(sha256_hex(CONFIG)[:12]),
    ),
    Case(
        name="oci-encrypted-layer",
        why="An encrypted layer can't be measured: the error says why.",
        content=with_layer_type(TAR_TYPE + "+gzip+encrypted", b"\x07ciphertext" * 50),
        expect=error("layer 0", "encrypted"),
    ),
    Case(
        name="oci-not-a-tar",
        why="A layer that is another kind of file is an error.",
        content=with_layer_type("application/vnd.example.chart", b"name: chart\n" * 60),
        expect=error("application/vnd.example.chart"),
    ),
    Case(
        name="oci-zero-layers",
        why="An OCI image without layers.",
        content=oci_layout([], config_json([], steps=["(empty) CMD x"])).archive(),
        expect=report(entries=0, image={"efficiency": 1.0, "transfer_bytes": 0, "tar_bytes": 0}),
    ),
    Case(
        name="oci-empty-gzip-layer",
        why="The gzip of an empty tar is a layer of 0 entries.",
        content=oci_layout([gzip_member(tar())], config_json([tar()])).archive(),
        expect=report(
            layer(entries=0, tar_bytes=1024, transfer_bytes=len(gzip_member(tar()))), entries=0
        ),
    ),
]
