"""Images to walk through, made of the entries of their layers, and rows found by their paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from layersize.explore.explored import ExploredImage, ExploredPair
from layersize.explore.listing import Item, Tree
from layersize.explore.merged_tree import MergedItem, MergedTree
from layersize.measure import compare_explored, explore
from support.docker_archives import archive
from support.tar_writer import tar


def explored_tars(
    folder: Path, *tars: bytes, name: str = "image", steps: Sequence[str] | None = None
) -> ExploredImage:
    image = folder / f"{name}.tar"
    image.write_bytes(archive(*tars, steps=steps))
    return ExploredImage(explore(str(image)))


def explored(
    folder: Path,
    *layers: Sequence[bytes],
    name: str = "image",
    steps: Sequence[str] | None = None,
) -> ExploredImage:
    """An image of layers, each a list of entries as `tar_writer` makes them."""
    return explored_tars(folder, *(tar(*layer) for layer in layers), name=name, steps=steps)


def paired(base: ExploredImage, other: ExploredImage) -> ExploredPair:
    return ExploredPair.of(compare_explored(base.image, other.image, 10), base, other)


def items(tree: Tree, directory: bytes = b"") -> list[Item]:
    listing = tree.listing(directory)
    return [listing.item(position) for position in range(len(listing))]


def rows(tree: Tree, path: bytes) -> list[Item]:
    """All rows of a path: a layer may list one several times."""
    directory = path.rpartition(b"/")[0]
    return [item for item in items(tree, directory) if item.path == path]


def row(tree: Tree, path: bytes, sign: str | None = None) -> Item:
    """The only row of a path, or the only one that has a sign."""
    (found,) = (item for item in rows(tree, path) if sign in (None, item.sign))
    return found


def walked(tree: Tree, directory: bytes = b"") -> Iterator[Item]:
    """Every row of a tree."""
    for item in items(tree, directory):
        yield item
        if item.is_directory:
            yield from walked(tree, item.path)


def paths(tree: Tree) -> set[bytes]:
    return {item.path for item in walked(tree)}


def merged_rows(tree: MergedTree, directory: bytes = b"") -> dict[bytes, MergedItem]:
    """Names in a directory to their rows."""
    listing = tree.listing(directory)
    found = {listing.names[at]: listing.item(at) for at in range(len(listing))}
    assert len(found) == len(listing), "a name comes once"
    return found


def merged_walk(tree: MergedTree, directory: bytes = b"") -> Iterator[MergedItem]:
    for item in merged_rows(tree, directory).values():
        yield item
        if item.is_directory:
            yield from merged_walk(tree, item.path)
