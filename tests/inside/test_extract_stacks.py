"""Every file of random stacks, live and hidden, is what Python's own tarfile reads in its layer."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from inside.extractions import extracted
from real.random_stacks import random_stack
from support.compressors import gzip_member, zstd_frame
from support.disk_tree import disk_tree
from support.docker_archives import archive

SEEDS = range(50)
PACKINGS = (bytes, gzip_member, zstd_frame)


class Replayed:
    """Layers laid over each other by `tarfile` and a dict: paths to data, of folders `None`."""

    def __init__(self) -> None:
        self.nodes: dict[str, bytes | tuple[str, str] | None] = {}
        self.own: dict[str, bytes | tuple[str, str] | None] = {}
        """Those that the last layer shipped."""

    def add(self, layer: bytes) -> None:
        self.own = {}
        with tarfile.open(fileobj=io.BytesIO(layer)) as opened:
            members = opened.getmembers()
            for member in members:
                folder, _, name = member.name.rpartition("/")
                if name == ".wh..wh..opq":
                    self._remove_below(folder)
                elif name.startswith(".wh."):
                    path = f"{folder}/{name[4:]}".lstrip("/")
                    self._remove_below(path)
                    self.nodes.pop(path, None)
            for member in members:
                if not member.name.rpartition("/")[2].startswith(".wh."):
                    self._place(opened, member)

    def _place(self, opened: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        node: bytes | tuple[str, str] | None = None
        if member.isfile():
            data = opened.extractfile(member)
            assert data is not None
            node = data.read()
        elif member.issym():
            node = ("link", member.linkname)
        elif member.islnk():
            node = self.nodes[member.linkname]
        elif member.isfifo():
            node = ("fifo", "")
        if not (member.isdir() and self.nodes.get(member.name, b"") is None):
            self._remove_below(member.name)
        folder = member.name
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            self.nodes[folder] = self.own[folder] = None
        self.nodes[member.name] = self.own[member.name] = node

    def _remove_below(self, path: str) -> None:
        for nodes in (self.nodes, self.own):
            for other in [other for other in nodes if other.startswith(f"{path}/")]:
                del nodes[other]


def on_disk(target: Path) -> dict[str, bytes | tuple[str, str] | None]:
    found: dict[str, bytes | tuple[str, str] | None] = {}
    for path, entry in disk_tree(target).items():
        name = path.decode()
        if entry.kind == "link":
            found[name] = ("link", entry.content.decode())
        else:
            found[name] = None if entry.kind == "folder" else (target / name).read_bytes()
    return found


def without_fifos(
    nodes: dict[str, bytes | tuple[str, str] | None],
) -> dict[str, bytes | tuple[str, str] | None]:
    return {path: node for path, node in nodes.items() if node != ("fifo", "")}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_file_of_every_layer(seed: int, tmp_path: Path) -> None:
    layers = random_stack(seed)
    blobs = [PACKINGS[(seed + at) % 3](layer) for at, layer in enumerate(layers)]
    image = tmp_path / "image.tar"
    image.write_bytes(archive(*blobs))
    replayed = Replayed()
    for index, layer in enumerate(layers):
        replayed.add(layer)
        target = tmp_path / f"layer-{index}"
        extracted(image, target, layer=index)
        assert on_disk(target) == without_fifos(replayed.own)
    extracted(image, tmp_path / "live")
    assert on_disk(tmp_path / "live") == without_fifos(replayed.nodes)
