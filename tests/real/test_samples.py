"""What must be true of the sample images, built for real by the command that builds them."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from cli.processes import environment, run
from support.real_parts import missing, needed

pytestmark = [pytest.mark.real, pytest.mark.timeout(600)]

SAMPLES = Path(__file__).parents[2] / "sample_images"
BUILT = ("hello-c", "cleanup", "chown", "secrets", "shared-base")
LONGEST_BUILD_SECONDS = 550
DOCKER = "/usr/bin/docker"
"""Debian's client, which builds with BuildKit and needs no plugin."""


def tag(sample: str, variant: str) -> str:
    return f"layersize-samples/{sample}:{variant}"


class Built:
    """The samples as one engine has them."""

    def __init__(self, address: str, cache: Path) -> None:
        self.env = environment(
            DOCKER_HOST=address,
            DOCKER_BUILDKIT="1",
            CONTAINER_HOST="unix:///nonexistent",
            SAMPLES_DOCKER=DOCKER,
            XDG_CACHE_HOME=str(cache),
        )

    def layersize(self, command: str, *references: str) -> Any:
        named = [f"docker:{reference}" for reference in references]
        done = run(command, *named, "--format", "json", env=self.env)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    def inspect(self, sample: str, variant: str) -> Any:
        return self.layersize("inspect", tag(sample, variant))

    def docker(self, *arguments: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(
            [DOCKER, *arguments], env=self.env, input=stdin, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def ran(self, image: str, *command: str) -> str:
        return self.docker("run", "--rm", "--network", "none", image, *command).decode()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    address = needed("LAYERSIZE_DOCKER_OLD")
    if os.geteuid() != 0:
        missing("stand-ins for base images are made as root")
    samples = Built(address, tmp_path_factory.mktemp("cache"))
    done = subprocess.run(
        [sys.executable, SAMPLES / "samples.py", "build", "--stand-ins", "--no-table", *BUILT],
        env=samples.env,
        capture_output=True,
        text=True,
        timeout=LONGEST_BUILD_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return samples


def layer_of(report: Any, instruction: str) -> Any:
    """The one layer whose instruction contains that."""
    (found,) = [layer for layer in report["layers"] if instruction in layer["created_by"]]
    return found


@pytest.mark.parametrize("variant", ["multi", "multi-busybox", "multi-scratch"])
def test_hello_c_is_smaller_in_stages_and_says_the_same(built: Built, variant: str) -> None:
    single = built.inspect("hello-c", "single")["image"]
    image = built.inspect("hello-c", variant)["image"]
    assert image["content_bytes"] < single["content_bytes"] / 2
    assert image["shadowed_bytes"] == 0
    for each in ("single", variant):
        assert built.ran(tag("hello-c", each)) == "Hello, world!\n"


def test_cleanup_in_its_own_layer_frees_nothing(built: Built) -> None:
    removal = "RUN rm -rf /var/lib/apt/lists/*\n"
    before, found, _ = (SAMPLES / "cleanup/Dockerfile.single").read_text().partition(removal)
    assert found
    uncleaned = tag("cleanup", "before-rm")
    options = ("--network", "host", "-q", "-t", uncleaned, "-f", "-")
    built.docker("build", *options, str(SAMPLES / "cleanup"), stdin=before.encode())
    sizes = built.ran(uncleaned, "find", "/var/lib/apt/lists", "-type", "f", "-printf", "%s\n")
    deleted_bytes = sum(map(int, sizes.split()))
    assert deleted_bytes > 1_000_000

    report = built.inspect("cleanup", "single")
    layer = layer_of(report, "rm -rf /var/lib/apt/lists/*")
    assert layer["whiteout_bytes"] == deleted_bytes
    assert layer["content_bytes"] == 0
    assert layer["overwritten_bytes"] == 0
    without = built.layersize("inspect", uncleaned)
    assert layer["index"] == len(without["layers"])
    assert report["image"]["content_bytes"] == without["image"]["content_bytes"]
    assert report["image"]["live_bytes"] == without["image"]["live_bytes"] - deleted_bytes


def test_other_ways_to_clean_up_ship_less_of_the_same(built: Built) -> None:
    answers = {built.ran(tag("cleanup", "single"))}
    single = built.inspect("cleanup", "single")["image"]
    for variant in ("merged", "cache-mount", "multi"):
        image = built.inspect("cleanup", variant)["image"]
        saved = single["content_bytes"] - image["content_bytes"]
        assert saved > 0.9 * single["shadowed_bytes"], variant
        answers.add(built.ran(tag("cleanup", variant)))
    assert len(answers) == 1


def test_chown_ships_every_byte_twice(built: Built) -> None:
    report = built.inspect("chown", "single")
    layer = layer_of(report, "chown -R")
    assert layer["content_bytes"] > 1_000_000
    assert layer["rewritten_bytes"] == layer["content_bytes"]
    assert layer["added_bytes"] == 0
    hidden = [pair for pair in report["pairs"] if pair["hidden_in"] == layer["index"]]
    assert {pair["cause"] for pair in hidden} == {"metadata-only"}
    assert sum(pair["bytes"] for pair in hidden) == layer["content_bytes"]
    assert report["image"]["shadowed_bytes"] == layer["content_bytes"]

    other = built.inspect("chown", "multi")["image"]
    assert other["shadowed_bytes"] == 0
    assert other["content_bytes"] == report["image"]["live_bytes"]


def test_a_deleted_secret_is_listed_with_both_layers(built: Built) -> None:
    report = built.inspect("secrets", "single")
    expected = {
        "added_in": layer_of(report, "COPY .npmrc licence.key")["index"],
        "hidden_in": layer_of(report, "rm .npmrc licence.key")["index"],
        "cause": "deleted",
    }
    for name in (".npmrc", "licence.key"):
        (found,) = [each for each in report["shadowed"] if each["path"] == f"app/{name}"]
        size = (SAMPLES / "secrets" / name).stat().st_size
        assert found == {"path": f"app/{name}", "bytes": size, **expected}


@pytest.mark.parametrize(
    ("variant", "ships"), [("single", True), ("multi", False), ("secret-mount", False)]
)
def test_secrets_in_what_the_engine_saves(built: Built, variant: str, ships: bool) -> None:
    saved = built.docker("save", tag("secrets", variant))
    for name in (".npmrc", "licence.key"):
        secret = (SAMPLES / "secrets" / name).read_bytes().strip()
        assert (secret in saved) is ships, name
    paths = {each["path"] for each in built.inspect("secrets", variant)["shadowed"]}
    assert ({"app/.npmrc", "app/licence.key"} <= paths) is ships
    assert built.ran(tag("secrets", variant)).startswith("up to 2 kg: 12.40 EUR\n")


@pytest.mark.parametrize(
    ("sample", "fixed", "rules"),
    [
        ("chown", "multi", {"LS010"}),
        ("cleanup", "merged", {"LS001"}),
        ("secrets", "secret-mount", {"LS002"}),
    ],
)
def test_what_a_finding_promises_is_what_its_fix_saves(
    built: Built, sample: str, fixed: str, rules: set[str]
) -> None:
    """The variant is the sample with what the findings say, and nothing else."""
    report = built.inspect(sample, "single")
    hidden = [found for found in report["findings"] if found["rule"] in rules]
    assert {found["rule"] for found in hidden} == rules
    assert {(found["owner"], found["state"]) for found in hidden} == {("yours", "hidden")}
    other = built.inspect(sample, fixed)
    saved = report["image"]["content_bytes"] - other["image"]["content_bytes"]
    assert sum(found["bytes"] for found in hidden) == saved > 0
    assert not rules & {found["rule"] for found in other["findings"]}


def saved_layers(archive: bytes) -> list[int]:
    """Lengths of the layers' tars as `docker save` wrote them, base first."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        manifest = tar.extractfile("manifest.json")
        assert manifest is not None
        (image,) = json.load(manifest)
        return [tar.getmember(name).size for name in image["Layers"]]


def test_a_shared_base_is_stored_once(built: Built) -> None:
    single, multi = (built.inspect("shared-base", variant) for variant in ("single", "multi"))
    stacks = [[layer["diff_id"] for layer in report["layers"]] for report in (single, multi)]
    assert [len(stack) for stack in stacks] == [3, 5]
    assert len({*stacks[0], *stacks[1]}) == 5

    compared = built.layersize("compare", tag("shared-base", "single"), tag("shared-base", "multi"))
    pages = sum(page.stat().st_size for page in (SAMPLES / "shared-base/handbook").iterdir())
    tars = saved_layers(built.docker("save", tag("shared-base", "multi")))
    assert compared["marginal"]["layers"] == 2
    assert compared["marginal"]["content_bytes"] == pages
    assert compared["marginal"]["tar_bytes"] == sum(tars[3:])
    assert compared["shared"] == {
        "layers": 3,
        "content_bytes": single["image"]["content_bytes"],
        "tar_bytes": sum(tars[:3]),
    }
