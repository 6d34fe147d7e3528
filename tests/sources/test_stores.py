"""Where the files of a saved image lie: a folder, a tar in a file, a tar that arrives."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.sources.saved_image import unpacked
from layersize.sources.stores import ArchiveStore, FolderStore
from layersize.sources.stream_store import StreamStore
from layersize.streams.limits import BOUNDED, Expansion
from layersize.streams.ranges import FileRange
from support.compressors import zstd_zeros
from support.tar_writer import directory, fifo, file, hardlink, header, pax, symlink, tar

LAYER = tar(file("a", b"x" * 700), directory("d/"))
MEMBERS = (
    directory("blobs/"),
    file("manifest.json", b"[1]"),
    file("./dotted.json", b"[2]"),
    file("/rooted.json", b"[3]"),
    file("twice.json", b"[5]"),
    file("./twice.json", b"[5]"),
    file("one/layer.tar", LAYER),
    symlink("two/layer.tar", "../one/layer.tar"),
    symlink("three/layer.tar", "../two/layer.tar"),
    hardlink("four", "one/layer.tar"),
    symlink("out", "../../../etc/passwd"),
    symlink("round", "round"),
    fifo("pipe"),
    file("empty"),
)
MAP = b"1\n0\n3\n".ljust(512, b"\0")
SPARSE = (
    pax(
        *(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "a")),
        ("GNU.sparse.realsize", "600"),
    ),
)
NAMES = (
    "manifest.json",
    "dotted.json",
    "rooted.json",
    "twice.json",
    "empty",
    "none",
    "out",
    "pipe",
)


def archive_store(tmp_path: Path, *members: bytes) -> ArchiveStore:
    path = tmp_path / "archive.tar"
    path.write_bytes(tar(*members))
    return ArchiveStore(path)


def stream_store(*members: bytes) -> StreamStore:
    return StreamStore("x", io.BytesIO(tar(*members)), LayerWalker())


def test_a_stream_and_a_file_hold_the_same_documents(tmp_path: Path) -> None:
    stored, streamed = archive_store(tmp_path, *MEMBERS), stream_store(*MEMBERS)
    assert list(stored.names()) == list(streamed.names())
    for name in NAMES:
        assert stored.document(name) == streamed.document(name), name
    assert stored.document("twice.json") == b"[5]"
    assert stored.document("rooted.json") == b"[3]"
    assert stored.warnings == streamed.warnings == ()


@pytest.mark.parametrize(
    "name", ["one/layer.tar", "two/layer.tar", "three/layer.tar", "four", "./x/../four"]
)
def test_links_lead_to_the_layer(tmp_path: Path, name: str) -> None:
    blob = archive_store(tmp_path, *MEMBERS).blob(name)
    assert isinstance(blob, FileRange)
    assert blob.path.read_bytes()[blob.offset :][: blob.blob_bytes] == LAYER
    walk = stream_store(*MEMBERS).blob(name)
    assert isinstance(walk, LayerWalk)
    assert list(walk.entries.names) == [b"a", b"d"]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ((file("a", b"[1]"), file("a", b"[2]")), "a: is there twice"),
        ((file("a", b"[1]"), file("./a", b"[2]")), "a: is there twice"),
        ((file("/a", b"[1]"), file("b/../a", b"[2]")), "a: is there twice"),
        ((file("a", b"[1]"), file("a", LAYER)), "a: is there twice"),
        ((file("a", LAYER), file("a", b"[1]")), "a: is there twice"),
        ((file("a", LAYER), file("a", tar(file("b")))), "a: is there twice"),
        ((file("a", b"[1]"), file("a", b"[1]", kind=b"7")), "a: is there twice"),
        ((header("a", kind=b"Z"), file("a", b"[1]")), "a: is there twice"),
        ((file("a", b"[1]"), symlink("a", "b")), "a: is there twice"),
        ((file("a", b"[1]"), hardlink("a", "b")), "a: is there twice"),
        ((symlink("a", "b"), symlink("a", "c")), "a: is there twice"),
        ((symlink("d", "."), file("d/a", b"[1]")), "d/a: is below d, which is a link"),
        ((file("d/e/a", b"[1]"), symlink("d", "x")), "d/e/a: is below d, which is a link"),
        ((*SPARSE, file("GNUSparseFile.0/a", MAP + b"[1]")), "a: is stored without its zeros"),
    ],
)
def test_members_that_readers_differ_on_are_refused(
    tmp_path: Path, members: tuple[bytes, ...], message: str
) -> None:
    """Podman takes the first of a name, Docker the last, through the symlinks that came before."""
    with pytest.raises(LayersizeError, match=message):
        archive_store(tmp_path, *members)
    with pytest.raises(LayersizeError, match=message):
        stream_store(*members)


def test_members_that_are_the_same_twice_are_one(tmp_path: Path) -> None:
    members = (file("a", LAYER), file("./a", LAYER), symlink("l", "a"), symlink("l", "./a"))
    stored, streamed = archive_store(tmp_path, *members), stream_store(*members)
    assert list(stored.names()) == list(streamed.names()) == ["a", "l"]
    assert isinstance(stored.blob("l"), FileRange)
    assert isinstance(streamed.blob("l"), LayerWalk)


def test_a_link_in_a_circle_is_an_error(tmp_path: Path) -> None:
    for store in (archive_store(tmp_path, *MEMBERS), stream_store(*MEMBERS)):
        with pytest.raises(LayersizeError, match="round: is a link that leads in a circle"):
            store.blob("round")


def test_links_never_lead_out_of_the_archive(tmp_path: Path) -> None:
    for store in (archive_store(tmp_path, *MEMBERS), stream_store(*MEMBERS)):
        assert store.blob("out") is None
        assert store.document("out") is None


def test_a_layer_that_is_no_tar_fails_only_if_it_is_asked_for() -> None:
    store = stream_store(file("manifest.json", b"[]"), file("layer", b"text" * 400))
    assert isinstance(store.blob("layer"), LayersizeError)
    assert store.document("manifest.json") == b"[]"


def test_a_missing_trailer_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "cut.tar"
    for length in (1024, 514):
        path.write_bytes(file("manifest.json", b"[]")[:length])
        streamed = StreamStore("x", io.BytesIO(path.read_bytes()), LayerWalker())
        for store in (ArchiveStore(path), streamed):
            assert [warning.code for warning in store.warnings] == ["missing-trailer"]
            assert store.document("manifest.json") == b"[]"


def test_a_stream_that_unpacks_to_too_much_names_member_and_file() -> None:
    layer_bytes = 2 << 30
    start = file("a/layer.tar", b"", size=layer_bytes) + header("srv/disk", size=layer_bytes - 512)
    archive = unpacked(io.BytesIO(zstd_zeros(start, 9000)), Expansion(BOUNDED))
    with pytest.raises(LayersizeError, match=r"^a/layer.tar: srv/disk: has 2.1 GB, and .*times"):
        StreamStore("x", archive, LayerWalker())


def test_a_too_long_document_is_an_error(tmp_path: Path) -> None:
    store = archive_store(tmp_path, file("manifest.json", b" " * ((4 << 20) + 1)))
    with pytest.raises(LayersizeError, match=r"manifest\.json: is a document of 4194305 bytes"):
        store.document("manifest.json")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "index.json").write_bytes(b"{}")
    (tmp_path / "link.json").symlink_to("index.json")
    store = FolderStore(tmp_path)
    assert store.document("index.json") == store.document("link.json") == b"{}"
    assert store.document("none.json") is None
    assert store.blob("index.json/below") is None


def test_a_folder_with_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "index.json").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    store = FolderStore(tmp_path)
    for name in ("index.json", "pipe", "zero"):
        with pytest.raises(LayersizeError, match=f"{name}: is not a regular file"):
            store.document(name)
    with pytest.raises(LayersizeError, match="loop: "):
        store.document("loop")
