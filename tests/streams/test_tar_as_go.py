"""Extension headers as Go's archive/tar reads them, and so every engine.

Where Go is installed, its own reader sees the same generated tars; elsewhere, and as well, the
cases by name are held against what it said of them.
"""

from __future__ import annotations

import json
import random
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from layersize.errors import LayersizeError
from layersize.streams.tar.headers import (
    REGULAR,
    V7_FILE,
    WITHOUT_PAYLOAD,
    TarEntry,
    link_target,
)
from layersize.streams.tar.reader import TarReader
from layersize.streams.tar.window import RangeWindow
from support.bytes_in_memory import BytesInMemory
from support.go_programs import go_program
from support.tar_writer import (
    GNU_MAGIC,
    TRAILER,
    USTAR_MAGIC,
    V7_MAGIC,
    file,
    gnu_long,
    header,
    padded,
    pax,
)

SEQUENCES = 24_000
_MAIN = Path(__file__).parent / "go_reader/main.go"
_NAMES = ("a", "b/c", "d/", ".wh.a", "etc/shadow", "n" * 120)
_NUMBERS = ("0", "5", "512", "600", "007")
_RECORDS = {
    "path": (*_NAMES, ""),
    "linkpath": (*_NAMES, ""),
    "size": (*_NUMBERS, ""),
    "mtime": ("1", "1.5"),
    "GNU.sparse.name": (*_NAMES, ""),
    "GNU.sparse.major": ("0", "1", "2", ""),
    "GNU.sparse.minor": ("0", "1", ""),
    "GNU.sparse.size": (*_NUMBERS, ""),
    "GNU.sparse.realsize": (*_NUMBERS, ""),
    "GNU.sparse.numblocks": ("0", "1", "2"),
    "GNU.sparse.map": ("0,5", "0,0", "", "0,5,512,88"),
    "GNU.sparse.offset": ("0", "512"),
    "GNU.sparse.numbytes": ("5", "88", "0"),
}
_TAILS = (
    *(b"", b"", b"pre/fix", b"00000000001\0" * 2, b"\0pre/fix", b"7\0 pre", b"8", b"pre\xff"),
    *(bytes([0x80, *[0xFF] * 11]), b"17\0".ljust(12, b"\0") + b"\xff" * 12, b"\xff" * 12 + b"5"),
    *(b"17\0".ljust(12, b"\0") + bytes([0x80, 1, *bytes(10)]), bytes([0xBF, *[0xFF] * 11])),
    b"00000000001\0pre/fix",
)
"""Where ustar has a prefix, GNU two times, and v7 nothing."""
FIVE = file("plain", b"12345")
SPARSE = ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "9")
MAP = b"1\n0\n5\n".ljust(512, b"\0") + b"12345"


class Seen(NamedTuple):
    """An entry as a reader tells of it."""

    name: bytes
    target: bytes
    flag: int
    content_bytes: int


def generated(choose: random.Random) -> bytes:
    """Some entries with up to four extension headers before each, most of them sound."""
    return b"".join(_entry(choose) for _ in range(choose.randint(1, 3))) + TRAILER


def _entry(choose: random.Random) -> bytes:
    before = b"".join(_extension(choose) for _ in range(choose.choice((0, 1, 1, 2, 2, 3, 4))))
    kind = choose.choice((b"0", b"0", b"0", b"1", b"2", b"5", b"\0", b"7"))
    payload = choose.choice((b"", b"x" * 5, b"1\n0\n5\n".ljust(512, b"\0") + b"x" * 5, b"y" * 600))
    magic = choose.choice((USTAR_MAGIC, USTAR_MAGIC, GNU_MAGIC, V7_MAGIC))
    prefix = choose.choice((b"", b"", b"pre/fix"))
    star = prefix.ljust(131, b"\0") + b"00000000001\0" * 2 + bytes(8) + b"tar\0"
    tail = choose.choice(_TAILS)
    if magic == USTAR_MAGIC:
        tail = choose.choice((prefix, prefix, star))
    name, target = choose.choice(_NAMES)[:100], choose.choice(_NAMES)[:100]
    head = header(name, kind=kind, size=len(payload), linkname=target, magic=magic, tail=tail)
    return before + head + (padded(payload) if kind in (b"0", b"\0", b"7") else b"")


def _extension(choose: random.Random) -> bytes:
    kind = choose.choice("xxxxxLLKg")
    if kind in "LK":
        return gnu_long(choose.choice((*_NAMES, "")), kind.encode())
    keys = choose.sample(list(_RECORDS), choose.randint(1, 4))
    if choose.random() < 0.3:  # a whole sparse file of one of the three versions
        keys = choose.choice(
            (
                ["GNU.sparse.major", "GNU.sparse.minor", "GNU.sparse.name", "GNU.sparse.realsize"],
                ["GNU.sparse.size", "GNU.sparse.numblocks", "GNU.sparse.map", "GNU.sparse.name"],
                ["GNU.sparse.numblocks", "GNU.sparse.offset", "GNU.sparse.numbytes", "size"],
            )
        )
    records = [(key, choose.choice(_RECORDS[key])) for key in keys]
    return pax(*records, kind=kind.encode())


def seen_by_us(data: bytes) -> list[Seen] | None:
    """`None`: refused."""
    try:
        entries = list(TarReader(RangeWindow(BytesInMemory(data), len(data))))
    except LayersizeError:
        return None
    return [_seen(entry) for entry in entries]


def _seen(entry: TarEntry) -> Seen:
    extension = entry.extension
    content_bytes = entry.payload_bytes
    if extension is not None and extension.sparse_map is not None:
        content_bytes = extension.sparse_map.apparent_bytes
    target = link_target(entry.header, extension)
    flag = REGULAR if entry.flag == V7_FILE else entry.flag
    return Seen(entry.path, target, flag, content_bytes)


@pytest.fixture(scope="module")
def go_reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that reads tars by Go's own reader; skips where Go is not installed."""
    return go_program(tmp_path_factory.mktemp("go"), _MAIN)


def seen_by_go(tars: list[bytes], program: Path) -> list[Any]:
    data = b"".join(len(tar).to_bytes(8) + tar for tar in tars)
    done = subprocess.run([str(program)], input=data, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def of_go(found: dict[str, Any]) -> list[Seen]:
    return [
        Seen(
            b64decode(entry["name"]),
            b64decode(entry["target"]),
            entry["type"],
            0 if entry["type"] in WITHOUT_PAYLOAD else entry["bytes"],
        )
        for entry in found["entries"]
    ]


def test_generated_sequences_against_go(go_reader: Path) -> None:
    choose = random.Random(14)
    tars = [generated(choose) for _ in range(SEQUENCES)]
    read = 0
    for number, (data, found) in enumerate(zip(tars, seen_by_go(tars, go_reader), strict=True)):
        if not found["failed"]:
            assert seen_by_us(data) == of_go(found), number
            read += 1
    assert read > SEQUENCES // 4


SAID = (
    (gnu_long("g") + pax(("path", "p")) + FIVE, b"g", 5),
    (pax(("path", "p")) + gnu_long("g") + FIVE, b"g", 5),
    (gnu_long("") + pax(("path", "p")) + FIVE, b"p", 5),
    (gnu_long("g") + gnu_long("h") + FIVE, b"h", 5),
    (pax(("path", "p")) + pax(("mtime", "1")) + FIVE, b"plain", 5),
    (pax(("size", "600")) + pax(("mtime", "1")) + FIVE, b"plain", 5),
    (pax(("path", "p")) + pax(("a", "b"), kind=b"g") + FIVE, b"plain", 5),
    (pax(("path", "p"), kind=b"g") + FIVE, b"plain", 5),
    (pax(("GNU.sparse.name", "s"), ("GNU.sparse.realsize", "9")) + FIVE, b"plain", 5),
    (pax(*SPARSE, ("GNU.sparse.name", "s")) + file("a", MAP), b"s", 9),
    (gnu_long("g") + pax(*SPARSE, ("GNU.sparse.name", "s")) + file("a", MAP), b"s", 9),
    (pax(("GNU.sparse.major", "2"), ("GNU.sparse.realsize", "9")) + FIVE, b"plain", 5),
    (file("a", b"12345", magic=GNU_MAGIC, tail=b"pre"), b"pre/a", 5),
    (file("a", b"12345", magic=GNU_MAGIC, tail=b"00000000017\0" * 2), b"a", 5),
    (file("a", b"12345", magic=GNU_MAGIC, tail=b"pr\xff"), b"a", 5),
    (file("a", b"12345", magic=V7_MAGIC, tail=b"pre"), b"a", 5),
)
"""An entry, and the name and the bytes that Go has for it."""


@pytest.mark.parametrize(("entry", "name", "content_bytes"), SAID)
def test_what_go_says_of_it(entry: bytes, name: bytes, content_bytes: int) -> None:
    assert seen_by_us(entry + TRAILER) == [Seen(name, b"", REGULAR, content_bytes)]


def test_go_says_so(go_reader: Path) -> None:
    found = seen_by_go([entry + TRAILER for entry, _, _ in SAID], go_reader)
    for seen, (_, name, content_bytes) in zip(found, SAID, strict=True):
        assert of_go(seen) == [Seen(name, b"", REGULAR, content_bytes)]
