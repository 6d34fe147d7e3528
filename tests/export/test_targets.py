"""Files that an export may be written to: there whole, or as before."""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import stat
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import pytest

from cli.processes import only_line, run
from export.exports import export, exported, names_in
from support.docker_archives import archive
from support.run_layersize import run_layersize
from support.standard_input import piped_stdin
from support.tar_writer import file, tar


def refused(reference: object, target: object, *arguments: str) -> str:
    outcome = export(reference, target, *arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    return only_line(outcome.stderr)


def test_one_line_says_what_was_written(image: Path, folder: Path) -> None:
    target = folder / "a\x1b[31m.tar"
    outcome = export(image, target)
    assert outcome.exit_code == 0
    line = only_line(outcome.stderr, r"a\x1b[31m.tar written: docker-archive, 30.7 kB")
    assert "\x1b" not in line
    assert target.stat().st_size == 30720
    assert export(image, folder / "b.tar", "--quiet").stderr == ""


def test_a_file_that_exists(image: Path, folder: Path) -> None:
    target = folder / "a.tar"
    target.write_text("older")
    assert f"{target}: exists already; --force overwrites it" in refused(image, target)
    assert target.read_text() == "older"
    exported(image, target, "--force")
    assert target.stat().st_size > 20_000
    assert names_in(folder) == ["a.tar"]


def test_the_source_itself_is_never_overwritten(image: Path, folder: Path) -> None:
    """By whatever name; it may hold more than the one image."""
    before = image.read_bytes()
    (folder / "link.tar").symlink_to(image)
    (folder / "hard.tar").hardlink_to(image)
    spelt = folder / ".." / folder.name / "hard.tar"
    for target in (image, folder / "link.tar", folder / "hard.tar", spelt):
        assert "exists already" in refused(image, target)
        line = refused(image, target, "--force")
        assert f"{target}: belongs to the image that is to be read; give -o another file" in line
    with image.open("rb") as stdin:
        done = run("export", "-", "-o", str(image), "--force", stdin=stdin)
    assert (done.returncode, image.read_bytes()) == (2, before)
    assert names_in(folder) == ["hard.tar", "link.tar"]


def test_a_folder_that_is_the_source(folder: Path) -> None:
    layout = folder / "layout"
    shutil.copytree(Path("tests/images/oci-dir").resolve(), layout)
    blob = next(path for path in (layout / "blobs" / "sha256").iterdir())
    for target in (layout / "index.json", blob):
        before = target.read_bytes()
        assert "belongs to the image" in refused(layout, target, "--force")
        assert target.read_bytes() == before
    exported(layout, layout / "app.tar")
    exported(layout, layout / "app.tar", "--force")


def test_a_link_to_nothing_is_followed_only_by_force(image: Path, folder: Path) -> None:
    link = folder / "link.tar"
    link.symlink_to("nothing.tar")
    line = refused(image, link)
    assert "link.tar: is a link to nothing.tar, which is not there; --force makes the file" in line
    assert names_in(folder) == ["link.tar"]
    exported(image, link, "--force")
    assert link.is_symlink()
    assert names_in(folder) == ["link.tar", "nothing.tar"]


def test_a_file_that_is_replaced_keeps_its_mode(image: Path, folder: Path) -> None:
    target = folder / "a.tar"
    target.write_text("older")
    target.chmod(0o604)
    exported(image, target, "--force")
    assert stat.S_IMODE(target.stat().st_mode) == 0o604


@pytest.mark.parametrize("stream", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_another_name(image: Path, folder: Path, stream: str) -> None:
    with (folder / "out").open("wb") as stdout:
        done = run("export", str(image), "-o", stream, "--force", stdout=stdout)
    assert done.returncode == 2
    only_line(done.stderr, "an export is a file, not standard output")
    assert (folder / "out").read_bytes() == b""


def test_a_file_that_came_into_being_meanwhile(
    image: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "a.tar"
    usage = shutil.disk_usage

    def meanwhile(path: object) -> object:
        target.write_text("of somebody else")
        return usage(path)

    monkeypatch.setattr(shutil, "disk_usage", meanwhile)
    assert "exists already" in refused(image, target)
    assert target.read_text() == "of somebody else"
    assert names_in(folder) == ["a.tar"]


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_what_is_no_file(image: Path, folder: Path, force: tuple[str, ...]) -> None:
    os.mkfifo(folder / "fifo")
    (folder / "link").symlink_to("fifo")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / "socket"))
    before = names_in(folder)
    for name in ("fifo", "link", "socket"):
        assert "a device or a pipe; give -o a file" in refused(image, folder / name, *force)
    assert "a device or a pipe" in refused(image, os.devnull, *force)
    assert f"{folder}: is a folder; give -o a file in it" in refused(image, folder, *force)
    assert "not standard output; give -o a file" in refused(image, "-", *force)
    assert names_in(folder) == before
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_folders_that_are_not_there(image: Path, folder: Path) -> None:
    where = f"{folder}/none/a.tar"
    assert f"{where}: there is no folder {folder}/none; make it first" in refused(image, where)
    assert "Not a directory" in refused(image, image / "a.tar")
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    assert "Too many levels of symbolic links" in refused(image, folder / "a")


def test_a_link_to_a_file_stays_one(image: Path, folder: Path) -> None:
    link, real = folder / "link.tar", folder / "real.tar"
    link.symlink_to(real.name)
    real.write_text("older")
    exported(image, link, "--force")
    assert link.is_symlink()
    assert real.stat().st_size > 20_000


def test_a_new_file_has_the_mode_of_the_umask(image: Path, folder: Path) -> None:
    exported(image, folder / "a.tar")
    assert stat.S_IMODE((folder / "a.tar").stat().st_mode) == 0o666 & ~umask()


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_no_output_named(image: Path) -> None:
    outcome = run_layersize(["export", str(image)])
    assert outcome.exit_code == 2
    only_line(outcome.stderr, "--output", "see layersize export --help")


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_a_disk_that_is_too_full_from_the_start(
    image: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**6, 10**6 - 5000, 5000))
    line = refused(image, folder / "a.tar")
    assert re.search(
        r"/a\.tar: needs [34]\d\.\d kB, but only 5\.0 kB are free in .*; free some", line
    )
    assert names_in(folder) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, 0))
    exported(image, folder / "a.tar")  # a disk that tells nothing is tried


@pytest.mark.parametrize("reference", ["file", "-"])
@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some there, or give -o a file on another disk"),
        (errno.EDQUOT, "free some there, or give -o a file on another disk"),
        (errno.EIO, "give -o a file in a folder that can be written to"),
    ],
)
def test_a_disk_that_fails_while_it_is_written(
    image: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    reference: str,
    number: int,
    remedy: str,
) -> None:
    def fail(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    target = folder / "a.tar"
    target.write_text("older")
    with piped_stdin(image.read_bytes()):
        line = refused(image if reference == "file" else "-", target, "--force")
    assert f"layersize: {target}: {os.strerror(number)}; {remedy}\n" == line
    assert target.read_text() == "older"
    assert names_in(folder) == ["a.tar"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"no tar at all" * 100, "does not begin like a tar"),
        (archive(tar(file("a", b"x" * 5000)))[:6000], "the tar breaks off"),
        (archive(tar(file("a", b"x" * 5000))) + b"\0" * (65 << 20), "bytes follow the tar's end"),
        (tar(file("a", b"x")), "is not a saved image"),
    ],
    ids=["empty", "text", "cut", "zeros without end", "another tar"],
)
def test_a_stream_that_is_no_image(folder: Path, data: bytes, said: str) -> None:
    with piped_stdin(data):
        assert "standard input: " in (line := refused("-", folder / "a.tar"))
    assert said in line
    assert names_in(folder) == []


def test_a_pipe_as_a_file(image: Path, folder: Path) -> None:
    fifo = image.with_name("fifo")
    os.mkfifo(fifo)
    writer = Thread(target=lambda: fifo.write_bytes(image.read_bytes()))
    writer.start()
    exported(fifo, folder / "a.tar")
    writer.join()
    assert (folder / "a.tar").read_bytes() == image.read_bytes()
