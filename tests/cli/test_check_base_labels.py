"""What an image says of its base is data: nothing is opened and nobody asked at its word alone."""

from __future__ import annotations

import builtins
import io
import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.check_project import BASE, DELETING, Project
from layersize.oci.image_name import parse_registry_name
from layersize.oci.repository_pattern import repository_patterns
from support.docker_archives import archive, named_layers
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry
from support.image_config import config_json, digest_of
from support.oci_layouts import OciLayout, oci_layout
from support.scripted_engine import INSPECT, LIST, SAVE, ScriptedEngine, json_reply, scripted_engine
from support.scripted_engine import Reply as EngineReply
from support.tar_writer import file, tar

NAME, DIGEST = "org.opencontainers.image.base.name", "org.opencontainers.image.base.digest"
OWN = tar(file("srv/app", b"a" * 3000))
LAYERS = (BASE, DELETING, OWN)
BASE_CONFIG = config_json(LAYERS[:2])
IMAGE_ID = digest_of(BASE_CONFIG)
PULLED = "sha256:" + "d" * 64
"""What the registry calls the base that the engine has."""
LIMIT = ("--max-size", "3000 B")
PLACES = (
    *("-", "base.tar", "./base.tar", "/etc/hostname", "fifo", "oci-archive:base.tar"),
    *("docker:app", "podman:app", "registry:localhost:1/app", "localhost:1/app", "debian:12"),
    *("http://127.0.0.1:1/", "file:///etc/hostname", "\x1b]0;x\x07", "--help", "x" * 5000),
)


def labelled(project: Project, path: str, *layers: bytes, **labels: str | None) -> None:
    """Writes an image with the labels `name` and `digest` of its base."""
    keys = {"name": NAME, "digest": DIGEST}
    stated = {keys[key]: value for key, value in labels.items() if value is not None}
    config = config_json(layers, config={"Labels": stated})
    blobs = {f"{index}/layer.tar": layer for index, layer in enumerate(layers)}
    project.write(path, named_layers(blobs, layers, config=config))


def configured(project: Project, image: str, base_from: object, *lines: str) -> None:
    keys = [f'image = "{image}"', "ignore_base = true", 'max_size = "3000 B"', *lines]
    project.config("\n".join(["[[budget]]", *keys, f"base_from = {json.dumps(base_from)}", ""]))


def problem(project: Project, *arguments: str) -> str:
    """The one thing that could not be measured, in a line."""
    (budget,) = project.report(*arguments, code=2)["budgets"]
    (found,) = budget["problems"]
    assert budget["measured_bytes"] is None
    return f"{found['where']}: {found['cause']}; {found['remedy']}"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All files that are opened and all connections that are made from now on."""
    seen: list[str] = []

    def noted(function: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            seen.append(str(arguments[0] if function is not socket.socket.connect else "socket"))
            return function(*arguments, **named)

        return call

    for owner, name in ((builtins, "open"), (io, "open"), (os, "open")):
        monkeypatch.setattr(owner, name, noted(getattr(owner, name)))
    monkeypatch.setattr(socket.socket, "connect", noted(socket.socket.connect))
    return seen


@pytest.mark.parametrize("base_from", [None, ["registry.example.com/base/*"], []])
@pytest.mark.parametrize("name", PLACES, ids=range(len(PLACES)))
def test_at_the_word_of_a_label_nothing_is_opened_and_nobody_asked(
    project: Project, opened: list[str], name: str, base_from: object
) -> None:
    """The base is there, and in a FIFO, which would never end."""
    project.image("base.tar", *LAYERS[:2])
    os.mkfifo(project.folder / "fifo")
    labelled(project, "app.tar", *LAYERS, name=name)
    if base_from is not None:
        configured(project, "app.tar", base_from)
    opened.clear()
    options = ["--ignore-base", *LIMIT] if base_from is None else []
    line = problem(project, *(["app.tar", *options] if options else []))
    assert "label" in line
    assert len(name) == 1 or name not in line.partition("; ")[2], "no advice to type"
    assert len(line) < 400
    assert "\x1b" not in line
    assert "socket" not in opened
    in_folder = {Path(path).name for path in opened}
    assert not in_folder & {"base.tar", "fifo", "hostname"}


def test_an_image_that_names_itself_as_its_base_does_not_pass(project: Project) -> None:
    labelled(project, "self.tar", *LAYERS, name="self.tar")
    assert "no label is followed" in problem(project, "self.tar", "--ignore-base", *LIMIT)
    with HostileRegistry() as registry:
        name = f"{registry.host}/{REPOSITORY}:{TAG}"
        config = config_json(LAYERS, config={"Labels": {NAME: name}})
        registry.serve(oci_layout(LAYERS, config))
        configured(project, f"registry:{name}", [f"{registry.host}/**"])
        line = problem(project)
    assert "has no file but those of its base image" in line


@pytest.fixture
def registry() -> Iterator[HostileRegistry]:
    with HostileRegistry() as server:
        yield server


def serve_base(registry: HostileRegistry) -> tuple[str, str]:
    """The base image's name there, and the digest of its manifest."""
    layout = oci_layout(LAYERS[:2], BASE_CONFIG)
    registry.serve(layout)
    return f"{registry.host}/{REPOSITORY}:{TAG}", layout.references[0]["digest"]


@pytest.mark.parametrize("pattern", ["team/*", "team/app", "**", "*/app", "t*m/a*p"])
def test_a_label_is_followed_into_a_repository_that_is_allowed(
    project: Project, registry: HostileRegistry, pattern: str
) -> None:
    name, _ = serve_base(registry)
    labelled(project, "app.tar", *LAYERS, name=name)
    configured(project, "app.tar", ["quay.io/base/*", f"{registry.host}/{pattern}"])
    (budget,) = project.report()["budgets"]
    assert budget["base"] == {
        "reference": f"registry:{name}",
        "known_by": "base_from",
        "layers": 2,
        "base_bytes": 14_700,
        "own_bytes": 3_000,
    }
    assert "known by  a label of the image, which base_from allows" in project.check().stdout
    markdown = project.check("--format", "markdown").stdout
    assert "base known by a label of the image, which base_from allows" in markdown


@pytest.mark.parametrize("pattern", ["team", "team/ap", "team/app/*", "*", "team/*/x", "other/**"])
def test_a_registry_is_not_asked_for_another_repository(
    project: Project, registry: HostileRegistry, pattern: str
) -> None:
    name, digest = serve_base(registry)
    labelled(project, "app.tar", *LAYERS, name=name, digest=digest)
    configured(project, "app.tar", f"{registry.host}/{pattern}")
    assert f"its label names {name} as its base image, which base_from" in problem(project)
    assert registry.requests == []


def test_the_digest_of_a_label_decides(project: Project, registry: HostileRegistry) -> None:
    """Its tag may have moved on, or have been moved to an image that has all layers."""
    layout = oci_layout(LAYERS, config_json(LAYERS), name=None)
    base = layout.add_manifest(LAYERS[:2], BASE_CONFIG)
    registry.serve(layout)
    registry.serve_manifest(layout, base["digest"], base["mediaType"], "kept")
    name = f"{registry.host}/{REPOSITORY}:{TAG}"
    configured(project, "app.tar", f"{registry.host}/**")
    labelled(project, "app.tar", *LAYERS, name=name)
    assert "nothing would count" in problem(project)
    for named in (name, f"{name}@{base['digest']}"):
        labelled(project, "app.tar", *LAYERS, name=named, digest=base["digest"])
        (budget,) = project.report()["budgets"]
        assert budget["base"]["reference"] == f"registry:{name}@{base['digest']}"
        assert budget["base"]["own_bytes"] == 3_000


@pytest.mark.parametrize(
    ("digest", "part"),
    [
        ("sha256:../../x", "the digest that its label gives for its base image is not 64"),
        (PULLED, "no such repository or digest"),
        ("sha256:" + "A" * 64, "the digest that its label gives"),
    ],
)
def test_a_digest_that_is_none_or_not_there_is_not_passed_over(
    project: Project, registry: HostileRegistry, digest: str, part: str
) -> None:
    name, _ = serve_base(registry)
    labelled(project, "app.tar", *LAYERS, name=name, digest=digest)
    configured(project, "app.tar", f"{registry.host}/**")
    assert part in problem(project)


def test_two_digests_contradict_each_other(project: Project, registry: HostileRegistry) -> None:
    name, digest = serve_base(registry)
    labelled(project, "app.tar", *LAYERS, name=f"{name}@{digest}", digest=PULLED)
    configured(project, "app.tar", f"{registry.host}/**")
    assert "its label gives two digests" in problem(project)
    assert registry.requests == []


def test_a_registry_that_sends_another_manifest_is_refused(
    project: Project, registry: HostileRegistry
) -> None:
    name, digest = serve_base(registry)
    other = oci_layout(LAYERS[:1], config_json(LAYERS[:1]))
    path = f"/v2/{REPOSITORY}/manifests/{digest}"
    served = registry.answers[f"/v2/{REPOSITORY}/manifests/{TAG}"]
    registry.serve(other)
    registry.answers[path] = registry.answers[f"/v2/{REPOSITORY}/manifests/{TAG}"]
    assert served is not registry.answers[path]
    labelled(project, "app.tar", *LAYERS, name=name, digest=digest)
    configured(project, "app.tar", f"{registry.host}/**")
    assert "by its content" in problem(project)


def engine_replies() -> dict[str, EngineReply]:
    """What an engine answers that has the base, pulled from somewhere by digest."""
    listed = {"Id": IMAGE_ID, "RepoDigests": [f"quay.io/base/os@{PULLED}"], "Size": 1}
    about = {**listed, "GraphDriver": {"Name": "overlay2"}, "RepoTags": [], "RootFS": {}}
    saved = EngineReply(body=archive(*LAYERS[:2]), media_type="application/x-tar")
    return {LIST: json_reply([listed]), INSPECT: json_reply(about), SAVE: saved}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedEngine]:
    with scripted_engine(tmp_path, engine_replies()) as scripted:
        monkeypatch.setenv("DOCKER_HOST", scripted.address)
        yield scripted


@pytest.mark.parametrize("digest", [PULLED, IMAGE_ID])
@pytest.mark.parametrize("name", [None, "fifo", "debian:12"])
def test_a_digest_that_an_engine_has_is_enough(
    project: Project, engine: ScriptedEngine, digest: str, name: str | None
) -> None:
    """Whatever the label's name is: a digest is the same whoever names it."""
    labelled(project, "app.tar", *LAYERS, name=name, digest=digest)
    (budget,) = project.report("app.tar", "--ignore-base", *LIMIT)["budgets"]
    assert budget["base"]["known_by"] == "engine"
    assert budget["base"]["reference"] == f"docker:{IMAGE_ID}"
    assert budget["base"]["own_bytes"] == 3_000
    assert all("debian" not in path for path in engine.asked)


def test_a_digest_that_nobody_has_is_no_base(project: Project, engine: ScriptedEngine) -> None:
    labelled(project, "app.tar", *LAYERS, name="x", digest="sha256:" + "e" * 64)
    line = problem(project, "app.tar", "--ignore-base", *LIMIT)
    assert "which is neither in the cache nor in an engine here" in line
    assert {path.partition("?")[0] for path in engine.asked} == {"/version", LIST}


def test_what_base_from_allows_is_all_that_counts(project: Project, engine: ScriptedEngine) -> None:
    labelled(project, "app.tar", *LAYERS, name="debian:12", digest=PULLED)
    configured(project, "app.tar", "registry.example.com/base/*")
    line = problem(project)
    assert "docker.io/library/debian:12 as its base image, which base_from does not allow" in line
    assert engine.asked == []


def test_a_digest_that_the_cache_has_is_enough(
    project: Project, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert project.check(f"docker:{IMAGE_ID}", "--max-size", "1 GB").exit_code == 0
    asked = len(engine.asked)
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    labelled(project, "app.tar", *LAYERS, digest=IMAGE_ID)
    (budget,) = project.report("app.tar", "--ignore-base", *LIMIT)["budgets"]
    assert budget["base"]["known_by"] == "cache"
    assert budget["base"]["reference"] == IMAGE_ID
    assert "found in the cache" in project.check("app.tar", "--ignore-base", *LIMIT).stdout
    assert len(engine.asked) == asked
    assert "neither in the cache" in problem(
        project, "app.tar", "--ignore-base", *LIMIT, "--no-cache"
    )


def test_an_engine_that_has_the_whole_image_is_no_way_out(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The digest may be that of an earlier image with the same layers."""
    labelled(project, "app.tar", *LAYERS[:2], digest=PULLED)
    with scripted_engine(tmp_path, engine_replies()) as scripted:
        monkeypatch.setenv("DOCKER_HOST", scripted.address)
        assert "nothing would count" in problem(project, "app.tar", "--ignore-base", *LIMIT)


def test_a_given_base_goes_before_the_label(project: Project, engine: ScriptedEngine) -> None:
    project.image("lowest.tar", BASE)
    labelled(project, "app.tar", *LAYERS, digest=PULLED)
    (budget,) = project.report("app.tar", "--base", "lowest.tar", "--max-size", "1 MB")["budgets"]
    assert (budget["base"]["known_by"], budget["base"]["layers"]) == ("option", 1)
    assert engine.asked == []


def test_a_baseline_may_have_the_base_that_its_label_names(
    project: Project, engine: ScriptedEngine
) -> None:
    larger = tar(file("usr/more", b"m" * 50_000))
    newer = (*LAYERS[:2], larger, tar(file("srv/app", b"a" * 3500)))
    project.image("newer-base.tar", *newer[:3])
    project.image("newer.tar", *newer)
    labelled(project, "app.tar", *LAYERS, name="debian:12", digest=PULLED)
    options = ("--base", "newer-base.tar", "--against", "app.tar", "--max-increase", "500 B")
    (budget,) = project.report("newer.tar", *options)["budgets"]
    assert budget["limits"][0]["delta"] == 500
    assert f"/images/{IMAGE_ID}/json" in engine.asked


def test_an_annotation_goes_before_a_label(project: Project, registry: HostileRegistry) -> None:
    name, _ = serve_base(registry)
    layout = OciLayout()
    config = config_json(LAYERS, config={"Labels": {NAME: "nowhere:1"}})
    layout.refer(layout.add_manifest(LAYERS, config, annotations={NAME: name}))
    project.write("annotated.tar", layout.archive())
    configured(project, "annotated.tar", f"{registry.host}/**")
    assert project.report()["budgets"][0]["base"]["own_bytes"] == 3_000


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        (
            "debian",
            ["debian", "debian:12", "library/debian", "docker.io/debian", "index.docker.io/debian"],
            ["debian-x", "team/debian", "quay.io/library/debian", "docker.io.evil.com/debian"],
        ),
        (
            "docker.io/library/*",
            ["debian", "docker.io/library/alpine:3"],
            ["team/debian", "library/a/b"],
        ),
        ("*", ["debian:12"], ["quay.io/debian", "team/app"]),
        (
            "registry.example.com/base/*",
            ["registry.example.com/base/os:1", f"REGISTRY.example.com/base/os@{PULLED}"],
            [
                *("registry.example.com/base", "registry.example.com/base/a/b"),
                *("registry.example.com:5000/base/os", "registry.example.com/xbase/os"),
                *("evil.com/registry.example.com/base/os", "base/os"),
            ],
        ),
        ("quay.io/base/**", ["quay.io/base/a", "quay.io/base/a/b/c"], ["quay.io/basement/a"]),
        ("quay.io/**/os", ["quay.io/os", "quay.io/a/b/os"], ["quay.io/a/os2"]),
        ("localhost:5000/os-*", ["localhost:5000/os-1"], ["localhost/os-1", "localhost:5000/os"]),
        ("[::1]:5000/*", ["[::1]:5000/os"], ["[::2]:5000/os"]),
    ],
)
def test_how_a_pattern_matches(pattern: str, matching: list[str], others: list[str]) -> None:
    (read,) = repository_patterns(pattern)
    assert [name for name in matching if not read.matches(parse_registry_name(name))] == []
    assert [name for name in others if read.matches(parse_registry_name(name))] == []


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("debian:12", "has a tag or a digest: leave it out"),
        (f"quay.io/a@{PULLED}", "has a tag or a digest: leave it out"),
        ("*.example.com/base", "is no repository of a registry; write HOST/REPOSITORY"),
        ("https://quay.io/base/*", "is no repository of a registry"),
        ("quay.io/base/", "is no repository of a registry"),
        ("quay.io/Base/*", "is no repository of a registry"),
        ("quay.io/base/a**", "has ** beside other characters"),
        ("quay.io/[ab]/x", "is no repository of a registry"),
        ("", "is no repository of a registry"),
        (5, "5 is not a pattern in quotes"),
        ("base.tar\x1b[2J", "is no repository of a registry"),
    ],
)
def test_a_pattern_that_is_none_is_a_mistake(project: Project, pattern: object, part: str) -> None:
    configured(project, "app.tar", [pattern])
    outcome = project.check()
    assert outcome.exit_code == 2
    assert "[[budget]]: base_from: " in outcome.stderr
    assert part in outcome.stderr
    assert "\x1b" not in outcome.stderr


def test_a_key_with_a_typo_is_a_mistake(project: Project) -> None:
    project.config('[[budget]]\nimage = "app.tar"\nmax_size = 1\nbase_form = "debian"\n')
    outcome = project.check()
    assert outcome.exit_code == 2
    assert "did you mean base_from?" in outcome.stderr
