"""podman: what Podman says of its folder is used where the folder bears it out, else it saves."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, run
from layersize.accounting.result import ImageAnalysis
from layersize.cache.walk_cache import WalkCache
from layersize.errors import LayersizeError
from layersize.layers.request import WalkRequest
from layersize.measure import Settings, analyze
from support.docker_archives import archive
from support.image_config import config_json, digest_of, sha256_hex, to_json
from support.podman_stores import PodmanStore, document_name, pulled_manifest
from support.scripted_engine import SAVE, VERSION, Reply, json_reply, scripted_engine
from support.tar_writer import directory, file, tar

LAYERS = [
    tar(directory("etc/"), file("etc/hosts", b"127.0.0.1\n"), file("etc/key", b"secret")),
    tar(file("etc/hosts", b"127.0.0.1\n", mode=0o600)),
]
CONFIG = config_json(LAYERS)
IMAGE_ID = sha256_hex(CONFIG)
PING = "/_ping"
LIBPOD = {"Server": "Libpod/4.3.1 (linux)", "Api-Version": "1.41"}


@pytest.fixture
def store(tmp_path: Path) -> PodmanStore:
    made = PodmanStore(root=tmp_path / "storage")
    made.add(LAYERS, "localhost/app:v1", config=CONFIG, manifest=pulled_manifest)
    return made


def unpacked_to(store: PodmanStore) -> dict[str, str]:
    """A graph driver's facts as Podman tells them: the top layer, then those below it."""
    *below, top = [str(store.files(layer_id)) for layer_id in store.layers]
    return {"UpperDir": top, "LowerDir": ":".join(reversed(below)), "WorkDir": "/elsewhere"}


def podman_replies(store: PodmanStore, **inspected: object) -> dict[str, Reply]:
    about = {
        "Id": f"sha256:{IMAGE_ID}",
        "RepoTags": ["localhost/app:v1"],
        "Size": 1,
        "RootFS": {"Layers": [digest_of(layer) for layer in LAYERS]},
        "GraphDriver": {"Name": "overlay", "Data": unpacked_to(store)},
        **inspected,
    }
    return {
        PING: Reply(body=b"OK", media_type="text/plain", headers=LIBPOD),
        VERSION: json_reply({"Version": "4.3.1", "ApiVersion": "1.41"}),
        "/json": json_reply(about),
        SAVE: Reply(body=archive(*LAYERS), media_type="application/x-tar"),
    }


def read(
    replies: dict[str, Reply], folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any
) -> tuple[ImageAnalysis, list[str]]:
    """The report, and what Podman was asked for."""
    with scripted_engine(Path(tempfile.mkdtemp(dir=folder)), replies) as engine:
        monkeypatch.setenv("CONTAINER_HOST", engine.address)
        analysis = analyze("podman:app:v1", Settings(**settings))
    return analysis, [path.rpartition("/")[2] for path in engine.asked]


def test_nothing_is_saved(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = podman_replies(store)
    found, asked = read(replies, tmp_path, monkeypatch)
    assert asked == ["_ping", "json"]
    saved, asked = read(replies, tmp_path, monkeypatch, use_stores=False)
    assert asked == ["_ping", "json", "get"]
    assert found.pairs == saved.pairs
    assert found.biggest == saved.biggest
    assert found.warnings == saved.warnings == ()
    assert found.image.tar_bytes == saved.image.tar_bytes
    assert found.image.source == saved.image.source == "Podman 4.3.1"
    assert found.image.engine == saved.image.engine
    assert [layer.transfer_bytes for layer in saved.layers] == [None, None]
    assert [layer.transfer_bytes for layer in found.layers] == [1000, 1001]


def test_what_was_saved_before_does_not_hide_what_the_folder_tells(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or transfer bytes would be known or not by what was run before."""
    replies, cache = podman_replies(store), WalkCache(tmp_path / "cache")
    _, asked = read(replies, tmp_path, monkeypatch, use_stores=False, cache=cache)
    assert asked == ["_ping", "json", "get"]
    found, asked = read(replies, tmp_path, monkeypatch, cache=cache)
    assert asked == ["_ping", "json"]
    assert [layer.transfer_bytes for layer in found.layers] == [1000, 1001]
    saved, asked = read(replies, tmp_path, monkeypatch, use_stores=False, cache=cache)
    assert asked == ["_ping", "json"]
    assert [layer.transfer_bytes for layer in saved.layers] == [None, None]


def test_an_answer_that_names_no_podman_is_asked_for_its_version(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = podman_replies(store)
    replies[PING] = Reply(body=b"OK", media_type="text/plain", headers={"Via": "1.1 a-proxy"})
    found, asked = read(replies, tmp_path, monkeypatch)
    assert asked == ["_ping", "version", "json"]
    assert found.image.source == "Podman 4.3.1"


def test_where_the_driver_tells_no_folder_podman_is_asked(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with vfs, and for an image without layers."""
    replies = podman_replies(store, GraphDriver={"Name": "overlay", "Data": None})
    replies["/info"] = json_reply({"DockerRootDir": str(store.root), "Driver": "overlay"})
    _, asked = read(replies, tmp_path, monkeypatch)
    assert asked == ["_ping", "json", "info"]


def is_removed(store: PodmanStore) -> None:
    store.images.clear()


def may_be_written_to_by_others(store: PodmanStore) -> None:
    store.root.chmod(0o777)


def is_elsewhere(store: PodmanStore) -> None:
    store.root.rename(store.root.with_name("elsewhere"))


def is_a_list(store: PodmanStore) -> None:
    index = to_json({"manifests": [{"digest": digest_of(b""), "size": 0}]})
    kept = store.images[0]["big-data-digests"]
    kept["manifest"] = digest_of(index)
    folder = store.root / "overlay-images" / IMAGE_ID
    (folder / "manifest").write_bytes(index)


@pytest.mark.parametrize("change", [is_removed, may_be_written_to_by_others, is_elsewhere])
def test_a_folder_that_is_not_used(
    change: Callable[[PodmanStore], None],
    store: PodmanStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replies = podman_replies(store)
    change(store)
    if store.root.exists():
        store.write_tables()
    found, asked = read(replies, tmp_path, monkeypatch)
    assert asked[-1] == "get"
    assert found.warnings == ()


def lacks_a_tar_split(store: PodmanStore) -> None:
    store.tar_split(next(iter(store.layers))).unlink()


def has_another_layer(store: PodmanStore) -> None:
    next(iter(store.layers.values()))["diff-digest"] = digest_of(b"")


def has_a_broken_tar_split(store: PodmanStore) -> None:
    store.tar_split(next(iter(store.layers))).write_bytes(b"")


def has_another_config(store: PodmanStore) -> None:
    name = document_name(f"sha256:{IMAGE_ID}")
    (store.root / "overlay-images" / IMAGE_ID / name).write_bytes(b"{}")


@pytest.mark.parametrize(
    "change", [lacks_a_tar_split, has_another_layer, has_a_broken_tar_split, has_another_config]
)
def test_a_folder_that_disagrees_is_told_and_the_image_saved(
    change: Callable[[PodmanStore], None],
    store: PodmanStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    replies = podman_replies(store)
    change(store)
    store.write_tables()
    found, asked = read(replies, tmp_path, monkeypatch)
    assert asked[-1] == "get"
    assert [warning.code for warning in found.warnings] == ["store-not-used"]
    assert found.image.live_bytes == 16


def test_a_platform_that_is_not_there_is_no_reason_to_save(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scripted_engine(tmp_path, podman_replies(store)) as engine:
        monkeypatch.setenv("CONTAINER_HOST", engine.address)
        with pytest.raises(LayersizeError, match=r"^Podman: has no image for linux/s390x"):
            analyze("podman:app:v1", Settings(platform="linux/s390x"))
    assert not any(SAVE in asked for asked in engine.asked)


@pytest.mark.parametrize("verify", [False, True])
def test_where_files_are_called_by_their_digests_what_needs_them_is_saved(
    verify: bool, store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with composefs."""
    for layer_id in store.layers:
        (store.files(layer_id).parent / "composefs-data").mkdir()
    request = WalkRequest(verify=verify)
    found, asked = read(podman_replies(store), tmp_path, monkeypatch, request=request)
    assert (asked[-1] == "get") == verify
    assert found.warnings == ()


def test_a_list_is_saved(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = podman_replies(store)
    is_a_list(store)
    store.write_tables()
    _, asked = read(replies, tmp_path, monkeypatch)
    assert asked[-1] == "get"


def test_a_folder_of_another_machine_is_not_looked_at(store: PodmanStore, tmp_path: Path) -> None:
    """Through ssh, the folders that the engine names are not those of this machine."""
    commands = tmp_path / "bin"
    commands.mkdir()
    with scripted_engine(tmp_path, podman_replies(store)) as engine:
        socket_file = engine.address.removeprefix("unix://")
        relay = f"import socket, sys, threading\n{_RELAY}".replace("SOCKET", socket_file)
        (commands / "relay.py").write_text(relay)
        (commands / "ssh").write_text(f"#!/bin/sh\nexec {sys.executable} {commands}/relay.py\n")
        (commands / "ssh").chmod(0o755)
        path = f"{commands}:{os.environ['PATH']}"
        env = environment(PATH=path, CONTAINER_HOST="ssh://somebody@elsewhere")
        done = run("inspect", "podman:app:v1", "--no-cache", env=env)
        assert done.returncode == 0, done.stderr
    assert [path.rpartition("/")[2] for path in engine.asked][-1] == "get"


_RELAY = """
engine = socket.socket(socket.AF_UNIX)
engine.connect("SOCKET")

def send():
    while data := sys.stdin.buffer.raw.read(65536):
        engine.sendall(data)

threading.Thread(target=send, daemon=True).start()
while data := engine.recv(65536):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
"""


def test_a_bare_name_that_podman_has_is_not_looked_for_again(
    store: PodmanStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = tmp_path / "storage.conf"
    roots = f'graphroot = "{store.root}"\nrootless_storage_path = "{store.root}"\n'
    conf.write_text(f"[storage]\n{roots}")
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(conf))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none")
    with scripted_engine(tmp_path, podman_replies(store)) as engine:
        monkeypatch.setenv("CONTAINER_HOST", engine.address)
        assert analyze("app:v1").image.source == "Podman 4.3.1"
    found = analyze("app:v1")  # now that nobody listens
    assert found.image.source == "containers-storage"
    assert found.warnings == ()
    assert json.loads((store.root / "overlay-images/images.json").read_text())
