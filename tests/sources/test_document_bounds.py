"""What a few kilobytes of documents could make of the memory, in every kind of archive."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers.walker import LayerWalker
from layersize.oci.json_node import JsonNode
from layersize.sources.docker_archive import docker_images
from layersize.sources.legacy_archive import legacy_images
from layersize.sources.stores import ArchiveStore, Store, UnpackedStore
from layersize.sources.stream_store import StreamStore
from layersize.streams import bounds
from support.documents_in_memory import DocumentsInMemory
from support.tar_writer import file, gnu_long, symlink, tar
from support.work import assert_linear

CONFIG = b'{"rootfs": {"diff_ids": []}, "text": "' + b"x" * (3 << 20) + b'"}'
SPELLINGS = 200


def in_a_file(archive: bytes, folder: Path) -> Store:
    (folder / "image.tar").write_bytes(archive)
    return ArchiveStore(folder / "image.tar")


def in_a_stream(archive: bytes, folder: Path) -> Store:  # noqa: ARG001 - as the others
    return StreamStore("x", io.BytesIO(archive), LayerWalker())


def in_a_folder(archive: bytes, folder: Path) -> Store:  # noqa: ARG001 - the same, unpacked
    (folder / "c.json").write_bytes(CONFIG)
    for number in range(SPELLINGS):
        (folder / f"link-{number}").hardlink_to(folder / "c.json")
    return UnpackedStore(folder)


@pytest.mark.parametrize("store_of", [in_a_file, in_a_stream, in_a_folder])
@pytest.mark.parametrize("spelling", ["./" * 3 + "c.json", "link-{}", "{}/../c.json"])
def test_one_config_counts_once_however_it_is_spelt(
    store_of: Callable[[bytes, Path], Store], spelling: str, tmp_path: Path
) -> None:
    links = [symlink(f"link-{number}", "c.json") for number in range(SPELLINGS)]
    store = store_of(tar(file("c.json", CONFIG), *links), tmp_path)
    names = [f"{'./' * (number % 50)}{spelling.format(number)}" for number in range(SPELLINGS)]
    manifest = JsonNode([{"Config": name, "Layers": []} for name in names], "manifest.json")
    tracemalloc.start()
    images = docker_images(manifest, store)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [image.problem for image in images] == [None] * SPELLINGS
    assert peak < 10 * len(CONFIG)


def test_configs_together_have_a_bound() -> None:
    configs = {f"{number}.json": CONFIG for number in range(30)}
    entries = [{"Config": name, "Layers": []} for name in configs]
    *_, last = docker_images(JsonNode(entries, "manifest.json"), DocumentsInMemory(configs))
    assert "over 67108864 bytes of documents" in str(last.problem)


@pytest.mark.parametrize("value", ["[]", '""', '{"a": 0}'])
def test_values_of_a_document_have_a_bound(value: str) -> None:
    data = f"[{','.join([value] * 260_000)}]".encode()
    tracemalloc.start()
    with pytest.raises(LayersizeError, match=r"^index\.json: has over 250000 values"):
        JsonNode.parse(data, "index.json")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20


def test_values_of_all_documents_have_a_bound(tmp_path: Path) -> None:
    many = b'{"x": [' + b"0," * 200_000 + b"0]}"
    members = [file(f"{i}/json", many) + file(f"{i}/layer.tar", tar()) for i in range(8)]
    with pytest.raises(
        LayersizeError, match=r"\d/json: comes with documents of over 1000000 values"
    ):
        legacy_images(in_a_file(tar(*members), tmp_path))


def test_a_key_is_found_among_many_in_linear_time() -> None:
    def run(count: int) -> None:
        node = JsonNode.parse(json.dumps({f"k{i}": i for i in range(count)}).encode(), "x")
        for i in range(count):
            assert node.get(f"absent{i}").value is None
            assert node.entry(f"absent{i}").value is None

    assert_linear(run, 1000)


@pytest.mark.parametrize(
    "member",
    [
        lambda n: gnu_long(b"%d" % n + b"n" * 30_000) + file("x"),
        lambda n: gnu_long(b"%d" % n + b"t" * 60_000, kind=b"K") + symlink(f"link-{n}", "x"),
    ],
    ids=["names", "targets"],
)
def test_names_of_members_have_a_bound(member: Callable[[int], bytes]) -> None:
    archive = io.BytesIO(tar(*map(member, range(400))))
    with pytest.raises(LayersizeError, match="its members have names of over 4194304 bytes"):
        StreamStore("x", archive, LayerWalker())


@pytest.mark.parametrize("store_of", [in_a_file, in_a_stream])
def test_members_have_a_bound(store_of: Callable[[bytes, Path], Store], tmp_path: Path) -> None:
    members = [file(f"{number:x}") for number in range(bounds.MEMBERS + 1)]
    assert len(list(store_of(tar(*members[:-1]), tmp_path).names())) == bounds.MEMBERS
    with pytest.raises(LayersizeError, match="the archive has over 20000 members"):
        store_of(tar(*members), tmp_path)


def test_layers_listed_by_all_images_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layersize.streams.bounds.LISTED_LAYERS", 250)
    entries = [{"Config": "c.json", "Layers": ["l.tar"] * 100}] * 3
    documents = DocumentsInMemory({"c.json": b'{"rootfs": {"diff_ids": []}}'})
    *_, last = docker_images(JsonNode(entries, "manifest.json"), documents)
    assert "manifest.json[2]: comes with over 250 layers" in str(last.problem)
