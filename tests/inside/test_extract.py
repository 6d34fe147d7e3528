"""Files and folders of an image on disk: where they land, with what bits and times, and how far."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from cache.disks import small_disk
from inside.extractions import extracted, image_of
from layersize.errors import LayersizeError
from layersize.inside.target import folder as target_folder
from layersize.inside.target.folder import OpenFolder
from layersize.inside.target.names import folded_name
from real.layouts import write_layout
from support.compressors import gzip_member
from support.disk_tree import disk_tree
from support.docker_archives import archive
from support.sparse_entries import gnu_sparse, pax_sparse_1_0
from support.tar_writer import directory, file, hardlink, pax, symlink, tar, whiteout

BASE = (
    directory("etc/", mode=0o755, mtime=1000),
    file("etc/conf", b"old", mtime=2000),
    file("etc/gone", b"gone", mtime=3000),
    symlink("bin", "usr/bin", mtime=4000),
    directory("usr/bin/", mode=0o555, mtime=5000),
    file("usr/bin/tool", b"tool", mode=0o4755, mtime=6000),
    hardlink("usr/bin/same", "usr/bin/tool"),
    directory("empty/", mode=0o700, mtime=7000),
)
TOP = (
    file("etc/conf", b"new", mode=0o666, mtime=8000),
    whiteout("etc/gone"),
    symlink("etc/link", "../bin/tool"),
)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return image_of(tmp_path, BASE, TOP)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"


def data_in(target: Path) -> dict[str, bytes]:
    """Every file's data, by paths."""
    return {
        str(path.relative_to(target)): path.read_bytes()
        for path in target.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def assert_nothing_unfinished(target: Path) -> None:
    assert not list(target.rglob("*.part"))


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_the_whole_image(image: Path, target: Path) -> None:
    written = extracted(image, target)
    assert data_in(target) == {
        "etc/conf": b"new",
        "usr/bin/tool": b"tool",
        "usr/bin/same": b"tool",
    }
    assert (target / "bin").readlink() == Path("usr/bin")
    assert (target / "etc/link").readlink() == Path("../bin/tool")
    assert (target / "empty").is_dir()
    assert (target / "usr/bin/tool").samefile(target / "usr/bin/same")
    assert (written.files, written.links, written.folders) == (3, 2, 4)
    assert (written.content_bytes, written.of_files) == (7, 3)
    assert not written.failed.count
    assert not written.left_out.count


def test_bits_and_times(image: Path, target: Path) -> None:
    """Those of the image, less the umask, and so that its owner can read and write."""
    extracted(image, target)
    there, mask = disk_tree(target), umask()
    assert there[b"etc/conf"].mode == 0o666 & ~mask
    assert there[b"usr/bin/tool"].mode == 0o755 & ~mask
    assert there[b"usr/bin"].mode == 0o755 & ~mask
    assert there[b"empty"].mode == 0o700
    times = {path.decode(): there[path].mtime for path in (b"etc", b"etc/conf", b"bin", b"empty")}
    assert times == {"etc": 1000, "etc/conf": 8000, "bin": 4000, "empty": 7000}
    assert there[b"usr/bin"].mtime == 5000
    assert there[b"usr/bin/same"].mtime == 6000


@pytest.mark.parametrize("mask", [0o077, 0o002, 0])
def test_the_umask_of_the_user(image: Path, target: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        extracted(image, target)
    finally:
        os.umask(before)
    there = disk_tree(target)
    assert there[b"etc/conf"].mode == 0o666 & ~mask
    assert there[b"etc"].mode == 0o755 & ~mask
    assert stat.S_IMODE(target.stat().st_mode) == 0o777 & ~mask


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (("etc/conf",), {"etc/conf": b"new"}),
        (("/etc/",), {"etc/conf": b"new"}),
        (("bin/tool",), {"usr/bin/tool": b"tool"}),
        (("etc/link",), {"usr/bin/tool": b"tool"}),
        (("bin",), {"usr/bin/tool": b"tool", "usr/bin/same": b"tool"}),
        (("usr/bin/same",), {"usr/bin/same": b"tool"}),
        (("etc/conf", "etc", "etc/conf", "./etc//conf"), {"etc/conf": b"new"}),
        (("usr/bin/same", "etc/conf"), {"usr/bin/same": b"tool", "etc/conf": b"new"}),
        (("empty",), {}),
    ],
)
def test_paths(
    image: Path, target: Path, paths: tuple[str, ...], expected: dict[str, bytes]
) -> None:
    """Each lands where it is in the image, once, with the folders above it."""
    written = extracted(image, target, *paths)
    assert data_in(target) == expected
    assert written.files == len(expected)
    assert written.versions[0].path.decode() in {*expected, "etc", "usr/bin", "empty"}


@pytest.mark.parametrize(
    ("layer", "paths", "expected"),
    [
        (0, ("etc/gone",), {"etc/gone": b"gone"}),
        (0, ("etc",), {"etc/conf": b"old", "etc/gone": b"gone"}),
        (1, ("/",), {"etc/conf": b"new"}),
        (0, ("usr/bin/same",), {"usr/bin/same": b"tool"}),
    ],
)
def test_a_layer(
    image: Path, target: Path, layer: int, paths: tuple[str, ...], expected: dict[str, bytes]
) -> None:
    extracted(image, target, *paths, layer=layer)
    assert data_in(target) == expected


def test_paths_of_a_layer_are_literal(image: Path, target: Path) -> None:
    with pytest.raises(LayersizeError, match="layer 0 does not have it"):
        extracted(image, target, "bin/tool", layer=0)
    extracted(image, target, "bin", layer=0)
    assert (target / "bin").readlink() == Path("usr/bin")
    assert not target.joinpath("usr").exists()


def test_a_layer_with_hardlinks_to_a_lower_one(tmp_path: Path, target: Path) -> None:
    path = image_of(
        tmp_path,
        [file("a", b"data"), file("b", b"other")],
        [hardlink("l", "a"), file("new", b"new"), hardlink("new2", "new")],
    )
    extracted(path, target, layer=1)
    assert data_in(target) == {"l": b"data", "new": b"new", "new2": b"new"}


def test_nothing_is_written_if_one_path_is_not_there(image: Path, target: Path) -> None:
    with pytest.raises(LayersizeError, match="is not in the image"):
        extracted(image, target, "etc/conf", "etc/nothing")
    assert not target.exists()


def test_what_exists_stays(image: Path, target: Path) -> None:
    (target / "etc").mkdir(parents=True)
    (target / "etc").chmod(0o750)
    (target / "etc/conf").write_bytes(b"mine")
    (target / "mine").write_bytes(b"mine")
    written = extracted(image, target)
    assert written.failed.first == [(b"etc/conf", "exists already")]
    assert (written.files, written.failed.count) == (2, 1)
    assert (target / "etc/conf").read_bytes() == (target / "mine").read_bytes() == b"mine"
    assert stat.S_IMODE((target / "etc").stat().st_mode) == 0o750
    assert extracted(image, target, overwrite=True).failed.count == 0
    assert (target / "etc/conf").read_bytes() == b"new"
    assert (target / "mine").read_bytes() == b"mine"
    assert_nothing_unfinished(target)


def test_what_came_into_being_meanwhile_stays(
    image: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is free when it is looked at, and taken when the file is ready."""
    finish = OpenFolder.finish_file

    def meanwhile(self: OpenFolder, *arguments: object) -> None:
        (target / "etc/conf").write_bytes(b"theirs")
        finish(self, *arguments)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr(OpenFolder, "finish_file", meanwhile)
    written = extracted(image, target, "etc/conf")
    assert written.failed.first == [(b"etc/conf", "exists already")]
    assert (target / "etc/conf").read_bytes() == b"theirs"
    assert_nothing_unfinished(target)


@pytest.fixture
def without_hardlinks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file system that has none (FAT, many network disks)."""

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(target_folder.os, "link", fail)


@pytest.mark.usefixtures("without_hardlinks")
def test_a_file_system_without_hardlinks(image: Path, target: Path) -> None:
    extracted(image, target)
    assert data_in(target)["usr/bin/same"] == data_in(target)["usr/bin/tool"] == b"tool"
    assert not (target / "usr/bin/tool").samefile(target / "usr/bin/same")
    assert (target / "usr/bin/same").stat().st_mtime == 6000
    again = extracted(image, target)
    assert (again.files, again.failed.count) == (0, 5)
    assert extracted(image, target, overwrite=True).files == 3
    assert_nothing_unfinished(target)


@pytest.mark.parametrize("make", [gnu_sparse, pax_sparse_1_0])
@pytest.mark.parametrize("pack", [bytes, gzip_member])
def test_holes_stay_holes(
    tmp_path: Path, target: Path, make: Callable[..., bytes], pack: Callable[[bytes], bytes]
) -> None:
    chunks = [(0, b"begin"), (1 << 31, b"middle"), ((1 << 32) - 7, b"end")]
    layer = tar(make("sparse", chunks, 1 << 32), hardlink("two", "sparse"))
    (tmp_path / "image.tar").write_bytes(archive(pack(layer)))
    written = extracted(tmp_path / "image.tar", target)
    status = (target / "sparse").stat()
    assert status.st_size == written.content_bytes == 1 << 32
    assert status.st_blocks * 512 < 1 << 20
    with (target / "two").open("rb") as data:
        for at, expected in chunks:
            data.seek(at)
            assert data.read(len(expected) + 3).rstrip(b"\0") == expected


@pytest.mark.parametrize("packing", [bytes, gzip_member])
def test_a_layer_that_is_another_by_now(
    tmp_path: Path, target: Path, packing: Callable[[bytes], bytes]
) -> None:
    """What was written until then stays; the file that is broken is not there, nor a part."""
    big = bytes(range(256)) * 2000
    layer = tar(file("a", b"a"), file("b", big), file("c", b"c"), file("d", b""))
    path = tmp_path / "image.tar"
    path.write_bytes(archive(packing(layer)))

    from layersize.inside.contents import ImageContents
    from layersize.inside.extract import extract
    from layersize.measure import Settings, explore

    found = explore(str(path))
    cut = archive(packing(layer.replace(big, big[:-1] + b"x")))
    path.write_bytes(cut if packing is gzip_member else cut[:4000])
    with pytest.raises(LayersizeError) as raised:
        extract(found, ImageContents(found.image, found.walks, Settings()), [b"/"], str(target))
    assert "; 2 of 4 files were written" in str(raised.value)
    assert data_in(target) == {"a": b"a", "d": b""}
    assert_nothing_unfinished(target)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_that_is_too_full_from_the_start(
    image: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100, 95, 5))
    with pytest.raises(LayersizeError, match=r"needs 7 B, but only 5 B are free; free some"):
        extracted(image, target)
    assert not target.exists()


def test_a_disk_that_fills_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that fit are whole, of the one that did not there is nothing."""
    noise = os.urandom(100_000)
    path = image_of(tmp_path, [file(f"f{number}", noise) for number in range(9)])
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 0))
    with small_disk(tmp_path / "disk") as disk:
        with pytest.raises(LayersizeError) as raised:
            extracted(path, disk / "out")
        assert "No space left on device; 2 of 9 files were written" in str(raised.value)
        assert "free some space there, or give -o a folder on another disk" in str(raised.value)
        assert data_in(disk / "out") == {"f0": noise, "f1": noise}
        assert_nothing_unfinished(disk)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.ELOOP])
def test_a_folder_that_can_not_be_made(
    image: Path, target: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The rest is written; what is in the folder counts, and is told once."""
    make = OpenFolder.make_folder

    def fail(self: OpenFolder, name: bytes, mode: int) -> bool:
        if name == b"etc":
            raise OSError(number, os.strerror(number))
        return make(self, name, mode)

    monkeypatch.setattr(OpenFolder, "make_folder", fail)
    written = extracted(image, target)
    assert written.failed.count == 3
    assert written.failed.first == [(b"etc", os.strerror(number))]
    assert data_in(target) == {"usr/bin/tool": b"tool", "usr/bin/same": b"tool"}


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("step", ["new_file", "finish_file", "publish", "new_link", "make_folder"])
def test_a_disk_that_fails(
    image: Path, target: Path, monkeypatch: pytest.MonkeyPatch, number: int, step: str
) -> None:
    """At whatever step: it ends, says how far it came, and leaves no part."""

    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    if step == "finish_file":
        monkeypatch.setattr(target_folder.os, "close", _closing_badly(number))
    else:
        monkeypatch.setattr(OpenFolder, step, fail)
    with pytest.raises(LayersizeError) as raised:
        extracted(image, target)
    monkeypatch.undo()
    done = 3 if step == "new_link" else 0
    assert f"{target}: {os.strerror(number)}; {done} of 3 files were written" in str(raised.value)
    assert_nothing_unfinished(target)


def _closing_badly(number: int) -> Callable[[int], None]:
    """A disk that tells only at the end that what was written is not there."""
    close = os.close

    def fail(descriptor: int) -> None:
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        writes = is_file and fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_WRONLY
        close(descriptor)
        if writes:
            raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture
def ignoring_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file system that takes names for one that differ in case or composition."""
    named = OpenFolder._named

    def found(self: OpenFolder, name: bytes) -> bytes | Path:
        assert self._descriptor is not None
        wanted = folded_name(name)
        with os.scandir(self._descriptor) as entries:
            others = [os.fsencode(entry.name) for entry in entries]
        for other in others:
            if folded_name(other) == wanted:
                return named(self, other)
        return named(self, name)

    monkeypatch.setattr(OpenFolder, "_named", found)


@pytest.mark.usefixtures("ignoring_case")
@pytest.mark.parametrize("overwrite", [False, True])
def test_twins_on_a_disk_that_ignores_case(tmp_path: Path, target: Path, overwrite: bool) -> None:
    """The first is there, the second is told, never one in place of the other."""
    path = image_of(
        tmp_path,
        [
            file("Name", b"1"),
            file("name", b"2"),
            symlink("NAME", "x"),
            file("caf\u00e9", b"3"),
            file("cafe\u0301", b"4"),
            file("D/x", b"5"),
            file("d/x", b"6"),
            file("d/y", b"7"),
            file("stra\u00dfe", b"8"),
            hardlink("Other", "Name"),
        ],
    )
    written = extracted(path, target, overwrite=overwrite)
    twins = dict(written.failed.first)
    assert {path.decode().casefold() for path in twins} == {"name", "cafe\u0301", "d"}
    assert all("differs only in spelling" in reason for reason in twins.values())
    assert (target / "Name").read_bytes() == b"1"
    assert len(data_in(target)) == written.files == 5
    assert_nothing_unfinished(target)
    again = extracted(path, target, overwrite=overwrite)
    assert again.files == (5 if overwrite else 0)


def test_without_descriptors(
    image: Path, target: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on Windows: by paths, whose folders are no links when they are opened."""
    monkeypatch.setattr(target_folder, "HAS_DESCRIPTORS", False)
    (tmp_path / "outside").mkdir()
    target.mkdir()
    (target / "usr").symlink_to(tmp_path / "outside")
    written = extracted(image, target)
    assert data_in(target) == {"etc/conf": b"new"}
    assert (b"usr", "is a link, which is not followed") in written.failed.first
    assert not list((tmp_path / "outside").iterdir())
    (target / "usr").unlink()
    assert extracted(image, target, overwrite=True).failed.count == 0
    assert (target / "usr/bin/tool").samefile(target / "usr/bin/same")
    assert (target / "usr/bin/same").stat().st_mtime == 6000
    assert (target / "bin").readlink() == Path("usr/bin")


def test_the_image_itself_is_not_replaced(tmp_path: Path) -> None:
    """Nor by force, under whatever name the image holds one for it."""
    entries = [file("image.tar", b"evil"), file("other", b"x"), file("hard", b"evil")]
    image = image_of(tmp_path, entries)
    (tmp_path / "hard").hardlink_to(image)
    whole = image.read_bytes()
    written = extracted(image, tmp_path, overwrite=True)
    told = [(path, "is the image that is read") for path in (b"image.tar", b"hard")]
    assert sorted(written.failed.first) == sorted(told)
    assert image.read_bytes() == whole
    assert (tmp_path / "other").read_bytes() == b"x"


def test_no_force_in_the_folder_of_the_image(tmp_path: Path) -> None:
    layer = tar(file("index.json", b"evil"))
    layout = write_layout(tmp_path / "layout", [layer], [layer])
    for place in (layout, layout / "below"):
        with pytest.raises(LayersizeError, match="is in the folder of the image"):
            extracted(layout, place, overwrite=True)
    assert extracted(layout, layout).failed.count == 1
    assert (layout / "index.json").read_bytes() != b"evil"


def test_links_above_the_target_are_followed(image: Path, tmp_path: Path) -> None:
    """Who names them has the say over them, as with every other command."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    extracted(image, tmp_path / "link/out", "etc")
    assert data_in(tmp_path / "real/out") == {"etc/conf": b"new"}


@pytest.mark.parametrize("overwrite", [False, True])
def test_links_of_an_earlier_run_are_not_followed(tmp_path: Path, overwrite: bool) -> None:
    (tmp_path / "outside").mkdir()
    first = image_of(tmp_path, [symlink("a", "../outside"), symlink("b", "../outside/new")])
    second = image_of(tmp_path, [file("a/f", b"evil"), file("b", b"b")], name="second")
    extracted(first, tmp_path / "out")
    written = extracted(second, tmp_path / "out", overwrite=overwrite)
    assert list((tmp_path / "outside").iterdir()) == []
    assert written.files == (1 if overwrite else 0)
    assert (tmp_path / "out/a").is_symlink()
    assert (tmp_path / "out/b").is_symlink() != overwrite


def test_a_fraction_of_a_second_and_a_time_before_1970(tmp_path: Path, target: Path) -> None:
    path = image_of(
        tmp_path,
        [
            pax(("mtime", "1234.75")) + file("a", b"a"),
            pax(("mtime", "-86400")) + file("b", b"b"),
        ],
    )
    extracted(path, target)
    assert (target / "a").stat().st_mtime == 1234
    assert (target / "b").stat().st_mtime == -86400


def test_an_image_without_files(tmp_path: Path, target: Path) -> None:
    written = extracted(image_of(tmp_path, []), target)
    assert (written.files, written.failed.count) == (0, 0)
    assert list(target.iterdir()) == []
