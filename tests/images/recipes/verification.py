"""Blobs against their digests and sizes, layers against their diff_ids (case 32)."""

from __future__ import annotations

from support.cases import Case, error, layer, report, warning
from support.compressors import gzip_member
from support.docker_archives import archive, docker_25, named_layers
from support.image_config import config_json, sha256_hex
from support.oci_layouts import OciLayout, oci_layout
from support.tar_writer import file, tar

BASE, TOP = tar(file("a", b"a" * 10)), tar(file("b", b"b" * 20))
OTHER = tar(file("c", b"c" * 20))
CONFIG = config_json([BASE, TOP])
REPORT = report(layer(added=10), layer(added=20), entries=2)
MISMATCH = {**REPORT, "warnings": [warning("diff-id-mismatch", 1, None)]}


def replaced(blob: bytes, new: bytes, blobs: tuple[bytes, bytes]) -> OciLayout:
    """A layout of the two layers in which the bytes of one blob are others."""
    layout = oci_layout(blobs, config_json([BASE, TOP]))
    layout.blobs[sha256_hex(blob)] = new
    return layout


def other_config_files() -> dict[str, bytes]:
    """A folder in which the config is another one of the same length."""
    layout = oci_layout(GZIPPED, CONFIG)
    layout.blobs[sha256_hex(CONFIG)] = CONFIG.replace(b"RUN step 1", b"RUN else 1")
    return layout.files()


def swapped_blob_archive() -> bytes:
    """A saved image of the containerd store in which layer 1 is another sound gzip member."""
    saved = docker_25([BASE, TOP], blobs=[gzip_member(BASE), GZIP_TOP], containerd_store=True)
    return saved.replace(GZIP_TOP, GZIP_OTHER)


GZIP_TOP = gzip_member(TOP)
GZIP_OTHER = gzip_member(OTHER)
"""As long as GZIP_TOP: only the digest tells them apart."""
assert len(GZIP_OTHER) == len(GZIP_TOP)
GZIPPED = (gzip_member(BASE), GZIP_TOP)

CASES = [
    Case(
        name="verify-sound",
        why="A sound image is sound when all is hashed.",
        content=oci_layout([BASE, GZIP_TOP], config_json([BASE, TOP])).archive(),
        args=("--verify",),
        expect=REPORT,
    ),
    Case(
        name="digest-mismatch-gzip",
        why="Case 32: a compressed blob that is not what its digest says is an error naming the "
        "layer.",
        content=replaced(GZIP_TOP, GZIP_OTHER, GZIPPED).archive(),
        expect=error("layer 1"),
    ),
    Case(
        name="digest-mismatch-gzip-dir",
        why="The same in a folder.",
        content=replaced(GZIP_TOP, GZIP_OTHER, GZIPPED).files(),
        suffix="",
        expect=error("layer 1"),
    ),
    Case(
        name="digest-mismatch-containerd-store",
        why="The same where a manifest.json names the blob by its digest.",
        content=swapped_blob_archive(),
        expect=error("layer 1"),
    ),
    Case(
        name="digest-mismatch-plain",
        why="A plain tar in a seekable file need not be read: --verify finds that it isn't its "
        "digest's.",
        content=replaced(TOP, OTHER, (BASE, TOP)).archive(),
        args=("--verify",),
        expect=error("layer 1"),
    ),
    Case(
        name="size-mismatch-gzip",
        why="Case 32: a blob longer than its descriptor says is an error naming the layer.",
        content=replaced(GZIP_TOP, GZIP_TOP + gzip_member(b""), GZIPPED).archive(),
        expect=error("layer 1"),
    ),
    Case(
        name="size-mismatch-plain",
        why="The size of a plain tar is checked without reading it.",
        content=replaced(TOP, TOP + bytes(512), (BASE, TOP)).archive(),
        expect=error("layer 1"),
    ),
    Case(
        name="config-digest-mismatch",
        why="A config that is not what its digest says is an error.",
        content=other_config_files(),
        suffix="",
        expect=error(sha256_hex(CONFIG)[:12]),
    ),
    Case(
        name="diff-id-mismatch",
        why="Case 32: a layer that doesn't hash to its diff_id is a warning; the numbers are "
        "those of the bytes.",
        content=named_layers({"0.tar": BASE, "1.tar": TOP}, [BASE, OTHER]),
        args=("--verify",),
        expect=MISMATCH,
    ),
    Case(
        name="diff-id-mismatch-gzip",
        why="The same for a compressed layer.",
        content=oci_layout(GZIPPED, config_json([BASE, OTHER])).archive(),
        args=("--verify",),
        expect=MISMATCH,
    ),
    Case(
        name="diff-id-not-checked",
        why="Without --verify a layer in a seekable file isn't hashed against its diff_id.",
        content=archive(BASE, TOP).replace(sha256_hex(TOP).encode(), sha256_hex(OTHER).encode()),
        reference="docker-archive:{path}",
        expect=REPORT,
    ),
]
