"""Two files side by side, in whatever pieces they arrive, and what is told of those that differ."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.errors import LayersizeError
from layersize.inside import file_diff
from layersize.inside.file_diff import compare_contents, diff_file
from layersize.inside.opened import open_contents
from layersize.inside.text_content import TextCheck
from layersize.measure import Settings
from support.docker_archives import archive
from support.tar_writer import directory, fifo, file, symlink, tar, whiteout

CONTENT = st.lists(st.sampled_from([b"a", b"bb\n", b"\n", "ü".encode(), b"\r", b"\0", b"\xff"]))


def in_pieces(data: bytes, cuts: list[int]) -> Iterator[bytes]:
    """Some pieces are empty."""
    at = 0
    for cut in cuts:
        yield data[at : at + cut]
        at += cut
    yield data[at:]


def naive_offset(one: bytes, other: bytes) -> int | None:
    for at in range(max(len(one), len(other))):
        if one[at : at + 1] != other[at : at + 1]:
            return at
    return None


CUTS = st.lists(st.integers(0, 3), max_size=8)


@given(base=CONTENT, other=CONTENT, old_cuts=CUTS, new_cuts=CUTS)
def test_the_first_difference(
    base: list[bytes], other: list[bytes], old_cuts: list[int], new_cuts: list[int]
) -> None:
    old, new = b"".join(base), b"".join(other)
    found = compare_contents(in_pieces(old, old_cuts), in_pieces(new, new_cuts))
    assert found.first_offset == naive_offset(old, new)
    is_text = b"\0" not in old + new and b"\xff" not in old + new
    assert found.is_text == is_text
    assert bool(found.lines) == (is_text and old != new)


@given(data=CONTENT, cuts=CUTS)
def test_text_is_told_from_what_is_binary(data: list[bytes], cuts: list[int]) -> None:
    whole = b"".join(data)
    check = TextCheck()
    passed = b""
    for piece in in_pieces(whole, cuts):
        text = check.next(piece)
        if check.binary_at is not None:
            break
        passed += text
    offsets = [whole.find(byte) for byte in (b"\r", b"\0", b"\xff") if byte in whole]
    assert check.end() == min(offsets, default=None)
    assert passed == whole if not offsets else whole.startswith(passed)
    assert not any(byte in passed for byte in (b"\r", b"\0", b"\xff"))


@pytest.mark.parametrize(
    ("data", "binary_at"),
    [
        ("tab\tand\nline ü 漢 🎉".encode(), None),
        (b"", None),
        (b"red \x1b[31m", 4),
        ("csi \x9b31m".encode(), 4),
        (b"cut \xe2\x82", 4),
        (b"latin \xfc", 6),
        ("ü\x7f".encode(), 2),
    ],
)
def test_what_a_terminal_is_not_given(data: bytes, binary_at: int | None) -> None:
    check = TextCheck()
    for byte in data:
        check.next(bytes([byte]))
        if check.binary_at is not None:
            break
    assert check.end() == binary_at


def test_long_texts_are_not_compared_by_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_diff, "MOST_TEXT_BYTES", 1000)
    monkeypatch.setattr(file_diff, "MOST_LINES", 50)
    for text in (b"long line " * 101, b"\n" * 50):
        found = compare_contents(iter([text]), iter([text + b"x"]))
        assert (found.is_text, found.first_offset, found.lines) == (True, len(text), ())
    text = b"line\n" * 49
    assert compare_contents(iter([text]), iter([text + b"x"])).lines


BASE = tar(
    file("etc/conf", b"a\nb\n"),
    file("etc/gone", b"gone"),
    file("kind", b"file"),
    directory("folder/"),
    symlink("link", "etc/conf"),
    fifo("pipe"),
)
OTHER = tar(
    file("etc/conf", b"a\nc\n", mode=0o600),
    whiteout("etc/gone"),
    symlink("kind", "nowhere"),
    symlink("link", "../etc/conf"),
)


def test_sides(tmp_path: Path) -> None:
    paths = [tmp_path / "base.tar", tmp_path / "other.tar"]
    paths[0].write_bytes(archive(BASE))
    paths[1].write_bytes(archive(BASE, OTHER))
    with (
        open_contents(str(paths[0]), Settings()) as base,
        open_contents(str(paths[1]), Settings()) as other,
    ):
        found = diff_file(base, other, b"/link")
        assert found.content is not None
        assert [line.sign for line in found.content.lines] == ["@", " ", "-", "+"]
        assert found.base.version != found.other.version

        found = diff_file(base, other, b"etc/gone")
        assert found.content is None
        assert found.other.absence == (
            "is not in the image any more: layer 0 shipped it, layer 1 deleted it"
        )

        found = diff_file(base, other, b"kind")
        assert found.base.content_bytes == 4
        assert found.other.absence == "leads to /nowhere, which is not in the image"

        found = diff_file(base, other, b"pipe")
        assert found.content is None
        assert found.base.version is not None
        assert found.base.version.kind == "fifo"

        with pytest.raises(LayersizeError, match=r"/folder: is a folder in both images"):
            diff_file(base, other, b"/folder/")
        with pytest.raises(LayersizeError, match=r"/etc/cnf: is in neither image; did you mean"):
            diff_file(base, other, b"etc/cnf")
