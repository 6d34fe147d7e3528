"""Docker's own folder: what is read of it, and what is not believed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.layers.request import WalkRequest
from layersize.layers.walker import LayerWalker
from layersize.measure import Settings, compare, explore
from layersize.sources.local.docker_graph import graph_store
from layersize.sources.local.trusted_folder import NotUsable
from layersize.sources.stream_store import RecordedStore
from support.docker_archives import archive
from support.image_config import config_json, sha256_hex, to_json
from support.run_layersize import run_layersize
from support.scripted_engine import INSPECT, LIST, SAVE, Reply, json_reply, scripted_engine
from support.tar_writer import directory, file, tar
from support.unpacked_stores import write_graph_folder

LAYERS = [
    tar(directory("etc/"), file("etc/hosts", b"127.0.0.1\n"), file("etc/key", b"secret")),
    tar(file("etc/hosts", b"127.0.0.1\n", mode=0o600), file("etc/key", b"SECRET")),
    tar(file("etc/.wh.key", b"")),
]
CONFIG = config_json(LAYERS)
INFO = "/info"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "docker"
    write_graph_folder(folder, LAYERS, CONFIG)
    return folder


def opened(root: Path, image_id: str = sha256_hex(CONFIG), **request: bool) -> RecordedStore:
    walker = LayerWalker(WalkRequest(**request))
    return graph_store("Docker engine", str(root), "overlay2", image_id, ["app:v1"], walker)


def layer_folder(root: Path, number: int) -> Path:
    """Of a layer by its place in the image."""
    chain = ""
    for layer in LAYERS[: number + 1]:
        diff_id = f"sha256:{sha256_hex(layer)}"
        chain = f"sha256:{sha256_hex(f'{chain} {diff_id}'.encode())}" if chain else diff_id
    return root / "image/overlay2/layerdb/sha256" / chain.removeprefix("sha256:")


def config_file(root: Path) -> Path:
    return root / "image/overlay2/imagedb/content/sha256" / sha256_hex(CONFIG)


def unpacked(root: Path, number: int) -> Path:
    """The folder that a layer was unpacked to."""
    cache_id = (layer_folder(root, number) / "cache-id").read_text()
    return root / "overlay2" / cache_id / "diff"


def becomes_link(file: Path) -> None:
    moved = file.with_name("moved")
    file.rename(moved)
    file.symlink_to(moved)


def becomes_fifo(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def belongs_to_another(file: Path) -> None:
    os.chown(file, 12345, 12345)


NOT_THERE: dict[str, Callable[[Path], object]] = {
    "no config": lambda root: config_file(root).unlink(),
    "another config": lambda root: config_file(root).write_bytes(CONFIG + b"\n"),
    "a config of 5 MiB": lambda root: config_file(root).write_bytes(bytes(5 << 20)),
    "the config is a link": lambda root: becomes_link(config_file(root)),
    "the config is a FIFO": lambda root: becomes_fifo(config_file(root)),
    "a folder is a link": lambda root: becomes_link(root / "image"),
    "no folder": lambda root: (root / "image").rename(root / "elsewhere"),
    "all may write": lambda root: root.chmod(0o777),
    "all may write above": lambda root: root.parent.chmod(0o777),
    "all may write below": lambda root: (root / "image").chmod(0o777),
}


@pytest.mark.parametrize("title", NOT_THERE)
def test_a_folder_that_is_not_the_engines(title: str, root: Path) -> None:
    NOT_THERE[title](root)
    with pytest.raises(NotUsable):
        opened(root)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize(
    "place", [config_file, lambda root: root, lambda root: root / "image" / "overlay2"]
)
def test_what_belongs_to_another_user(place: Callable[[Path], Path], root: Path) -> None:
    belongs_to_another(place(root))
    with pytest.raises(NotUsable):
        opened(root)


@pytest.mark.parametrize("driver", ["", "../overlay2", "overlay2/..", "Overlay2", "a" * 40])
def test_a_driver_that_is_no_name(driver: str, root: Path) -> None:
    with pytest.raises(NotUsable, match="driver"):
        graph_store("Docker engine", str(root), driver, sha256_hex(CONFIG), [], LayerWalker())


DISAGREES: dict[str, Callable[[Path], object]] = {
    "no tar-split": lambda root: (layer_folder(root, 1) / "tar-split.json.gz").unlink(),
    "a cut tar-split": lambda root: (layer_folder(root, 1) / "tar-split.json.gz").write_bytes(
        (layer_folder(root, 1) / "tar-split.json.gz").read_bytes()[:-9]
    ),
    "a tar-split that is no gzip": lambda root: (
        layer_folder(root, 1) / "tar-split.json.gz"
    ).write_bytes(b"{}"),
    "the tar-split is a link": lambda root: becomes_link(
        layer_folder(root, 1) / "tar-split.json.gz"
    ),
    "the tar-split is a FIFO": lambda root: becomes_fifo(
        layer_folder(root, 1) / "tar-split.json.gz"
    ),
    "another diff_id": lambda root: (layer_folder(root, 1) / "diff").write_text("sha256:00"),
    "another parent": lambda root: (layer_folder(root, 1) / "parent").write_text("sha256:00"),
    "no parent": lambda root: (layer_folder(root, 1) / "parent").unlink(),
    "a cache id that leads out": lambda root: (layer_folder(root, 1) / "cache-id").write_text(
        "../../.."
    ),
    "a diff of 1 MB": lambda root: (layer_folder(root, 1) / "diff").write_bytes(bytes(1 << 20)),
    "a layer that is gone": lambda root: layer_folder(root, 2).rename(root / "gone"),
    "a layer's folder that all may write to": lambda root: layer_folder(root, 1).chmod(0o777),
}


@pytest.mark.parametrize("title", DISAGREES)
def test_a_folder_that_disagrees_with_itself(title: str, root: Path) -> None:
    DISAGREES[title](root)
    with pytest.raises(LayersizeError):
        opened(root)


def engine_replies(root: Path, image: bytes) -> dict[str, Reply]:
    image_id = f"sha256:{sha256_hex(CONFIG)}"
    inspected = {
        "Id": image_id,
        "RepoTags": ["app:v1"],
        "Size": 100,
        "RootFS": {"Type": "layers", "Layers": json.loads(CONFIG)["rootfs"]["diff_ids"]},
        "GraphDriver": {"Name": "overlay2"},
    }
    return {
        INSPECT: json_reply(inspected),
        LIST: json_reply([{"Id": image_id, "RepoTags": ["app:v1"], "Size": 100}]),
        INFO: json_reply({"DockerRootDir": str(root), "Driver": "overlay2"}),
        SAVE: Reply(body=image, media_type="application/x-tar"),
    }


def test_an_image_comes_from_the_folder(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = engine_replies(root, archive(*LAYERS))
    with scripted_engine(tmp_path, replies) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        read = explore("docker:app:v1").analysis
        assert not any(SAVE in asked for asked in engine.asked)
        saved = explore("docker:app:v1", Settings(use_stores=False)).analysis
    assert any(SAVE in asked for asked in engine.asked)
    assert list(read.shadowed) == list(saved.shadowed)
    assert [row.cause for row in read.shadowed] == [row.cause for row in saved.shadowed]
    assert read.warnings == saved.warnings == ()


def test_a_folder_that_disagrees_is_told_and_the_image_saved(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    DISAGREES["no tar-split"](root)
    with scripted_engine(tmp_path, engine_replies(root, archive(*LAYERS))) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        read = explore("docker:app:v1").analysis
    assert [warning.code for warning in read.warnings] == ["store-not-used"]
    assert "tar-split" in read.warnings[0].message
    assert any(SAVE in asked for asked in engine.asked)


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"DockerRootDir": "relative", "Driver": "overlay2"},
        {"DockerRootDir": "/nowhere", "Driver": "overlay2"},
        {"DockerRootDir": 7, "Driver": "overlay2"},
        {"DockerRootDir": "/proc/self/root/\0", "Driver": "overlay2"},
    ],
)
def test_an_engine_that_does_not_say_where(
    about: dict[str, object], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = {**engine_replies(root, archive(*LAYERS)), INFO: json_reply(about)}
    with scripted_engine(tmp_path, replies) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        read = explore("docker:app:v1").analysis
    assert read.warnings == ()
    assert any(SAVE in asked for asked in engine.asked)


def test_verify_puts_the_tars_together_again(root: Path) -> None:
    store = opened(root, verify=True)
    digests = [f"sha256:{sha256_hex(layer)}" for layer in LAYERS]
    walks = [store.blob(f"blobs/sha256/{digest.partition(':')[2]}") for digest in digests]
    assert [str(walk.tar_digests[0]) for walk in walks if walk] == digests


@pytest.mark.parametrize(
    "request_", [WalkRequest(verify=True), WalkRequest(estimate_transfer=True)]
)
def test_of_another_driver_what_needs_files_is_saved(
    request_: WalkRequest, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is wrong with its folder, so that nothing is told of it."""
    (root / "image/overlay2").rename(root / "image/vfs")
    replies = engine_replies(root, archive(*LAYERS))
    replies[INFO] = json_reply({"DockerRootDir": str(root), "Driver": "vfs"})
    with scripted_engine(tmp_path, replies) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        assert explore("docker:app:v1").analysis.warnings == ()
        assert not any(SAVE in asked for asked in engine.asked)
        assert explore("docker:app:v1", Settings(request=request_)).analysis.warnings == ()
        assert any(SAVE in asked for asked in engine.asked)


@pytest.mark.parametrize("change", ["other content", "gone", "a link", "a FIFO"])
def test_verify_finds_a_file_that_changed(change: str, root: Path) -> None:
    hosts = unpacked(root, 0) / "etc/hosts"
    match change:
        case "other content":
            hosts.write_bytes(b"127.0.0.2\n")
        case "gone":
            hosts.unlink()
        case "a link":
            becomes_link(hosts)
        case "a FIFO":
            becomes_fifo(hosts)
    with pytest.raises(LayersizeError, match="etc/hosts"):
        opened(root, verify=True)
    assert opened(root)


def test_files_are_read_where_the_other_image_has_hashes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = [LAYERS[0], tar(file("etc/hosts", b"127.0.0.1\n", mode=0o640))]
    path = tmp_path / "other.tar"
    path.write_bytes(archive(*other))
    with scripted_engine(tmp_path, engine_replies(root, b"")) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        comparison = compare("docker:app:v1", [str(path)])[0]
        statuses = {bytes(delta.path): str(delta.status) for delta in comparison.paths}
        assert "metadata" in statuses[b"etc/hosts"]
        assert comparison.other.warnings == ()

        (unpacked(root, 1) / "etc/hosts").unlink()
        comparison = compare("docker:app:v1", [str(path)])[0]
    statuses = {bytes(delta.path): str(delta.status) for delta in comparison.paths}
    assert statuses[b"etc/hosts"] == "changed"
    assert [(warning.code, warning.message) for warning in comparison.base.warnings] == [
        (
            "unread-files",
            "of 1 file, the contents could not be read, which so count as changed",
        )
    ]


@pytest.mark.parametrize("command", ["compare", "check"])
def test_what_was_wrong_with_the_folder_is_told_by_every_command(
    command: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    DISAGREES["no tar-split"](root)
    path = tmp_path / "other.tar"
    path.write_bytes(archive(*LAYERS))
    more = {"compare": ["docker:app:v1", str(path)], "check": ["docker:app:v1", "--max-size=1kB"]}
    with scripted_engine(tmp_path, engine_replies(root, archive(*LAYERS))) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        done = run_layersize([command, *more[command], "--no-cache"])
    assert done.exit_code == 0
    assert "the engine's own folders could not be used" in " ".join(
        (done.stderr + done.stdout).split()
    )


def test_files_that_could_not_be_read_are_told(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "other.tar"
    path.write_bytes(archive(LAYERS[0], tar(file("etc/hosts", b"127.0.0.1\n", mode=0o640))))
    (unpacked(root, 1) / "etc/hosts").unlink()
    with scripted_engine(tmp_path, engine_replies(root, b"")) as engine:
        monkeypatch.setenv("DOCKER_HOST", engine.address)
        done = run_layersize(["compare", "docker:app:v1", str(path), "--no-cache"])
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        "layersize: docker:app:v1: of 1 file, the contents could not be read, which so count as "
        "changed; run layersize as their owner: in podman unshare, or as root"
    ]


def test_a_config_with_no_layers(tmp_path: Path) -> None:
    config = to_json({"rootfs": {"type": "layers", "diff_ids": []}, "os": "linux"})
    root = tmp_path / "docker"
    image_id = write_graph_folder(root, [], config)
    assert list(opened(root, image_id).names())
