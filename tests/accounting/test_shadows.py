"""Hidden files, all together and by the pair of instructions that they belong to."""

from __future__ import annotations

from pathlib import Path

from layersize.accounting.shadows import ShadowedFiles, files_of_pair, rows_of_pairs
from layersize.measure import explore
from support.docker_archives import archive
from support.tar_writer import file, tar, whiteout


def test_files_of_pairs_are_all_hidden_files_the_largest_first(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(
        archive(
            tar(file("a", 5 * b"a"), file("b", 9 * b"b"), file("c", 5 * b"c"), file("d", b"d")),
            tar(whiteout("a"), whiteout("b"), file("c", 7 * b"c")),
            tar(whiteout("c"), whiteout("d"), file("a", b"a"), file("a", b"A")),
        )
    )
    measured = explore(str(path))
    analysis = measured.analysis
    assert isinstance(analysis.shadowed, ShadowedFiles)
    plain = tuple(analysis.shadowed)
    for pair in analysis.pairs:
        files = list(files_of_pair(analysis.shadowed, pair))
        assert sorted(files, key=str) == sorted(files_of_pair(plain, pair), key=str)
        sizes = [one.content_bytes for one in files]
        assert sizes == sorted(sizes, reverse=True)
        assert (len(files), sum(sizes)) == (pair.paths, pair.content_bytes)
    told = [one for pair in analysis.pairs for one in files_of_pair(analysis.shadowed, pair)]
    assert sorted(told, key=str) == sorted(plain, key=str)
    rows = rows_of_pairs(plain, measured.overlay)
    assert {key: sorted(of_key) for key, of_key in rows.items()} == {
        key: sorted(of_key) for key, of_key in analysis.shadowed.rows_of_pairs.items()
    }


def test_inodes_by_layer(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    layers = (tar(file("a"), file("b")), tar(), tar(file("c")), tar())
    path.write_bytes(archive(*layers))
    overlay = explore(str(path)).overlay
    assert overlay.by_layer([2, 0, 1]) == {0: [0, 1], 2: [2]}
    assert overlay.by_layer([]) == {}
