"""What was misspelt is told with what there is: commands, files, places, images."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.processes import environment, only_line, run
from layersize.cli.main import COMMANDS
from support.hostile_registry import HostileRegistry, fixed, status
from support.image_config import to_json
from support.scripted_engine import LIST, Reply, json_reply, scripted_engine


def refused(*arguments: str, **env: str) -> str:
    """The lines of an error, with exit code 2."""
    done = run(*arguments, env=environment(**env))
    assert done.returncode == 2, done
    assert done.stdout == b""
    return done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["inspct"], "there is no command 'inspct', did you mean inspect?; see layersize --help"),
        (["Inspect", "x"], "did you mean inspect?"),
        (["comp"], "did you mean compare?"),
        (["brwose"], "did you mean browse?"),
        (["chekc", "--quiet"], "did you mean check?"),
        (["cache", "claer"], "did you mean clear?; see layersize cache --help"),
        (["app:v1"], "to measure an image: layersize inspect app:v1"),
        (["./app.tar", "--top", "3"], "to measure an image: layersize inspect ./app.tar"),
        (["xyzzy"], f"there is no command 'xyzzy', but {', '.join(COMMANDS)}"),
        (["cache", "app:v1"], "there is no command 'app:v1', but clear, info"),
        ([""], "there is no command '', but"),
        (["\x1b[31m"], r"there is no command '\x1b[31m', but"),
    ],
)
def test_commands(arguments: list[str], said: str) -> None:
    only_line(refused(*arguments), said)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("./app.tra", "./app.tar"),
        ("{}/ap.tar", "{}/app.tar"),
        ("docker-archive:{}/app.tra:app:v1", "docker-archive:{}/app.tar"),
        ("oci-dir:{}/layuot", "oci-dir:{}/layout"),
    ],
)
def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str) -> None:
    (tmp_path / "app.tar").touch()
    (tmp_path / "layout").mkdir()
    monkeypatch.chdir(tmp_path)
    text = refused("inspect", name.format(tmp_path))
    only_line(text, f"no such file or folder; did you mean {meant.format(tmp_path)}?")


@pytest.mark.parametrize("name", ["./nothing-like-it.tar", "/nonexistent/x.tar", "./\udcff.tar"])
def test_no_file_is_alike(name: str) -> None:
    only_line(refused("inspect", name), "no such file or folder; check the spelling")


def test_a_file_with_a_hostile_name(tmp_path: Path) -> None:
    (tmp_path / "app\x1b[31m.tar").touch()
    only_line(refused("inspect", f"{tmp_path}/app[31m.tar"), r"app\x1b[31m.tar?")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("dokcer:app:v1", "did you mean docker:app:v1?"),
        ("docker-daemon:app:v1", "did you mean docker:app:v1?"),
        ("regsitry:ghcr.io/a/b", "did you mean registry:ghcr.io/a/b?"),
        ("docker-archve:./x.tar", "did you mean docker-archive:./x.tar?"),
        ("docker://a/b", "write docker:a/b for an image of the engine; registry:a/b is"),
        ("podman://a", "write podman:a for an image of the engine; registry:a is"),
        ("https://ghcr.io/a:v1", "begins with https://; write registry:ghcr.io/a:v1 for an image"),
        ("registry://ghcr.io/a", "begins the name with //; registry:ghcr.io/a is"),
    ],
)
def test_places(name: str, said: str) -> None:
    only_line(refused("inspect", name), said)


IMAGES = [
    {"RepoTags": ["app:v1", "app:v2"]},
    {"RepoTags": ["<none>:<none>"]},
    {"RepoTags": None},
    {"RepoTags": ["docker.io/library/tool:1\x1b", "docker.io/library/tool:2"]},
]


def test_an_image_of_an_engine(tmp_path: Path) -> None:
    with scripted_engine(tmp_path, {LIST: json_reply(IMAGES)}) as engine:
        text = refused("inspect", "docker:app:v3", DOCKER_HOST=engine.address)
        only_line(text, "has no image 'app:v3'; did you mean docker:app:v2 or docker:app:v1?")
        text = refused("inspect", "docker:tools", DOCKER_HOST=engine.address)
        only_line(text, "did you mean docker:docker.io/library/tool:2?")
        text = refused("inspect", "docker:other", DOCKER_HOST=engine.address)
        only_line(text, "check the spelling, pull or build it")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=500),
        Reply(body=b"<html>", media_type="text/html"),
        json_reply({"message": "no"}, 403),
        json_reply([{"RepoTags": [5]}]),
        json_reply({"RepoTags": "app:v1"}),
        Reply(hangs_up=True),
    ],
)
def test_an_engine_that_does_not_list_its_images(tmp_path: Path, reply: Reply) -> None:
    """It has said that it does not have this one, and that is the answer."""
    with scripted_engine(tmp_path, {LIST: reply}) as engine:
        text = refused("inspect", "docker:app:v3", DOCKER_HOST=engine.address)
    only_line(text, "has no image 'app:v3'; check the spelling, pull or build it")


def test_a_line_for_each_place(tmp_path: Path) -> None:
    with scripted_engine(tmp_path, {LIST: json_reply(IMAGES)}) as engine:
        text = refused("inspect", "app:v3", "--offline", DOCKER_HOST=engine.address)
        assert text.splitlines() == [
            "layersize: app:v3: is not a file, and was not found anywhere; "
            "did you mean app:v2 or app:v1? "
            "If not, start the engine that has it, or give SOURCE:NAME",
            "layersize:   Docker engine: has no image 'app:v3'",
            "layersize:   Podman: has no socket at /nonexistent/podman.sock",
            "layersize:   registry: not asked, as --offline says",
        ]
        assert engine.asked.count("/images/json") == 1


def test_an_engine_is_not_asked_for_names_where_the_image_is_elsewhere(tmp_path: Path) -> None:
    """The registry has it: nothing is wrong with the name."""
    with (
        scripted_engine(tmp_path, {LIST: json_reply(IMAGES)}) as engine,
        HostileRegistry() as other,
    ):
        other.otherwise = status(403)
        refused("inspect", f"{other.host}/app:v3", DOCKER_HOST=engine.address)
        assert LIST in engine.asked, "found nowhere"
        engine.asked.clear()
        refused("inspect", f"registry:{other.host}/app:v3", DOCKER_HOST=engine.address)
        assert engine.asked == []


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (
            to_json({"name": "team/app", "tags": ["v1", "v2", "latest"]}),
            "did you mean registry:{}/team/app:v2, registry:{}/team/app:v1 or",
        ),
        (to_json({"name": "team/app", "tags": None}), "check the name"),
        (to_json({"tags": "v1"}), "check the name"),
        (b"<html>", "check the name"),
    ],
)
def test_a_tag_of_a_registry(tmp_path: Path, tags: bytes, said: str) -> None:
    with HostileRegistry() as registry:
        registry.answers["/v2/team/app/tags/list"] = fixed(tags)
        text = refused(
            *("inspect", f"registry:{registry.host}/team/app:v3"),
            HOME=str(tmp_path),
            DOCKER_CONFIG=str(tmp_path),
        )
    only_line(text, said.replace("{}", registry.host))
    assert os.fspath(tmp_path) not in text
