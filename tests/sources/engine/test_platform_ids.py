"""The id of one platform, as `docker images --tree` shows it, which an engine does not know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.processes import environment, only_line, run
from support.image_config import config_json
from support.oci_layouts import MANIFEST_TYPE, OciLayout, platform_of
from support.scripted_engine import (
    LIST,
    MANIFESTS,
    SAVE,
    VERSION,
    Reply,
    ScriptedEngine,
    json_reply,
    scripted_engine,
)
from support.tar_writer import file, tar

CONTENT_BYTES = {"linux/amd64": 1000, "linux/arm64": 2000}


def saved() -> tuple[bytes, str, list[str]]:
    """A save of two platforms and an attestation, the digests of their index, and of each."""
    layout = OciLayout()
    manifests = []
    for platform, content_bytes in CONTENT_BYTES.items():
        layer = tar(file("a", b"x" * content_bytes))
        manifest = layout.add_manifest([layer], config_json([layer], platform=platform))
        manifests.append({**manifest, "platform": platform_of(platform)})
    attestation = layout.add_blob(b"{}", MANIFEST_TYPE)
    attestation["annotations"] = {
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": manifests[0]["digest"],
    }
    manifests.append(attestation)
    index = layout.add_index(manifests)
    layout.refer(index, "v1")
    return layout.archive(), index["digest"], [manifest["digest"] for manifest in manifests]


ARCHIVE, INDEX, ROWS = saved()
PLATFORMS, ATTESTATION = ROWS[:-1], ROWS[-1]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[ScriptedEngine]:
    rows = [{"ID": digest, "Kind": "image", "Available": True} for digest in ROWS]
    image = {"Id": INDEX, "RepoTags": ["app:v1"], "Size": 1, "Descriptor": {"digest": INDEX}}
    replies = {
        VERSION: json_reply(MANIFESTS),
        LIST: json_reply([{**image, "Manifests": rows}]),
        SAVE: Reply(body=ARCHIVE),
    }
    for query in ("", "?manifests=1"):
        replies[f"/images/{INDEX}/json{query}"] = json_reply({**image, "Manifests": rows})
    with scripted_engine(tmp_path, replies) as engine:
        yield engine


@pytest.mark.parametrize("form", ["{:.12}", "{}", "sha256:{}", "app@sha256:{}"])
def test_it_means_that_platform(form: str, engine: ScriptedEngine, tmp_path: Path) -> None:
    env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(tmp_path / "cache"))
    for digest, expected in zip(PLATFORMS, CONTENT_BYTES.items(), strict=True):
        name = form.format(digest.removeprefix("sha256:"))
        done = run("inspect", f"docker:{name}", "--format", "json", env=env)
        assert done.returncode == 0, done.stderr
        image = json.loads(done.stdout)["image"]
        assert (image["platform"], image["content_bytes"]) == expected
        target = tmp_path / f"{image['platform'].partition('/')[2]}.tar"
        done = run("export", f"docker:{name}", "-o", str(target), "--force", env=env)
        assert done.returncode == 0, done.stderr
        done = run("inspect", str(target), "--format", "json", env=env)
        assert json.loads(done.stdout)["image"]["content_bytes"] == expected[1]


def test_that_of_an_attestation_says_so(engine: ScriptedEngine, tmp_path: Path) -> None:
    env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(tmp_path / "cache"))
    done = run("inspect", f"docker:{ATTESTATION}", env=env)
    assert done.returncode == 2
    line = only_line(done.stderr)
    assert f"is an attestation of {PLATFORMS[0]}, not an image; name the image itself" in line


def test_another_id_is_not_there(engine: ScriptedEngine, tmp_path: Path) -> None:
    env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(tmp_path / "cache"))
    done = run("inspect", "docker:0123456789ab", env=env)
    assert done.returncode == 2
    assert "has no image '0123456789ab'" in only_line(done.stderr)


def test_an_id_that_is_too_short_to_tell(tmp_path: Path) -> None:
    rows = [{"ID": f"sha256:{'1' * 63}{last}"} for last in "23"]
    replies = {LIST: json_reply([{"Id": INDEX, "Manifests": rows}])}
    with scripted_engine(tmp_path, replies) as engine:
        env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(tmp_path / "cache"))
        done = run("inspect", f"docker:{'1' * 12}", env=env)
    assert done.returncode == 2
    assert "several images whose ids begin with 111111111111; give more" in only_line(done.stderr)


def test_a_name_that_is_no_id_asks_for_no_list(engine: ScriptedEngine, tmp_path: Path) -> None:
    env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert run("inspect", "docker:missing:v1", env=env).returncode == 2
    assert f"{LIST}?manifests=1" not in engine.asked
