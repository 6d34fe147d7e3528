"""A real registry: the same numbers as skopeo's copy gives, logins, platforms, broken lines."""

from __future__ import annotations

import json
import os
import uuid
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import urllib3

from layersize.accounting.result import ImageAnalysis
from layersize.measure import Settings, analyze
from layersize.oci.digest import Digest
from layersize.sources.context import Network, Unavailable
from real.programs import ProgramFailedError, run, skopeo_copy
from support.compressors import gzip_member, zstd_frame
from support.hostile_registry import HostileRegistry, Reply, Request
from support.image_config import config_json
from support.oci_layouts import OciLayout, platform_of
from support.real_parts import SAMPLE, needed
from support.registry_reading import error_of, network, open_registry_image, walked
from support.registry_secrets import log_out
from support.tar_writer import file, tar

pytestmark = pytest.mark.real

SAMPLE_PATH = f"/{SAMPLE.partition(':')[0]}"
NETWORK = Network(timeout_seconds=20)


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of docker's config.json, which is still to be written."""
    log_out(monkeypatch, tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return tmp_path / "config.json"


def measured(name: str, platform: str | None = None) -> ImageAnalysis:
    return analyze(f"registry:{name}", Settings(network=NETWORK, platform=platform))


def test_the_same_layers_as_in_a_copy_by_skopeo(need: Callable[..., None], tmp_path: Path) -> None:
    need("skopeo")
    host = needed("LAYERSIZE_REGISTRY")
    skopeo_copy(f"docker://{host}/{SAMPLE}", f"oci:{tmp_path}/copy:v1", "--src-tls-verify=false")
    copied = analyze(f"oci-dir:{tmp_path}/copy")
    fetched = measured(f"{host}/{SAMPLE}")
    assert [replace(layer, media_type="") for layer in fetched.layers] == [
        replace(layer, media_type="") for layer in copied.layers
    ], "but for Docker's media types, of which skopeo makes OCI's"
    assert fetched.pairs == copied.pairs
    assert list(fetched.shadowed) == list(copied.shadowed)
    raw = run("skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{host}/{SAMPLE}")
    assert str(fetched.image.image_id) == json.loads(raw)["config"]["digest"]


def test_every_blob_is_what_its_digest_says() -> None:
    name = f"{needed('LAYERSIZE_REGISTRY')}/{SAMPLE}"
    image = open_registry_image(name, NETWORK)
    walks = walked(image)
    assert len(walks) == len(image.layers) > 1
    assert [walk.blob_digests for walk in walks] == [(layer.digest,) for layer in image.layers]


def test_by_digest() -> None:
    host = needed("LAYERSIZE_REGISTRY")
    name = f"{host}/{SAMPLE}"
    image = open_registry_image(name, NETWORK)
    assert image.documents is not None
    assert image.documents.manifest is not None
    answer = urllib3.request(
        "GET",
        f"http://{host}/v2/layersize-sample/manifests/v1",
        headers={"Accept": str(image.documents.manifest_media_type)},
    )
    digest = Digest.parse(answer.headers["Docker-Content-Digest"])
    assert measured(f"{host}/layersize-sample@{digest}").image.image_id == image.image_id


def test_a_name_and_password(config: Path) -> None:
    open_one, closed_one = needed("LAYERSIZE_REGISTRY"), needed("LAYERSIZE_REGISTRY_AUTH")
    login = b64encode(b"reader:sesame").decode()
    config.write_text(json.dumps({"auths": {closed_one: {"auth": login}}}))
    assert measured(f"{closed_one}/{SAMPLE}").layers == measured(f"{open_one}/{SAMPLE}").layers


@pytest.mark.parametrize(
    ("program", "below"),
    [
        ("docker", ""),
        *((program, below) for program in ("skopeo", "podman") for below in ("", SAMPLE_PATH)),
    ],
)
def test_a_login_by_the_programs_themselves(
    need: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    below: str,
) -> None:
    """Podman and skopeo write into the folder of the session, also for one repository alone."""
    need(program)
    host = needed("LAYERSIZE_REGISTRY_AUTH")
    monkeypatch.delenv("DOCKER_CONFIG")
    monkeypatch.delenv("CONTAINERS_STORAGE_CONF", raising=False)  # Podman makes its store first
    monkeypatch.setenv("DOCKER_HOST", needed("LAYERSIZE_DOCKER_OLD"))  # its command asks it
    (tmp_path / "runtime").mkdir()
    options = [] if program == "docker" else ["--tls-verify=false"]
    run(program, "login", *options, "--username", "reader", "--password", "sesame", host + below)
    assert measured(f"{host}/{SAMPLE}").layers
    other = error_of(lambda: open_registry_image(f"{host}/other/image", NETWORK))
    if below:
        written = tmp_path / "runtime/containers/auth.json"
        assert f"no credentials for {host} in {written}" in str(other)
    else:
        assert "no such repository" in str(other)
    run(program, "logout", host + below)
    assert "no credentials" in str(
        error_of(lambda: open_registry_image(f"{host}/{SAMPLE}", NETWORK))
    )


@pytest.mark.parametrize("right", ["", SAMPLE_PATH, "/other", f"{SAMPLE_PATH}/below"])
def test_of_several_entries_the_one_that_skopeo_takes(
    need: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    right: str,
) -> None:
    """All the others have a wrong password."""
    need("skopeo")
    host = needed("LAYERSIZE_REGISTRY_AUTH")
    entries = {}
    for path in ("", SAMPLE_PATH, "/other", f"{SAMPLE_PATH}/below"):
        password = "sesame" if path == right else "wrong"
        entries[host + path] = {"auth": b64encode(f"reader:{password}".encode()).decode()}
    file = tmp_path / "auth.json"
    file.write_text(json.dumps({"auths": entries}))
    monkeypatch.setenv("REGISTRY_AUTH_FILE", str(file))
    name = f"{host}/{SAMPLE}"
    asking = ("skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{name}")
    if right == SAMPLE_PATH:
        assert run(*asking)
        assert measured(name).layers
    else:
        with pytest.raises(ProgramFailedError):
            run(*asking)
        error = error_of(lambda: open_registry_image(name, NETWORK))
        assert f"the credentials for {host} in REGISTRY_AUTH_FILE {file} don't open it" in str(
            error
        )


@pytest.mark.parametrize(("password", "said"), [("wrong", "don't open it"), ("", "no credentials")])
def test_without_the_right_password(config: Path, password: str, said: str) -> None:
    host = needed("LAYERSIZE_REGISTRY_AUTH")
    login = b64encode(f"reader:{password}".encode()).decode()
    config.write_text(json.dumps({"auths": {host: {"auth": login}} if password else {}}))
    name = f"{host}/{SAMPLE}"
    error = error_of(lambda: open_registry_image(name, NETWORK))
    assert isinstance(error, Unavailable)
    assert said in str(error)


@pytest.mark.parametrize("name", ["layersize-sample:nosuch", "nosuch/repository:v1"])
def test_an_image_that_is_not_there(name: str) -> None:
    text = f"{needed('LAYERSIZE_REGISTRY')}/{name}"
    error = error_of(lambda: open_registry_image(text, NETWORK))
    assert isinstance(error, Unavailable)
    assert f"{text}: no such repository" in str(error)


def test_platforms_and_compressions(need: Callable[..., None], tmp_path: Path) -> None:
    """An index that skopeo pushed, with a gzip and a zstd layer in each image."""
    need("skopeo")
    host = needed("LAYERSIZE_REGISTRY")
    layout = OciLayout()
    described = []
    for platform in ("linux/amd64", "linux/arm64"):
        tars = [tar(file("a", platform.encode() * 1000)), tar(file("b", os.urandom(5000)))]
        manifest = layout.add_manifest(
            [gzip_member(tars[0]), zstd_frame(tars[1])], config_json(tars, platform=platform)
        )
        described.append({**manifest, "platform": platform_of(platform)})
    layout.refer(layout.add_index(described), "v1")
    for name, content in layout.files().items():
        target = tmp_path / "pushed" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    name = f"{host}/{uuid.uuid4()}:v1"
    skopeo_copy(f"oci:{tmp_path}/pushed:v1", f"docker://{name}", "--all", "--dest-tls-verify=false")
    for platform in ("linux/amd64", "linux/arm64"):
        fetched = measured(name, platform)
        assert fetched.image.platform == platform
        assert fetched.layers == analyze(f"{tmp_path}/pushed", Settings(platform=platform)).layers
    error = error_of(lambda: measured(name, "linux/s390x"))
    assert "choose --platform linux/amd64 or linux/arm64" in str(error)


def test_a_line_that_breaks_is_resumed() -> None:
    """The registry is real, what cuts its answers short is not."""
    host = needed("LAYERSIZE_REGISTRY")
    http = urllib3.PoolManager()

    def cut(request: Request) -> Reply:
        kept = ("accept", "range")
        answer = http.request(
            "GET",
            f"http://{host}{request.path}",
            headers={name: request.headers[name] for name in kept if name in request.headers},
            decode_content=False,
        )
        most = 200_000 if "/blobs/" in request.path else None
        headers = {name: value for name, value in answer.headers.items() if name != "Date"}
        return Reply(status=answer.status, body=answer.data[:most], headers=headers)

    with HostileRegistry() as line:
        line.otherwise = cut
        name = f"{line.host}/{SAMPLE}"
        image = open_registry_image(name, network())
        walks = walked(image)
        assert [walk.blob_digests for walk in walks] == [(layer.digest,) for layer in image.layers]
        assert any(request.offset == 200_000 for request in line.requests)
