"""No image and no target, however it is made, has anything changed outside the target.

Python tells what is asked of the system (its audit events): each name that is changed is a single
one, looked up in an open folder; nothing is run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inside.hostile_extractions import ALL, Hostile
from support.disk_tree import DiskEntry, disk_tree, remove_tree
from support.docker_archives import archive
from support.run_layersize import Outcome, run_layersize
from support.tar_writer import tar

_CHANGING = {
    "os.mkdir": 1,
    "os.symlink": 2,
    "os.link": 2,
    "os.rename": 2,
    "os.remove": 1,
    "os.rmdir": 1,
    "os.utime": 1,
    "os.chmod": 1,
    "os.chown": 1,
    "os.truncate": 1,
    "os.setxattr": 1,
    "os.mkfifo": 1,
    "os.mknod": 1,
}
"""Events, and how many of their first arguments are paths; of a link, the first is only text."""
_RUNNING = ("subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "socket.connect")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_events: list[tuple[str, tuple[object, ...]]] | None = None


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _events is not None and (
        event in _CHANGING or event == "open" or event.startswith(_RUNNING)
    ):
        _events.append((event, arguments))


sys.addaudithook(_note)


@contextmanager
def audited() -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """What is asked of the system meanwhile: changes, and what would run something."""
    global _events
    _events = kept = []
    try:
        yield kept
    finally:
        _events = None


def assert_in_open_folders(events: list[tuple[str, tuple[object, ...]]], target: Path) -> None:
    for event, arguments in events:
        assert not event.startswith(_RUNNING), (event, arguments)
        paths = list(arguments[: _CHANGING.get(event, 0)])
        if event == "os.symlink":
            paths = paths[1:]
        if event == "open" and int(str(arguments[2] or 0)) & _WRITING:
            paths = [arguments[0]]
        for path in paths:
            is_single = isinstance(path, int) or b"/" not in os.fsencode(str_or_bytes(path))
            assert is_single or (event == "os.mkdir" and path == str(target)), (event, arguments)


def str_or_bytes(path: object) -> str | bytes:
    return path if isinstance(path, bytes) else str(path)


def extracted(hostile: Hostile, folder: Path) -> tuple[Outcome, Path, str]:
    """Runs it in a folder of its own; the path of what is outside the target."""
    outside, target = folder / "outside", folder / "out"
    outside.mkdir()
    target.mkdir()
    (outside / "victim").write_bytes(b"victim")
    (outside / "victim").chmod(0o600)
    layers = [tar(*entries) for entries in hostile.layers(str(outside))]
    (folder / "image.tar").write_bytes(archive(*layers))
    if hostile.prepare is not None:
        hostile.prepare(target, outside)
    before = everything_outside(folder)
    command = ["extract", str(folder / "image.tar"), *hostile.paths, "-o", str(target)]
    with audited() as events:
        outcome = run_layersize([*command, *hostile.options, "--no-cache"])
    assert everything_outside(folder) == before
    assert_in_open_folders(events, target)
    return outcome, target, str(outside).strip("/")


def everything_outside(folder: Path) -> dict[bytes, DiskEntry]:
    return {
        path: entry
        for path, entry in disk_tree(folder, exact_times=True).items()
        if path.partition(b"/")[0] != b"out" or (entry.kind == "link" and path == b"out")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    remove_tree(tmp_path)  # pytest can't, where folders are very deep


@pytest.mark.parametrize("name", ALL)
def test_nothing_outside_changes(name: str, folder: Path) -> None:
    hostile = ALL[name]
    outcome, target, outside = extracted(hostile, folder)
    assert outcome.exit_code == hostile.exit_code, outcome.stderr
    assert outcome.stdout == ""
    for said in hostile.said:
        assert said in outcome.stderr
    assert not set("\x1b\r\t\u202e") & set(outcome.stderr)
    there = disk_tree(target) if target.is_dir() and not target.is_symlink() else {}
    for path, expected in hostile.written.items():
        found = target / path.replace("{outside}", outside)
        assert not found.parent.is_symlink()
        if isinstance(expected, str):
            assert found.readlink() == Path(expected)
        elif expected is None:
            assert found.is_dir()
        else:
            assert not found.is_symlink()
            assert found.read_bytes() == expected
    for path in hostile.absent:
        assert not os.path.lexists(target / path)
    mine = os.geteuid(), os.getegid()
    for path, entry in there.items():
        assert entry.owner == mine
        assert not entry.mode & 0o7000
        assert entry.mode & 0o600 == 0o600 or entry.kind in ("link", "other")
        assert not path.rpartition(b"/")[2].endswith(b".part") or b"0000" in path
        assert not has_attributes(target, path)


def has_attributes(target: Path, path: bytes) -> bool:
    whole = os.fsencode(target) + b"/" + path
    if len(whole) > 4000 or not hasattr(os, "listxattr"):
        return False
    return any(name != "security.selinux" for name in os.listxattr(whole, follow_symlinks=False))


def test_there_are_enough_of_them() -> None:
    assert len(ALL) >= 60
