"""Laws of the trees for any stack of layers, against a naive replay of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layersize.explore.explored import ExploredImage
from layersize.explore.file_tree import FileTree
from layersize.explore.hidden_by import HiddenBelow
from layersize.explore.layer_tree import LayerTree
from layersize.explore.listing import Item, Tree
from layersize.explore.merged_tree import MergedTree
from layersize.layers.entries import ROOT
from support.explored import explored_tars, items, merged_rows, paired, walked
from support.layer_stack import Entry, Layer, layer_tars
from support.naive_replay import Replay, is_aufs, is_marker, naive_replay
from support.naive_tree import Inode, normalised
from support.stacks import PATHS, layers, stacks

LAWS = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NOWHERE = (".wh.", ".wh..", ".wh...")
MARKS = (b"a", b"b", b"c", b"home", b"nix", b"none", b"root", b"z", b".wh..wh..opq")
"""All names that stand at the root of a plain stack."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("images")


def plain(stack: Sequence[Layer]) -> list[Layer]:
    """The same without what ships bytes at no path: bookkeeping of AUFS, bodies of markers."""
    return [
        [
            entry._replace(payload=b"") if is_marker(path) else entry
            for entry in layer
            if not is_aufs(path := normalised(entry.path)) and path.split("/")[-1] not in NOWHERE
        ]
        for layer in stack
    ]


def image_of(folder: Path, stack: Sequence[Layer], name: str = "image") -> ExploredImage:
    return explored_tars(folder, *layer_tars(stack), name=name)


def seen_by(replay: Replay) -> dict[bytes, int]:
    """Paths to bytes, those of an inode at its smallest name; of a directory, all in it."""
    nodes = replay.tree.nodes
    own = {
        path: len(node.data) if isinstance(node, Inode) and path == min(node.names) else 0
        for path, node in nodes.items()
    }
    return {path.encode(): sum(own[below] for below in replay.tree.subtree(path)) for path in nodes}


def seen_in(tree: FileTree) -> dict[bytes, int]:
    return {item.path: item.content_bytes for item in walked(tree)}


def assert_sums(tree: Tree, directory: Item) -> None:
    rows = items(tree, directory.path)
    assert directory.content_bytes == sum(item.content_bytes for item in rows)
    assert directory.shadowed_bytes == sum(item.shadowed_bytes for item in rows)
    files = sum(item.files if item.is_directory else 1 for item in rows)
    assert directory.files == files


@LAWS
@given(stack=stacks)
def test_the_root_of_the_files_is_what_is_live(stack: list[Layer], folder: Path) -> None:
    image = image_of(folder, stack)
    content_bytes = sum(item.content_bytes for item in items(image.files))
    assert content_bytes == image.analysis.image.live_bytes == image.files.content_at(b"")


@LAWS
@given(stack=stacks)
def test_each_state_is_that_of_the_naive_replay(stack: list[Layer], folder: Path) -> None:
    image = image_of(folder, stack)
    for last in range(len(stack)):
        assert seen_in(image.tree_up_to(last)) == seen_by(naive_replay(stack[: last + 1]))
    assert seen_in(image.tree_up_to(len(stack) - 1)) == seen_in(image.files)


@LAWS
@given(stack=stacks)
def test_the_root_of_a_layer_is_what_it_ships(stack: list[Layer], folder: Path) -> None:
    image = image_of(folder, plain(stack))
    for layer in image.analysis.layers:
        rows = items(image.layer_tree(layer.index))
        assert sum(item.content_bytes for item in rows) == layer.content_bytes
        assert sum(item.shadowed_bytes for item in rows) == layer.shadowed_bytes


@LAWS
@given(stack=stacks)
def test_what_is_hidden_below_the_root_is_all_that_a_layer_hides(
    stack: list[Layer], folder: Path
) -> None:
    image = image_of(folder, stack)
    for layer in image.analysis.layers:
        hidden = HiddenBelow(image.image.overlay, layer.index)
        assert hidden.below([ROOT]) == layer.whiteout_bytes + layer.overwritten_bytes


@LAWS
@given(stack=stacks, hidden=st.sets(st.sampled_from(PATHS), max_size=4))
def test_markers_hide_each_byte_once(stack: list[Layer], hidden: set[str], folder: Path) -> None:
    outer = [path for path in hidden if not any(path.startswith(f"{up}/") for up in hidden)]
    markers = [Entry("file", "/.wh.".join(f"/{path}".rsplit("/", 1))) for path in sorted(outer)]
    image = image_of(folder, [*stack, markers])
    tree = image.layer_tree(len(stack))
    assert sum(item.hides_bytes for item in items(tree)) == image.analysis.layers[-1].whiteout_bytes
    for item in walked(tree):
        if item.is_directory:
            below = items(tree, item.path)
            assert item.hides_bytes == sum(each.hides_bytes for each in below)


@LAWS
@given(stack=stacks)
def test_a_directory_is_the_sum_of_its_rows(stack: list[Layer], folder: Path) -> None:
    image = image_of(folder, plain(stack))
    trees: list[FileTree | LayerTree] = [image.files, image.tree_up_to(0)]
    trees += [image.layer_tree(layer) for layer in range(len(stack))]
    for tree in trees:
        for item in walked(tree):
            if item.is_directory:
                assert_sums(tree, item)


@LAWS
@given(stack=stacks)
def test_leaving_all_out_saves_all_and_keeps_the_rest(stack: list[Layer], folder: Path) -> None:
    image = image_of(folder, plain(stack))
    whole = image.removal(MARKS, None)
    assert whole.saved_bytes == image.analysis.image.live_bytes
    assert whole.kept_bytes == image.analysis.image.shadowed_bytes
    for layer in image.analysis.layers:
        part = image.removal(MARKS, layer.index)
        assert part.saved_bytes == layer.content_bytes
        assert part.saved_bytes + part.kept_bytes == image.analysis.image.content_bytes


two_stacks = st.tuples(
    st.lists(layers, max_size=2),
    st.lists(layers, min_size=1, max_size=2),
    st.lists(layers, min_size=1, max_size=2),
).map(lambda parts: (parts[0] + parts[1], parts[0] + parts[2]))


def reached(tree: MergedTree, directory: bytes = b"") -> set[bytes]:
    """Paths to be found by walking down changed rows only; each row adds up."""
    listing, found = tree.listing(directory), set[bytes]()
    for at in range(len(listing)):
        item = listing.item(at)
        assert item.delta_bytes == (item.other_bytes or 0) - (item.base_bytes or 0)
        assert listing.is_changed(at) == (item.differing > 0) == (item.status is not None)
        if listing.is_changed(at):
            found |= {item.path} | reached(tree, item.path)
    return found


@LAWS
@given(pair=two_stacks)
def test_a_merged_tree_adds_up_and_leads_to_every_difference(
    pair: tuple[list[Layer], list[Layer]], folder: Path
) -> None:
    both = paired(image_of(folder, pair[0], "base"), image_of(folder, pair[1], "other"))
    differing = {delta.path for delta in both.comparison.paths}
    for side in (both, both.swapped()):
        root = merged_rows(side.files)
        live_bytes = side.comparison.delta.live_bytes
        assert sum(item.delta_bytes for item in root.values()) == live_bytes
        assert sum(item.differing for item in root.values()) == len(differing)
        assert differing <= reached(side.files)


def test_the_laws_own_helpers() -> None:
    stack = [[Entry("file", ".wh.a", b"body"), Entry("file", "a/.wh..", b"body")]]
    assert plain(stack) == [[Entry("file", ".wh.a", b"")]]
    replay = naive_replay([[Entry("file", "a/b", b"xx"), Entry("hardlink", "a/a", linkname="a/b")]])
    assert seen_by(replay) == {b"a": 2, b"a/a": 2, b"a/b": 0}
