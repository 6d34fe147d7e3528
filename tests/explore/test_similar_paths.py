"""What is said of a path that is not there: what else may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.accounting.overlay import Overlay
from layersize.explore.similar_paths import SimilarPath, did_you_mean_path, similar_paths
from support.explored import explored
from support.tar_writer import directory, file, symlink
from support.work import assert_linear


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> Overlay:
    base = [
        file("etc/passwd", b"1"),
        file("etc/nginx/nginx.conf", b"1"),
        file("usr/share/doc/README", b"1"),
        file("usr/bin/bash", b"1"),
        symlink("bin", "usr/bin"),
        symlink("loop", "loop"),
        file("app/config/settings.toml", b"1"),
        file("old/config/settings.toml", b"1"),
        file("opt/tool/cache.bin", b"1"),
        directory("srv/data"),
        file("tmp/secret.key", b"1"),
    ]
    top = [file(".wh.tmp", b""), file("opt/tool/.wh.cache.bin", b"")]
    return explored(tmp_path_factory.mktemp("similar"), base, top).image.overlay


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        (b"ETC/Passwd", [b"etc/passwd"]),
        (b"/etc/passwrd", [b"etc/passwd"]),
        (b"etc/../etc//paswd/", [b"etc/passwd"]),
        (b"etc/nginx.conf", [b"etc/nginx/nginx.conf"]),
        (b"rootfs/etc/passwd", [b"etc/passwd"]),
        (b"nginx/nginx.conf", [b"etc/nginx/nginx.conf"]),
        (b"user/share/dok/readme", [b"usr/share/doc/README"]),
        (b"bin/bsh", [b"usr/bin/bash"]),
        (b"loop/bash", [b"usr/bin/bash"]),
        (b"srv/date", [b"srv/data"]),
        (b"data", [b"srv/data"]),
        (b"old/settings.toml", [b"old/config/settings.toml", b"app/config/settings.toml"]),
        (b"config/settings.toml", [b"app/config/settings.toml", b"old/config/settings.toml"]),
        (b"etc/passwd/x", []),
        (b"nothing/like/this", []),
        (b"", []),
        (b"\xff\x1b" * 400, []),
    ],
)
def test_what_a_container_sees(overlay: Overlay, wanted: bytes, meant: list[bytes]) -> None:
    assert similar_paths(overlay, wanted) == [SimilarPath(path, False) for path in meant]


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        (b"opt/tool/cache.bin", b"opt/tool/cache.bin"),
        (b"opt/tool/Cache.bin", b"opt/tool/cache.bin"),
        (b"tmp/sekret.key", b"tmp/secret.key"),
        (b"secret.key", b"tmp/secret.key"),
        (b"rootfs/tmp/secret.key", b"tmp/secret.key"),
    ],
)
def test_what_only_a_layer_has(overlay: Overlay, wanted: bytes, meant: bytes) -> None:
    assert similar_paths(overlay, wanted) == [SimilarPath(meant, True)]


def test_visible_ones_come_first(tmp_path: Path) -> None:
    overlay = explored(
        tmp_path,
        [file("a/name.txt", b"1"), file("b/name.txt", b"1")],
        [file("a/.wh.name.txt", b"")],
    ).image.overlay
    assert similar_paths(overlay, b"a/Name.txt") == [SimilarPath(b"a/name.txt", True)]
    found = similar_paths(overlay, b"c/name.txt")
    assert found == [SimilarPath(b"b/name.txt", False), SimilarPath(b"a/name.txt", True)]
    assert similar_paths(overlay, b"c/name.txt", most=1) == found[:1]
    said = "did you mean /b/name.txt or /a/name.txt (in a layer, hidden)?"
    assert did_you_mean_path(found) == said
    assert did_you_mean_path([]) == ""
    assert did_you_mean_path([SimilarPath(b"\x1b[31m", False)]) == r"did you mean /\x1b[31m?"


def test_each_is_told_once(overlay: Overlay) -> None:
    found = similar_paths(overlay, b"x/etc/passwd", most=50)
    assert len(found) == len(set(found))


def test_many_long_names_of_a_folder_are_compared_within_a_bound(tmp_path: Path) -> None:
    def image(count: int) -> Overlay:
        names = [file(f"d/{'ab' * 40}{n:06}", b"") for n in range(count)]
        return explored(tmp_path, names, name=str(count)).image.overlay

    sizes = {count: image(count) for count in (3000, 6000)}
    assert_linear(lambda size: similar_paths(sizes[size], b"d/" + b"ba" * 43), 3000)


def test_one_name_in_many_folders_is_ranked_within_a_bound(tmp_path: Path) -> None:
    def image(count: int) -> Overlay:
        names = [file(f"{n}/{'x/' * 20}name", b"") for n in range(count)]
        return explored(tmp_path, names, name=str(count)).image.overlay

    sizes = {count: image(count) for count in (1500, 3000)}
    assert_linear(lambda size: similar_paths(sizes[size], b"y/name"), 1500)
