"""What can't be measured is told in one line: the place, the cause and the remedy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from cli.processes import only_line, run_shell
from support.run_layersize import run_layersize
from support.tar_writer import file, tar

NOBODY = 65534


def refused(*arguments: str) -> str:
    outcome = run_layersize(arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    return only_line(outcome.stderr)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["inspct", "x.tar"], ["inspct", "see layersize --help"]),
        (["inspect"], ["IMAGE", "see layersize inspect --help"]),
        (["compare", "x.tar"], ["OTHER", "see layersize compare --help"]),
        (["inspect", "x.tar", "--formt", "json"], ["--formt", "--format"]),
        (["inspect", "x.tar", "--format", "xml"], ["xml", "table", "json", "markdown"]),
        (["inspect", "x.tar", "y.tar"], ["y.tar"]),
        (["inspect", "x.tar", "--top", "-1"], ["--top", "-1"]),
        (["inspect", "x.tar", "--units", "metric"], ["--units", "metric"]),
        (["inspect", "x.tar", "--report", "json"], ["FORMAT=FILE"]),
        (["inspect", "x.tar", "--report", "xml=f"], ["xml=f", "FORMAT=FILE"]),
        (["inspect", "x.tar", "--report", "json="], ["json=", "FORMAT=FILE"]),
        (["-x"], ["-x", "see layersize --help"]),
        (["inspect", ""], ["names no image", "SOURCE:NAME"]),
        (["inspect", "docker-archive:"], ["names no image"]),
        (
            ["inspect", "docker:nginx"],
            ["Docker engine: has no socket at /nonexistent/docker.sock", "docker:docker:nginx"],
        ),
        (["inspect", "registry:nginx", "--offline"], ["--offline was given"]),
        (["inspect", "podman:app:v1"], ["Podman: has no socket", "podman.socket"]),
        (["compare", "-", "-"], ["standard input", "once", "save one to a file"]),
    ],
)
def test_usage(arguments: list[str], parts: list[str]) -> None:
    line = refused(*arguments)
    for part in parts:
        assert part in line


@pytest.mark.parametrize("name", ["image.tra.gz", "./image", "/nowhere/image", "image.tar"])
def test_a_missing_file_is_not_taken_for_an_engines_image(name: str) -> None:
    line = refused("inspect", name)
    assert f"{name}: no such file or folder; check the spelling" in line


def test_an_unknown_tag_lists_the_known_ones(image: Path) -> None:
    assert "name one of: app:v1" in refused("inspect", f"{image}:v2")


def test_an_unknown_platform_lists_the_known_ones(image: Path) -> None:
    assert "--platform linux/amd64" in refused("inspect", str(image), "--platform", "linux/s390x")


def test_a_folder_that_is_no_image(tmp_path: Path) -> None:
    assert "holds no manifest.json or index.json; give what" in refused("inspect", str(tmp_path))


def test_a_bare_layer(tmp_path: Path) -> None:
    layer = tmp_path / "layer.tar"
    layer.write_bytes(tar(file("a", b"x")))
    assert f"{layer}: is not a saved image" in refused("inspect", str(layer))


@pytest.mark.parametrize(
    ("content", "cause"),
    [(b"", "is empty"), (b"\x01\x02" * 1000, "does not begin like a tar")],
)
def test_a_file_that_is_no_tar(tmp_path: Path, content: bytes, cause: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    line = refused("inspect", str(path))
    assert f"{path}: " in line
    assert f"{cause}; give what docker save" in line


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/urandom"])
def test_a_device(device: str) -> None:
    assert f"{device}: is neither a file nor a folder; give a saved" in refused("inspect", device)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may read everything, so root gives that up for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_read(image: Path) -> None:
    refused("inspect", "/nowhere/image")  # so that all modules are loaded
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        unreadable = Path(folder) / "image.tar"
        unreadable.write_bytes(image.read_bytes())
        unreadable.chmod(0)
        with unprivileged():
            line = refused("inspect", str(unreadable))
    assert f"{unreadable}: Permission denied" in line


def test_debug_shows_where_an_error_comes_from(tmp_path: Path) -> None:
    outcome = run_layersize(["inspect", str(tmp_path), "--debug"])
    assert outcome.exit_code == 2
    assert outcome.stderr.startswith("Traceback")
    assert outcome.stderr.rstrip().rpartition("\n")[2].startswith("layersize: ")


def test_a_name_with_control_characters_is_shown_escaped(tmp_path: Path) -> None:
    line = refused("inspect", str(tmp_path / "a\x1b[31m\nb"))
    assert "\x1b" not in line


def test_an_error_that_nobody_hears_is_an_exit_code() -> None:
    for redirection in ("2>&-", "2>/dev/full"):
        code, stdout, _ = run_shell(f"layersize inspect /nowhere {redirection}")
        assert (code, stdout) == (2, "")
