"""Layers that one reader unpacks to other bytes than the next."""

from __future__ import annotations

import gzip
import struct
import zlib

from support.compressors import zstd_frame
from support.deceits.deceit import (
    BIG,
    BIG_LAYER,
    NAME,
    NO_SECRET,
    SECRET,
    SMALL_LAYER,
    Deceit,
    archive,
    layout_of,
    refer,
)
from support.docker_archives import named_layers
from support.image_config import config_json
from support.oci_layouts import TAR_TYPE, OciLayout
from support.tar_writer import char_device, directory, file, hardlink, header, pax, tar

_SMALL_GZIP, _BIG_GZIP = (gzip.compress(layer, mtime=0) for layer in (SMALL_LAYER, BIG_LAYER))
_SKIPPED = 0x184D2A50


def _typed(blob: bytes, media_type: str, config: bytes, **more: object) -> bytes:
    """A layout of one layer whose descriptor is written by hand."""
    layout = OciLayout()
    layer = layout.add_blob(blob, media_type, **more)
    refer(layout, layout.add_manifest([], config, layer_descriptors=[layer]))
    return layout.archive()


def gzip_in_a_tar() -> bytes:
    """Bytes that are a tar with the secret, and a gzip stream of the harmless layer.

    The tar's entries lie in the extra field of the gzip header, which decoders skip; the gzip data
    lie in the last entry of the tar, as the data of a file.
    """
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = deflate.compress(SMALL_LAYER) + deflate.flush()
    data += struct.pack("<II", zlib.crc32(SMALL_LAYER), len(SMALL_LAYER))
    secret = file(SECRET, b"key")
    before = 512 + len(secret) + 512
    for rest in range(65_000):
        length = struct.pack("<H", before + rest - 12)
        if (rest + len(data)) % 512 == 0 and b"\0" not in length:
            break
    first = header(b"\x1f\x8b\x08\x04\1\1\1\1\1\1" + length)
    return first + secret + file("data", bytes(rest) + data)


def zstd_in_a_tar(large: bytes) -> bytes:
    """Bytes that are a tar of one large file, and a zstd stream that skips all of that.

    The tar's first header begins as a frame that decoders skip, with the length of the whole tar;
    behind its end follows a frame of the harmless layer.
    """
    length = 512 + len(large) + -len(large) % 512 + 1024 - 8
    while b"\0" in struct.pack("<I", length).rstrip(b"\0"):
        large += b"b" * 512
        length += 512
    name = struct.pack("<II", _SKIPPED, length).rstrip(b"\0")
    whole = file(name, large) + bytes(1024)
    return whole + zstd_frame(SMALL_LAYER)


POLYGLOT_ZSTD = zstd_in_a_tar(BIG)
POLYGLOT_GZIP = gzip_in_a_tar()

SHAPES = [
    Deceit(
        name="gzip-member-behind-the-first",
        why="A gzip stream may have several members, all of which count.",
        build=lambda: layout_of(
            gzip.compress(BIG_LAYER[:700], mtime=0) + gzip.compress(BIG_LAYER[700:], mtime=0),
            tars=(BIG_LAYER,),
        ),
    ),
    Deceit(
        name="zstd-frame-behind-the-first",
        why="A zstd stream may have several frames, all of which count.",
        build=lambda: layout_of(
            zstd_frame(BIG_LAYER[:700]) + zstd_frame(BIG_LAYER[700:]), tars=(BIG_LAYER,)
        ),
    ),
    Deceit(
        name="zstd-frame-that-is-skipped-first",
        why="A zstd stream may begin with a frame that is skipped, such as one with a small tar.",
        build=lambda: layout_of(
            struct.pack("<II", _SKIPPED, len(SMALL_LAYER)) + SMALL_LAYER + zstd_frame(BIG_LAYER),
            tars=(BIG_LAYER,),
        ),
    ),
    Deceit(
        name="tar-behind-the-end",
        why="What follows the end of a tar is shipped, and unpacked by nobody.",
        build=lambda: archive(tar(file("big", BIG)) + SMALL_LAYER),
    ),
    Deceit(
        name="tar-behind-an-empty-one",
        why="A tar that begins with its end is empty to engines.",
        build=lambda: archive(tar() + BIG_LAYER),
        options=("--metric", "tar"),
    ),
    Deceit(
        name="zeros-between-entries",
        why="One zero block ends no tar.",
        build=lambda: archive(tar(file("a", b"a"), bytes(512), file("big", BIG))),
    ),
    Deceit(
        name="tar-without-an-end",
        why="The last entry of a tar without an end counts.",
        build=lambda: archive(file("a", b"a") + file("big", BIG)),
    ),
    Deceit(
        name="gzip-called-zstd",
        why="A layer is what its bytes say, not its media type.",
        build=lambda: _typed(_BIG_GZIP, f"{TAR_TYPE}+zstd", config_json([BIG_LAYER])),
    ),
    Deceit(
        name="zstd-called-gzip",
        why="A layer is what its bytes say, not its media type.",
        build=lambda: _typed(zstd_frame(BIG_LAYER), f"{TAR_TYPE}+gzip", config_json([BIG_LAYER])),
    ),
    Deceit(
        name="gzip-called-plain",
        why="A layer is what its bytes say, not its media type.",
        build=lambda: _typed(_BIG_GZIP, TAR_TYPE, config_json([BIG_LAYER])),
    ),
    Deceit(
        name="plain-called-gzip",
        why="A layer is what its bytes say, not its media type.",
        build=lambda: _typed(BIG_LAYER, f"{TAR_TYPE}+gzip", config_json([BIG_LAYER])),
    ),
    Deceit(
        name="foreign-layer-that-is-there",
        why="A layer that must not be distributed counts like any other.",
        build=lambda: _typed(
            _BIG_GZIP,
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            config_json([BIG_LAYER]),
        ),
    ),
    Deceit(
        name="layer-that-is-called-no-tar",
        why="A layer whose type is that of a document.",
        build=lambda: _typed(BIG_LAYER, "text/plain", config_json([BIG_LAYER])),
    ),
    Deceit(
        name="tar-and-gzip-at-once",
        why="To who trusts the media type it is a tar with the secret, else gzip without it.",
        build=lambda: _typed(POLYGLOT_GZIP, TAR_TYPE, config_json([POLYGLOT_GZIP])),
        limit=NO_SECRET,
    ),
    Deceit(
        name="tar-and-zstd-at-once",
        why="To who knows no frames that are skipped it is a large tar, else a small one in zstd.",
        build=lambda: _typed(POLYGLOT_ZSTD, TAR_TYPE, config_json([SMALL_LAYER])),
    ),
    Deceit(
        name="saved-tar-and-zstd-at-once",
        why="Docker 20.10 knows no zstd.",
        build=lambda: named_layers({"layer.tar": POLYGLOT_ZSTD}, [POLYGLOT_ZSTD], tags=[NAME]),
    ),
    Deceit(
        name="saved-tar-and-gzip-at-once",
        why="Whoever does not look for gzip reads a tar with the secret.",
        build=lambda: named_layers({"layer.tar": POLYGLOT_GZIP}, [SMALL_LAYER], tags=[NAME]),
        limit=NO_SECRET,
    ),
    Deceit(
        name="diff-id-of-a-smaller-layer",
        why="Podman and Skopeo unpack the blob, whatever its diff_id says.",
        build=lambda: layout_of(_BIG_GZIP, tars=(tar(file("nowhere", b"else")),)),
    ),
    Deceit(
        name="inline-data-of-a-smaller-layer",
        why="The data beside a digest are not what the digest says.",
        build=lambda: _typed(
            _BIG_GZIP, f"{TAR_TYPE}+gzip", config_json([BIG_LAYER]), data="c21hbGw="
        ),
    ),
]

_OPAQUE = ("SCHILY.xattr.trusted.overlay.opaque", "y")
_HIDDEN = tar(directory("d/"), file("d/big", BIG), file("big", BIG))

MARKS = [
    Deceit(
        name="device-that-deletes",
        why="Overlay file systems take the device 0:0 for a deleted file; it is shipped.",
        build=lambda: archive(_HIDDEN, tar(char_device("big", 0, 0), char_device("d", 0, 0))),
    ),
    Deceit(
        name="folder-that-is-opaque-by-an-attribute",
        why="Overlay file systems hide what is below a folder with an attribute; it is shipped.",
        build=lambda: archive(_HIDDEN, tar(pax(_OPAQUE) + directory("d/"), file("big", b"s"))),
    ),
    Deceit(
        name="folder-that-is-another-by-an-attribute",
        why="Overlay file systems look for a folder's files where an attribute says.",
        build=lambda: archive(
            tar(directory("harmless/"), file("harmless/secret", b"key")),
            tar(pax(("SCHILY.xattr.trusted.overlay.redirect", "/harmless")) + directory("root/")),
        ),
        limit=NO_SECRET,
    ),
    Deceit(
        name="file-that-is-another-by-an-attribute",
        why="Overlay file systems may take a file's data from where an attribute says.",
        build=lambda: archive(
            tar(directory("root/"), file("harmless", BIG)),
            tar(
                pax(
                    ("SCHILY.xattr.trusted.overlay.redirect", "/harmless"),
                    ("SCHILY.xattr.trusted.overlay.metacopy", ""),
                )
                + header("root/secret", size=0)
            ),
        ),
        limit=NO_SECRET,
    ),
    Deceit(
        name="hardlink-over-a-whiteout",
        why="A marker may be a hardlink, and hides all the same.",
        build=lambda: archive(
            _HIDDEN, tar(file("a", b"a"), hardlink(".wh.big", "a"), hardlink("d/.wh..wh..opq", "a"))
        ),
    ),
]

LAYER_BLOBS = [*SHAPES, *MARKS]
