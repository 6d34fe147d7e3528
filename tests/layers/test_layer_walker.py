"""A layer's blob to columns, read from a file or as it arrives."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers import entries as kind_of
from layersize.layers.request import WalkRequest
from layersize.layers.tar_walk import TarWalk
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import Digest
from layersize.streams.limits import Limits
from layersize.streams.ranges import FileRange, RandomAccess, open_range
from layersize.streams.tar.window import RangeWindow
from support.compressors import bzip2_stream, gzip_member, xz_stream, zstd_frame, zstd_zeros
from support.counted_progress import CountedProgress
from support.sparse_entries import gnu_sparse
from support.tar_writer import (
    base256,
    directory,
    fifo,
    file,
    hardlink,
    header,
    opaque,
    pax,
    symlink,
    tar,
    whiteout,
)

LAYER = tar(
    directory("d/"),
    file("d/a", b"x" * 70_000),
    file("./d//b", b"y" * 3),
    pax(("path", "d/ü" * 60)) + file("short", b"z"),
    hardlink("d/h", "./d/a"),
    symlink("s", "../target"),
    fifo("p"),
    whiteout("gone"),
    opaque("d"),
    file(".wh..wh.plnk/1", b"q"),
)


def range_of(tmp_path: Path, data: bytes) -> FileRange:
    """Bytes in the middle of a file."""
    path = tmp_path / "blob"
    path.write_bytes(b"before" + data + b"behind")
    return FileRange(path=path, offset=6, blob_bytes=len(data))


class CountedReads:
    """Passes reads on, and counts the bytes that were asked for."""

    def __init__(self, data: RandomAccess) -> None:
        self._data = data
        self.fetched_bytes = 0

    def read_at(self, count: int, position: int) -> bytes:
        self.fetched_bytes += count
        return self._data.read_at(count, position)


def rows(walk: LayerWalk) -> list[tuple[bytes, int, int]]:
    entries = walk.entries
    return [
        (entries.path(row), entries.kinds[row], entries.content_bytes[row])
        for row in range(len(entries))
    ]


def test_columns(tmp_path: Path) -> None:
    walk = LayerWalker(WalkRequest()).walk_file(range_of(tmp_path, LAYER))
    assert rows(walk) == [
        (b"d", kind_of.DIRECTORY, 0),
        (b"d/a", kind_of.FILE, 70_000),
        (b"d/b", kind_of.FILE, 3),
        (("d/ü" * 60).encode(), kind_of.FILE, 1),
        (b"d/h", kind_of.HARDLINK, 0),
        (b"s", kind_of.SYMLINK, 0),
        (b"p", kind_of.FIFO, 0),
        (b"gone", kind_of.WHITEOUT, 0),
        (b"d/.wh..wh..opq", kind_of.OPAQUE, 0),
        (b".wh..wh.plnk/1", kind_of.AUFS, 1),
    ]
    assert walk.entries.link_targets == {4: b"d/a", 5: b"../target"}


@pytest.mark.parametrize("compress", [gzip_member, zstd_frame, bzip2_stream, xz_stream, bytes])
@pytest.mark.parametrize("verify", [False, True])
def test_all_ways_to_the_same_columns(tmp_path: Path, compress: object, verify: bool) -> None:
    assert callable(compress)
    blob = compress(LAYER)
    request = WalkRequest(verify=verify)
    plain = LayerWalker(WalkRequest()).walk_file(range_of(tmp_path, LAYER))
    for walk in (
        LayerWalker(request).walk_file(range_of(tmp_path, blob)),
        LayerWalker(request).walk_stream(io.BytesIO(blob)),
    ):
        assert rows(walk) == rows(plain)
        assert walk.tar_bytes == len(LAYER)
        assert walk.blob_bytes == len(blob)
        if walk.blob_digests:
            assert walk.blob_digests == (Digest.of(blob),)
        if verify:
            assert walk.tar_digests == (Digest.of(LAYER),)


def test_payloads_are_not_read_from_a_range(tmp_path: Path) -> None:
    """Ten files of a gibibyte, all holes on the disk: less than a megabyte of it is touched."""
    path = tmp_path / "big.tar"
    gibibyte = 1 << 30
    with path.open("wb") as out:
        for number in range(10):
            out.write(file(f"f{number}", b"", size=gibibyte))
            out.seek(gibibyte, 1)
        out.write(bytes(1024))
    whole = FileRange(path=path, offset=0, blob_bytes=path.stat().st_size)
    with open_range(whole) as data:
        counted = CountedReads(data)
        walk = TarWalk(RangeWindow(counted, whole.blob_bytes), WalkRequest())
        walk.run()
    assert sum(walk.entries.content_bytes) == 10 * gibibyte
    assert counted.fetched_bytes < 1_000_000


def test_progress_counts_each_byte_of_a_blob_once(tmp_path: Path) -> None:
    for blob in (LAYER, gzip_member(LAYER)):
        progress = CountedProgress()
        LayerWalker(progress=progress).walk_file(range_of(tmp_path, blob))
        assert progress.read_bytes == len(blob)


@pytest.mark.parametrize("compress", [bytes, gzip_member])
@pytest.mark.parametrize(
    ("limits", "message"),
    [(Limits(entries=5), "the layer has over 5 entries"), (Limits(tar_bytes=2000), "longer than")],
)
def test_limits(tmp_path: Path, compress: object, limits: Limits, message: str) -> None:
    assert callable(compress)
    with pytest.raises(LayersizeError, match=f"{message}.*--no-limits"):
        LayerWalker(WalkRequest(limits=limits)).walk_file(range_of(tmp_path, compress(LAYER)))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("d/" * 2050 + "f", "a path is deeper than 2048", id="deep"),
        pytest.param("d" * 33_000 + "/f", "a path has 33002 bytes", id="long"),
    ],
)
def test_paths_have_bounds(path: str, message: str) -> None:
    with pytest.raises(LayersizeError, match=message):
        LayerWalker().walk_stream(io.BytesIO(tar(pax(("path", path)) + file("f"))))


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (file("../a"), "parent-directory-in-path"),
        (file("a/../../b"), "parent-directory-in-path"),
        (file(".wh."), "invalid-whiteout-name"),
        (file("d/.wh..."), "invalid-whiteout-name"),
        (file("/"), "invalid-path"),
        (file("a", kind=b"V"), "unknown-entry-type"),
        (pax(("SCHILY.xattr.trusted.overlay.opaque", "y")) + directory("d"), "overlay-xattr"),
        (file("stargz.index.json", b"{}"), "estargz-metadata"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_odd_is_warned_of(entry: bytes, code: str) -> None:
    walk = LayerWalker().walk_stream(io.BytesIO(tar(entry)))
    assert [warning.code for warning in walk.warnings] == [code]


@pytest.mark.parametrize("sparse", [False, True])
def test_a_huge_login_log_is_told_with_what_makes_it(tmp_path: Path, sparse: bool) -> None:
    length = 200_000_000
    if sparse:
        logs = gnu_sparse("./var/log/lastlog", [(length, b"")], length)
        walk = LayerWalker().walk_stream(io.BytesIO(tar(file("lastlog", b"x"), logs)))
    else:
        path = tmp_path / "layer.tar"
        with path.open("wb") as written:
            written.write(header("var/log/lastlog", size=length))
            written.truncate(512 + length)
        walk = LayerWalker().walk_file(
            FileRange(path=path, offset=0, blob_bytes=path.stat().st_size)
        )
    (warning,) = (found for found in walk.warnings if found.code == "huge-login-log")
    assert warning.path == b"var/log/lastlog"
    assert warning.message.startswith("200.0 MB of zeros: useradd without -l")


@pytest.mark.parametrize(
    "logs",
    [
        file("var/log/lastlog", b"x" * 300),
        pax(("size", "5")) + file("var/log/faillog", b"12345", size=0),
        gnu_sparse("home/lastlog", [(200_000_000, b"")], 200_000_000),
        gnu_sparse("var/log/other", [(200_000_000, b"")], 200_000_000),
    ],
    ids=["small", "pax", "elsewhere", "other"],
)
def test_other_logs_are_not_told(logs: bytes) -> None:
    assert LayerWalker().walk_stream(io.BytesIO(tar(logs))).warnings == ()


@pytest.mark.parametrize("begins_with", [b"", b"".join(file(f"f{n}", b"") for n in range(3000))])
@pytest.mark.parametrize("extension", [b"", pax(("mtime", "1.5"))])
def test_a_file_that_unpacks_to_too_much_is_named(begins_with: bytes, extension: bytes) -> None:
    head = begins_with + extension + header("var/log/lastlog", size=base256(12_900_000_000))
    bomb = zstd_frame(head) + zstd_zeros(b"", 9000)
    with pytest.raises(LayersizeError) as raised:
        LayerWalker().walk_stream(io.BytesIO(bomb))
    assert str(raised.value) == (
        "var/log/lastlog: has 12.9 GB, and what is compressed unpacks to over 200 times its length;"
        " useradd without -l (--no-log-init) makes this file for a large user id;"
        " if you trust the image, turn the limits off with --no-limits"
    )


def test_any_other_file_that_unpacks_to_too_much_is_named_too() -> None:
    bomb = zstd_zeros(header("srv/disk.img", size=2 << 30), 9000)
    with pytest.raises(LayersizeError, match=r"^srv/disk.img: has 2.1 GB, and .*; if you trust"):
        LayerWalker().walk_stream(io.BytesIO(bomb))


def test_paths_as_deep_as_a_system_can_open() -> None:
    path = "d/" * 2047 + "f"
    walk = LayerWalker().walk_stream(io.BytesIO(tar(pax(("path", path)) + file("f", b"x"))))
    assert walk.entries.path(0) == path.encode()
