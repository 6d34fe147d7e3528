"""`layersize cache` as a process, with a cache folder of its own."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cache.disks import remount, small_disk
from cache.samples import files_of, numbered_record, numbered_walk
from cli.processes import assert_refused, environment, run
from layersize.cache.walk_cache import MOST_BYTES, WalkCache

SCHEMA = files("layersize.schemas") / "cache.schema.json"
KEYS = "format_version kind folder walks records stored_bytes limit_bytes"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the program's cache is, if XDG_CACHE_HOME is the folder above."""
    return tmp_path / "layersize"


def cache_command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return run("cache", *arguments, env=environment(XDG_CACHE_HOME=str(folder.parent)))


def output(folder: Path, *arguments: str) -> str:
    done = cache_command(folder, *arguments)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def fill(folder: Path) -> int:
    """Keeps two layers and a record; gives their length in bytes."""
    cache = WalkCache(folder)
    cache.keep_walk(numbered_walk(30))
    cache.keep_walk(numbered_walk(31))
    cache.keep_record("image.tar", numbered_record(1))
    return sum(path.stat().st_size for path in files_of(folder))


def test_info_of_nothing(folder: Path) -> None:
    assert output(folder, "info") == (
        f"folder  {folder}\nholds   0 layers, 0 saved images, 0 B\nlimit   1.1 GB, 0 % of it used\n"
    )
    assert not folder.exists()


def test_info(folder: Path) -> None:
    stored_bytes = fill(folder)
    assert output(folder, "info") == (
        f"folder  {folder}\n"
        f"holds   2 layers, 1 saved image, {stored_bytes / 1000:.1f} kB\n"
        "limit   1.1 GB, <0.1 % of it used\n"
    )
    lines = output(folder, "info", "--units", "iec").splitlines()
    assert lines[1].endswith(f", {stored_bytes / 1024:.1f} KiB")
    assert lines[2].startswith("limit   1.0 GiB,")


def test_info_as_json(folder: Path) -> None:
    stored_bytes = fill(folder)
    report: dict[str, Any] = json.loads(output(folder, "info", "--format", "json"))
    assert " ".join(report) == KEYS
    assert report == {
        "format_version": 1,
        "kind": "cache",
        "folder": str(folder),
        "walks": 2,
        "records": 1,
        "stored_bytes": stored_bytes,
        "limit_bytes": MOST_BYTES,
    }
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    keeps = Draft202012Validator(schema).is_valid
    assert keeps(report)
    for key in report:
        assert not keeps({**report, key: True}), f"{key} may be of any type"
        assert not keeps({k: v for k, v in report.items() if k != key}), f"{key} may be missing"


def test_clear(folder: Path) -> None:
    stored_bytes = fill(folder)
    assert output(folder, "clear") == (
        f"removed 2 layers, 1 saved image, {stored_bytes / 1000:.1f} kB from {folder}\n"
    )
    assert files_of(folder) == []
    assert output(folder, "clear") == f"removed 0 layers, 0 saved images, 0 B from {folder}\n"


def test_a_folder_with_an_odd_name_is_shown_inert(tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[31m\n" / "layersize"
    fill(folder)
    for arguments in (("info",), ("clear",)):
        text = output(folder, *arguments)
        assert "\x1b" not in text
        assert "a\\x1b[31m\\n" in text


@pytest.mark.real
def test_what_can_not_be_removed_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        folder = disk / "layersize"
        fill(folder)
        remount(disk, "ro")
        done = cache_command(folder, "clear")
    outcome = (done.returncode, done.stdout, done.stderr)
    assert_refused(outcome, f"{folder}: nothing in it can be removed; check who may write")


@pytest.mark.parametrize("arguments", [(), ("--help",)])
def test_help(folder: Path, arguments: tuple[str, ...]) -> None:
    text = output(folder, *arguments)
    assert "  layersize cache info\n" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("subcommand", ["info", "clear"])
def test_help_of_the_subcommands(folder: Path, subcommand: str) -> None:
    text = output(folder, subcommand, "--help")
    assert f"  layersize cache {subcommand}\n" in text
    assert max(map(len, text.splitlines())) <= 80


def test_an_unknown_subcommand(folder: Path) -> None:
    done = cache_command(folder, "wipe")
    outcome = (done.returncode, done.stdout, done.stderr)
    assert_refused(
        outcome, "there is no command 'wipe', but clear, info; see layersize cache --help"
    )
