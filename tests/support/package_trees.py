"""Roots that package managers wrote, as images, and what of them `lstat` counts."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path

from layersize.measure import explore
from layersize.packages.claims import Claims
from layersize.packages.file_tree import FileTree
from layersize.packages.package import Package
from support.docker_archives import archive
from support.tar_writer import tar

TREES = Path(__file__).parents[1] / "packages" / "trees"
Key = tuple[str, str, str | None]
"""Manager, name, version."""
Find = Callable[[FileTree], Iterator[Package]]


def kept_tree(name: str) -> bytes:
    """The tar of a tree that `trees/make.py` wrote."""
    return gzip.decompress((TREES / f"{name}.tar.gz").read_bytes())


def unpacked(layer: bytes, folder: Path) -> Path:
    """A root on disk, by Python's own reader."""
    root = folder / "root"
    with tarfile.open(fileobj=BytesIO(layer)) as members:
        members.extractall(root, filter="tar")
    return root


def packed(root: Path) -> bytes:
    """The layer of a root on disk."""
    layer = BytesIO()
    with tarfile.open(fileobj=layer, mode="w") as members:
        for path in sorted(root.iterdir()):
            members.add(path, path.name)
    return layer.getvalue()


def file_tree(folder: Path, *layers: bytes) -> FileTree:
    """The merged file system of an image of these layers."""
    (folder / "image.tar").write_bytes(archive(*layers))
    return FileTree(explore(str(folder / "image.tar")))


def entries_tree(folder: Path, *entries: bytes) -> FileTree:
    """As `file_tree`, of one layer with entries as `tar_writer` makes them."""
    return file_tree(folder, tar(*entries))


def owned_bytes(tree: FileTree, find: Find) -> dict[Key, int]:
    """Packages that one manager finds to the bytes that they own."""
    claims = Claims(tree.image, find(tree))
    found = [0] * (1 + len(claims.keys))
    for inode, number in enumerate(claims.owners):
        found[number] += tree.image.overlay.content_bytes[inode]
    return dict(zip(claims.keys, found[1:], strict=True))


def disk_bytes(root: Path, *patterns: str) -> int:
    """Bytes of the files that patterns match, and of all below folders they match; each once."""
    counted: dict[tuple[int, int], int] = {}
    for pattern in patterns:
        matched = list(root.glob(pattern))
        assert matched, pattern
        for path in _files(matched):
            status = path.lstat()
            counted[status.st_dev, status.st_ino] = status.st_size
    return sum(counted.values())


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _files(path.iterdir())
        elif not path.is_symlink():
            yield path
