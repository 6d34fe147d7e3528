"""What an engine's own list says of an image's size, and of how many platforms that is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, run
from support.image_config import config_json
from support.oci_layouts import OciLayout, platform_of
from support.scripted_engine import (
    ABOUT,
    INSPECT,
    LIST,
    MANIFESTS,
    SAVE,
    VERSION,
    Reply,
    json_reply,
    scripted_engine,
)
from support.tar_writer import file, tar

AMD64, ARM64 = "linux/amd64", "linux/arm64"


def save_of(*platforms: str) -> tuple[bytes, str]:
    """A save with these platforms, and the digest of their index."""
    layout = OciLayout()
    manifests = []
    for platform in platforms:
        layer = tar(file("a", platform.encode()))
        manifest = layout.add_manifest([layer], config_json([layer], platform=platform))
        manifests.append({**manifest, "platform": platform_of(platform)})
    index = layout.add_index(manifests)
    layout.refer(index, "v1")
    return layout.archive(), index["digest"]


def manifest(kind: str, content: int, *, available: bool = True) -> dict[str, Any]:
    """A row of the list's manifests."""
    size = {"Content": content, "Total": 3 * content}
    return {"ID": f"sha256:{'1' * 64}", "Kind": kind, "Available": available, "Size": size}


def said(
    folder: Path,
    about: Mapping[str, str],
    platforms: Sequence[str] = (AMD64,),
    manifests: Sequence[dict[str, Any]] = (),
    columns: int = 160,
    **image: Any,
) -> str:
    """The line about the engine's own number."""
    archive, index = save_of(*platforms)
    facts = {"Id": index, "RepoTags": ["app:v1"], "Size": 2_140_000, **image}
    row = {**facts, "Size": 6_340_000, **({"Manifests": manifests} if manifests else {})}
    replies = {
        VERSION: json_reply(about),
        INSPECT: json_reply(facts),
        LIST: json_reply([row]),
        SAVE: Reply(body=archive),
    }
    folder = folder / str(columns)
    folder.mkdir()
    with scripted_engine(folder, replies) as engine:
        env = environment(
            DOCKER_HOST=engine.address,
            COLUMNS=str(columns),
            XDG_CACHE_HOME=str(folder / "cache"),
        )
        done = run("inspect", "docker:app:v1", "--platform", AMD64, env=env)
    assert done.returncode == 0, done.stderr.decode()
    (line,) = [line for line in done.stdout.decode().split("\n") if "docker images says" in line]
    return line.strip()


CONTAINERD = {"Descriptor": {"digest": "sha256:" + "1" * 64}}
CLASSIC = {"GraphDriver": {"Name": "overlay2"}}


def test_an_engine_that_does_not_tell_of_manifests(tmp_path: Path) -> None:
    assert said(tmp_path, ABOUT, **CONTAINERD) == (
        "docker images says disk usage 6.34MB (blocks on disk plus the layers as stored), "
        "content size 2.14MB"
    )
    assert said(tmp_path, ABOUT, columns=80, **CONTAINERD) == (
        "docker images says disk usage 6.34MB, content size 2.14MB"
    )


def test_platforms_that_are_in_the_save(tmp_path: Path) -> None:
    """The content size that the engine tells is of one of them only."""
    assert said(tmp_path, ABOUT, (AMD64, ARM64), columns=80, **CONTAINERD) == (
        "docker images says disk usage 6.34MB of all 2 platforms"
    )


@pytest.mark.parametrize(
    ("manifests", "expected"),
    [
        ([manifest("image", 900_000)], "disk usage 6.34MB, content size 900kB"),
        (
            [manifest("image", 900_000), manifest("image", 400_000)],
            "disk usage 6.34MB of all 2 platforms, content size 1.3MB",
        ),
        (
            [manifest("image", 900_000), manifest("image", 100, available=False)],
            "disk usage 6.34MB, content size 900kB",
        ),
        (
            [manifest("image", 900_000), manifest("attestation", 400_000)],
            "disk usage 6.34MB, content size 900kB",
        ),
    ],
)
def test_an_engine_that_tells_of_manifests(
    manifests: Sequence[dict[str, Any]], expected: str, tmp_path: Path
) -> None:
    line = said(tmp_path, MANIFESTS, manifests=manifests, columns=80, **CONTAINERD)
    assert line == f"docker images says {expected}"


def test_a_classic_store(tmp_path: Path) -> None:
    line = said(tmp_path, ABOUT, **CLASSIC)
    assert line == "docker images says disk usage 2.14MB: as its storage driver counts"


def test_the_json_has_what_the_line_says(tmp_path: Path) -> None:
    archive, index = save_of(AMD64, ARM64)
    facts = {"Id": index, "RepoTags": ["app:v1"], "Size": 7, **CONTAINERD}
    rows = [manifest("image", 3), manifest("image", 4)]
    replies = {
        VERSION: json_reply(MANIFESTS),
        INSPECT: json_reply(facts),
        LIST: json_reply([{**facts, "Size": 21, "Manifests": rows}]),
        SAVE: Reply(body=archive),
    }
    with scripted_engine(tmp_path, replies) as engine:
        env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(tmp_path / "cache"))
        command = ["inspect", "docker:app:v1", "--platform", AMD64, "--format", "json"]
        told = json.loads(run(*command, env=env).stdout)["image"]["engine"]
    assert (told["image_bytes"], told["stored_bytes"], told["platforms"]) == (21, 7, 2)
