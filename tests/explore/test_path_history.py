"""The life of single paths, whatever led to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.explore.history.path_history import PathHistories, PathHistory
from layersize.explore.removal import Removal
from support.explored import explored
from support.tar_writer import directory, file, hardlink, opaque, symlink, whiteout

Row = tuple[int, str, int, int, int]


def rows(history: PathHistory) -> list[Row]:
    return [
        (event.layer, str(event.change), event.shipped_bytes, event.hidden_bytes, event.files)
        for event in history.events
    ]


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> PathHistories:
    layers = [
        [
            file("etc/conf", b"x" * 10),
            file("usr/bin/tool", b"t" * 100),
            symlink("bin", "usr/bin"),
            symlink("usr/bin/sh", "/usr/bin/tool"),
            symlink("dangling", "nowhere/at/all"),
            symlink("loop", "loop"),
            directory("srv", mode=0o755),
            file("src/a", b"a" * 1000),
            file("src/b", b"b" * 500),
            file("data/was-file", b"w" * 7),
        ],
        [file("etc/conf", b"y" * 12), hardlink("usr/bin/alias", "usr/bin/tool")],
        [file("etc/conf", b"y" * 12, mode=0o600), directory("srv", mode=0o700)],
        [whiteout("src"), file("data/was-file/in", b"i" * 3)],
        [file("src/a", b"A" * 20), opaque("etc"), directory("usr", mode=0o755)],
        [file("twice", b"1" * 5), file("twice", b"2" * 6)],
    ]
    return PathHistories(explored(tmp_path_factory.mktemp("history"), *layers).image)


@pytest.mark.parametrize(
    ("path", "events"),
    [
        (
            b"etc/conf",
            [
                (0, "added", 10, 0, 1),
                (1, "overwritten", 0, 10, 1),
                (1, "rewritten", 12, 0, 1),
                (2, "metadata-only", 12, 12, 1),
                (4, "deleted", 0, 12, 1),
            ],
        ),
        (b"usr/bin/alias", [(1, "linked", 100, 0, 1)]),
        (b"usr/bin/tool", [(0, "added", 0, 0, 1)]),
        (b"srv", [(0, "added", 0, 0, 0), (2, "metadata-only", 0, 0, 0)]),
        (
            b"src",
            [
                (0, "added", 1500, 0, 2),
                (3, "deleted", 0, 1500, 2),
                (4, "added", 20, 0, 1),
            ],
        ),
        (
            b"data/was-file",
            [(0, "added", 7, 0, 1), (3, "overwritten", 0, 7, 1), (3, "added", 3, 0, 1)],
        ),
        (b"twice", [(5, "duplicate-entry", 5, 5, 1), (5, "added", 6, 0, 1)]),
        (b"usr", [(0, "added", 0, 0, 2), (1, "linked", 100, 0, 1)]),
        (b"none", []),
    ],
)
def test_events(histories: PathHistories, path: bytes, events: list[Row]) -> None:
    assert rows(histories.of(path)) == events


def test_links_are_followed_and_told(histories: PathHistories) -> None:
    history = histories.find(b"/bin/sh")
    assert history.path == b"usr/bin/tool"
    assert history.links == ((b"bin", b"usr/bin"), (b"usr/bin/sh", b"/usr/bin/tool"))
    assert histories.find(b"../bin/./tool/").path == b"usr/bin/tool"


def test_a_link_to_nothing_is_told_of_itself(histories: PathHistories) -> None:
    for path in (b"dangling", b"/loop/"):
        history = histories.find(path)
        assert rows(history) == [(0, "added", 0, 0, 1)]
        assert history.is_visible


def test_what_is_gone_is_found_where_it_was(histories: PathHistories) -> None:
    history = histories.find(b"/src/b")
    assert (history.path, history.is_visible, history.is_folder) == (b"src/b", False, False)
    assert (history.live_bytes, history.hidden_bytes) == (0, 500)
    assert history.left_out == Removal(paths=1, saved_bytes=500, kept_bytes=0)


def test_a_folder_is_live_and_hidden(histories: PathHistories) -> None:
    history = histories.find(b"src")
    assert (history.is_visible, history.is_folder) == (True, True)
    assert (history.live_bytes, history.hidden_bytes) == (20, 1500)
    assert history.left_out == Removal(paths=1, saved_bytes=1520, kept_bytes=0)


def test_another_name_of_a_file_says_where_its_bytes_count(histories: PathHistories) -> None:
    tool, alias = histories.of(b"usr/bin/tool"), histories.of(b"usr/bin/alias")
    assert (tool.live_bytes, tool.counted_at) == (0, b"usr/bin/alias")
    assert (alias.live_bytes, alias.counted_at) == (100, None)
    assert tool.left_out == Removal(paths=1, saved_bytes=0, kept_bytes=100)
    assert histories.of(b"usr").left_out.saved_bytes == 100


def test_the_root_is_the_whole_image(histories: PathHistories) -> None:
    history = histories.find(b"/")
    assert (history.path, history.is_folder, history.is_visible) == (b"", True, True)
    assert history.live_bytes == history.image.live_bytes
    assert history.hidden_bytes == history.image.shadowed_bytes


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (b"/etc/konf", "/etc/konf: no layer of the image has it; did you mean /etc/conf"),
        (b"/usr/bin/tol", "did you mean /usr/bin/tool"),
        (b"/twice/x", "/twice: is not a folder"),
        (b"/nothing", "/nothing: no layer of the image has it"),
        (b"loop/x", "/loop/x: leads through more than 40 links"),
    ],
)
def test_what_never_was(histories: PathHistories, path: bytes, said: str) -> None:
    with pytest.raises(LayersizeError) as raised:
        histories.find(path)
    assert said in str(raised.value)


def test_a_hidden_link_on_the_way_is_taken_to_the_letter(tmp_path: Path) -> None:
    """What was in a folder that is a link by now: in its own place."""
    base = [file("lib/x", b"x" * 9), file("usr/lib/y", b"y" * 2)]
    image = explored(tmp_path, base, [symlink("lib", "usr/lib")]).image
    histories = PathHistories(image)
    assert rows(histories.find(b"lib/x")) == [(0, "added", 9, 0, 1), (1, "overwritten", 0, 9, 1)]
    assert histories.find(b"lib/y").path == b"usr/lib/y"
