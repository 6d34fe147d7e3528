"""Files that the real tools wrote (written/make.sh lists them), and what rules make of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.found import BASE, found, image, paths
from support.tar_writer import file, gnu_long

LISTS = Path(__file__).parent / "written"
EXPECTED: dict[str, dict[str, tuple[str, ...]]] = {
    "apt": {
        "LS020": ("var/lib/apt/lists/",),
        "LS021": ("var/cache/apt/archives/",),
        "LS022": ("var/cache/apt/pkgcache.bin", "var/cache/apt/srcpkgcache.bin"),
    },
    "pip": {"LS026": ("root/.cache/pip/",), "LS057": ("app/lib/__pycache__/",)},
    "uv": {"LS027": ("root/.cache/uv/",)},
    "npm": {"LS030": ("root/.npm/_cacache/",)},
    "pnpm": {"LS032": ("root/.local/share/pnpm/store/v3/files/", "root/.cache/pnpm/metadata")},
    "yarn": {"LS031": ("usr/local/share/.cache/yarn/v6/",)},
    "go": {"LS036": ("go/pkg/mod/",), "LS037": ("root/.cache/go-build/",)},
    "cargo": {"LS035": ("usr/local/cargo/registry/",)},
    "maven": {"LS038": ("root/.m2/repository/",)},
    "gem": {"LS034": ("var/lib/gems/3.1.0/cache/",)},
}
"""Tools to codes and beginnings of all the paths that each rule is about."""
_KEPT_BYTES = 100
"""Of a file's length: what is longer is as good."""


@pytest.mark.parametrize("tool", EXPECTED)
def test_what_a_tool_keeps_for_later_is_found_and_nothing_else(tool: str, tmp_path: Path) -> None:
    lines = [line.split(" ", 1) for line in (LISTS / f"{tool}.txt").read_text().splitlines()[1:]]
    written = {path: min(int(length), _KEPT_BYTES) for length, path in lines}
    entries = [gnu_long(path) + file(path[:99], length * b"x") for path, length in written.items()]
    measured = image(tmp_path, [file("bin/sh", b"sh")], entries, steps=[BASE, "RUN install"])
    told = {one.rule.code: paths(one, measured) for one in found(measured, 1)}
    expected = {
        code: {path for path, length in written.items() if length and path.startswith(beginnings)}
        for code, beginnings in EXPECTED[tool].items()
    }
    assert all(expected.values()), "each rule has a file"
    assert told == expected


def test_every_list_is_looked_at() -> None:
    assert {path.stem for path in LISTS.glob("*.txt")} == EXPECTED.keys()
