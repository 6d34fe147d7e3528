"""Engines that have an image and can't hand it over, or don't speak as engines do.

None of this may lead on to another place, where another image of that name may be.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cli.processes import environment, only_line, run
from support.docker_archives import archive, named_layers
from support.image_config import config_json, sha256_hex
from support.scripted_engine import (
    INSPECT,
    LIST,
    MANIFESTS,
    SAVE,
    VERSION,
    Reply,
    json_reply,
    page,
    scripted_engine,
)
from support.tar_writer import file, tar

LAYER = tar(file("a", b"x"))
SAVED = archive(LAYER)
ANOTHER = archive(tar(file("b", b"yy")))
WITHOUT_LAYERS = named_layers({}, [tar(file("a", b"x"))], layer_names=["0/layer.tar"])
GONE = {"message": "content digest sha256:aa: not found"}
CLASSIC = {"Id": f"sha256:{sha256_hex(config_json([LAYER]))}", "RepoTags": ["app:v1"], "Size": 1}
CLASSIC |= {"GraphDriver": {"Name": "overlay2"}, "RootFS": {"Layers": ["sha256:" + "2" * 64]}}
CONTAINERD = {**CLASSIC, "Descriptor": {"mediaType": "x"}}
INSPECTED = json_reply(CLASSIC)


def row(platform: str, *, available: bool, kind: str = "image") -> dict[str, object]:
    system, architecture = platform.split("/")
    about = {"Platform": {"os": system, "architecture": architecture}}
    return {"Available": available, "Kind": kind, "ImageData": about}


def manifests(*rows: dict[str, object]) -> Mapping[str, Reply]:
    """What an engine answers that tells of each platform."""
    return {
        VERSION: json_reply(MANIFESTS),
        INSPECT: json_reply({**CONTAINERD, "Manifests": rows}),
        LIST: json_reply([]),
    }


FAULTS: dict[str, tuple[Mapping[str, Reply], tuple[str, ...]]] = {
    "save: 404": (
        {INSPECT: INSPECTED, SAVE: json_reply(GONE, 404)},
        ("has 'app:v1' but can't save it: content digest sha256:aa", "pull it again", "registry:"),
    ),
    "save: 500": ({INSPECT: INSPECTED, SAVE: json_reply(GONE, 500)}, ("content digest",)),
    "save: no word": ({INSPECT: INSPECTED, SAVE: Reply(status=503)}, ("status 503",)),
    "save: a page": (
        {INSPECT: INSPECTED, SAVE: page(403, Via="1.1 gate.example")},
        ("a web page with status 403 from 1.1 gate.example, as no engine sends it",),
    ),
    "save: hangs up": (
        {INSPECT: INSPECTED, SAVE: Reply(hangs_up=True)},
        ("broke off the save after 0 bytes",),
    ),
    "save: cut off": (
        {INSPECT: INSPECTED, SAVE: Reply(body=SAVED[:700], claimed_bytes=len(SAVED))},
        ("broke off the save after 700 bytes",),
    ),
    "save: ends with an error": (
        {INSPECT: INSPECTED, SAVE: Reply(body=SAVED[:512] + json.dumps(GONE).encode())},
        ("gave up the save: content digest", "registry:"),
    ),
    "save: no layers": (
        {INSPECT: INSPECTED, SAVE: Reply(body=WITHOUT_LAYERS)},
        ("is missing", "pull "),
    ),
    "save: trickles": (
        {INSPECT: INSPECTED, SAVE: Reply(body=SAVED[:600], claimed_bytes=9999, trickles=True)},
        ("has sent next to nothing for 1 second",),
    ),
    "save: another image": (
        {INSPECT: INSPECTED, SAVE: Reply(body=ANOTHER)},
        ("saved another image than ", ", which it had named; try again"),
    ),
    "save: empty": ({INSPECT: INSPECTED, SAVE: Reply()}, ("its save: is empty; look at the",)),
    "save: words": (
        {INSPECT: INSPECTED, SAVE: Reply(body=b"please log in first")},
        ('does not begin like a tar, but with the words "please log in first"; look at the',),
    ),
    "inspect: 500": ({INSPECT: json_reply(GONE, 500)}, ("refuses: content digest",)),
    "inspect: 404 of a proxy": ({INSPECT: page(404)}, ("refuses: a web page with status 404",)),
    "inspect: 404 without a word": ({INSPECT: Reply(status=404)}, ("refuses: status 404",)),
    "inspect: unknown path": (
        {INSPECT: json_reply({"message": "page not found"}, 404)},
        ("refuses: page not found",),
    ),
    "inspect: 404 of a gateway": (
        {INSPECT: json_reply({"message": "no Route matched with those values"}, 404)},
        ("refuses: no Route matched with those values",),
    ),
    "inspect: 404 of a gateway that repeats the path": (
        {INSPECT: json_reply({"message": "Route GET:/images/app:v1/json not found"}, 404)},
        ("refuses: Route GET:",),
    ),
    "inspect: 404 of a page in JSON": (
        {INSPECT: json_reply({"message": "<html>no image for you</html>"}, 404)},
        ("refuses: a web page with status 404",),
    ),
    "inspect: another kind is missing": (
        {INSPECT: json_reply({"message": "No such container: app:v1"}, 404)},
        ("refuses: No such container",),
    ),
    "inspect: a name that is none": (
        {INSPECT: json_reply({"message": "invalid reference format"}, 400)},
        ("refuses: invalid reference format; check the name",),
    ),
    "inspect: a page": ({INSPECT: page()}, ("answers with a web page",)),
    "inspect: no JSON": (
        {INSPECT: Reply(body=b"{")},
        ("app:v1: is not JSON", "look at the engine's log, and at any proxy in between"),
    ),
    "inspect: no image": ({INSPECT: json_reply({})}, ("Id: is not the id of an image",)),
    "inspect: a list": ({INSPECT: json_reply([1])}, ("is not an object",)),
    "inspect: hangs up": ({INSPECT: Reply(hangs_up=True)}, ("can't be asked any more",)),
    "inspect: trickles": (
        {INSPECT: Reply(body=b"{", claimed_bytes=9999, trickles=True)},
        ("has not answered within 1 second",),
    ),
    "inspect: without end": (
        {INSPECT: Reply(body=b'["' + b"x" * (5 << 20) + b'"]')},
        ("is longer than 4194304 bytes",),
    ),
    "list: 403": (
        {INSPECT: json_reply(CONTAINERD), LIST: json_reply({"message": "not for you"}, 403)},
        ("refuses: not for you",),
    ),
    "version: 502 of a proxy": ({VERSION: page(502, Via="1.1 squid")}, ("502 from 1.1 squid",)),
    "version: hangs up": ({VERSION: Reply(hangs_up=True)}, ("can't be asked",)),
    "version: of another interface": (
        {VERSION: Reply(body=b'{"ApiVersion": "1.4\\ud800"}')},
        ("for a version of its interface; look at",),
    ),
    "version: hostile": (
        {VERSION: json_reply({"ApiVersion": "\x1b[2J/../"})},
        ("for a version of its interface; look at",),
    ),
    "version: another service": ({VERSION: Reply(body=b"hello")}, ("is not JSON",)),
    "layers not there": (
        manifests(
            row("linux/amd64", available=False),
            row("unknown/unknown", available=True, kind="attestation"),
        ),
        ("knows 'app:v1' but does not have all of its layers (linux/amd64)", "pull it again"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_said_and_nobody_else_is_asked(name: str, tmp_path: Path) -> None:
    replies, told = FAULTS[name]
    other = {INSPECT: INSPECTED, SAVE: Reply(body=SAVED)}
    (tmp_path / "other").mkdir()
    with (
        scripted_engine(tmp_path, replies) as engine,
        scripted_engine(tmp_path / "other", other) as podman,
    ):
        env = environment(
            DOCKER_HOST=engine.address,
            CONTAINER_HOST=podman.address,
            XDG_CACHE_HOME=str(tmp_path / "cache"),
        )
        for command in (("inspect", "app:v1"), ("export", "app:v1", "-o", str(tmp_path / "out"))):
            done = run(*command, "--timeout", "1", env=env)
            assert done.returncode == 2, done.stderr
            assert done.stdout == b""
            line = only_line(done.stderr)
            for part in told:
                assert part in line
            assert "<html" not in line
            assert podman.asked == []
    assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "cache").rglob("records/*"))


def test_layers_are_only_missed_where_they_are_wanted(tmp_path: Path) -> None:
    rows = (row("linux/arm64", available=True), row("linux/amd64", available=False))
    save = {SAVE: Reply(body=SAVED)}
    with scripted_engine(tmp_path, {**manifests(*rows), **save}) as engine:
        env = environment(DOCKER_HOST=engine.address, XDG_CACHE_HOME=str(tmp_path / "cache"))
        done = run("inspect", "docker:app:v1", "--platform", "linux/amd64", env=env)
        assert done.returncode == 2
        assert "does not have all of its layers (linux/amd64)" in only_line(done.stderr)
        assert not [path for path in engine.asked if path.endswith("/get")]
        done = run("inspect", "docker:app:v1", env=env)
        assert done.returncode == 0, done.stderr


def test_the_engines_own_word_leads_on(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with (
        scripted_engine(tmp_path, {}) as docker,
        scripted_engine(
            tmp_path / "other", {INSPECT: INSPECTED, SAVE: Reply(body=SAVED)}
        ) as podman,
    ):
        env = environment(
            DOCKER_HOST=docker.address,
            CONTAINER_HOST=podman.address,
            XDG_CACHE_HOME=str(tmp_path / "cache"),
        )
        done = run("inspect", "app:v1", "--format", "json", env=env)
        assert done.returncode == 0, done.stderr
        assert b"Podman 26.1.5" in done.stdout


def test_a_proxy_that_answers_in_place_of_an_engine_is_named(tmp_path: Path) -> None:
    class Gate(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = b"<html>blocked</html>"
            self.send_response(403)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    gate = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    threading.Thread(target=gate.serve_forever, daemon=True).start()
    port = gate.server_address[1]
    env = environment(
        DOCKER_HOST="tcp://engine.example:2375",
        http_proxy=f"http://me:secret@127.0.0.1:{port}",
        no_proxy="",
        XDG_CACHE_HOME=str(tmp_path),
    )
    try:
        line = only_line(run("inspect", "app:v1", env=env).stderr)
    finally:
        gate.shutdown()
        gate.server_close()
    assert "Docker engine at tcp://engine.example:2375: refuses: a web page with status 403" in line
    assert f"from the proxy http://***@127.0.0.1:{port}" in line
    assert "secret" not in line


def test_nobody_listens_at_a_port(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    env = environment(
        DOCKER_HOST=f"tcp://127.0.0.1:{port}",
        CONTAINER_HOST=f"unix://{tmp_path}/none.sock",
        no_proxy="*",
        XDG_CACHE_HOME=str(tmp_path),
    )
    lines = run("inspect", "app:v1", "--offline", env=env).stderr.decode().splitlines()
    assert f"layersize:   Docker engine at tcp://127.0.0.1:{port}: nobody is listening" in lines
    assert any("Podman: has no socket" in line for line in lines)  # it was asked next


@pytest.mark.parametrize(
    "said",
    [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x46" * 9000 + b"\n"],
    ids=["ssh", "noise"],
)
def test_what_does_not_speak_http_is_told_in_short(said: bytes, tmp_path: Path) -> None:
    def answer(listening: socket.socket) -> None:
        while True:
            try:
                asking = listening.accept()[0]
            except OSError:
                return
            with asking:
                asking.recv(4096)
                asking.sendall(said)

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{tmp_path}/engine.sock")
        listening.listen()
        threading.Thread(target=answer, args=(listening,), daemon=True).start()
        env = environment(DOCKER_HOST=f"unix://{tmp_path}/engine.sock")
        line = only_line(run("inspect", "docker:app:v1", env=env).stderr)
    assert "does not speak as an engine does (" in line
    assert line.endswith("look at the engine's log, and at any proxy in between\n")
    assert len(line) < 2000


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("a..b", "check the address"),
        ("a" * 70, "check the address"),
        ("engine.invalid", "check the address"),
    ],
)
def test_a_host_that_can_not_be(host: str, told: str, tmp_path: Path) -> None:
    env = environment(DOCKER_HOST=f"tcp://{host}:2375", no_proxy="*", XDG_CACHE_HOME=str(tmp_path))
    done = run("inspect", "app:v1", env=env)
    assert done.returncode == 2
    assert told in only_line(done.stderr)


def test_a_link_that_leads_to_itself_is_no_socket(tmp_path: Path) -> None:
    path = tmp_path / "engine.sock"
    path.symlink_to(path)
    done = run("inspect", "docker:app:v1", env=environment(DOCKER_HOST=f"unix://{path}"))
    assert done.returncode == 2
    assert f"has no socket at {path}, a link that leads back to itself" in only_line(done.stderr)


@pytest.mark.parametrize(
    ("name", "told"), [(f"sha256:{'0' * 64}", "registry:NAME"), ("localhost/app", "load it again")]
)
def test_what_helps_can_be_typed(name: str, told: str, tmp_path: Path) -> None:
    replies = manifests(row("linux/amd64", available=False))
    with scripted_engine(tmp_path, replies) as engine:
        done = run("inspect", f"docker:{name}", env=environment(DOCKER_HOST=engine.address))
    line = only_line(done.stderr)
    assert told in line
    assert f"registry:{name}" not in line


def test_a_path_that_is_too_long_has_no_socket(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 300)
    done = run("inspect", "docker:app:v1", env=environment(DOCKER_HOST=f"unix://{path}"))
    assert done.returncode == 2
    assert only_line(done.stderr).startswith(f"layersize: Docker engine: has no socket at {path}")


def test_a_redirect_is_no_answer(tmp_path: Path) -> None:
    """Where it leads, another image of that name may be."""
    (tmp_path / "other").mkdir()
    asked = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            at = self.server.server_address
            if self.path == "/version":
                self.send_response(200)
                body = json.dumps({"Version": "26.1.5", "ApiVersion": "1.45"}).encode()
            else:
                self.send_response(307)
                self.send_header("Location", f"http://{at[0]}:{at[1]}/other/images/app:v1/json")
                body = b""
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env = environment(DOCKER_HOST=f"tcp://127.0.0.1:{server.server_address[1]}", no_proxy="*")
    try:
        done = run("inspect", "docker:app:v1", "--no-cache", env=env)
    finally:
        server.shutdown()
        server.server_close()
    assert done.returncode == 2
    assert "Docker engine: refuses: status 307" in only_line(done.stderr)
    assert not [path for path in asked if path.startswith("/other")]


@pytest.mark.parametrize(
    "proxy",
    [
        "http://me:secret@127.0.0.1:{port}",
        "http://me:secret@127.0.0.1:99999",
        "me:secret@127.0.0.1:{port}",
        "http://me:se/cret@host:1",
        "http://me:secret@proxy.invalid:1",
        "ftp://me:secret@host",
    ],
)
def test_a_proxy_that_is_not_there_leads_nowhere_else(proxy: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    (tmp_path / "other").mkdir()
    other = {INSPECT: INSPECTED, SAVE: Reply(body=SAVED)}
    with scripted_engine(tmp_path / "other", other) as podman:
        env = environment(
            DOCKER_HOST="tcp://engine.example:2375",
            CONTAINER_HOST=podman.address,
            http_proxy=proxy.format(port=port),
            no_proxy="",
            XDG_CACHE_HOME=str(tmp_path),
        )
        done = run("inspect", "app:v1", env=env)
        assert not podman.asked
    assert done.returncode == 2
    told = "can't be reached through the proxy that the environment names; check HTTP_PROXY"
    line = only_line(done.stderr)
    assert f"Docker engine at tcp://engine.example:2375: {told}" in line
    assert "cret" not in line
