"""Ctrl-C and SIGTERM at any moment: each file is there whole or not at all, and nothing else."""

from __future__ import annotations

import gc
import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.processes import start
from inside.extractions import image_of
from layersize.inside.contents import ImageContents
from layersize.inside.extract import extract
from layersize.measure import Settings, explore
from support.compressors import ZSTD_BLOCK_BYTES, zstd_zeros
from support.docker_archives import archive
from support.tar_writer import file, hardlink, header, symlink
from support.work import Moments

PATIENCE_SECONDS = 60
"""Whatever is interrupted would go on for longer, or fail."""
MEBIBYTE = 1 << 20
LONG_BYTES = 1 << 30


@pytest.mark.filterwarnings(
    # Of a file opened but not yet held by a variable, which Python closes itself.
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_at_any_moment(tmp_path: Path, overwrite: bool) -> None:
    class Stop(BaseException):
        pass

    def stop(_signal: int, _frame: object) -> None:
        raise Stop

    data = {f"d{number % 3}/f{number}": bytes([number]) * 70_000 for number in range(9)}
    entries = [file(path, content) for path, content in data.items()]
    image = image_of(tmp_path, [*entries, hardlink("h", "d0/f0"), symlink("l", "h")])
    found, target = explore(str(image)), tmp_path / "out"
    contents = ImageContents(found.image, found.walks, Settings())
    data["h"] = data["d0/f0"]
    moments, choose, stops = Moments(), random.Random(0), 0
    before = signal.signal(signal.SIGALRM, stop)
    gc.collect()
    gc.freeze()  # what other tests have left need not be looked at after each stop
    try:
        for _ in range(150):
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            (target / "h").write_bytes(b"older")
            is_stopped = True
            try:
                signal.setitimer(signal.ITIMER_REAL, moments.next(choose))
                extract(found, contents, [b"/"], str(target), overwrite=overwrite)
                signal.setitimer(signal.ITIMER_REAL, 0)
                is_stopped = False
            except Stop:
                stops += 1
            gc.collect()  # of what was stopped nothing is held any more: as when a program ends
            moments.passed(stopped=is_stopped)
            for path in target.rglob("*"):
                name = str(path.relative_to(target))
                if path.is_symlink():
                    assert (name, path.readlink()) == ("l", Path("h"))
                elif path.is_file():
                    assert path.read_bytes() in (data[name], b"older" if name == "h" else b"?")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        gc.unfreeze()
    assert stops > 50


def is_within_large_file(target: Path) -> bool:
    for path in target.glob(".layersize-*.part"):
        with suppress(FileNotFoundError):  # it was the first file's
            if path.stat().st_size > MEBIBYTE:
                return True
    return False


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("compressed", [False, True])
def test_in_the_middle_of_a_large_file(
    tmp_path: Path, sent: signal.Signals, compressed: bool
) -> None:
    """The first file is there; the second, which has no end for a while, is not."""
    begin = file("a", b"whole") + header("big", size=LONG_BYTES)
    image = tmp_path / "image.tar"
    if compressed:
        image.write_bytes(archive(zstd_zeros(begin, LONG_BYTES // ZSTD_BLOCK_BYTES)))
    else:
        layer = header("0/layer.tar", size=len(begin) + LONG_BYTES)
        image.write_bytes(archive(b"")[:-1024].replace(file("0/layer.tar", b""), b"") + layer)
        with image.open("ab") as data:
            data.write(begin)
        os.truncate(image, image.stat().st_size + LONG_BYTES + 1024)
    target = tmp_path / "out"
    process = start("extract", str(image), "/", "-o", str(target), "--no-limits", "--no-cache")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_within_large_file(target):
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()
        time.sleep(0.002)
    process.send_signal(sent)
    stdout, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130
    assert stdout == b""
    assert stderr == b"layersize: 1 of 2 files were written\nlayersize: interrupted\n"
    assert [path.name for path in target.iterdir()] == ["a"]
    assert (target / "a").read_bytes() == b"whole"
