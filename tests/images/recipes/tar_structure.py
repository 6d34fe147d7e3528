"""Headers, extension records and the end of a tar, sound and broken."""

from __future__ import annotations

from dataclasses import replace

from support.cases import Case, error, layer, report, warning
from support.compressors import gzip_member
from support.docker_archives import archive
from support.tar_writer import BLOCK_BYTES, TRAILER, file, gnu_long, pax, tar

A = file("a", b"a" * 10)
B = file("b", b"b" * 20)


def broken(name: str, why: str, layer_bytes: bytes) -> Case:
    """Layer 1 is broken."""
    return Case(
        name=f"tar-{name}",
        why=why,
        content=gzip_member(archive(tar(A), layer_bytes)),
        suffix=".tar.gz",
        expect=error("layer 1"),
    )


CASES = [
    Case(
        name="tar-unknown-type",
        why="An unknown type flag is a regular file (POSIX), with a warning; type 7 is known.",
        content=archive(tar(file("z", b"z" * 5, kind=b"Z"), file("c", b"c" * 3, kind=b"7"), B)),
        expect=report(
            layer(added=28, entries=3), entries=3, warnings=[warning("unknown-entry-type", 0, "z")]
        ),
    ),
    Case(
        name="tar-signed-checksum",
        why="Old tars summed a header's bytes as signed: such a checksum is right too.",
        content=archive(tar(file("caf\u00e9", b"c" * 4, checksum="signed"), B)),
        expect=report(layer(added=24), entries=2),
    ),
    Case(
        name="tar-missing-trailer",
        why="Case 29: a layer that ends between entries is whole, with a warning.",
        content=archive(A + B, tar(B)),
        expect=report(
            layer(added=30, shadowed=20, tar_bytes=2048),
            layer(rewritten=20, overwritten=20),
            entries=2,
            shadowed=[
                {"path": "b", "bytes": 20, "added_in": 0, "hidden_in": 1, "cause": "metadata-only"}
            ],
            warnings=[warning("missing-trailer", 0, None)],
        ),
    ),
    Case(
        name="tar-no-last-padding",
        why="The last entry need not be filled up to a block: its data is there, as for Go.",
        content=archive(A + B[: BLOCK_BYTES + 20], tar(A, B)[:-1024][: 3 * BLOCK_BYTES + 100]),
        expect=report(
            layer(added=30, shadowed=30, tar_bytes=1556),
            layer(rewritten=30, overwritten=30, tar_bytes=1636),
            entries=2,
            shadowed=[
                {"path": "b", "bytes": 20, "added_in": 0, "hidden_in": 1, "cause": "metadata-only"},
                {"path": "a", "bytes": 10, "added_in": 0, "hidden_in": 1, "cause": "metadata-only"},
            ],
            warnings=[warning("missing-trailer", 0, None), warning("missing-trailer", 1, None)],
        ),
    ),
    Case(
        name="tar-half-trailer",
        why="One zero block and then the end of the file is an end without a full trailer.",
        content=archive(A + bytes(BLOCK_BYTES)),
        expect=report(layer(added=10), warnings=[warning("missing-trailer", 0, None)]),
    ),
    Case(
        name="tar-long-trailer",
        why="Zeros up to a record of 10,240 bytes are the usual end of a tar: part of tar_bytes, "
        "no warning.",
        content=archive(A + bytes(9216)),
        expect=report(layer(added=10, tar_bytes=10240)),
    ),
    Case(
        name="tar-data-after-trailer",
        why="Bytes after the trailer are part of the tar and of no file, with a warning.",
        content=archive(tar(A) + B),
        expect=report(
            layer(added=10, entries=1, tar_bytes=3072),
            entries=1,
            warnings=[warning("data-after-trailer", 0, None)],
        ),
    ),
    Case(
        name="tar-empty",
        why="A layer of zeros only has no entries.",
        content=archive(TRAILER, tar(A)),
        expect=report(layer(entries=0, tar_bytes=1024), layer(added=10), entries=1),
    ),
    Case(
        name="tar-of-no-bytes",
        why="A layer of 0 bytes is an empty tar without a trailer.",
        content=archive(b"", tar(A)),
        expect=report(
            layer(entries=0, tar_bytes=0),
            layer(added=10),
            entries=1,
            warnings=[warning("missing-trailer", 0, None)],
        ),
    ),
    Case(
        name="tar-big-header-numbers",
        why="Numbers that layersize doesn't need may be any: a PAX mtime with a fraction, a huge "
        "uid.",
        content=archive(tar(pax(("mtime", "1700000000.123456789"), ("uid", "4294967294")), A, B)),
        expect=report(layer(added=30, entries=2)),
    ),
    broken(
        "zero-block-then-data",
        "A zero block must be followed by another or by the end: anything else is a hole.",
        A + bytes(BLOCK_BYTES) + B + TRAILER,
    ),
    broken(
        "bad-checksum",
        "A header with a wrong checksum is an error, where the standard library stops in silence.",
        A + file("c", b"c", checksum="wrong") + B + TRAILER,
    ),
    broken("rubbish", "A layer that is no tar at all is an error.", b"this is not a tar\n" * 100),
    broken(
        "short-rubbish", "A layer that is shorter than a block and not empty is an error.", b"short"
    ),
    broken("truncated-header", "Case 29: the end inside a header is an error.", A + B[:300]),
    broken(
        "truncated-payload",
        "Case 29: the end inside a payload is an error.",
        A + file("c", b"c" * 2000)[:1536],
    ),
    broken(
        "truncated-after-pax",
        "Case 29: the end after an extension header is an error.",
        A + pax(("path", "b")),
    ),
    broken(
        "truncated-after-long-name",
        "Case 29: the end after an L header is an error.",
        A + gnu_long("b"),
    ),
    broken(
        "pax-record-length",
        "A PAX record whose length leaves its header is an error.",
        A + file("x", b"99 path=b\n", kind=b"x") + B + TRAILER,
    ),
    broken(
        "pax-record-no-number",
        "A PAX record without a length is an error.",
        A + file("x", b"path=b\n", kind=b"x") + B + TRAILER,
    ),
    broken(
        "pax-record-no-newline",
        "A PAX record that doesn't end in a newline is an error.",
        A + file("x", b"10 path=bbX", kind=b"x") + B + TRAILER,
    ),
    broken(
        "pax-too-large",
        "A PAX header of more than 1 MiB is an error, not an allocation.",
        A + pax(("comment", b"c" * (1 << 20))) + B + TRAILER,
    ),
    broken(
        "long-name-too-large",
        "A GNU long name of more than 64 KiB is an error.",
        A + gnu_long("n/" * (33 << 10)) + B + TRAILER,
    ),
    replace(
        broken(
            "header-chain",
            "Thousands of extension headers without an entry end in an error, not in a recursion.",
            A + gnu_long("b") * 3000,
        ),
        is_harmful=True,
    ),
]
