"""Words and variables; the rules are those of BuildKit's own tests of its shell lexer."""

from __future__ import annotations

import pytest

from layersize.dockerfile.shell_words import expand, split_words

SET = {"A": "a", "EMPTY": "", "NAME_1": "n", "NESTED": "x y"}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("", ""),
        ("plain", "plain"),
        ("$A", "a"),
        ("${A}", "a"),
        ("x$A.y", "xa.y"),
        ("$A$A", "aa"),
        ("$AB", ""),
        ("${A}B", "aB"),
        ("$NAME_1-x", "n-x"),
        ("$UNSET", ""),
        ("$", "$"),
        ("$.", "$."),
        ("\\$A", "$A"),
        ("'$A'", "$A"),
        ('"$A"', "a"),
        ('"\\$A"', "$A"),
        ('"a\\b"', "a\\b"),
        ("a\\b", "ab"),
        ("a\\", "a"),
        ("${A:-d}", "a"),
        ("${UNSET:-d}", "d"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${UNSET-d}", "d"),
        ("${A:+d}", "d"),
        ("${A+d}", "d"),
        ("${EMPTY:+d}", ""),
        ("${EMPTY+d}", "d"),
        ("${UNSET:+d}", ""),
        ("${UNSET:-}", ""),
        ("${UNSET:-$A}", "a"),
        ("${UNSET:-${A}}", "a"),
        ("${UNSET:-${EMPTY:-d}}e", "de"),
        ('${UNSET:-"x y"}', "x y"),
        ("${A:?gone}", "a"),
        ("${A%%-*}", "${A%%-*}"),
    ],
)
def test_expand(word: str, value: str) -> None:
    assert expand(word, SET) == value


@pytest.mark.parametrize(
    "word", ["'a", '"a', "${A", "${}", "${:-a}", "${UNSET:?gone}", "${A:-'}", "${UNSET:-" * 60]
)
def test_what_is_not_closed_or_fails(word: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        expand(word, SET)


def test_another_escape_character() -> None:
    assert expand("`$A\\b", SET, "`") == "$A\\b"


def test_unset_variables_may_stay() -> None:
    assert expand("$B'c'${D}$A", SET, keep_unset=True) == "$Bc${D}a"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" a  b\t", ["a", "b"]),
        ("a='b c' \"d e\"f g\\ h", ["a='b c'", '"d e"f', "g\\ h"]),
        ("${a b} $c", ["${a b}", "$c"]),
        ("a 'b", None),
        ("a\\", ["a\\"]),
    ],
)
def test_split_words(text: str, words: list[str] | None) -> None:
    assert split_words(text, "\\") == words
