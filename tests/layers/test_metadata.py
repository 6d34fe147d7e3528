"""Mode, owner and mtime of entries."""

from __future__ import annotations

import io

import pytest

from layersize.layers.entries import Ownership
from layersize.layers.request import WalkRequest
from layersize.layers.walker import LayerWalker
from support.fuzzing import with_checksum
from support.tar_writer import base256, file, pax, tar

Seen = tuple[Ownership, int]
"""Mode and owner, and mtime."""


def seen_in(*entries: bytes) -> list[Seen]:
    walked = (
        LayerWalker(WalkRequest(read_metadata=True)).walk_stream(io.BytesIO(tar(*entries))).entries
    )
    owners = [walked.ownerships[place] for place in walked.ownership_ids]
    return list(zip(owners, walked.mtimes, strict=True))


def test_mode_owner_and_mtime() -> None:
    assert seen_in(file("a", mode=0o4755, uid=7, mtime=5), file("b")) == [
        (Ownership(mode=0o4755, uid=7, gid=7), 5),
        (Ownership(mode=0o644, uid=0, gid=0), 0),
    ]


def test_equal_owners_are_kept_once() -> None:
    entries = [file(str(number), mtime=number) for number in range(100)]
    walked = (
        LayerWalker(WalkRequest(read_metadata=True)).walk_stream(io.BytesIO(tar(*entries))).entries
    )
    assert len(walked.ownerships) == 1


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (("uid", "3000000"), (Ownership(mode=0o644, uid=3000000, gid=7), 5)),
        (("gid", "3000000"), (Ownership(mode=0o644, uid=7, gid=3000000), 5)),
        (("mtime", "1700000000.75"), (Ownership(mode=0o644, uid=7, gid=7), 1700000000)),
        (("mtime", "-5"), (Ownership(mode=0o644, uid=7, gid=7), -5)),
        (("mtime", "nonsense"), (Ownership(mode=0o644, uid=7, gid=7), 5)),
        (("mtime", "9" * 40), (Ownership(mode=0o644, uid=7, gid=7), (1 << 63) - 1)),
    ],
)
def test_pax_records_override_the_header(record: tuple[str, str], expected: Seen) -> None:
    assert seen_in(pax(record) + file("a", uid=7, mtime=5)) == [expected]


def test_type_bits_of_the_mode_do_not_count() -> None:
    first, second = seen_in(file("a", mode=0o100644), file("b", mode=0o644))
    assert first == second


@pytest.mark.parametrize(
    ("field", "mtime"),
    [
        (b"00000000005\0", 5),
        (b"000000000005", 5),
        (b"         5 \0", 5),
        (b"5\0garbage!!", 5),
        (b"\0" * 12, 0),
        (base256(1 << 40), 1 << 40),
        (base256(-5), -5),
        (b"0000000_005\0", 0),
        (b"+0000000005\0", 0),
        (b"-0000000005\0", 0),
        (b"0o000000005\0", 0),
        (b"nonsense\0\0\0\0", 0),
    ],
)
def test_any_mtime_is_read_the_same_in_a_run_and_by_itself(field: bytes, mtime: int) -> None:
    block = file("a")
    odd = with_checksum(block[:136] + field + block[148:])
    alone = seen_in(pax(("comment", "x")) + odd)
    in_a_run = seen_in(*[file("b")] * 3, odd)
    assert alone[-1][1] == in_a_run[-1][1] == mtime


def test_nothing_is_kept_unless_asked_for() -> None:
    walked = LayerWalker().walk_stream(io.BytesIO(tar(file("a")))).entries
    assert len(walked.ownership_ids) == len(walked.mtimes) == len(walked.ownerships) == 0
