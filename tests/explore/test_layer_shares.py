"""Which layers a folder's bytes come from, held against every file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.explore.explored import ExploredImage
from layersize.explore.file_tree import FileTree
from layersize.explore.image_files import ImageFiles
from layersize.explore.layer_shares import layer_shares
from support.tar_writer import file, tar, whiteout
from tui import images


def _folders(tree: FileTree, path: bytes = b"") -> Iterator[bytes]:
    yield path
    listing = tree.listing(path)
    for at in range(len(listing)):
        if listing.is_folder(at):
            yield from _folders(tree, listing.item(at).path)


@pytest.mark.parametrize("make", [images.old, images.new, images.long, images.many])
def test_bytes_by_layer_are_those_of_the_files(
    make: Callable[[Path], AnalyzedImage], tmp_path: Path
) -> None:
    image = make(tmp_path)
    tree, overlay = ExploredImage(image).files, image.overlay
    files = list(ImageFiles(image).live())
    hidden = list(ImageFiles(image).hidden())
    folders = list(_folders(tree))
    assert len(folders) > 1 or make is images.many
    for folder in folders:
        prefix = folder + b"/" if folder else b""
        found = layer_shares(tree, folder)
        for told, there in ((found.live, files), (found.hidden, hidden)):
            expected = Counter[int]()
            for one in there:
                if one.path.startswith(prefix) and one.content_bytes:
                    expected[overlay.layer_of(one.inode)] += one.content_bytes
            assert dict(told) == dict(expected)
            sizes = [one.content_bytes for one in told]
            assert sizes == sorted(sizes, reverse=True)


def test_a_folder_of_several_lives_is_one(tmp_path: Path) -> None:
    """A path that was removed and made again has had two folders."""
    layers = (
        tar(file("d/a", b"a" * 10)),
        tar(whiteout("d")),
        tar(file("d/b", b"b" * 5)),
        tar(file("d/b", b"c" * 7)),
    )
    image = images.image_of(tmp_path, "again", *layers)
    found = layer_shares(ExploredImage(image).files, b"d")
    assert list(found.live) == [(3, 7)]
    assert list(found.hidden) == [(0, 10), (2, 5)]


def test_up_to_a_layer_only_what_is_hidden_by_then_counts(tmp_path: Path) -> None:
    image = images.old(tmp_path)
    explored = ExploredImage(image)
    before = layer_shares(explored.tree_up_to(1), b"")
    assert [one.content_bytes for one in before.hidden] == [100]
    after = layer_shares(explored.tree_up_to(2), b"")
    assert [one.content_bytes for one in after.hidden] == [5100]
