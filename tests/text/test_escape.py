"""Names as text that does nothing."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layersize.text.escape import inert_path, inert_text, path_as_shown, shown_path

_ACTIVE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("plain name", "plain name"),
        ("caf\u00e9 \u9879\u76ee \U0001f433", "caf\u00e9 \u9879\u76ee \U0001f433"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("gpj\u202eexe", "gpj\\u202eexe"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("[bold]no markup[/]", "[bold]no markup[/]"),
    ],
)
def test_examples(text: str, inert: str) -> None:
    assert inert_text(text) == inert


def test_every_active_character_is_escaped_and_no_visible_one() -> None:
    for point in range(0x110000):
        character = chr(point)
        category = unicodedata.category(character)
        escaped = inert_text(character) != character
        if category in _ACTIVE:
            assert escaped, hex(point)
        elif category[0] in "PS" or category in {"Nd", "Lu", "Ll", "Zs"}:
            assert not escaped, hex(point)


@given(st.text(st.characters(codec=None)))
def test_laws(text: str) -> None:
    inert = inert_text(text)
    assert inert_text(inert) == inert
    assert not _ACTIVE & {unicodedata.category(character) for character in inert}
    inert.encode("utf-8")


@given(st.binary(), st.binary())
def test_shown_paths_tell_paths_apart(one: bytes, other: bytes) -> None:
    assert (shown_path(one) == shown_path(other)) == (one == other)


@given(st.binary())
def test_a_path_can_be_typed_as_it_is_shown(path: bytes) -> None:
    assert path_as_shown(shown_path(path).encode()) == path
    if not re.search(b"\xc2[\x80-\x9f\xad]", path):  # shown as the bytes 80 to 9f, ad are
        assert path_as_shown(inert_text(shown_path(path)).encode()) == path


@pytest.mark.parametrize("path", [b"a\\q", b"\\ud800", b"\\U00110000", b"C:\\"])
def test_what_is_no_escape_stays(path: bytes) -> None:
    assert path_as_shown(path) == path


def test_root() -> None:
    assert inert_path(b"") == "/"
