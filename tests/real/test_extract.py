"""What is extracted is what umoci unpacks: names, data, links, hardlinks, bits and times.

What differs is documented: bits less the umask, so that the owner can read and write; no devices
and FIFOs. Times of folders are left out: umoci changes them itself as it applies later layers.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from cli.processes import environment
from cli.processes import run as layersize
from real.corpus import VARIABLE, corpus_items, named_images
from real.layouts import write_layout
from real.programs import ProgramFailedError, run, skopeo_copy
from real.random_stacks import random_stack
from real.test_every_source import FILES, podman_storage
from support.compressors import gzip_member
from support.disk_tree import DiskEntry, disk_tree
from support.real_parts import ENGINES, SAMPLE, engine_environment, missing, needed
from support.run_layersize import run_layersize

pytestmark = pytest.mark.real

SEEDS = range(50)


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def as_documented(tree: dict[bytes, DiskEntry]) -> dict[bytes, DiskEntry]:
    """What umoci unpacks, as layersize is to write it."""
    allowed = 0o777 & ~umask()
    found = {}
    for path, entry in tree.items():
        owner_bits = {"folder": 0o700, "file": 0o600}.get(entry.kind, 0)
        mode = (entry.mode & 0o777 | owner_bits) & allowed if owner_bits else 0
        found[path] = replace(entry, mode=mode, mtime=0 if entry.kind == "folder" else entry.mtime)
    return {path: entry for path, entry in found.items() if entry.kind != "other"}


def without_folder_times(tree: dict[bytes, DiskEntry]) -> dict[bytes, DiskEntry]:
    return {
        path: replace(entry, mtime=0) if entry.kind == "folder" else entry
        for path, entry in tree.items()
    }


def assert_extracts_as_umoci(reference: str, layout: Path, folder: Path) -> int:
    """Raises ProgramFailedError for what umoci refuses; gives the number of names."""
    run("umoci", "raw", "unpack", "--rootless", "--image", f"{layout}:v1", folder / "umoci")
    outcome = run_layersize(["extract", reference, "/", "-o", str(folder / "ours"), "--no-cache"])
    assert outcome.exit_code == 0, outcome.stderr
    ours = without_folder_times(disk_tree(folder / "ours"))
    assert ours == as_documented(disk_tree(folder / "umoci"))
    return len(ours)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_stacks(seed: int, need: Callable[..., None], tmp_path: Path) -> None:
    need("umoci")
    layers = random_stack(seed)
    blobs = [gzip_member(layer) if at % 2 else layer for at, layer in enumerate(layers)]
    layout = write_layout(tmp_path / "layout", layers, blobs)
    assert assert_extracts_as_umoci(str(layout), layout, tmp_path)


def test_real_images(need: Callable[..., None], tmp_path: Path) -> None:
    """Those of the corpus that skopeo and umoci read."""
    need("umoci", "skopeo")
    items = [item for item in corpus_items() if not item.is_bare_layer]
    if not items:
        missing(f"{VARIABLE} names no folder of images")
    compared = names = 0
    for image in chain.from_iterable(map(named_images, items)):
        folder = tmp_path / str(compared)
        folder.mkdir()
        try:
            skopeo_copy(image.skopeo, f"oci:{folder / 'layout'}:v1")
            names += assert_extracts_as_umoci(image.reference, folder / "layout", folder)
            compared += 1
        except ProgramFailedError:
            pass  # what those programs don't read
        shutil.rmtree(folder)
    assert compared > 30
    assert names > 1000


def sources_of_the_sample(folder: Path) -> dict[str, tuple[list[str], dict[str, str]]]:
    """The image that every engine and registry of the tests has: arguments and environment."""
    found: dict[str, tuple[list[str], dict[str, str]]] = {}
    for title, variable in ENGINES.items():
        source, env = engine_environment(variable)
        found[title] = [f"{source}{SAMPLE}"], dict(env)
        found[f"{title}, saved"] = [f"{source}{SAMPLE}", "--no-store"], dict(env)
    address = {"CONTAINERD_ADDRESS": needed("LAYERSIZE_CONTAINERD")}
    found["containerd"] = [f"containerd:{SAMPLE}"], address
    found["storage"] = [f"storage:{SAMPLE}"], podman_storage(folder)
    host = needed("LAYERSIZE_REGISTRY")
    found["registry"] = [f"registry:{host}/{SAMPLE}"], {}
    images = Path(needed("LAYERSIZE_PARTS_IMAGES"))
    found |= {title: ([str(images / name)], {}) for title, name in FILES.items()}
    return found


def test_every_source(need: Callable[..., None], tmp_path: Path) -> None:
    """One image, built for real, wherever it is read from."""
    need("umoci", "skopeo")
    layout = Path(needed("LAYERSIZE_PARTS_IMAGES")) / FILES["OCI layout"]
    skopeo_copy(f"oci:{layout}", f"oci:{tmp_path / 'copy'}:v1")
    copy = f"{tmp_path / 'copy'}:v1"
    umoci = tmp_path / "umoci"
    run("umoci", "raw", "unpack", "--rootless", "--image", copy, umoci)
    expected = as_documented(disk_tree(umoci))
    for number, (title, (image, env)) in enumerate(sources_of_the_sample(tmp_path).items()):
        target = tmp_path / f"ours-{number}"
        environ = environment(XDG_CACHE_HOME=str(tmp_path / "cache"), **env)
        done = layersize("extract", *image, "/", "-o", str(target), env=environ)
        assert done.returncode == 0, (title, done.stderr.decode())
        ours = without_folder_times(disk_tree(target))
        differing = {path for path in {*ours, *expected} if ours.get(path) != expected.get(path)}
        assert not differing, title
