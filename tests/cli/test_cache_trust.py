"""What a command does with a cache into which others could have written, or have."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cache.samples import walk_file, walk_of
from cli.processes import environment, only_line, run
from layersize.cache.walk_cache import WalkCache
from layersize.cache.walk_file import dump_walk
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry
from support.image_config import config_json
from support.oci_layouts import oci_layout
from support.tar_writer import file, tar

LAYER = tar(file("large", b"x" * 90_000))


@pytest.fixture
def reference() -> Iterator[str]:
    """An image of 90,000 bytes in a registry."""
    with HostileRegistry() as registry:
        registry.serve(oci_layout([LAYER], config_json([LAYER])))
        yield f"registry:{registry.host}/{REPOSITORY}:{TAG}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "layersize"


def command(folder: Path, *words: str) -> tuple[int, bytes, bytes]:
    done = run(*words, env=environment(XDG_CACHE_HOME=str(folder.parent)))
    return done.returncode, done.stdout, done.stderr


def content_bytes(report: bytes) -> int:
    number = json.loads(report)["image"]["content_bytes"]
    assert isinstance(number, int)
    return number


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such owners")
def test_one_warning_and_a_whole_report(folder: Path, reference: str) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    inspect = ("inspect", reference, "--format", "json")
    code, stdout, stderr = command(folder, *inspect)
    assert (code, content_bytes(stdout)) == (0, 90_000)
    only_line(stderr, f"{folder}: is not used as cache: {folder} can be written to by other users")
    assert list(folder.iterdir()) == []
    code, stdout, stderr = command(folder, "compare", reference, reference, "--format", "json")
    assert (code, stderr.count(b"\n")) == (0, 1)
    json.loads(stdout)
    assert command(folder, *inspect, "--no-cache")[2] == b""
    for words in (["cache", "info", "--format", "json"], ["cache", "clear"]):
        code, stdout, stderr = command(folder, *words)
        assert (code, stdout) == (2, b"")
        only_line(stderr, "is not used as cache")


@pytest.mark.skipif(os.name != "posix", reason="needs named pipes, which Windows lacks")
def test_a_pipe_in_the_cache_is_not_waited_for(folder: Path, reference: str) -> None:
    assert command(folder, "inspect", reference)[0] == 0
    walk = walk_of(LAYER)
    path = walk_file(folder, walk)
    path.unlink()
    os.mkfifo(path)
    code, stdout, _ = command(folder, "inspect", reference, "--format", "json")
    assert (code, content_bytes(stdout)) == (0, 90_000)
    assert WalkCache(folder).walk(walk.blob_digests[0]) is not None


def lie(folder: Path) -> None:
    """Stores the walk of an empty layer as that of LAYER, with a checksum that fits."""
    true = walk_of(LAYER)
    path = walk_file(folder, true)
    path.parent.mkdir(parents=True, mode=0o700)
    folder.chmod(0o700)
    digests = {"blob_digests": true.blob_digests, "tar_digests": true.tar_digests}
    path.write_bytes(dump_walk(replace(walk_of(tar()), **digests)))
    path.chmod(0o600)


def test_a_gate_need_not_believe_a_cache(folder: Path, reference: str) -> None:
    """Who can write to a cache can say what is in a layer: `--no-cache` looks for itself."""
    lie(folder)
    check = ("check", reference, "--max-size", "50 kB")
    assert command(folder, *check)[0] == 0
    assert command(folder, *check, "--no-cache")[0] == 1
