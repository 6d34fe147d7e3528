"""Archives made to cost much more than they weigh; built in a second or so, all of them."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable

from support.compressors import zstd_zeros
from support.docker_archives import archive, named_layers
from support.image_config import config_json, to_json
from support.oci_layouts import OciLayout
from support.tar_writer import directory, file, hardlink, pax, symlink, tar, whiteout

MEBIBYTE = 1 << 20
BOMB_MEBIBYTES = 1536
"""Beyond the gibibyte that any stream may have."""
_ONE_LAYER = tar(file("a", b"x"))
_ZEROS_FILE = file("zeros", b"", size=3 << 30)


def gzip_zeros(head: bytes) -> bytes:
    start = zlib.compressobj(9, zlib.DEFLATED, 31)
    repeated = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = repeated.compress(bytes(MEBIBYTE)) + repeated.flush(zlib.Z_FULL_FLUSH)
    return start.compress(head) + start.flush(zlib.Z_FULL_FLUSH) + zeros * BOMB_MEBIBYTES


def zstd_bomb(head: bytes) -> bytes:
    return zstd_zeros(head, BOMB_MEBIBYTES * 8)


def bzip2_zeros(head: bytes) -> bytes:
    return bz2.compress(head) + bz2.compress(bytes(32 * MEBIBYTE)) * (BOMB_MEBIBYTES // 32)


def xz_zeros(head: bytes) -> bytes:
    zeros = lzma.compress(bytes(32 * MEBIBYTE), preset=0)
    return lzma.compress(head) + zeros * (BOMB_MEBIBYTES // 32)


BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip_zeros,
    "zstd": zstd_bomb,
    "bzip2": bzip2_zeros,
    "xz": xz_zeros,
}


def layer_bomb(compression: str) -> bytes:
    return named_layers({"layer": BOMBS[compression](_ZEROS_FILE)}, [b""])


def outer_bomb(compression: str) -> bytes:
    return BOMBS[compression](_ZEROS_FILE)


def with_manifest(manifest: bytes, *more: bytes) -> bytes:
    return tar(*more, file("manifest.json", manifest))


def one_blob_many_times(count: int) -> bytes:
    manifest = to_json([{"Config": "c.json", "Layers": ["layer"] * count}])
    return with_manifest(manifest, file("layer", _ONE_LAYER), file("c.json", b"{}"))


def same_config_many_times() -> bytes:
    config = b'{"padding":"' + b"x" * (3 * MEBIBYTE) + b'"}'
    manifest = to_json([{"Config": "c.json", "Layers": ["layer"]}] * 4000)
    return with_manifest(manifest, file("layer", _ONE_LAYER), file("c.json", config))


def same_manifest_many_times() -> bytes:
    layout = OciLayout()
    config = config_json([_ONE_LAYER])
    manifest = layout.add_manifest([_ONE_LAYER], config, padding="x" * (3 * MEBIBYTE))
    for number in range(4000):
        layout.refer(manifest, str(number))
    return layout.archive()


def indexes_that_fan_out() -> bytes:
    layout = OciLayout()
    found = layout.add_manifest([_ONE_LAYER], config_json([_ONE_LAYER]))
    for _ in range(7):
        found = layout.add_index([found] * 12)
    layout.refer(found, "fan")
    return layout.archive()


def old_chain(length: int) -> bytes:
    """Pre-1.10 layers, each the parent of the next."""
    return tar(
        *(
            file(f"i{number}/json", b'{"parent":"i%d"}' % (number + 1))
            + file(f"i{number}/layer.tar")
            for number in range(length)
        )
    )


def history_of_many_steps() -> bytes:
    config = b'{"history":[' + b"{}," * 1_300_000 + b"{}]}"
    manifest = to_json([{"Config": "c.json", "Layers": ["layer"]}])
    return with_manifest(manifest, file("layer", _ONE_LAYER), file("c.json", config))


def links_between_members() -> bytes:
    chain = [symlink(f"l{number}", f"l{number + 1}") for number in range(20_000)]
    return with_manifest(to_json([{"Config": "l0", "Layers": ["l0"]}]), *chain)


def whiteouts_of_nothing() -> bytes:
    return archive(_ONE_LAYER, tar(*(whiteout(f"n{number}") for number in range(30_000))))


def names_of_one_inode() -> bytes:
    names = [f"h{number}" for number in range(15_000)]
    links = (hardlink(name, "a") for name in names)
    base = tar(file("a", b"x" * 1000), *links)
    return archive(base, tar(*map(whiteout, names), whiteout("a")))


def file_and_directory_in_turn() -> bytes:
    return archive(tar(*[file("p", b"2") + directory("p/") + file("p/x", b"1")] * 10_000))


def one_directory_hidden_often() -> bytes:
    files = b"".join(file(f"{'d/' * 40}{number}", b"x") for number in range(200))
    layers = (tar(whiteout("d"), files, file(str(number))) for number in range(100))
    return archive(*layers)


def absent_paths_hidden_often() -> bytes:
    base = tar(*(file(f"{'d/' * 40}{number}", b"x") for number in range(10_000)))
    markers = (tar(whiteout(f"{'d/' * 40}z"), file(str(number))) for number in range(500))
    return archive(base, *markers)


def chained_extensions() -> bytes:
    return archive(tar(*[pax(("comment", "x" * 400))] * 20_000, file("a")))


HOSTILE: dict[str, Callable[[], bytes]] = {
    **{f"{name}-layer": lambda name=name: layer_bomb(name) for name in BOMBS},
    **{f"{name}-outer": lambda name=name: outer_bomb(name) for name in ("gzip", "zstd")},
    "json-deep-arrays": lambda: with_manifest(b"[" * (4 * MEBIBYTE - 1)),
    "json-deep-objects": lambda: with_manifest(b'{"a":' * 700_000),
    "json-long-number": lambda: with_manifest(b"[" + b"9" * 4_000_000 + b"]"),
    "json-many-images": lambda: with_manifest(b"[" + b"{}," * 1_300_000 + b"{}]"),
    "json-many-layers": lambda: one_blob_many_times(500_000),
    "json-many-steps": history_of_many_steps,
    "one-blob-30000-times": lambda: one_blob_many_times(30_000),
    "one-config-4000-times": same_config_many_times,
    "one-manifest-4000-times": same_manifest_many_times,
    "fan-of-indexes": indexes_that_fan_out,
    "old-chain-too-long": lambda: old_chain(3000),
    "old-chains-too-many": lambda: old_chain(6000),
    "chain-of-links": links_between_members,
    "whiteouts-of-nothing": whiteouts_of_nothing,
    "names-of-one-inode": names_of_one_inode,
    "file-and-directory-in-turn": file_and_directory_in_turn,
    "directory-hidden-often": one_directory_hidden_often,
    "absent-paths-hidden-often": absent_paths_hidden_often,
    "chained-extensions": chained_extensions,
}
