"""Walks of real layers, and caches looked at from outside."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import replace
from pathlib import Path

from layersize.cache.file_format import SCHEMA
from layersize.cache.record_file import load_record
from layersize.cache.walk_file import load_walk
from layersize.layers.cached import ImageRecord
from layersize.layers.request import WalkRequest
from layersize.layers.walk import LayerWalk
from layersize.layers.walker import LayerWalker
from layersize.oci.digest import Digest
from support.sparse_entries import gnu_sparse, pax_sparse_1_0
from support.tar_writer import (
    char_device,
    directory,
    fifo,
    file,
    gnu_long,
    hardlink,
    opaque,
    pax,
    symlink,
    tar,
    whiteout,
)

ODD_NAMES = (b"caf\xe9", b"\xff\xfe", b"a\nb", b"\x01\x1b[31m", "ü/項目".encode(), b"a//./b", b" ")
LAYER = tar(
    directory("d/", mtime=1_700_000_000),
    file("d/a", b"x" * 70_000, mode=0o4755, uid=1000),
    file("d/empty"),
    hardlink("d/h", "./d/a"),
    symlink("s", b"../t\xe4rget/", mode=0o777),
    pax(("uid", "-5"), ("mtime", "-12.5")) + file("before-1970", b"old"),
    pax(("uid", str((1 << 63) - 1))) + file("high-uid", b"u"),
    gnu_sparse("holes", [(0, b"a" * 512), (4096, b"b" * 100), (8192, b"")], 8192),
    pax_sparse_1_0("only-a-hole", [], 1 << 20),
    whiteout("gone"),
    whiteout("d/gone"),
    opaque("d"),
    fifo("p"),
    char_device("null", 1, 3),
    gnu_long("d/" * 50 + "n" * 300) + file("n", b"deep"),
    *(file(name, name) for name in ODD_NAMES),
    file(".wh..wh.plnk/1", b"q"),
    file("/"),
    file("../up", b"clamped"),
    file("a", kind=b"V"),
    file(".wh."),
)


def walk_of(blob: bytes, **request: bool) -> LayerWalk:
    """The walk as a cache is to give it back."""
    walker = LayerWalker(WalkRequest(**{"read_metadata": True, **request}))
    walk = walker.walk_stream(io.BytesIO(blob))
    return replace(walk, plain_range=None)


def numbered_walk(number: int, file_bytes: int = 200) -> LayerWalk:
    """A walk of some hundred bytes that don't compress, always the same for a number."""
    noise = random.Random(number)
    names = [noise.randbytes(8).hex() for _ in range(1 + number % 40)]
    return walk_of(tar(*(file(name, noise.randbytes(file_bytes)) for name in names)))


def numbered_record(number: int, document_bytes: int = 600) -> ImageRecord:
    """A record that is always the same for a number."""
    data = random.Random(number).randbytes(document_bytes)
    digest = Digest("sha256", hashlib.sha256(data).hexdigest())
    return ImageRecord(documents={"manifest.json": data}, blobs={"l.tar": digest}, links={})


def files_of(folder: Path) -> list[Path]:
    """All files below a cache's folder, half-written ones too."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def walk_file(folder: Path, walk: LayerWalk) -> Path:
    """Where a walk is kept."""
    assert walk.blob_digests
    return folder / f"v{SCHEMA}" / "walks" / f"sha256-{walk.blob_digests[0].hexadecimal}"


def record_file(folder: Path, key: str) -> Path:
    """Where a record is kept."""
    hashed = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return folder / f"v{SCHEMA}" / "records" / hashed


def assert_all_load(folder: Path, keys: tuple[str, ...] = ()) -> int:
    """Whether each file is a whole entry under its own name; gives how many there are."""
    key_of = {record_file(folder, key): key for key in keys}
    files = files_of(folder)
    for path in files:
        if path.parent.name == "walks":
            assert path == walk_file(folder, load_walk(path.read_bytes()))
        else:
            load_record(key_of[path], path.read_bytes())
    return len(files)
