"""Of an index or archive that contradicts itself, the image that real engines take is measured.

Wherever an engine runs another image than the one that was measured, a warning says that they
differ, and `check` judges nothing; or the image is refused.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest

from cli.processes import environment
from layersize.oci.platform import host_platform
from real.build_engine import DOCKER
from support.contradictions import BOTH, NAMES, TOLD, TWO_LISTS, Entries
from support.image_config import config_json, digest_of
from support.oci_layouts import Descriptor, OciLayout
from support.real_parts import ENGINES, engine_environment, needed
from support.run_layersize import inspect, run_layersize
from support.tar_writer import file, tar

pytestmark = pytest.mark.real
PODMAN = "podman"
LOADED = "app:v1"


def client(engine: str, *arguments: object, data: bytes | None = None) -> str | None:
    """What the engine's client prints, None if it refuses."""
    env = environment()
    if engine == PODMAN:
        command = ["podman", "--url", needed(ENGINES[engine]), *map(str, arguments)]
    else:
        command = [DOCKER, *map(str, arguments)]
        env = environment(**engine_environment(ENGINES[engine])[1])
    done = subprocess.run(command, env=env, input=data, capture_output=True, check=False)
    return done.stdout.decode() if done.returncode == 0 else None


def layers_of(engine: str, name: str) -> list[str]:
    """The diff_ids of what the engine has by a name, which is then removed."""
    shown = client(engine, "image", "inspect", "--format", "{{json .RootFS.Layers}}", name)
    client(engine, "image", "rm", "--force", name)
    assert shown is not None
    layers: list[str] = json.loads(shown)
    return layers


def push(layout: OciLayout, repository: str) -> None:
    """Puts all there is into the registry, as it is; the tag is for what the layout refers to."""
    base = f"http://{needed('LAYERSIZE_REGISTRY')}/v2/{repository}/"
    (reference,) = layout.references
    for blob in layout.blobs.values():  # what a document names was added before it
        digest = digest_of(blob)
        if b'"schemaVersion"' in blob[:200]:
            tags = [digest, "v1"] if digest == reference["digest"] else [digest]
            for tag in tags:
                send("PUT", f"{base}manifests/{tag}", blob, json.loads(blob)["mediaType"])
        else:
            place = urljoin(base, send("POST", f"{base}blobs/uploads/"))
            sign = "&" if "?" in place else "?"
            send("PUT", f"{place}{sign}digest={digest}", blob, "application/octet-stream")


def send(method: str, url: str, data: bytes = b"", media_type: str = "") -> str:
    """Asks the registry, and returns the place that it answers with."""
    headers = {"Content-Type": media_type} if media_type else {}
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - ours
    with urllib.request.urlopen(request) as reply:  # noqa: S310 - the same
        return str(reply.headers["Location"])


@pytest.fixture
def repository(request: pytest.FixtureRequest) -> str:
    number = abs(hash(request.node.name)) % 10**8
    return f"layersize-which-{os.getpid()}-{number}"


def judged(reference: str) -> tuple[list[str], bool]:
    """The diff_ids that were measured, and whether engines were said to differ; none: refused."""
    outcome = inspect(reference)
    if outcome.exit_code == 2:
        return [], True
    codes = {warning["code"] for warning in outcome.report["warnings"]}
    check = run_layersize(["check", reference, "--max-size", "1 GB"])
    assert (check.exit_code == 2) == ("ambiguous-platform" in codes)
    layers = [layer["diff_id"] for layer in outcome.report["layers"]]
    return layers, "ambiguous-platform" in codes


@pytest.mark.parametrize("entries", [case for case, _ in TOLD.values()], ids=TOLD)
def test_what_is_pulled(entries: Entries, repository: str, need: Callable[..., None]) -> None:
    need("podman")
    layout = OciLayout()
    layout.refer(layout.add_index(entries(layout)))
    push(layout, repository)
    name = f"{needed('LAYERSIZE_REGISTRY')}/{repository}:v1"
    measured, is_told = judged(f"registry:{name}")
    taken = {}
    for engine in ENGINES:
        insecure = ["--tls-verify=false"] if engine == PODMAN else []
        if client(engine, "pull", "--quiet", *insecure, name) is not None:
            taken[engine] = layers_of(engine, name)
    others = {engine: layers for engine, layers in taken.items() if layers != measured}
    assert is_told or not others
    assert not taken or measured in taken.values()


def in_layout(entries: list[Descriptor], layout: OciLayout) -> bytes:
    layout.refer({**layout.add_index(entries), "annotations": NAMES})
    return layout.archive()


def loads() -> Iterator[tuple[str, bytes]]:
    """All that can be loaded."""
    yield from ((name, archive) for name, (archive, _) in TWO_LISTS.items())
    for name, (entries, _) in TOLD.items():
        layout = OciLayout()
        yield name, in_layout(entries(layout), layout)
    for name, (document, _) in BOTH.items():
        layout = OciLayout()
        layout.refer({**document(layout), "annotations": NAMES})
        yield name, layout.archive()


@pytest.mark.parametrize("archive", [pytest.param(data, id=name) for name, data in loads()])
def test_what_is_loaded(archive: bytes, need: Callable[..., None], tmp_path: Path) -> None:
    need("podman")
    path = tmp_path / "image.tar"
    path.write_bytes(archive)
    measured, is_told = judged(str(path))
    is_for_us = not measured or host_platform() in inspect(str(path)).stdout
    # which of several images that can't run here has the tag, Docker's containerd store leaves open
    for engine in ENGINES:
        given = ["--input", str(path)] if engine == PODMAN else []
        said = client(engine, "load", *given, data=None if given else archive)
        if said is None:
            continue
        for line in dict.fromkeys(said.splitlines()):
            _, is_image, name = line.partition("Loaded image: ")
            if is_image and (layers := layers_of(engine, name)) != measured and is_for_us:
                assert is_told, (engine, layers)


def test_a_false_diff_id_is_run_by_podman_alone(need: Callable[..., None], tmp_path: Path) -> None:
    """So the bytes that are there are measured, and no verdict rests on what they are called."""
    need("podman")
    unique = tar(file("which", str(os.getpid()).encode()), file("etc/a", b"x" * 9000))
    layout = OciLayout()
    config = config_json([tar(file("claimed", str(os.getpid()).encode()))])
    layout.refer({**layout.add_manifest([gzip.compress(unique)], config), "annotations": NAMES})
    path = tmp_path / "image.tar"
    path.write_bytes(layout.archive())
    assert client("docker 26, containerd store", "load", data=layout.archive()) is None
    assert client(PODMAN, "load", "--input", path) is not None
    size = client(PODMAN, "image", "inspect", "--format", "{{.Size}}", LOADED)
    layers_of(PODMAN, LOADED)
    assert size is not None
    assert int(size) > 9000
    outcome = inspect(str(path), "--verify")
    assert outcome.report["image"]["content_bytes"] > 9000
    assert [warning["code"] for warning in outcome.report["warnings"]] == ["diff-id-mismatch"]
