"""What Docker's graph drivers keep of an image, made from the tars of its layers.

Written with the standard library's `tarfile`, so that it shares nothing with what reads it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from support.image_config import sha256_hex

_POLYNOMIAL = 0xD800000000000000


def _crc_table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return table


_TABLE = _crc_table()


def crc64_iso(data: bytes) -> bytes:
    """As Go's hash/crc64 has it, 8 bytes."""
    crc = (1 << 64) - 1
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return (crc ^ (1 << 64) - 1).to_bytes(8, "big")


def tar_split_of(tar: bytes) -> bytes:
    """The tar-split of a layer, gzipped, as the engines write it."""
    lines = [json.dumps({**item, "position": at}) for at, item in enumerate(_items(tar))]
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)


def _items(tar: bytes) -> Iterator[dict[str, object]]:
    position = 0
    for member in files_of(tar):
        yield _segment(tar[position : member.offset_data])
        position = member.offset_data
        size = member.size if member.isreg() else 0
        data = tar[position : position + size]
        position += size
        name = member.name.encode("utf-8", "surrogateescape")
        item: dict[str, object] = {"type": 1}
        try:
            item["name"] = name.decode()
        except UnicodeDecodeError:
            item["name_raw"] = base64.b64encode(name).decode()
        if size:
            item["size"] = size
        yield {**item, "payload": base64.b64encode(crc64_iso(data)).decode() if size else None}
    yield _segment(tar[position:])


def _segment(raw: bytes) -> dict[str, object]:
    return {"type": 2, "payload": base64.b64encode(raw).decode()}


def files_of(tar: bytes) -> list[tarfile.TarInfo]:
    """The entries of a tar whose names are any bytes."""
    with tarfile.open(fileobj=io.BytesIO(tar), errors="surrogateescape") as opened:
        return opened.getmembers()


def unpack_files(tar: bytes, folder: Path) -> None:
    """The regular files of a layer, of which engines read contents again; nothing else.

    What an entry stands in the way of is left out.
    """
    folder.mkdir(parents=True)
    for member in files_of(tar):
        name = os.path.normpath(f"/{member.name}").lstrip("/")
        if member.isreg() and name and not name.rpartition("/")[2].startswith(".wh."):
            file = folder / name
            with suppress(OSError):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(tar[member.offset_data : member.offset_data + member.size])


def write_graph_folder(root: Path, layers: Sequence[bytes], config: bytes) -> str:
    """A Docker root with an image in its overlay2 folders; returns the image id."""
    image_id = sha256_hex(config)
    driver = root / "image" / "overlay2"
    configs = driver / "imagedb" / "content" / "sha256"
    configs.mkdir(parents=True, exist_ok=True)
    (configs / image_id).write_bytes(config)
    parent = ""
    for layer in layers:
        diff_id = f"sha256:{sha256_hex(layer)}"
        chain = f"sha256:{sha256_hex(f'{parent} {diff_id}'.encode())}" if parent else diff_id
        place = driver / "layerdb" / "sha256" / chain.removeprefix("sha256:")
        if not place.exists():
            place.mkdir(parents=True)
            cache_id = hashlib.md5(chain.encode(), usedforsecurity=False).hexdigest()
            (place / "diff").write_text(diff_id)
            (place / "cache-id").write_text(cache_id)
            if parent:
                (place / "parent").write_text(parent)
            (place / "tar-split.json.gz").write_bytes(tar_split_of(layer))
            unpack_files(layer, root / "overlay2" / cache_id / "diff")
        parent = chain
    return image_id
