"""Installs all packages of a folder: `rattler_install.py FOLDER PREFIX`; run with rattler's Python.

Unpacked packages are kept in PREFIX/pkgs, where conda keeps them, and hardlinked from there.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
from pathlib import Path

import rattler  # type: ignore[import-not-found]  # it is where make.py put it
from rattler.package.build_string import BuildString  # type: ignore[import-not-found]  # likewise


def record(package: Path) -> rattler.RepoDataRecord:
    name, version, build = package.name.removesuffix(".tar.bz2").rsplit("-", 2)
    digest = hashlib.sha256(package.read_bytes()).digest()
    stated = rattler.PackageRecord(
        name, version, BuildString(build), 0, "noarch", noarch="generic", sha256=digest
    )
    return rattler.RepoDataRecord(
        stated, package.name, package.as_uri(), package.parents[1].as_uri()
    )


def main() -> None:
    folder, prefix = Path(sys.argv[1]), Path(sys.argv[2])
    records = [record(package) for package in sorted(folder.glob("*.tar.bz2"))]
    asyncio.run(rattler.install(records, prefix, cache_dir=prefix / "pkgs", show_progress=False))


if __name__ == "__main__":
    main()
