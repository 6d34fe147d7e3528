"""Files that tell of others are kept with the walk, wherever their layer is read from."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from layersize.layers.capture.files import is_captured
from layersize.layers.entries import LayerEntries
from layersize.layers.kept import Kept
from layersize.layers.request import WalkRequest
from layersize.layers.tar_walk import TarWalk
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.streams import bounds
from layersize.streams.limits import BOUNDED
from layersize.streams.ranges import FileRange
from layersize.streams.tar.window import StreamWindow
from support.sparse_entries import gnu_sparse
from support.tar_writer import directory, file, hardlink, pax, symlink, tar, whiteout

LONG = b"/usr/share/doc/a\n" * 10_000
KEPT = {
    b"var/lib/dpkg/status": b"Package: a\n",
    b"var/lib/dpkg/info/a.list": LONG,
    b"var/lib/dpkg/info/b:amd64.list": b"/.\n",
    b"var/lib/dpkg/diversions": b"",
    b"var/lib/dpkg/status.d/base": b"Package: base\n",
    b"lib/apk/db/installed": b"P:musl\n",
    b"usr/lib/apk/db/installed": b"P:wolfi\n",
    b"usr/lib/sysimage/rpm/rpmdb.sqlite": b"SQLite format 3\0",
    b"opt/v/lib/python3.12/site-packages/a-1.dist-info/RECORD": b"a.py,,\n",
    b"srv/app/node_modules/.package-lock.json": b"{}",
    b"srv/vendor/composer/installed.json": b"[]",
    b"opt/conda/conda-meta/a-1-0.json": b"{}",
    b"opt/a-1.egg-info/top_level.txt": b"a\n",
    b"usr/lib/node_modules/a/package.json": b"{}",
    b"usr/local/lib/node_modules/@scope/a/package.json": b"{}",
}
OTHERS = {
    b"var/lib/dpkg/info/a.md5sums": b"0  a\n",
    b"var/lib/dpkg/info/deeper/a.list": b"/b\n",
    b"srv/var/lib/dpkg/status": b"of another root",
    b"srv/RECORD": b"no list",
    b"etc/apt/sources.list": b"deb x y z\n",
    b"srv/status.d/base": b"something else",
    b"srv/package.json": b"{}",
    b"srv/app/node_modules/a/package.json": b"{}",
    b"usr/lib/node_modules/a/b/package.json": b"{}",
    b"opt/top_level.txt": b"a\n",
}
LAYER = tar(
    directory("var/"),
    *(file(name, data) for name, data in {**OTHERS, **KEPT}.items()),
    pax(("mtime", "1.5")) + file("./var/lib/dpkg/info/pax.list", b"/pax\n"),
    symlink("lib/apk/db/none", b"installed"),
    hardlink("var/lib/dpkg/info/h.list", "var/lib/dpkg/info/a.list"),
    whiteout("var/lib/dpkg/info/gone.list"),
    gnu_sparse("var/lib/dpkg/info/holes.list", [(0, b"a" * 512), (4096, b"")], 4096),
    *(file(f"f{number}", b"x" * number) for number in range(600)),
)


def kept(walk: LayerWalk) -> dict[bytes, bytes]:
    entries = walk.entries
    return {entries.path(row): content for row, content in entries.captured.items() if content}


def test_what_is_kept_of_a_stream() -> None:
    walk = LayerWalker().walk_stream(io.BytesIO(LAYER))
    expected = {path: data for path, data in KEPT.items() if data}
    assert kept(walk) == {**expected, b"var/lib/dpkg/info/pax.list": b"/pax\n"}


def test_wherever_the_layer_is_read_from_it_is_the_same(tmp_path: Path) -> None:
    streamed = LayerWalker().walk_stream(io.BytesIO(LAYER))
    packed = LayerWalker().walk_stream(io.BytesIO(gzip.compress(LAYER)))
    (tmp_path / "blob").write_bytes(LAYER)
    blob = FileRange(path=tmp_path / "blob", offset=0, blob_bytes=len(LAYER))
    headers = LayerWalker().walk_file(blob)
    hashed = LayerWalker(WalkRequest(verify=True)).walk_file(blob)
    for walk in (packed, headers, hashed):
        assert kept(walk) == kept(streamed)


def test_the_hash_of_what_is_kept_is_that_of_the_whole_file() -> None:
    named = LayerWalker().walk_stream(io.BytesIO(tar(file("var/lib/dpkg/info/a.list", LONG))))
    other = LayerWalker().walk_stream(io.BytesIO(tar(file("var/lib/dpkg/info/a.lisp", LONG))))
    assert named.entries.content_hashes == other.entries.content_hashes
    assert named.entries.captured
    assert not other.entries.captured


def test_a_list_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CAPTURED_FILE_BYTES", 100)
    layer = tar(
        file("var/lib/dpkg/info/a.list", b"x" * 101), file("var/lib/dpkg/info/b.list", b"x")
    )
    walk = LayerWalker().walk_stream(io.BytesIO(layer))
    assert kept(walk) == {b"var/lib/dpkg/info/b.list": b"x"}
    (warning,) = walk.warnings
    assert (warning.code, warning.path) == ("unread-package-list", b"var/lib/dpkg/info/a.list")


def test_all_layers_of_an_image_share_one_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CAPTURED_BYTES", 150)
    shared = Kept(BOUNDED)
    layer = tar(file("var/lib/dpkg/status", b"x" * 100))
    found = []
    for _ in range(2):
        walk = TarWalk(StreamWindow(io.BytesIO(layer)), WalkRequest(), shared)
        walk.run()
        found.append((len(walk.entries.captured), len(walk.warnings.collected())))
    assert found == [(1, 0), (0, 1)]


def test_processes_share_the_bound_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "CAPTURED_BYTES", 10_000)
    with Kept(BOUNDED).shared_out() as shared:
        assert shared.may_capture(6_000)
        assert not shared.may_capture(6_000)


@pytest.mark.parametrize("path", KEPT)
def test_paths_are_known_however_a_tar_writes_them(path: bytes) -> None:
    for prefix in (b"", b"./", b"/", b".//"):
        assert is_captured(prefix + path)


def test_nothing_of_a_layer_without_such_files_is_kept() -> None:
    entries: LayerEntries = LayerWalker().walk_stream(io.BytesIO(tar(file("a", b"1")))).entries
    assert entries.captured == {}
    assert entries.secrets == {}
