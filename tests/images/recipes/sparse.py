"""Sparse files: content is the apparent size, as unpacked; the tar holds less (case 38)."""

from __future__ import annotations

from support.cases import Case, error, hidden, layer, report
from support.docker_archives import archive
from support.sparse_entries import gnu_sparse, pax_sparse_0_0, pax_sparse_0_1, pax_sparse_1_0
from support.tar_writer import file, pax, tar

CHUNKS = [(1024, b"x" * 512), (4096, b"y" * 1024), (9999, b"z")]
"""All but the last are whole blocks, as GNU tar writes them."""
APPARENT_BYTES = 10_000
DENSE = bytes(1024) + b"x" * 512 + bytes(2560) + b"y" * 1024 + bytes(4879) + b"z"
MANY_CHUNKS = [*((index * 1024, bytes([index]) * 512) for index in range(30)), (40_000, b"")]
"""The empty one says where the hole at the end ends."""
EIGHT_TIB = 8 << 40
AFTER = file("after", b"ok")

SHIPPED_AND_HIDDEN_AGAIN = layer(
    rewritten=APPARENT_BYTES, shadowed=APPARENT_BYTES, overwritten=APPARENT_BYTES
)


def broken(name: str, why: str, entry: bytes) -> Case:
    return Case(
        name=f"sparse-{name}",
        why=why,
        content=archive(tar(AFTER), tar(entry, AFTER)),
        expect=error("layer 1"),
    )


def intact(
    name: str, why: str, entry: bytes, tar_bytes: int, apparent_bytes: int = APPARENT_BYTES
) -> Case:
    return Case(
        name=f"sparse-{name}",
        why=why,
        content=archive(tar(entry, AFTER)),
        expect=report(
            layer(added=apparent_bytes + 2, entries=2, tar_bytes=tar_bytes),
            entries=2,
            biggest=[
                {"path": "sparse", "bytes": apparent_bytes, "layer": 0},
                {"path": "after", "bytes": 2, "layer": 0},
            ],
        ),
    )


CASES = [
    intact(
        "gnu",
        "Case 38: an old GNU sparse file, 1,537 bytes stored of 10,000.",
        gnu_sparse("sparse", CHUNKS, APPARENT_BYTES),
        tar_bytes=512 + 2048 + 1024 + 1024,
    ),
    intact(
        "gnu-extended",
        "Case 38: 31 chunks need two extension blocks behind the header.",
        gnu_sparse("sparse", MANY_CHUNKS, 40_000),
        tar_bytes=512 + 1024 + 30 * 512 + 1024 + 1024,
        apparent_bytes=40_000,
    ),
    intact(
        "pax-0-0",
        "Case 38: PAX format 0.0, the map in repeated records.",
        pax_sparse_0_0("sparse", CHUNKS, APPARENT_BYTES),
        tar_bytes=1024 + 512 + 2048 + 1024 + 1024,
    ),
    intact(
        "pax-0-1",
        "Case 38: PAX format 0.1, the real name in a record.",
        pax_sparse_0_1("sparse", CHUNKS, APPARENT_BYTES),
        tar_bytes=1024 + 512 + 2048 + 1024 + 1024,
    ),
    intact(
        "pax-1-0",
        "Case 38: PAX format 1.0, the map in front of the data.",
        pax_sparse_1_0("sparse", CHUNKS, APPARENT_BYTES),
        tar_bytes=1024 + 512 + 512 + 2048 + 1024 + 1024,
    ),
    Case(
        name="sparse-encodings-are-one-content",
        why="The same sparse file in each encoding is identical content: `metadata-only`.",
        content=archive(
            tar(gnu_sparse("f", CHUNKS, APPARENT_BYTES)),
            tar(pax_sparse_0_0("f", CHUNKS, APPARENT_BYTES)),
            tar(pax_sparse_0_1("f", CHUNKS, APPARENT_BYTES)),
            tar(pax_sparse_1_0("f", CHUNKS, APPARENT_BYTES)),
        ),
        expect=report(
            layer(added=APPARENT_BYTES, shadowed=APPARENT_BYTES),
            *[SHIPPED_AND_HIDDEN_AGAIN] * 2,
            layer(rewritten=APPARENT_BYTES, overwritten=APPARENT_BYTES),
            shadowed=[
                hidden("f", APPARENT_BYTES, index, index + 1, "metadata-only") for index in range(3)
            ],
        ),
    ),
    Case(
        name="sparse-and-dense-are-one-content",
        why="Engines ship a sparse file dense after a chmod: identical content, `metadata-only`.",
        content=archive(
            tar(gnu_sparse("f", CHUNKS, APPARENT_BYTES)), tar(file("f", DENSE, mode=0o600))
        ),
        expect=report(
            layer(added=APPARENT_BYTES, shadowed=APPARENT_BYTES),
            layer(rewritten=APPARENT_BYTES, overwritten=APPARENT_BYTES),
            shadowed=[hidden("f", APPARENT_BYTES, 0, 1, "metadata-only")],
        ),
    ),
    Case(
        name="sparse-other-holes",
        why="Equal stored bytes and sizes with other holes are other content.",
        content=archive(
            tar(gnu_sparse("f", [(0, b"x" * 512), (1024, b"y" * 512), (4096, b"")], 4096)),
            tar(gnu_sparse("f", [(0, b"x" * 512), (2048, b"y" * 512), (4096, b"")], 4096)),
        ),
        expect=report(
            layer(added=4096, shadowed=4096),
            layer(rewritten=4096, overwritten=4096),
            shadowed=[hidden("f", 4096, 0, 1, "overwritten")],
        ),
    ),
    Case(
        name="sparse-8-tib",
        why="A sparse file of 8 TiB is measured and compared without reading its holes.",
        content=archive(
            tar(gnu_sparse("f", [(EIGHT_TIB - 512, b"x" * 512)], EIGHT_TIB)),
            tar(gnu_sparse("f", [(EIGHT_TIB - 512, b"x" * 512)], EIGHT_TIB)),
        ),
        expect=report(
            layer(added=EIGHT_TIB, shadowed=EIGHT_TIB),
            layer(rewritten=EIGHT_TIB, overwritten=EIGHT_TIB),
            shadowed=[hidden("f", EIGHT_TIB, 0, 1, "metadata-only")],
        ),
    ),
    broken(
        "beyond-its-end",
        "A chunk behind the apparent end of its file is an error.",
        gnu_sparse("f", [(990, b"x" * 20)], 1000),
    ),
    broken(
        "overlapping-chunks",
        "Chunks that overlap or go backwards are an error.",
        gnu_sparse("f", [(500, b"x" * 10), (100, b"y" * 10)], 1000),
    ),
    broken(
        "map-against-size",
        "A map that names more bytes than the entry stores is an error.",
        pax(("GNU.sparse.size", "1000"), ("GNU.sparse.map", "0,700")) + file("f", b"x" * 10),
    ),
    broken(
        "negative-offset",
        "A negative offset in a map is an error.",
        pax(("GNU.sparse.size", "1000"), ("GNU.sparse.map", "-5,10")) + file("f", b"x" * 10),
    ),
    broken(
        "map-without-end",
        "A PAX 1.0 map that names more chunks than it holds is an error.",
        pax_sparse_1_0("f", [(0, b"x" * 10)], 1000, map_text=b"99999999999\n0\n10\n"),
    ),
    broken(
        "map-not-a-number",
        "A PAX 1.0 map with anything but numbers is an error.",
        pax_sparse_1_0("f", [(0, b"x" * 10)], 1000, map_text=b"1\nzero\n10\n"),
    ),
]
