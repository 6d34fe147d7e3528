"""Texts in parts, however they lie in the pieces."""

from __future__ import annotations

from itertools import chain

import pytest

from layersize.packages import parts
from layersize.packages.parts import parts_of

TEXTS = [b"", b"\n", b"a\n", b"a\nbc\n\nd\n\n\n", b"\n\n\n\n", b"abc"]


@pytest.fixture(params=[1, 2, 3, 5, 1000], autouse=True)
def _piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_PIECE_BYTES", request.param)


@pytest.mark.parametrize("text", TEXTS)
def test_lines_are_those_of_the_whole(text: bytes) -> None:
    assert list(chain.from_iterable(parts_of(text, b"\n"))) == text.split(b"\n")


@pytest.mark.parametrize("text", TEXTS)
def test_paragraphs_are_those_of_the_whole(text: bytes) -> None:
    """A run of newlines may be parted at another place of it."""
    found = [part.strip(b"\n") for part in chain.from_iterable(parts_of(text, b"\n\n"))]
    whole = [part.strip(b"\n") for part in text.split(b"\n\n")]
    assert list(filter(None, found)) == list(filter(None, whole))
