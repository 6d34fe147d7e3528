"""Differences between two images by extension add up to what the images differ in."""

from __future__ import annotations

from pathlib import Path

from layersize.comparison.compare import swapped
from layersize.comparison.result import Comparison, ExtensionDelta
from layersize.measure import compare
from support.docker_archives import archive
from support.tar_writer import file, hardlink, tar


def compared(folder: Path, base: list[bytes], other: list[bytes]) -> Comparison:
    for name, entries in (("base", base), ("other", other)):
        (folder / f"{name}.tar").write_bytes(archive(tar(*entries)))
    (comparison,) = compare(str(folder / "base.tar"), [str(folder / "other.tar")])
    return comparison


def test_each_extension_has_its_difference(tmp_path: Path) -> None:
    base = [
        file("lib/a.so.1", b"x" * 100),
        file("lib/b.SO", b"x" * 10),
        file("same.txt", b"same"),
        file("swap.py", b"12345"),
        file("gone", b"x" * 7),
    ]
    other = [
        file("lib/a.so.2", b"x" * 150),
        file("lib/b.SO", b"x" * 10),
        file("same.txt", b"else"),
        file("moved.py", b"12345"),
        file("new.tar.gz", b"x" * 30),
    ]
    comparison = compared(tmp_path, base, other)
    assert comparison.extensions == (
        ExtensionDelta(extension=b".so", delta_bytes=50, files=2),
        ExtensionDelta(extension=b".gz", delta_bytes=30, files=1),
        ExtensionDelta(extension=b"", delta_bytes=-7, files=1),
    )
    sums = [row.delta_bytes for row in comparison.extensions]
    assert sum(sums) == comparison.delta.live_bytes
    assert [row.delta_bytes for row in swapped(comparison).extensions] == [-each for each in sums]


def test_names_of_one_file_count_where_its_bytes_do(tmp_path: Path) -> None:
    base = [file("b.bin", b"x" * 9), hardlink("c.dat", "b.bin")]
    other = [file("b.bin", b"x" * 9), hardlink("a.dat", "b.bin")]
    rows = {row.extension: row.delta_bytes for row in compared(tmp_path, base, other).extensions}
    assert rows == {b".dat": 9, b".bin": -9}
