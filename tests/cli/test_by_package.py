"""`--by package`: whose bytes an image's are, and what an update did to packages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.docker_archives import archive
from support.run_layersize import run_layersize
from support.tar_writer import file, tar


def installed(*packages: tuple[str, str, int]) -> list[bytes]:
    """A database as apk writes it, and the files of its packages."""
    database = "".join(
        f"P:{name}\nV:{version}\nA:x86_64\nF:usr/lib\nR:{name}.so\n\n"
        for name, version, _ in packages
    )
    files = [file(f"usr/lib/{name}.so", b"x" * length) for name, _, length in packages]
    return [file("lib/apk/db/installed", database.encode()), *files]


@pytest.fixture
def images(tmp_path: Path) -> list[str]:
    old = installed(("icu", "72.1", 3_000), ("zlib", "1.3", 100), ("gone", "9", 40))
    new = installed(("icu", "74.2", 15_400), ("zlib", "1.3", 100))
    for name, entries in (("old", old), ("new", new)):
        (tmp_path / f"{name}.tar").write_bytes(archive(tar(*entries)))
    return [str(tmp_path / "old.tar"), str(tmp_path / "new.tar")]


def test_packages_largest_first_and_what_none_owns(images: list[str]) -> None:
    outcome = run_layersize(["inspect", images[0], "--by", "package"])
    assert outcome.exit_code == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    rows = [line.split() for line in lines[lines.index(" Packages · 3 of apk") + 2 :]]
    assert [row[-2:] for row in rows[:3]] == [["icu", "72.1"], ["zlib", "1.3"], ["gone", "9"]]
    assert ["package", "databases"] in [row[-2:] for row in rows[3:]]


def test_bytes_add_up_to_what_a_container_sees(images: list[str]) -> None:
    report = json.loads(run_layersize(["inspect", images[0], "--format", "json"]).stdout)
    total = sum(package["bytes"] for package in report["packages"])
    assert total == report["image"]["live_bytes"]


def test_what_an_update_did(images: list[str]) -> None:
    outcome = run_layersize(["compare", *images, "--by", "package"])
    assert outcome.exit_code == 0, outcome.stderr
    assert "+12.4 kB" in outcome.stdout
    assert "icu 72.1 → 74.2" in outcome.stdout
    assert "gone 9 gone" in outcome.stdout
    assert "zlib" not in outcome.stdout
    report = json.loads(run_layersize(["compare", *images, "--format", "json"]).stdout)
    assert report["packages"][0] == {
        "name": "icu",
        "manager": "apk",
        "base_version": "72.1",
        "other_version": "74.2",
        "base_bytes": 3_000,
        "other_bytes": 15_400,
        "delta_bytes": 12_400,
    }
    deltas = sum(row["delta_bytes"] for row in report["packages"])
    assert deltas == report["delta"]["live_bytes"]


@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_json_is_the_same_document(images: list[str], command: str) -> None:
    arguments = [command, *images[: 1 if command == "inspect" else 2], "--format", "json"]
    plain = run_layersize(arguments).stdout
    assert run_layersize([*arguments, "--by", "package"]).stdout == plain


@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_markdown(images: list[str], command: str) -> None:
    arguments = [command, *images[: 1 if command == "inspect" else 2], "--format", "markdown"]
    text = run_layersize([*arguments, "--by", "package"]).stdout
    assert "| package" in text
    assert "`icu 72.1" in text


def test_screens_have_a_tab_instead(images: list[str]) -> None:
    outcome = run_layersize(["compare", *images, "--by", "package", "--tui"])
    assert outcome.exit_code == 2
    assert "tab of its own" in outcome.stderr
