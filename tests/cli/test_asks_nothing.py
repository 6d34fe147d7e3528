"""What an image says and names is data: reading it opens the image alone, and asks nobody.

Python itself tells what a run asks of the system (its audit events).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment
from support.docker_archives import named_layers
from support.image_config import config_json
from support.oci_layouts import OciLayout, layer_media_type
from support.podman_stores import PodmanStore
from support.tar_writer import char_device, directory, file, hardlink, symlink, tar

_AUDITED = Path(__file__).with_name("audited_layersize.py")
_COMMANDS = (
    ("inspect", "{}"),
    ("inspect", "{}", "--verify", "--format", "markdown"),
    ("inspect", "{}", "--estimate-transfer"),
    ("compare", "{}", "{}", "--format", "json"),
    ("check", "{}", "--max-size", "1 MB", "--forbid", "*.pem"),
    ("cat", "{}", "/link"),
    ("cat", "{}", "--layer", "0", "hard"),
    ("diff", "{}", "{}", "/usr/bin/sh"),
)


def _hostile_parts(folder: Path, above: str = "..") -> tuple[bytes, bytes]:
    """A layer and a config in which every name is one of a file, a program or an address."""
    bait = str(folder / "bait")
    layer = tar(
        file(bait[:99], b"overwritten"),
        file(f"{above}{bait}"[:99], b"overwritten"),
        symlink("link", bait[:99]),
        file("link", b"through the link"),
        hardlink("hard", bait[:99]),
        directory("d/"),
        char_device("device", 1, 3),
        file("etc/ld.so.preload", b"/x.so"),
        file("a", b"x"),
    )
    second = tar(file(".wh.a"), file("usr/bin/sh", b"#!/bin/sh\ntouch /tmp/run\n"))
    names = {
        "org.opencontainers.image.base.name": f"docker-archive:{bait}",
        "org.opencontainers.image.url": "http://127.0.0.1:9/",
        "org.opencontainers.image.source": f"file://{bait}",
    }
    steps = ["RUN $(touch bait)", "COPY `touch bait` /"]
    config = {"Labels": names, "Entrypoint": ["sh", "-c", "touch bait"], "Env": ["LD_PRELOAD=x"]}
    return layer, config_json([layer, second], steps=steps, config=config) + b"\n" + second


def _images(folder: Path) -> dict[str, Path]:
    """The same hostile image as a layout in a folder, as one in a tar, and as a saved image."""
    layer, rest = _hostile_parts(folder)
    config, _, second = rest.partition(b"\n")
    layout = OciLayout()
    described = [
        layout.add_blob(blob, layer_media_type(blob), urls=["http://127.0.0.1:9/layer"])
        for blob in (layer, second)
    ]
    layout.refer(layout.add_manifest([], config, layer_descriptors=described), str(folder / "bait"))
    for name, data in layout.files().items():
        (folder / "layout" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "layout" / name).write_bytes(data)
    (folder / "layout.tar").write_bytes(layout.archive())
    (folder / "archive.tar").write_bytes(
        named_layers({"/a/../0.tar": layer, "1.tar": second}, [layer, second], config=config)
    )
    return {name: folder / name for name in ("layout", "layout.tar", "archive.tar")}


def events_of(folder: Path, *arguments: str, **variables: str) -> list[Any]:
    told = folder / "told"
    done = subprocess.run(
        [sys.executable, str(_AUDITED), str(told), *arguments],
        env=environment(HOME=str(folder), XDG_CACHE_HOME=str(folder / "cache"), **variables),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    events = json.loads(told.read_text())
    assert isinstance(events, list)
    return events


@pytest.mark.parametrize("command", _COMMANDS, ids=lambda command: command[0] + str(len(command)))
@pytest.mark.parametrize("name", ["layout", "layout.tar", "archive.tar"])
def test_an_image_is_only_read(name: str, command: tuple[str, ...], tmp_path: Path) -> None:
    image = _images(tmp_path)[name]
    before = {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    events = events_of(tmp_path, *(word.format(image) for word in command))
    assert {event for event, _ in events} == {"read"}
    assert all(_is_of(image, path) for _, path in events), events
    (tmp_path / "told").unlink()
    after = {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert {**after, tmp_path: 0} == {**before, tmp_path: 0}


def _is_of(image: Path, path: str) -> bool:
    """Whether it is the image, or a file of its folder with a fixed name or that of a digest."""
    fixed = r"index\.json|manifest\.json|blobs/sha256/[0-9a-f]{64}"
    return (
        path == str(image) or re.fullmatch(rf"{re.escape(str(image))}/({fixed})", path) is not None
    )


@pytest.mark.parametrize("option", ["--no-limits", "--verify"])
def test_an_engines_folder_is_only_read(option: str, tmp_path: Path) -> None:
    layer, rest = _hostile_parts(tmp_path, above=".")
    config, _, second = rest.partition(b"\n")
    store = PodmanStore(root=tmp_path / "storage")
    store.add([layer, second], "localhost/app:v1", config=config)
    conf = tmp_path / "storage.conf"
    root = f'graphroot = "{store.root}"\nrootless_storage_path = "{store.root}"\n'
    conf.write_text(f'[storage]\ndriver = "overlay"\n{root}')
    command = "inspect", "storage:app:v1", "--no-cache", option
    events = events_of(tmp_path, *command, CONTAINERS_STORAGE_CONF=str(conf))
    assert {event for event, _ in events} == {"read"}
    assert str(tmp_path / "bait") not in {path for _, path in events}


def test_what_is_asked_is_noticed(tmp_path: Path) -> None:
    """A report is written as a file beside it, which then takes its name."""
    image = _images(tmp_path)["archive.tar"]
    report = tmp_path / "report.json"
    events = events_of(tmp_path, "inspect", str(image), "--report", f"json={report}")
    writes = [path for event, path in events if event == "write"]
    assert [Path(path).parent for path in writes] == [tmp_path]
    assert str(report) not in writes
    assert ["os.rename", writes[0]] in events
