"""Several processes read, write, evict and clear one cache; some are interrupted or killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import pytest

from cache.one_of_many import KEYS
from cache.samples import assert_all_load, files_of, numbered_record, numbered_walk
from layersize.cache.file_format import SCHEMA
from layersize.cache.walk_cache import WalkCache

TESTS = Path(__file__).resolve().parent.parent
UNBOUNDED = 1 << 30


def start(folder: Path, seed: int, steps: int, most_bytes: int) -> subprocess.Popen[bytes]:
    arguments = (str(folder), str(seed), str(steps), str(most_bytes))
    return subprocess.Popen(
        [sys.executable, "-m", "cache.one_of_many", *arguments],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("processes", [2, 4])
@pytest.mark.parametrize("most_bytes", [UNBOUNDED, 30_000])
def test_all_at_once(tmp_path: Path, processes: int, most_bytes: int) -> None:
    running = [start(tmp_path, seed, 1500, most_bytes) for seed in range(processes)]
    for process in running:
        stdout, stderr = process.communicate()
        assert process.returncode == 0, stderr.decode()
        assert int(stdout) > 50
    assert_all_load(tmp_path, KEYS)
    # A process lists the folder again once it has written a hundredth of the bound.
    assert WalkCache(tmp_path).info().stored_bytes <= most_bytes + processes * most_bytes // 100
    cache = WalkCache(tmp_path, most_bytes=UNBOUNDED)
    cache.keep_walk(numbered_walk(1))
    assert assert_all_load(tmp_path, KEYS) == cache.info().walks + cache.info().records


def test_killed_in_the_middle(tmp_path: Path) -> None:
    """Whatever is there under its name is whole; what was left goes after an hour."""
    for seed in range(6):
        process = start(tmp_path, seed, 10**9, 30_000)
        while not files_of(tmp_path):
            time.sleep(0.01)
        time.sleep(0.1 + seed / 50)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
    (tmp_path / f"v{SCHEMA}" / "walks" / ".tmp-of-a-killed-one").write_bytes(b"half")
    two_hours_ago = time.time() - 7200
    for path in files_of(tmp_path):
        if path.name.startswith(".tmp-"):
            os.utime(path, (two_hours_ago, two_hours_ago))
    WalkCache(tmp_path, most_bytes=30_000).keep_walk(numbered_walk(3))
    assert_all_load(tmp_path, KEYS)


@pytest.mark.filterwarnings(
    # Of a file opened but not yet held by a variable, which Python closes itself.
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_interrupted_at_any_moment(tmp_path: Path) -> None:
    """As Ctrl-C does: the interrupt gets through, and leaves nothing half-written."""

    class Stop(BaseException):
        pass

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Stop

    cache, walk, record = WalkCache(tmp_path), numbered_walk(30), numbered_record(5)
    choose, stops = random.Random(0), 0

    def keep() -> float:
        began = time.perf_counter()
        cache.keep_walk(walk)
        cache.keep_record("5", record)
        return time.perf_counter() - began

    usual_seconds = sorted(keep() for _ in range(21))[10]
    before = signal.signal(signal.SIGALRM, stop)
    try:
        for attempt in range(20_000):
            if attempt >= 400 and stops > 50:
                break
            try:
                signal.setitimer(signal.ITIMER_REAL, choose.uniform(1e-5, usual_seconds))
                keep()
                signal.setitimer(signal.ITIMER_REAL, 0)
            except Stop:
                stops += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert stops > 50
    assert assert_all_load(tmp_path, ("5",)) == 2
