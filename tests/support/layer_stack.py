"""A layer stack as plain values, and the tars that it stands for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from support.tar_writer import directory, fifo, file, hardlink, symlink, tar


class Entry(NamedTuple):
    """One tar entry; a marker is an entry whose name starts with `.wh.`, as in a tar."""

    kind: str
    """`file`, `directory`, `symlink`, `hardlink` or `fifo`."""
    path: str
    """As written in the tar: `./`, `/` and `..` may stand in it."""
    payload: bytes = b""
    linkname: str = ""
    mode: int = 0o644


Layer = Sequence[Entry]


def entry_bytes(entry: Entry) -> bytes:
    match entry.kind:
        case "file":
            return file(entry.path, entry.payload, mode=entry.mode)
        case "directory":
            return directory(entry.path, mode=entry.mode)
        case "symlink":
            return symlink(entry.path, entry.linkname)
        case "hardlink":
            return hardlink(entry.path, entry.linkname)
        case "fifo":
            return fifo(entry.path)
        case unknown:
            raise ValueError(unknown)


def layer_tar(layer: Layer) -> bytes:
    return tar(*(entry_bytes(entry) for entry in layer))


def layer_tars(layers: Sequence[Layer]) -> list[bytes]:
    return [layer_tar(layer) for layer in layers]
