"""Stages built by real engines of both generations."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from cli.processes import LAYERSIZE, run
from real.build_engine import SOURCES, Engine

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

MODULES = 1_288_895
"""Bytes of the numbers from 1 to 200000, a line each."""
MAIN = 19
REPORT = 168_894
BUNDLE = MAIN + MODULES


def test_every_stage(engine: Engine) -> None:
    report = engine.report()
    stages = report["stages"]
    names = ["base", "deps", "test", "build", None, "runtime"]
    assert [stage["name"] for stage in stages] == names
    assert [stage["base_stage"] for stage in stages] == [None, 0, 1, 1, None, None]
    used = "used"
    assert [stage["role"] for stage in stages] == [used, used, "unused", used, used, "ships"]
    assert [stage["own_content_bytes"] for stage in stages] == [
        0,
        MODULES,
        MAIN + REPORT,
        MAIN + BUNDLE,
        BUNDLE,
        BUNDLE + len("none\n") + len("v2\n"),
    ]
    assert [stage["own_layers"] for stage in stages] == [1, 1, 2, 2, 1, 3]
    for stage in stages:
        below = stages[stage["base_stage"]] if stage["base_stage"] is not None else None
        if below is not None:
            more = stage["content_bytes"] - below["content_bytes"]
            assert more == stage["own_content_bytes"]
        assert stage["live_bytes"] + stage["shadowed_bytes"] == stage["content_bytes"]
    assert stages[1]["shadowed_bytes"] > stages[0]["shadowed_bytes"]
    left = report["left_behind"]
    assert left["layers"] == 6, "test and build have the layer of their COPY in common"
    assert left["content_bytes"] == MODULES + MAIN + REPORT + BUNDLE + BUNDLE
    assert left["base_content_bytes"] == 0
    taken = [(source["stage"], source["name"], source["how"]) for source in stages[5]["sources"]]
    assert taken == [(4, "4", "copy"), (None, "layersize-sample:v2", "copy")]
    assert stages[3]["sources"][0]["how"] == "mount"


@pytest.mark.parametrize("target", ["deps", "test"])
def test_a_stage_is_the_image_that_docker_builds_for_it(
    target: str, engine: Engine, built: str
) -> None:
    report = engine.report("--target", target.upper())
    index = report["shipped"]
    engine.docker(
        *("build", "--network", "host", "--target", target, "-t", built, str(SOURCES)),
        DOCKER_BUILDKIT="1",
    )
    done = run("inspect", f"docker:{built}", "--format", "json", env=engine.env)
    image = json.loads(done.stdout)["image"]
    stage = report["stages"][index]
    assert stage["name"] == target
    assert stage["role"] == "ships"
    for key in ("image_id", "tar_bytes", "content_bytes", "live_bytes", "shadowed_bytes"):
        assert stage[key] == image[key]
    assert report["left_behind"]["base_content_bytes"] == 0


def test_the_table(engine: Engine) -> None:
    stdout, stderr = engine.stages("--build-arg", "RELEASE=v7")
    text = stdout.decode()
    assert "6 stages · linux/" in text
    assert "built by Docker engine" in text
    row = next(line for line in text.splitlines() if line.startswith(" ▶"))
    assert "runtime" in row
    assert "← stage 4" in row
    assert b"layersize: building stage 6 of 6: runtime" in stderr
    assert b"seq 1 200000" in stderr


def test_two_dockerfiles_are_compared(engine: Engine) -> None:
    files = ("-f", str(SOURCES / "Dockerfile.single"), "-f", str(SOURCES / "Dockerfile"))
    report = engine.report(*files)
    assert report["kind"] == "comparison"
    assert report["base"]["reference"] == files[1]
    assert report["other"]["reference"] == files[3]
    assert report["other"]["engine"]["repo_tags"] == []
    assert report["delta"]["content_bytes"] < -MODULES
    assert report["shared"]["layers"] == 8


def test_secrets_and_stages_of_metadata_alone(engine: Engine, tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_bytes(b"x" * 4321)
    report = engine.report(
        "-f", str(SOURCES / "Dockerfile.secret"), "--secret", f"id=word,src={word}"
    )
    without, nothing, last = report["stages"]
    assert (without["own_layers"], without["own_content_bytes"]) == (0, 0)
    assert without["content_bytes"] > 0
    assert (nothing["layers"], nothing["content_bytes"], nothing["image_id"]) == (0, 0, None)
    assert last["own_content_bytes"] == len("4321\n")
    assert report["left_behind"]["layers"] == 0


def test_a_build_that_fails(engine: Engine, tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text("FROM layersize-sample:v1 AS a\nRUN echo why-it-fails && exit 3\n")
    stdout, stderr = engine.stages("-f", str(dockerfile), code=2)
    assert stdout == b""
    assert b"why-it-fails" in stderr
    last = stderr.decode().splitlines()[-1]
    assert last == f"layersize: {dockerfile}: a can't be built; docker's own message is above"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_the_build_and_cleans_up(
    number: int, engine: Engine, tmp_path: Path
) -> None:
    dockerfile = tmp_path / "Dockerfile"
    unique = f"{os.getpid()}-{number}"
    dockerfile.write_text(
        "FROM layersize-sample:v1 AS a\nRUN echo a > /a\n"
        f"FROM a\nRUN echo began-{unique} && sleep 300\n"
    )
    before = engine.images()
    seen = tmp_path / "seen"
    with seen.open("wb") as stderr:
        process = subprocess.Popen(
            [*LAYERSIZE, "stages", str(tmp_path), "--network", "host"],
            env=engine.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
        while f" began-{unique}".encode() not in seen.read_bytes():
            assert process.poll() is None, seen.read_text()
            time.sleep(0.05)
        process.send_signal(number)
        stdout, _ = process.communicate(timeout=60)  # the build itself would take longer
    assert process.returncode == 130
    assert stdout == b""
    assert seen.read_text().endswith("layersize: interrupted\n")
    assert engine.images() == before


def test_what_builds(engine: Engine) -> None:
    """Where buildx is there, it is; its output begins with the name of its builder."""
    _, stderr = engine.stages()
    assert (b'building with "default" instance' in stderr) == engine.has_buildx
