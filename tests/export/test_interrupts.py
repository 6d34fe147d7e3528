"""Ctrl-C, SIGTERM and disks that fill up: nothing is left of an export."""

from __future__ import annotations

import gc
import os
import random
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.processes import only_line, start
from export.exports import names_in
from layersize.export.export import ExportSettings, export_image
from support.compressors import gzip_member
from support.docker_archives import archive
from support.image_config import config_json, to_json
from support.tar_writer import file, header, tar

PATIENCE_SECONDS = 60
"""Whatever is interrupted would go on for longer, or fail."""
MEBIBYTE = 1 << 20
LONG_BYTES = 7 << 30


@contextmanager
def slow_export(image: bytes, folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """An export from a pipe that gives the first half of an image, and then nothing."""
    reading, writing = os.pipe()
    target = str(folder / "image.tar")
    try:
        process = start("export", "-", "-o", target, *arguments, stdin=reading)
        with open(writing, "wb", closefd=False) as pipe:
            pipe.write(image[: len(image) // 2])  # returns once most of it was read
        yield process
    finally:
        os.close(writing)
        os.close(reading)


def wait_for_part(folder: Path) -> None:
    """Until a file is being written."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(path.stat().st_size > MEBIBYTE for path in folder.glob(".layersize-*.part")):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("compress", [bytes, gzip_member])
@pytest.mark.parametrize("form", ["docker-archive", "oci-archive"])
def test_in_the_middle_of_standard_input(
    folder: Path, sent: signal.Signals, compress: type[bytes], form: str
) -> None:
    noise = os.urandom(16 * MEBIBYTE)
    (folder / "image.tar").write_text("older")
    image = compress(archive(tar(file("noise", noise))))
    with slow_export(image, folder, "--format", form, "--force") as process:
        wait_for_part(folder)
        process.send_signal(sent)
        stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert stdout == b""
    assert only_line(stderr) == "layersize: interrupted\n"
    assert names_in(folder) == ["image.tar"]
    assert (folder / "image.tar").read_text() == "older"


def long_image(path: Path) -> Path:
    """A layer of zeros that takes no room on the disk, but much in a copy."""
    layer = f"blobs/sha256/{'0' * 64}"
    entry = {"Config": "config.json", "RepoTags": None, "Layers": [layer]}
    beginning = [
        file("manifest.json", to_json([entry])),
        file("config.json", config_json([b""])),
        header(layer, size=LONG_BYTES),
    ]
    path.write_bytes(b"".join(beginning))
    os.truncate(path, path.stat().st_size + LONG_BYTES + 1024)
    return path


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_in_the_middle_of_copying(folder: Path, tmp_path: Path, sent: signal.Signals) -> None:
    """Who went on copying would soon have written too much, and fail."""
    source = long_image(tmp_path / "source.tar")

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LONG_BYTES // 2,) * 2)

    target = str(folder / "image.tar")
    process = start("export", str(source), "-o", target, preexec_fn=bounded)
    wait_for_part(folder)
    process.send_signal(sent)
    stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert stdout == b""
    assert only_line(stderr) == "layersize: interrupted\n"
    assert names_in(folder) == []


@pytest.mark.parametrize("from_stdin", [True, False])
def test_a_file_that_may_not_grow(folder: Path, tmp_path: Path, from_stdin: bool) -> None:
    """As on a full disk: the write fails in the middle."""
    source = tmp_path / "source.tar"
    source.write_bytes(archive(tar(file("noise", os.urandom(4 * MEBIBYTE)))))
    target = str(folder / "image.tar")

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (MEBIBYTE, MEBIBYTE))

    with source.open("rb") as stdin:
        reference = "-" if from_stdin else str(source)
        process = start(
            "export",
            reference,
            "-o",
            target,
            stdin=stdin,
            preexec_fn=bounded,
        )
        stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 2
    assert stdout == b""
    only_line(stderr, f"{target}: File too large; free some there, or give -o a file on another")
    assert names_in(folder) == []


@pytest.mark.filterwarnings(
    # Of a file opened but not yet held by a variable, which Python closes itself.
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("form", ["docker-archive", "oci-archive"])
def test_at_any_moment(folder: Path, image: Path, form: str) -> None:
    """What was there before stays, or what is new is there whole."""

    class Stop(BaseException):
        pass

    def stop(_signal: int, _frame: object) -> None:
        raise Stop

    compressed = image.with_name("image.tar.gz")
    compressed.write_bytes(gzip_member(image.read_bytes()))
    target = folder / "image.tar"
    settings = ExportSettings(form=form, overwrite=True)

    def timed_export(source: Path) -> float:
        began = time.perf_counter()
        export_image(str(source), str(target), settings)
        return time.perf_counter() - began

    whole, seconds = {}, {}
    for source in (image, compressed):
        seconds[source] = sorted(timed_export(source) for _ in range(9))[4]
        whole[source] = target.read_bytes()
    choose, stops = random.Random(0), 0
    before = signal.signal(signal.SIGALRM, stop)
    gc.collect()
    gc.freeze()  # what other tests have left need not be looked at after each stop
    try:
        for attempt in range(10_000):
            if attempt >= 200 and stops > 100:
                break
            for source in (image, compressed):
                target.write_text("older")
                try:
                    signal.setitimer(signal.ITIMER_REAL, choose.uniform(1e-5, seconds[source]))
                    timed_export(source)
                    signal.setitimer(signal.ITIMER_REAL, 0)
                except Stop:
                    stops += 1
                    gc.collect()
                assert target.read_bytes() in (b"older", whole[source])
                assert names_in(folder) == ["image.tar"]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        gc.unfreeze()
    assert stops > 100
