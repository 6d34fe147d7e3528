"""Docker's containerd store: what is read of it, and what is not believed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.measure import Settings, analyze
from layersize.progress import Progress
from layersize.sources.local.content_store import ContentBlob
from layersize.streams.reader import Reader
from support.compressors import gzip_member
from support.image_config import config_json, sha256_hex
from support.oci_layouts import OciLayout
from support.scripted_engine import INSPECT, LIST, SAVE, Reply, json_reply, scripted_engine
from support.tar_writer import file, tar

LAYERS = [tar(file("etc/hosts", b"127.0.0.1\n")), tar(file("etc/key", b"secret"))]
ZIPPED = gzip_member(LAYERS[0])
PLAIN = LAYERS[1]
CONFIG = config_json(LAYERS)


class Store:
    """An engine's folder with an image of a gzipped and a plain layer."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "docker"
        self.layout = OciLayout()
        self.manifest = self.layout.add_manifest([ZIPPED, PLAIN], CONFIG)
        self.layout.refer(self.manifest, "docker.io/library/app:v1")
        self.blobs = self.root / "containerd/daemon/io.containerd.content.v1.content/blobs/sha256"
        self.blobs.mkdir(parents=True)
        for name, blob in self.layout.blobs.items():
            (self.blobs / name).write_bytes(blob)

    def blob(self, data: bytes) -> Path:
        return self.blobs / sha256_hex(data)

    def replies(self) -> dict[str, Reply]:
        image_id = self.manifest["digest"]
        about = {"Id": image_id, "RepoTags": ["app:v1"], "Size": 100, "Descriptor": self.manifest}
        return {
            INSPECT: json_reply(about),
            LIST: json_reply([{"Id": image_id, "RepoTags": ["app:v1"], "Size": 100}]),
            "/info": json_reply({"DockerRootDir": str(self.root), "Driver": "overlayfs"}),
            SAVE: Reply(body=self.layout.archive(), media_type="application/x-tar"),
        }

    def read(
        self, monkeypatch: pytest.MonkeyPatch, settings: Settings | None = None
    ) -> tuple[ImageAnalysis, int]:
        """The report, and how many images were saved for it."""
        with scripted_engine(
            Path(tempfile.mkdtemp(dir=self.root.parent)), self.replies()
        ) as engine:
            monkeypatch.setenv("DOCKER_HOST", engine.address)
            found = analyze("docker:app:v1", settings)
        return found, sum(SAVE in asked for asked in engine.asked)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_nothing_is_saved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    found, saves = store.read(monkeypatch)
    assert saves == 0
    expected, saves = store.read(monkeypatch, Settings(use_stores=False))
    assert saves == 1
    for name in ("image", "layers", "pairs", "biggest"):
        assert getattr(found, name) == getattr(expected, name)
    assert found.warnings == ()


def becomes(data: bytes, other: bytes) -> Callable[[Store], object]:
    return lambda store: store.blob(data).write_bytes(other)


def becomes_link(file: Path) -> None:
    file.rename(file.with_name("moved"))
    file.symlink_to("moved")


def becomes_fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


LYING: dict[str, Callable[[Store], object]] = {
    "a gzipped layer that is cut": becomes(ZIPPED, ZIPPED[:-9]),
    "another config": becomes(CONFIG, config_json([LAYERS[0], tar(file("etc/key", b"SECRET"))])),
    "a config that is cut": becomes(CONFIG, CONFIG[:-9]),
    "no config": lambda store: store.blob(CONFIG).unlink(),
    "no layer": lambda store: store.blob(PLAIN).unlink(),
    "a layer that is a link": lambda store: becomes_link(store.blob(PLAIN)),
    "a layer that is a FIFO": lambda store: becomes_fifo(store.blob(PLAIN)),
    "a plain layer that is cut": becomes(PLAIN, PLAIN[:700]),
    "a longer plain layer": becomes(PLAIN, tar(file("etc/key", b"SECRET"), file("more", b"x"))),
}


@pytest.mark.parametrize("title", LYING)
def test_what_disagrees_is_told_and_the_image_saved(
    title: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    LYING[title](store)
    found, saves = store.read(monkeypatch)
    assert saves == 1
    assert [warning.code for warning in found.warnings] == ["store-not-used"]
    assert found.image.live_bytes == 16


@pytest.mark.parametrize(
    ("data", "other"),
    [
        (ZIPPED, gzip_member(tar(file("etc/hosts", b"127.0.0.9\n")))),
        (PLAIN, tar(file("etc/key", b"SECRET"))),
    ],
    ids=["gzipped", "plain"],
)
def test_a_layer_of_the_same_length_is_an_error(
    data: bytes, other: bytes, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is only found while the layer is read, and a save would hold the same bytes."""
    assert len(data) == len(other)
    store.blob(data).write_bytes(other)
    with pytest.raises(LayersizeError, match=r"not what its descriptor says; .*pull the image"):
        store.read(monkeypatch)


def test_a_layer_that_goes_while_it_is_read(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The image is being removed."""
    really_opened = ContentBlob.open

    def removed(blob: ContentBlob, progress: Progress) -> AbstractContextManager[Reader]:
        blob.file.path.unlink()
        return really_opened(blob, progress)

    monkeypatch.setattr(ContentBlob, "open", removed)
    with pytest.raises(LayersizeError, match=r"removed while the image was read; run it again"):
        store.read(monkeypatch)


NOT_HERE: dict[str, Callable[[Store], object]] = {
    "all may write": lambda store: store.root.chmod(0o777),
    "no folder": lambda store: store.root.rename(store.root.with_name("elsewhere")),
    "no manifest": lambda store: (
        store.blobs / store.manifest["digest"].partition(":")[2]
    ).unlink(),
    "another manifest": lambda store: (
        store.blobs / store.manifest["digest"].partition(":")[2]
    ).write_bytes(b"{}"),
}


@pytest.mark.parametrize("title", NOT_HERE)
def test_a_folder_that_is_not_used(
    title: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    NOT_HERE[title](store)
    found, saves = store.read(monkeypatch)
    assert saves == 1
    assert found.warnings == ()
    assert found.image.live_bytes == 16
