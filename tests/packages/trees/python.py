"""Environments of Python."""

from __future__ import annotations

import json
import tarfile
from io import BytesIO
from pathlib import Path

from packages.trees.tools import Tools
from packages.trees.wheels import write_sample_wheels

HERE = Path(__file__).resolve().parent
_EDITABLE = """\
[project]
name = "edited"
version = "0.1"
[build-system]
requires = ["uv_build"]
build-backend = "uv_build"
"""


def uv(tools: Tools, scratch: Path, root: Path) -> None:
    """An environment with compiled byte code, hardlinked from the cache that stays in the image.

    With a second environment that has one of the packages, too, and one that is editable.
    """
    wheels, app = scratch / "wheels", root / "app"
    wheels.mkdir()
    write_sample_wheels(wheels)
    (app / "src/edited").mkdir(parents=True)
    (app / "src/edited/__init__.py").write_text("e = 1\n" * 500)
    (app / "pyproject.toml").write_text(_EDITABLE)
    cache = {"UV_CACHE_DIR": root / "root/.cache/uv", "UV_LINK_MODE": "hardlink"}
    for folder, packages in (("opt/venv", ("Alpha_One", "beta")), ("srv/other", ("beta",))):
        tools.run(tools.uv, "venv", "--no-project", root / folder, **cache)
        tools.run(
            *(tools.uv, "pip", "install", "--offline", "--no-index", "--compile-bytecode"),
            *("--find-links", wheels, "--python", root / folder, *packages),
            **cache,
        )
    tools.run(
        *(tools.uv, "pip", "install", "--python", root / "opt/venv", "--no-deps", "-e", app),
        **cache,
    )
    for folder in ("opt/venv", "srv/other"):
        # They name the Python of the machine that this runs on.
        for path in (root / folder / "pyvenv.cfg", *(root / folder / "bin").glob("python*")):
            path.unlink()


def conda(tools: Tools, scratch: Path, root: Path) -> None:
    """An environment by rattler, of two packages made here."""
    channel = scratch / "channel"
    for name, files in _CONDA_PACKAGES.items():
        _write_conda_package(channel / "noarch", name, files)
    tools.run(tools.python, HERE / "rattler_install.py", channel / "noarch", root / "opt/conda")


_CONDA_PACKAGES = {
    "native-lib": {
        "lib/libnative.so.1": b"\x7fELF" + b"n" * 20_000,
        "share/doc/native, too": b"x" * 10,
    },
    "native-tool": {"bin/native-tool": b"#!/bin/sh\n" + b"#" * 3_000},
}


def _write_conda_package(folder: Path, name: str, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    index = {
        "name": name,
        "version": "1.2",
        "build": "h0_0",
        "build_number": 0,
        "depends": [],
        "subdir": "noarch",
    }
    paths = {
        "paths_version": 1,
        "paths": [{"_path": path, "path_type": "hardlink"} for path in files],
    }
    members = {
        **files,
        "info/index.json": json.dumps(index).encode(),
        "info/paths.json": json.dumps(paths).encode(),
        "info/files": "".join(f"{path}\n" for path in files).encode(),
    }
    with tarfile.open(folder / f"{name}-1.2-h0_0.tar.bz2", "w:bz2") as archive:
        for path, content in members.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, BytesIO(content))
