"""Law: each name that a layer gives is listed once, as a naive replay of the layers tells it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from hypothesis import given, settings

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.explore.image_files import ImageFile, ImageFiles
from layersize.explore.names import Names
from layersize.measure import explore
from support.docker_archives import archive
from support.layer_stack import Layer, layer_tars
from support.naive_names import Row, naive_names
from support.stacks import odd_stacks, stacks


def row_of(file: ImageFile, image: AnalyzedImage) -> Row:
    assert file.ownership is not None
    return Row(
        path=file.path.decode(),
        kind=file.kind,
        bytes=file.content_bytes,
        layer=image.overlay.layer_of(file.inode) if file.content_bytes else file.layer,
        hidden_in=file.hidden_in,
        cause=None if file.cause is None else str(file.cause),
        mode=file.ownership.mode,
        target=(file.target or b"").decode(),
    )


def explored(stack: list[Layer], folder: Path, names: Names | None = None) -> AnalyzedImage:
    image = folder / "image.tar"
    image.write_bytes(archive(*layer_tars(stack)))
    return explore(str(image)) if names is None else explore(str(image), lay=names.lay)


@settings(max_examples=1500)
@given(stack=stacks)
def test_files_are_those_of_the_naive_replay(stack: list[Layer], folder: Path) -> None:
    image = explored(stack, folder)
    files = ImageFiles(image)
    rows = [row_of(file, image) for file in (*files.live(), *files.hidden())]
    _, expected = naive_names(stack)
    assert Counter(rows) == Counter(expected)


@settings(max_examples=300)
@given(stack=odd_stacks)
def test_whoever_watches_as_layers_are_laid_sees_the_same(stack: list[Layer], folder: Path) -> None:
    names = Names()
    watched, image = explored(stack, folder, names), explored(stack, folder)
    found, expected = ImageFiles(watched, names), ImageFiles(image)
    assert list(found.live()) == list(expected.live())
    assert list(found.hidden()) == list(expected.hidden())
    assert watched.analysis.image == image.analysis.image
    assert watched.analysis.layers == image.analysis.layers
    assert watched.analysis.pairs == image.analysis.pairs
    assert watched.analysis.warnings == image.analysis.warnings


@settings(max_examples=300)
@given(stack=odd_stacks)
def test_bytes_add_up_whatever_a_tar_holds(stack: list[Layer], folder: Path) -> None:
    image = explored(stack, folder)
    files = ImageFiles(image)
    for layer in image.analysis.layers:
        live = [row for file in files.live() if (row := row_of(file, image)).layer == layer.index]
        hidden = [
            row for file in files.hidden() if (row := row_of(file, image)).layer == layer.index
        ]
        assert sum(row.bytes for row in live) == layer.live_bytes
        assert sum(row.bytes for row in hidden) == layer.shadowed_bytes
