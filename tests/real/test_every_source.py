"""Identity 6: one image, built for real, gives the same numbers wherever it is read from."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, run
from real.run_notes import RunNotes
from support.real_parts import ENGINES, NEWER_SAMPLE, SAMPLE, engine_environment, needed

pytestmark = pytest.mark.real

FILES = {
    "docker save, 20.10": "sample-v1.docker-old.tar",
    "docker save, 26 classic": "sample-v1.docker-classic.tar",
    "docker save, 26 containerd": "sample-v1.docker-containerd.tar",
    "podman save": "sample-v1.podman.tar",
    "OCI archive": "sample-v1.oci.tar",
    "OCI layout": "sample-v1.oci",
    "skopeo dir:": "sample-v1.dir",
}
MEASURES = ("tar_bytes", "content_bytes", "live_bytes", "shadowed_bytes", "entries")
ONE_BY_ONE = {"digest", "media_type", "transfer_bytes", "transfer_estimate_bytes"}
"""What differs between sources, as the blobs do."""

Read = Callable[..., Any]


def report(*arguments: str, cache: Path, env: Mapping[str, str], stdin: bytes = b"") -> Any:
    """What `layersize … --format json` says."""
    done = run(
        *arguments,
        "--format",
        "json",
        env=environment(XDG_CACHE_HOME=str(cache), **env),
        stdin=None,
        input=stdin,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def registry_environment(folder: Path, host: str) -> dict[str, str]:
    """The password for a registry, where docker keeps it."""
    login = base64.b64encode(b"reader:sesame").decode()
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"auths": {host: {"auth": login}}}))
    return {"DOCKER_CONFIG": str(folder)}


def podman_storage(folder: Path) -> dict[str, str]:
    """What leads to the folder of the Podman that was started for the tests."""
    root = Path(needed("LAYERSIZE_PODMAN").removeprefix("unix://")).parent / "podman/root"
    conf = folder / "storage.conf"
    roots = f'graphroot = "{root}"\nrootless_storage_path = "{root}"\n'
    conf.write_text(f'[storage]\ndriver = "overlay"\n{roots}')
    return {"CONTAINERS_STORAGE_CONF": str(conf)}


@pytest.fixture
def every_source(tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    """Reports of one sample by the source that it was read from, each without a cache."""

    def read(sample: str) -> dict[str, Any]:
        found = {}
        for title, variable in ENGINES.items():
            source, env = engine_environment(variable)
            cache = tmp_path / variable
            found[title] = report("inspect", f"{source}{sample}", cache=cache, env=env)
            found[f"{title}, again"] = report("inspect", f"{source}{sample}", cache=cache, env=env)
            saved = ("inspect", f"{source}{sample}", "--no-store")
            found[f"{title}, saved"] = report(*saved, cache=tmp_path / "saved", env=env)
        containerd = {"CONTAINERD_ADDRESS": needed("LAYERSIZE_CONTAINERD")}
        found["containerd"] = report(
            "inspect", f"containerd:{sample}", cache=tmp_path, env=containerd
        )
        found["storage"] = report(
            "inspect", f"storage:{sample}", cache=tmp_path, env=podman_storage(tmp_path)
        )
        for title, variable in (
            ("registry", "LAYERSIZE_REGISTRY"),
            ("registry, password", "LAYERSIZE_REGISTRY_AUTH"),
        ):
            host = needed(variable)
            env = registry_environment(tmp_path / "docker", host)
            cache = tmp_path / variable
            found[title] = report("inspect", f"registry:{host}/{sample}", cache=cache, env=env)
        return found

    return read


def measures(analysis: Any) -> Any:
    """All numbers of a report that must not depend on the source."""
    return {
        "image": {key: analysis["image"][key] for key in (*MEASURES, "efficiency", "platform")},
        "layers": [
            {key: value for key, value in layer.items() if key not in ONE_BY_ONE}
            for layer in analysis["layers"]
        ],
        "pairs": analysis["pairs"],
        "shadowed": analysis["shadowed"],
        "biggest": analysis["biggest"],
        "warnings": analysis["warnings"],
    }


def test_one_image_through_every_source(
    every_source: Callable[[str], dict[str, Any]], tmp_path: Path, run_notes: RunNotes
) -> None:
    images = Path(needed("LAYERSIZE_PARTS_IMAGES"))
    reports = every_source(SAMPLE)
    for title, name in FILES.items():
        reports[title] = report("inspect", str(images / name), cache=tmp_path, env={})
    saved = (images / FILES["docker save, 20.10"]).read_bytes()
    reports["standard input"] = report("inspect", "-", cache=tmp_path, env={}, stdin=saved)
    run_notes.sources = {title: analysis["image"] for title, analysis in reports.items()}

    expected = measures(reports["docker save, 20.10"])
    for title, analysis in reports.items():
        assert measures(analysis) == expected, title
    assert {row["cause"] for row in expected["shadowed"]} == {
        "deleted",
        "overwritten",
        "metadata-only",
    }
    assert all(
        cost["transfer_bytes"]
        for cost in (
            reports[name]["image"] for name in ("registry", "registry, password", "OCI archive")
        )
    )


@pytest.mark.parametrize("variable", ENGINES.values(), ids=ENGINES)
def test_two_builds_in_an_engine_are_compared(variable: str, tmp_path: Path) -> None:
    source, env = engine_environment(variable)
    images = (f"{source}{SAMPLE}", f"{source}{NEWER_SAMPLE}")
    compared = report("compare", *images, cache=tmp_path, env=env)
    assert compared["shared"]["layers"] == 6
    statuses = [row["status"] for row in compared["layers"]]
    assert statuses.count("shared") == 6
    assert {"same-instruction", "only-other"} & set(statuses)
    assert compared["marginal"]["layers"] == 2


def test_an_image_is_compared_across_sources(tmp_path: Path) -> None:
    _, env = engine_environment("LAYERSIZE_DOCKER_OLD")
    host = needed("LAYERSIZE_REGISTRY")
    images = (f"docker:{SAMPLE}", f"registry:{host}/{SAMPLE}")
    compared = report("compare", *images, cache=tmp_path, env=env)
    assert compared["shared"]["layers"] == len(compared["layers"]) == 8
    assert compared["paths"] == []
    assert compared["marginal"]["content_bytes"] == 0


def test_the_estimate_is_close_to_what_docker_pushes(tmp_path: Path) -> None:
    host = needed("LAYERSIZE_REGISTRY")
    _, env = engine_environment("LAYERSIZE_DOCKER_OLD")
    pushed_name = f"{host}/pushed-by-docker:v1"
    for command in (("tag", SAMPLE, pushed_name), ("push", pushed_name)):
        subprocess.run(
            ["/usr/bin/docker", *command], env=environment(**env), check=True, capture_output=True
        )
    pushed = report("inspect", f"registry:{pushed_name}", cache=tmp_path, env={})
    asked = ("inspect", f"docker:{SAMPLE}", "--estimate-transfer")
    estimated = report(*asked, cache=tmp_path / "other", env=env)
    assert report(*asked, cache=tmp_path / "other", env=env) == estimated
    assert estimated["image"]["transfer_bytes"] is None
    real_bytes = pushed["image"]["transfer_bytes"]
    assert abs(estimated["image"]["transfer_estimate_bytes"] - real_bytes) < 0.05 * real_bytes
    without = report("inspect", f"docker:{SAMPLE}", cache=tmp_path / "other", env=env)
    assert without["image"]["transfer_estimate_bytes"] is None
