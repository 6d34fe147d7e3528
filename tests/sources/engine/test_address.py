"""Forms of an engine's address that people write: they work, or one line says what would."""

from __future__ import annotations

from pathlib import Path

import pytest

from layersize.errors import LayersizeError
from layersize.sources.engine.address import EngineAddress, parse_engine_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("unix:///var/run/docker.sock", EngineAddress("unix", "/var/run/docker.sock")),
        ("unix:///run/a b.sock", EngineAddress("unix", "/run/a b.sock")),
        ("http+unix:///run/docker.sock", EngineAddress("unix", "/run/docker.sock")),
        ("UNIX:///run/docker.sock", EngineAddress("unix", "/run/docker.sock")),
        ("tcp://10.0.0.1:2375", EngineAddress("tcp", "", "10.0.0.1", 2375)),
        ("tcp://build.example", EngineAddress("tcp", "", "build.example")),
        ("tcp://:2375", EngineAddress("tcp", "", "127.0.0.1", 2375)),
        ("tcp://[::1]:2376", EngineAddress("tcp", "", "[::1]", 2376)),
        ("tcp://[fe80::1%eth0]:2376", EngineAddress("tcp", "", "[fe80::1%eth0]", 2376)),
        ("http://build.example:2375", EngineAddress("tcp", "", "build.example", 2375)),
        ("build.example:2375", EngineAddress("tcp", "", "build.example", 2375)),
        ("10.0.0.1:2375", EngineAddress("tcp", "", "10.0.0.1", 2375)),
        ("localhost", EngineAddress("tcp", "", "localhost")),
        ("ssh://builder", EngineAddress("ssh", "", "builder")),
        ("ssh://me@builder:2222/", EngineAddress("ssh", "", "builder", 2222, "me")),
        (
            "ssh://core@127.0.0.1:41111/run/user/1000/podman/podman.sock",
            EngineAddress("ssh", "/run/user/1000/podman/podman.sock", "127.0.0.1", 41111, "core"),
        ),
    ],
)
def test_what_works(text: str, address: EngineAddress) -> None:
    assert parse_engine_address(text, "DOCKER_HOST") == address


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/home/u/.rd/docker.sock", "give unix:///home/u/.rd/docker.sock"),
        ("./docker.sock", f"give unix://{Path.cwd()}/docker.sock"),
        ("~/docker.sock", f"give unix://{Path.home()}/docker.sock"),
        ("unix:/run/docker.sock", "give unix:///run/docker.sock"),
        ("unix://run/docker.sock", f"give unix://{Path.cwd()}/run/docker.sock"),
        ("unix://tmp", "give unix:///tmp"),
        ("unix://~/docker.sock", f"give unix://{Path.home()}/docker.sock"),
        ("unix://$HOME/docker.sock", f"give unix://{Path.home()}/docker.sock"),
        ("$HOME/docker.sock", f"give unix://{Path.home()}/docker.sock"),
        ("~no-such-user/docker.sock", f"give unix://{Path.cwd()}/~no-such-user/docker.sock"),
        ("http+unix://%2Frun%2Fdocker.sock", "give unix:///run/docker.sock"),
        ("unix:///run/docker.sock/", "names a folder, not a socket; give unix:///run/docker.sock"),
        ("unix:///", "give unix:///PATH"),
        ("unix:", "give unix:///PATH"),
        ("unix://", "names no socket; give unix:///PATH"),
        ("//", "is not the address of an engine; give unix:///PATH"),
        ("   ", "give unix:///PATH, tcp://HOST:PORT"),
        ("2375", "is a port without a host; give tcp://127.0.0.1:2375"),
        ("tcp:host:2375", "give tcp://host:2375"),
        ("ssh:", "give ssh://HOST:PORT"),
        (r"\\.\pipe\docker_engine", "give npipe:////./pipe/docker_engine"),
        (" unix:///run/docker.sock\n", "blanks or quotes around it; give unix:///run/docker.sock"),
        ('"tcp://host:1"', "give tcp://host:1"),
        ("tcp:/host:2375", "give tcp://host:2375"),
        ("tcp://host:99999", "has the port 99999; give a port from 1 to 65535"),
        ("tcp://host:0", "give a port from 1 to 65535"),
        ("tcp://host:port", "give tcp://HOST:PORT"),
        ("tcp://", "give tcp://HOST:PORT"),
        ("tcp://::1:2375", "give tcp://[::1]:2375; IPv6 addresses stand in brackets"),
        ("tcp://[::1:2375", "IPv6 addresses stand in brackets"),
        ("tcp://me@host:2375", "names a user"),
        ("https://host:2376", "give tcp://host:2376 and set DOCKER_TLS_VERIFY=1"),
        ("npipe:////./pipe/docker_engine", "only Windows has named pipes"),
        ("fd://", "is not the address of an engine; give unix:///PATH, tcp://HOST:PORT"),
        ("srv/docker.sock", "is not the address of an engine"),
        ("ssh://-oProxyCommand=x", "would be an option of ssh"),
        ("unix:///run/a\0b", "has characters that no address has"),
        ("ssh://a\0b", "has characters that no address has"),
        ("ssh://\ud800", "has characters that no address has"),
        ("ssh://host -p 1", "has no host and port that can be read"),
    ],
)
def test_what_does_not_says_what_would(text: str, told: str) -> None:
    with pytest.raises(LayersizeError) as raised:
        parse_engine_address(text, "DOCKER_HOST")
    assert str(raised.value).startswith("DOCKER_HOST: ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "ssh://me:secret@host",
        "tcp://me:secret@host:x",
        "'ssh://a:secret@b'",
        "https://me:secret@host:2376",
        "me:secret@host:2375",
        "tcp:me:secret@host",
        "tcp:/me:secret@host",
        "tcp//me:secret@host",
        "tcp://me:se/secret@host",
        "tcp://me:se@secret@host",
        "tcp://me:se cret secret@host",
        "vsock://me:secret@2:2375",
    ],
)
def test_no_error_repeats_a_password(text: str) -> None:
    with pytest.raises(LayersizeError) as raised:
        parse_engine_address(text, "DOCKER_HOST")
    assert "secret" not in str(raised.value)
