"""Small saved images on disk."""

from __future__ import annotations

import bz2
import random
import zlib
from pathlib import Path

import pytest

from cli.check_project import project as project
from support.docker_archives import archive, named_layers
from support.tar_writer import file, tar, whiteout

_LONG = b"\x80" + (1 << 39).to_bytes(11, "big")
_BEGINNING = file("f", b"", size=_LONG)
BASE_FILES = tar(file("etc/a", b"x" * 5000), file("usr/b", b"y" * 9000))


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever runs on this machine, these tests have no engine, and a cache of their own."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent/docker.sock")
    monkeypatch.setenv("CONTAINER_HOST", "unix:///nonexistent/podman.sock")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """Two layers, the second of which deletes 5,000 bytes of the first."""
    path = tmp_path / "image.tar"
    path.write_bytes(archive(BASE_FILES, tar(whiteout("etc/a"), file("c", b"z" * 700))))
    return path


@pytest.fixture
def other_image(tmp_path: Path) -> Path:
    """The first layer of `image`, and another second one."""
    path = tmp_path / "other.tar"
    path.write_bytes(archive(BASE_FILES, tar(file("c", b"w" * 800))))
    return path


@pytest.fixture(scope="session")
def slow_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small and two large layers that take seconds to decode, and break off at their ends.

    Long enough to be walked in processes.
    """
    deflate = zlib.compressobj(1, zlib.DEFLATED, 31)
    gzip_beginning = deflate.compress(_BEGINNING) + deflate.flush(zlib.Z_FULL_FLUSH)
    deflate = zlib.compressobj(1, zlib.DEFLATED, -15)
    gzip_part = deflate.compress(_noise()) + deflate.flush(zlib.Z_FULL_FLUSH)
    layers = _slow_layers()
    for index in range(2):
        layers[f"{index}.tar.gz"] = gzip_beginning + gzip_part * 40
    path = tmp_path_factory.mktemp("slow") / "image.tar"
    path.write_bytes(named_layers(layers, [b""] * len(layers)))
    return path


@pytest.fixture(scope="session")
def endless_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Layers that take half an hour to decode, long enough to be walked in processes."""
    layers = _slow_layers(bz2.compress(bytes(32 << 20)) * (1 << 14))
    path = tmp_path_factory.mktemp("endless") / "image.tar"
    path.write_bytes(named_layers({**layers, "padding.tar": bytes(64 << 20)}, [b""] * 3))
    return path


@pytest.fixture(scope="session")
def endless_small_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Layers that take half an hour to decode, too short for processes."""
    layers = _slow_layers(bz2.compress(bytes(32 << 20)) * (1 << 14))
    path = tmp_path_factory.mktemp("endless-small") / "image.tar"
    path.write_bytes(named_layers(layers, [b"", b""]))
    return path


def _slow_layers(rest: bytes = b"") -> dict[str, bytes]:
    compressed = bz2.compress(_BEGINNING) + bz2.compress(_noise()) * 30 + rest
    return {f"{index}.tar.bz2": compressed for index in range(2)}


def _noise() -> bytes:
    return random.Random(0).randbytes(1 << 20).translate(bytes(range(64)) * 4)
