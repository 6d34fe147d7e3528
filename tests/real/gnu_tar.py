"""Layers read and applied by GNU tar."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from real.programs import run

WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
LISTING_LINE = re.compile(r"(?P<kind>.)\S+ \S+ +(?P<size>\d+|\d+,\d+) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What `tar --list` says of a layer."""

    entries: int
    file_bytes: int
    """Apparent sizes of the regular files, duplicates and bodies of markers included."""


def listing(layer: Path) -> Listing:
    output = run("tar", "--list", "--verbose", "--numeric-owner", "--file", layer)
    rows = [LISTING_LINE.match(line) for line in output.decode(errors="replace").splitlines()]
    file_sizes = [int(row["size"]) for row in rows if row and row["kind"] == "-"]
    return Listing(entries=len(rows), file_bytes=sum(file_sizes))


def apply_layer(layer: Path, root: Path) -> None:
    """Removes what the layer's markers hide, then lets tar unpack the rest."""
    names = run("tar", "--list", "--quoting-style=literal", "--file", layer).decode().splitlines()
    for name in names:
        remove_hidden(root, name)
    for name in names:
        target = root / name
        # tar replaces a file by a folder, but not a folder that holds something by a file.
        if not name.endswith("/") and target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
    run("tar", "--extract", "--file", layer, "--directory", root, f"--exclude={WHITEOUT}*")


def remove_hidden(root: Path, marker: str) -> None:
    path = root / marker
    if path.name == OPAQUE:
        for child in list(path.parent.iterdir()) if path.parent.is_dir() else []:
            remove(child)
    elif path.name.startswith(WHITEOUT):
        remove(path.with_name(path.name.removeprefix(WHITEOUT)))


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
