"""The reader against Python's own, on tars that Python wrote."""

from __future__ import annotations

import io
import random
import tarfile

import pytest

from layersize.errors import LayersizeError
from layersize.streams.tar.headers import TarEntry, header_path, link_target
from layersize.streams.tar.reader import TarReader
from layersize.streams.tar.window import RangeWindow, StreamWindow
from support.bytes_in_memory import BytesInMemory
from support.tar_writer import TRAILER, base256, file, gnu_long, header, pax, tar

TYPES = (
    tarfile.REGTYPE,
    tarfile.REGTYPE,
    tarfile.REGTYPE,
    tarfile.DIRTYPE,
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
    tarfile.CHRTYPE,
    tarfile.FIFOTYPE,
)
FORMATS = {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}


def range_reader(data: bytes) -> TarReader:
    return TarReader(RangeWindow(BytesInMemory(data), len(data)))


def stream_reader(data: bytes) -> TarReader:
    return TarReader(StreamWindow(io.BytesIO(data)))


READERS = {"range": range_reader, "stream": stream_reader}


def random_name(rng: random.Random, longest: int) -> str:
    """A path whose folders and name fit into a ustar header if `longest` is small."""
    letters = "abcXYZ.-_ äß" if longest > 100 else "abcXYZ.-_ "
    parts = ["".join(rng.choices(letters, k=rng.randint(1, 30))) for _ in range(rng.randint(1, 9))]
    return "/".join(parts)[:longest].strip("/ .") or "x"


def random_tar(seed: int, form: int) -> bytes:
    rng = random.Random(seed)
    longest = 95 if form == tarfile.USTAR_FORMAT else 1000
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=form) as archive:
        for _ in range(rng.randint(0, 60)):
            info = tarfile.TarInfo(random_name(rng, longest))
            info.type = rng.choice(TYPES)
            info.mtime = rng.choice([0, 1_700_000_000, 1_700_000_000.25])
            info.uid = rng.choice([0, 1000, 3_000_000 if longest > 100 else 7])
            if info.issym() or info.islnk():
                info.linkname = random_name(rng, longest)
            data = rng.randbytes(rng.choice([0, 1, 511, 512, 513, 70_000])) if info.isreg() else b""
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return written.getvalue()


def seen_by_tarfile(data: bytes) -> list[tuple[str, str, int, int, str]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return [
            (
                member.name,
                member.type.decode(),
                member.size if member.isreg() else 0,
                member.offset_data,
                member.linkname,
            )
            for member in archive
        ]


def entries_of(reader: TarReader, *, in_runs: bool) -> list[tuple[str, str, int, int, str]]:
    found: list[TarEntry] = []
    for part in reader.runs() if in_runs else reader:
        if isinstance(part, TarEntry):
            found.append(part)
            continue
        columns = part.headers, part.data_starts, part.payload_bytes
        for block, start, length in zip(*columns, strict=True):
            found.append(TarEntry(header_path(block), block[156], length, start, block, None))
    return [
        (
            entry.path.decode().rstrip("/"),
            chr(entry.flag),
            entry.payload_bytes,
            entry.data_start,
            link_target(entry.header, entry.extension).decode(),
        )
        for entry in found
    ]


@pytest.mark.parametrize("in_runs", [False, True])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("form", FORMATS)
def test_it_sees_what_tarfile_sees(form: str, reader: str, in_runs: bool) -> None:
    for seed in range(25):
        data = random_tar(seed, FORMATS[form])
        read = READERS[reader](data)
        assert entries_of(read, in_runs=in_runs) == seen_by_tarfile(data), seed
        assert read.has_trailer
        assert not read.trailing_data
        assert read.stream_bytes == len(data)


LONG = "n" * 200


@pytest.mark.parametrize(
    ("entry", "path", "size"),
    [
        (pax(("size", "5")) + header("a") + b"12345".ljust(512), b"a", 5),
        (pax(("size", "5")) + gnu_long(LONG) + header("a") + bytes(512), LONG.encode(), 5),
        (gnu_long(LONG) + pax(("path", "p")) + file("a", b"xy"), LONG.encode(), 2),
        (pax(("path", "p"), ("path", "q")) + file("a", b"xy"), b"q", 2),
        (pax(("path", "p"), kind=b"g") + file("a", b"xy"), b"a", 2),
        (file("a", b"", size=7, kind=b"1"), b"a", 0),
    ],
    ids=range(6),
)
def test_what_extensions_say(entry: bytes, path: bytes, size: int) -> None:
    first, last = range_reader(tar(entry, file("last")))
    assert (first.path, first.payload_bytes) == (path, size)
    assert last.path == b"last"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (tar(header("a", checksum="wrong")), "offset 0: a tar header's checksum is wrong"),
        (tar(file("a"), header("b", checksum="wrong")), "offset 512: a tar header's checksum"),
        (tar(header("a", size=b"-0000000001\x00")), "is not a number"),
        (tar(header("a", size=b"\xff" * 12)), "states a size of -1 bytes"),
        (file("a", b"x" * 600)[:-512], "offset 1024: the tar breaks off 512 bytes before"),
        (header("a", size=base256(8 << 40)), "before an entry's end"),
        (file("a")[:300], "in the middle of a header"),
        (file("a") + bytes(512) + file("b") + TRAILER, "offset 1024: a single zero block"),
        (tar(pax(("size", "-5")), file("a")), "not a whole number of bytes"),
        (tar(pax(("size", "1e3")), file("a")), "not a whole number of bytes"),
        (tar(pax(("size", "9" * 20)), file("a")), "not a whole number of bytes"),
        (tar(pax(("path", "a"))), "followed by no entry"),
        (tar(file("x", b"99 path=a\n", kind=b"x"), file("a")), "record's length is wrong"),
        (tar(header("x", kind=b"x", size=2 << 20)), "an extension header of 2097152 bytes"),
        (tar(header("x", kind=b"L", size=1 << 20)), "an extension header of 1048576 bytes"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_it_raises_where_a_tar_is_broken(reader: str, data: bytes, message: str) -> None:
    for in_runs in (False, True):
        with pytest.raises(LayersizeError) as raised:
            entries_of(READERS[reader](data), in_runs=in_runs)
        assert message in str(raised.value)


def test_a_tar_without_a_trailer_is_told_apart() -> None:
    reader = range_reader(file("a", b"x"))
    assert [entry.path for entry in reader] == [b"a"]
    assert not reader.has_trailer


def test_data_behind_the_trailer_is_noticed() -> None:
    reader = range_reader(tar(file("a")) + b"more")
    assert len(list(reader)) == 1
    assert reader.trailing_data


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("in_runs", [False, True])
@pytest.mark.parametrize(
    "last",
    [
        file("b", b"x" * 700),
        pax(("mtime", "1.5")) + file("b", b"x" * 700),
        gnu_long("b" * 120) + file("b", b"x" * 700),
        b"".join(file(f"f{number}", b"x") for number in range(600)) + file("b", b"x" * 700),
    ],
    ids=["plain", "pax", "long name", "many"],
)
def test_what_fills_the_last_entry_up_may_be_missing(
    reader: str, in_runs: bool, last: bytes
) -> None:
    data = file("a", b"1") + last
    whole = entries_of(READERS[reader](data), in_runs=in_runs)
    for missing in (1, 100, 324):
        read = READERS[reader](data[:-missing])
        assert entries_of(read, in_runs=in_runs) == whole
        assert not read.has_trailer
        assert read.stream_bytes == len(data) - missing
    with pytest.raises(LayersizeError, match="breaks off 325 bytes before an entry's end"):
        entries_of(READERS[reader](data[:-325]), in_runs=in_runs)
