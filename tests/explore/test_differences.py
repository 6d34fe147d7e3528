"""Differing paths in few rows: what is of the same size is never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.comparison.fold import folded_differences
from layersize.comparison.result import PathDelta, PathStatus
from support.docker_archives import archive
from support.run_layersize import run_layersize
from support.tar_writer import directory, file, hardlink, symlink, tar

ADDED, CHANGED, META = PathStatus.ADDED, PathStatus.CHANGED, PathStatus.METADATA_ONLY


def delta(path: bytes, status: PathStatus, base: int | None, other: int | None) -> PathDelta:
    return PathDelta(path=path, status=status, base_bytes=base, other_bytes=other)


def archives(folder: Path, *sides: bytes) -> list[str]:
    """An image for the entries of each side."""
    names = [str(folder / f"{number}.tar") for number in range(len(sides))]
    for name, entries in zip(names, sides, strict=True):
        Path(name).write_bytes(archive(tar(entries)))
    return names


FILES = 12
PATHS = [
    *(delta(b"new/%d" % number, ADDED, None, 100) for number in range(FILES)),
    delta(b"etc/link", ADDED, None, 0),
    delta(b"etc/mode", META, 7, 7),
    delta(b"etc/same-size", CHANGED, 9, 9),
    delta(b"new", ADDED, None, 0),
    delta(b"new/link", ADDED, None, 0),
]


def aufs(data: bytes) -> bytes:
    """A file that has its name by a hardlink only."""
    kept = file(".wh..wh.plnk/1.2", data)
    return kept + hardlink("app", ".wh..wh.plnk/1.2")


@pytest.mark.parametrize("rows", range(6))
def test_paths_of_the_same_size_follow_where_there_is_room(rows: int) -> None:
    """A new folder and a link in it are in the row of its files."""
    told = [(row.path, row.delta_bytes, row.files) for row in folded_differences(PATHS, rows)]
    assert (
        told
        == [
            (b"new/", 100 * FILES, FILES),
            (b"etc/same-size", 0, 1),
            (b"etc/link", 0, 1),
            (b"etc/mode", 0, 1),
        ][:rows]
    )


@pytest.mark.parametrize(
    ("base", "other", "row"),
    [
        (file("app", b"x"), file("app", b"y"), "~ changed  –    app"),
        (file("app", b"x"), file("app", b"x", mode=0o4755), "m metadata  –    app"),
        (symlink("app", "a"), symlink("app", "/etc/shadow"), "~ changed  –    app"),
        (b"", symlink("app", "a"), "+ added  –    app"),
        (file("app"), b"", "- removed  –    app"),
        (b"", directory("app/"), "+ added  –    app"),
    ],
    ids=["content", "mode", "target", "symlink", "empty file", "directory"],
)
def test_a_report_tells_differences_of_no_byte(
    base: bytes, other: bytes, row: str, tmp_path: Path
) -> None:
    names = archives(tmp_path, base, other)
    table = run_layersize(["compare", *names]).stdout
    assert "Largest differences · 1 path differs, not in size" in table
    assert row in table
    hidden = run_layersize(["compare", *names, "--top", "0"]).stdout
    assert "… and 1 more that doesn't differ in size" in hidden
    markdown = run_layersize(["compare", *names, "--format", "markdown"]).stdout
    assert "\n1 path differs, not in size.\n" in markdown
    for text in (table, hidden, markdown):
        assert "No path differs" not in text


@pytest.mark.parametrize(
    ("base", "other", "row"),
    [
        (aufs(b"xx"), aufs(b"yy"), "~ changed"),
        (aufs(b"xx"), file("app", b"xx"), "No path differs"),
        (file("app", b"xx", mode=0o600), aufs(b"xx"), "m metadata"),
    ],
    ids=["content", "plain", "mode"],
)
def test_a_file_behind_bookkeeping_of_aufs_is_a_file(
    base: bytes, other: bytes, row: str, tmp_path: Path
) -> None:
    names = archives(tmp_path, base, other)
    assert row in run_layersize(["compare", *names]).stdout


def test_rows_that_are_not_shown_are_counted(tmp_path: Path) -> None:
    sides = [
        b"".join(
            [
                *(file(f"{folder}/{folder}", data * 9) for folder in "abcdef"),
                *(file(f"s/{number}", b"%d" % bool(data)) for number in range(5)),
            ]
        )
        for data in (b"", b"x")
    ]
    names = archives(tmp_path, *sides)
    table = run_layersize(["compare", *names, "--top", "2"]).stdout
    assert "Largest differences · 11 paths differ" in table
    assert "… and 4 more that differ in size, 5 that don't" in table
