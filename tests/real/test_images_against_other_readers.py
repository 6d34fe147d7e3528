"""Whatever skopeo can read of the sample images and the corpus gives a report, with the numbers
to which GNU tar, the decompressors, umoci and skopeo's own conversions lead."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from real.corpus import NamedImage, corpus_items, named_images, without_folder
from real.gnu_tar import apply_layer, listing
from real.programs import ProgramFailedError, decompressed, skopeo_config, skopeo_copy, umoci_unpack
from real.reports import whole_report
from real.run_notes import RunNotes
from real.unpacked_tree import UnpackedTree, unpacked_tree

pytestmark = pytest.mark.real

TAG = "copied:v1"
RUNTIMES_DIFFER = {"hardlink-to-lower-layer", "hardlink-target-missing", "symlinked-parent"}
"""Warnings of the rules 7 and 8, where an unpacked tree may be another one."""

SAMPLES = Path(__file__).parents[2] / "sample_images/site"
SAMPLE_IMAGES = [
    pytest.param(NamedImage(reference=str(path), skopeo=f"docker-archive:{path}"), id=path.name)
    for path in sorted(SAMPLES.glob("*.tar.*"))
]
CORPUS_IMAGES = [
    pytest.param(image, id=f"{item.name}-{number}")
    for item in corpus_items()
    if not item.is_bare_layer
    for number, image in enumerate(named_images(item))
]


@pytest.mark.parametrize("image", [*SAMPLE_IMAGES, *CORPUS_IMAGES])
def test_image_that_skopeo_reads(
    image: NamedImage, need: Callable[..., None], run_notes: RunNotes, tmp_path: Path
) -> None:
    need("skopeo", "umoci", "tar", "gzip", "zstd")
    layout = tmp_path / "layout"
    try:
        skopeo_config(image.skopeo)
        skopeo_copy(image.skopeo, f"oci:{layout}:{TAG}", "--format", "oci")
        layers = layer_tars(layout, tmp_path)
        listings = [listing(layer) for layer in layers]
    except ProgramFailedError as failure:
        note_unread(run_notes, image, failure)
        return
    run_notes.read_by_skopeo += 1

    report = whole_report(image.reference)
    assert [row["tar_bytes"] for row in report["layers"]] == [
        layer.stat().st_size for layer in layers
    ]
    for row, listed in zip(report["layers"], listings, strict=True):
        assert (row["entries"], row["content_bytes"]) == (listed.entries, listed.file_bytes)

    for copy in copies(layout, tmp_path):
        assert numbers(whole_report(copy)) == numbers(report)

    if not RUNTIMES_DIFFER.intersection(row["code"] for row in report["warnings"]):
        tree = tree_of(layout, layers, tmp_path / "root", image, run_notes)
        assert report["image"]["live_bytes"] == tree.live_bytes
        assert report["image"]["entries"] == tree.entries
        assert {row["path"]: row["bytes"] for row in report["biggest"] if row["bytes"]} == (
            tree.file_bytes
        )


def layer_tars(layout: Path, folder: Path) -> list[Path]:
    """The layers of the only image, uncompressed, base first."""

    def blob(descriptor: dict[str, str]) -> Path:
        return layout / "blobs" / descriptor["digest"].replace(":", "/")

    index = json.loads((layout / "index.json").read_bytes())
    manifest = json.loads(blob(index["manifests"][0]).read_bytes())
    layers = []
    for number, descriptor in enumerate(manifest["layers"]):
        layer = folder / f"layer-{number}.tar"
        layer.write_bytes(decompressed(blob(descriptor)))
        layers.append(layer)
    return layers


def copies(layout: Path, folder: Path) -> list[str]:
    """The image in the other formats that skopeo writes, as far as it can."""
    targets = {
        f"docker-archive:{folder / 'docker.tar'}:{TAG}": f"docker-archive:{folder / 'docker.tar'}",
        f"oci-archive:{folder / 'oci.tar'}:{TAG}": str(folder / "oci.tar"),
        f"dir:{folder / 'dir'}": str(folder / "dir"),
    }
    references = [f"oci-dir:{layout}"]
    for target, reference in targets.items():
        try:
            skopeo_copy(f"oci:{layout}:{TAG}", target)
        except ProgramFailedError:
            continue
        references.append(reference)
    return references


def tree_of(
    layout: Path, layers: list[Path], root: Path, image: NamedImage, notes: RunNotes
) -> UnpackedTree:
    """The image unpacked by umoci, or where that can't read it, layer by layer by GNU tar."""
    try:
        umoci_unpack(layout, TAG, root)
        notes.unpacked_by_umoci += 1
    except ProgramFailedError as failure:
        note_unread(notes, image, failure)
        root.mkdir(exist_ok=True)
        for layer in layers:
            apply_layer(layer, root)
    return unpacked_tree(root)


def numbers(report: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on the format: all but names and what is compressed or not."""
    of_the_format = {"reference", "source", "image_id", "transfer_bytes", "digest", "media_type"}

    def kept(row: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in row.items() if key not in of_the_format}

    return {
        "image": kept(report["image"]),
        "layers": [kept(row) for row in report["layers"]],
        "pairs": report["pairs"],
        "shadowed": report["shadowed"],
        "biggest": report["biggest"],
    }


def note_unread(notes: RunNotes, image: NamedImage, failure: ProgramFailedError) -> None:
    row = (without_folder(image.skopeo), without_folder(str(failure)))
    notes.unread_by_others.append(row)
