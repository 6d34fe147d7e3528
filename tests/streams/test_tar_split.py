"""tar-split, as engines write it and as they never should."""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Callable

import pytest

from layersize.streams import bounds
from layersize.streams.tar.reader import TarReader
from layersize.streams.tar.tar_split import SplitError, SplitPart, SplitWindow, split_parts
from support.tar_writer import directory, file, hardlink, tar
from support.unpacked_stores import crc64_iso, tar_split_of

LAYER = tar(
    directory("etc/"),
    file("etc/hosts", b"127.0.0.1\n"),
    file(b'etc/\xff"\\', b"not UTF-8"),
    file("etc/empty", b""),
    hardlink("etc/names", "etc/hosts"),
    file("etc/" + "n" * 90, b"x" * 1025),
)


def lines_of(split: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in gzip.decompress(split).splitlines()]


def parts_of(text: bytes) -> list[SplitPart]:
    return list(split_parts(io.BytesIO(text)))


def rebuilt(parts: list[SplitPart], tar_bytes: bytes) -> bytes:
    """The tar, with the files' data taken from where they stand in the original."""
    made = b""
    for part in parts:
        made += part.raw
        made += tar_bytes[len(made) : len(made) + part.payload_bytes]
    return made


def as_lines(items: list[dict[str, object]], between: str = "\n") -> bytes:
    return between.join(json.dumps(item, separators=(",", ":")) for item in items).encode()


@pytest.mark.parametrize("between", ["\n", "", " \r\n\t", "\n\n"])
def test_objects_stand_one_after_the_other(between: str) -> None:
    parts = parts_of(as_lines(lines_of(tar_split_of(LAYER)), between))
    assert rebuilt(parts, LAYER) == LAYER
    assert [part.name for part in parts if part.payload_bytes] == [
        b"etc/hosts",
        b'etc/\xff"\\',
        b"etc/" + b"n" * 90,
    ]
    assert parts[0].checksum == crc64_iso(b"127.0.0.1\n")


def test_members_of_objects_come_in_any_order() -> None:
    items = [dict(reversed(item.items())) for item in lines_of(tar_split_of(LAYER))]
    assert rebuilt(parts_of(as_lines(items) + b"\n"), LAYER) == LAYER


def test_what_arrives_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layersize.streams.tar.tar_split._PARSED_AT_ONCE", 7)
    parts = parts_of(gzip.decompress(tar_split_of(LAYER)))
    assert rebuilt(parts, LAYER) == LAYER


def changed(at: int, **members: object) -> Callable[[list[dict[str, object]]], None]:
    return lambda items: items[at].update(members)


def without(at: int, key: str) -> Callable[[list[dict[str, object]]], None]:
    return lambda items: items[at].__delitem__(key)


BROKEN = {
    "another type": changed(1, type=3),
    "a type in words": changed(1, type="2"),
    "no type": without(1, "type"),
    "a negative length": changed(3, size=-1),
    "a length in words": changed(3, size="10"),
    "a length with a fraction": changed(3, size=1.5),
    "true for a length": changed(3, size=True),
    "no checksum": changed(3, payload=None),
    "a short checksum": changed(3, payload=base64.b64encode(b"1234").decode()),
    "a checksum that is no base64": changed(3, payload="????????????"),
    "a segment that is no base64": changed(0, payload="?"),
    "a segment that is no text": changed(0, payload=7),
    "no name": without(3, "name"),
    "a list": lambda items: items.__setitem__(1, []),  # type: ignore[call-overload]
}


@pytest.mark.parametrize("title", BROKEN)
def test_what_is_no_tar_split(title: str) -> None:
    items = lines_of(tar_split_of(LAYER))
    BROKEN[title](items)
    with pytest.raises(SplitError, match="tar-split"):
        parts_of(as_lines(items))


NO_JSON = {
    "a brace": b"{",
    "a cut segment": b'{"type":2,"payload":"',
    "no UTF-8": b"\xff",
    "a deep list": b"[" * 100_000,
    "null": b"null",
}


@pytest.mark.parametrize("text", NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_json(text: bytes) -> None:
    with pytest.raises(SplitError):
        parts_of(text)


def test_nothing_is_a_tar_of_no_bytes() -> None:
    assert parts_of(b"") == [SplitPart(b"", 0, b"", b"")]


def test_an_object_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "TAR_SPLIT_OBJECT_BYTES", 1 << 20)
    endless = b'{"type":2,"payload":"' + b"A" * (3 << 20)
    with pytest.raises(SplitError, match="without a line end"):
        parts_of(endless)


def walked(items: list[dict[str, object]]) -> TarReader:
    window = SplitWindow(split_parts(io.BytesIO(as_lines(items))))
    reader = TarReader(window)
    for _ in reader.runs(window.payload_hash):
        pass
    return reader


def test_the_tar_is_as_long_as_it_was() -> None:
    assert walked(lines_of(tar_split_of(LAYER))).stream_bytes == len(LAYER)


MISFITS = {
    "a file is longer than its header says": changed(3, size=11),
    "a file is shorter than its header says": changed(3, size=9),
    "an empty file has data": changed(7, size=1, payload=base64.b64encode(bytes(8)).decode()),
    "a folder has data": changed(1, size=1, payload=base64.b64encode(bytes(8)).decode()),
    "a file with data has none": changed(3, size=0),
}


@pytest.mark.parametrize("title", MISFITS)
def test_a_tar_split_that_does_not_fit_its_headers(title: str) -> None:
    items = lines_of(tar_split_of(LAYER))
    MISFITS[title](items)
    with pytest.raises(SplitError, match="does not fit"):
        walked(items)


def test_many_entries_without_data_are_not_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layersize.streams.tar.tar_split._MOST_AT_ONCE", 4096)
    layer = tar(*(directory(f"d{number}/") for number in range(100)), file("f", b"x"))
    parts = parts_of(gzip.decompress(tar_split_of(layer)))
    assert max(len(part.raw) for part in parts) < 3 * 4096
    assert rebuilt(parts, layer) == layer
    assert walked(lines_of(tar_split_of(layer))).stream_bytes == len(layer)
