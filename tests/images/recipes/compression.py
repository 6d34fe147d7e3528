"""Compressed layers and compressed archives."""

from __future__ import annotations

import random

from support.cases import Case, error, hidden, layer, report
from support.compressors import (
    bzip2_stream,
    gzip_member,
    xz_stream,
    zstd_frame,
    zstd_skippable_frame,
    zstd_zeros,
)
from support.docker_archives import archive, docker_24, named_layers
from support.tar_writer import GNU_MAGIC, base256, file, header, tar

NOISE = random.Random(1).randbytes(3000)
BASE = tar(file("noise", NOISE), file("a", b"a" * 500))
TOP = tar(file("a", b"A" * 100))
ZSTD_BLOCK = 128 * 1024
BOMB_BLOCKS = 1 << 19


def one_layer(name: str, why: str, blob: bytes) -> Case:
    """The base layer in a compressed form; the layer above is a plain tar."""
    return Case(
        name=f"compression-{name}",
        why=why,
        content=named_layers({"base.tar.gz": blob, "top.tar": TOP}, [BASE, TOP]),
        expect=report(
            layer(added=3500, shadowed=500, tar_bytes=len(BASE), transfer_bytes=len(blob)),
            layer(rewritten=100, overwritten=500, transfer_bytes=None),
            entries=2,
            image={"transfer_bytes": None},
            shadowed=[hidden("a", 500, 0, 1, "overwritten")],
        ),
    )


def broken(name: str, why: str, blob: bytes) -> Case:
    return Case(
        name=f"compression-{name}",
        why=why,
        content=named_layers({"top.tar": TOP, "broken.tar.gz": blob}, [TOP, BASE]),
        expect=error("layer 1"),
    )


def outer(name: str, why: str, content: bytes, suffix: str) -> Case:
    return Case(
        name=f"outer-{name}",
        why=why,
        content=content,
        suffix=suffix,
        expect=report(
            layer(added=3500, shadowed=500, transfer_bytes=None),
            layer(rewritten=100, overwritten=500),
            shadowed=[hidden("a", 500, 0, 1, "overwritten")],
        ),
    )


GZIP, ZSTD = gzip_member(BASE), zstd_frame(BASE)
BAD_CRC = GZIP[:-8] + bytes([GZIP[-8] ^ 1]) + GZIP[-7:]
BAD_LENGTH = GZIP[:-4] + bytes([GZIP[-4] ^ 1]) + GZIP[-3:]
BOMB_HEAD = header("zeros", size=base256(BOMB_BLOCKS * ZSTD_BLOCK), magic=GNU_MAGIC)

CASES = [
    one_layer("gzip", "A gzip layer's transfer bytes are known, in an archive too.", GZIP),
    one_layer(
        "gzip-members",
        "Case 30: all members of a gzip layer are read; the reader of one stops after the first.",
        gzip_member(BASE[:700])
        + gzip_member(b"")
        + gzip_member(BASE[700:2048])
        + gzip_member(BASE[2048:]),
    ),
    one_layer("zstd", "A zstd layer, whatever its name says.", ZSTD),
    one_layer(
        "zstd-frames",
        "Case 30: all frames of a zstd layer are read, skippable ones passed over.",
        zstd_skippable_frame(b"toc")
        + zstd_frame(BASE[:700])
        + zstd_skippable_frame(b"")
        + zstd_frame(BASE[700:])
        + zstd_skippable_frame(b"footer"),
    ),
    one_layer("bzip2", "Docker accepts bzip2 layers.", bzip2_stream(BASE)),
    one_layer(
        "bzip2-streams",
        "All streams of a bzip2 layer are read.",
        bzip2_stream(BASE[:99]) + bzip2_stream(BASE[99:]),
    ),
    one_layer("xz", "Docker accepts xz layers.", xz_stream(BASE)),
    one_layer(
        "xz-streams",
        "All streams of an xz layer are read.",
        xz_stream(BASE[:99]) + xz_stream(BASE[99:]),
    ),
    Case(
        name="compression-mixed",
        why="Magic bytes decide for each layer: one gzip, one zstd, one plain, all named .tar.gz.",
        content=named_layers(
            {"0.tar.gz": GZIP, "1.tar.gz": zstd_frame(TOP), "2.tar.gz": tar(file("c", b"ccc"))},
            [BASE, TOP, tar(file("c", b"ccc"))],
        ),
        expect=report(
            layer(added=3500, shadowed=500, transfer_bytes=len(GZIP)),
            layer(rewritten=100, overwritten=500, transfer_bytes=len(zstd_frame(TOP))),
            layer(added=3, transfer_bytes=None),
            shadowed=[hidden("a", 500, 0, 1, "overwritten")],
        ),
    ),
    Case(
        name="compression-twice-the-same-blob",
        why="An image's transfer bytes count a repeated blob once.",
        content=named_layers(
            {"0.tar.gz": GZIP}, [BASE, BASE], layer_names=["0.tar.gz", "0.tar.gz"]
        ),
        expect=report(
            layer(added=3500, shadowed=3500, transfer_bytes=len(GZIP)),
            layer(rewritten=3500, overwritten=3500, transfer_bytes=len(GZIP)),
            image={"transfer_bytes": len(GZIP), "tar_bytes": 2 * len(BASE)},
            shadowed=[
                hidden("noise", 3000, 0, 1, "metadata-only"),
                hidden("a", 500, 0, 1, "metadata-only"),
            ],
        ),
    ),
    broken("gzip-truncated", "Case 31: a gzip layer that is cut off is an error.", GZIP[:-1000]),
    broken(
        "gzip-no-footer", "Case 31: a gzip layer without its last bytes is an error.", GZIP[:-4]
    ),
    broken(
        "gzip-second-member-truncated",
        "Case 31: in a later member too.",
        gzip_member(BASE) + GZIP[:200],
    ),
    broken("gzip-checksum", "A gzip member whose CRC is wrong is an error.", BAD_CRC),
    broken("gzip-length", "A gzip member whose length is wrong is an error.", BAD_LENGTH),
    broken("zstd-truncated", "Case 31: a zstd layer that is cut off is an error.", ZSTD[:-1000]),
    broken(
        "zstd-no-checksum", "Case 31: a zstd layer without its last bytes is an error.", ZSTD[:-2]
    ),
    broken(
        "zstd-checksum",
        "A zstd frame whose checksum is wrong is an error.",
        ZSTD[:-1] + bytes([ZSTD[-1] ^ 1]),
    ),
    broken(
        "zstd-skippable-truncated",
        "A skippable frame that is cut off is an error.",
        ZSTD + zstd_skippable_frame(b"footer")[:-3],
    ),
    broken(
        "bzip2-truncated",
        "Case 31: a bzip2 layer that is cut off is an error.",
        bzip2_stream(BASE)[:-10],
    ),
    broken(
        "xz-truncated", "Case 31: an xz layer that is cut off is an error.", xz_stream(BASE)[:-10]
    ),
    broken(
        "gzip-of-truncated-tar",
        "Whole compression around a cut tar is an error.",
        gzip_member(BASE[:1500]),
    ),
    Case(
        name="compression-bomb",
        why="A layer of a few kB that claims to unpack to 64 GiB of zeros is stopped.",
        content=xz_stream(
            named_layers({"bomb.tar.zst": zstd_zeros(BOMB_HEAD, BOMB_BLOCKS)}, [TOP])
        ),
        suffix=".tar.xz",
        expect=error("layer 0"),
        is_harmful=True,
    ),
    outer(
        "gzip",
        "Case 35: an archive that is gzip as a whole gives the same report.",
        gzip_member(docker_24([BASE, TOP])),
        ".tar.gz",
    ),
    outer(
        "xz",
        "An archive that is xz as a whole gives the same report.",
        xz_stream(docker_24([BASE, TOP])),
        ".tar.xz",
    ),
    outer(
        "gzip-misnamed",
        "Magic bytes decide for the archive too, not its name.",
        gzip_member(docker_24([BASE, TOP])),
        ".tar",
    ),
    Case(
        name="outer-gzip-truncated",
        why="A gzip archive that is cut off is an error, even if all layers were complete.",
        content=gzip_member(archive(BASE, TOP))[:-6],
        suffix=".tar.gz",
        expect=error(),
    ),
]
