"""Glob patterns, against the standard library's where it knows the same, and in bounded time."""

from __future__ import annotations

import re
from fnmatch import translate

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layersize.budgets.patterns import Pattern
from support.work import assert_linear

PARTS = ("**", "*", "?", "a", "b", "a*", "*b", "[ab]", "[!a]", "[!]b]", "[]a]", "a*b*a")
NAMES = ("a", "b", "ab", "aba", "c")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("**/.git/**", "app/.git/HEAD", True),
        ("**/.git/**", ".git/objects/ab/cd", True),
        ("**/.git/**", ".git", False),
        ("**/.git/**", "app/.github/x", False),
        ("**/id_rsa", "id_rsa", True),
        ("**/id_rsa", "root/.ssh/id_rsa", True),
        ("**/id_rsa", "root/.ssh/id_rsa.pub", False),
        ("id_rsa", "root/id_rsa", False),
        ("/etc/*", "etc/passwd", True),
        ("etc/*", "etc/ssl/certs", False),
        ("usr/**/doc/*", "usr/doc/a", True),
        ("usr/**/doc/*", "usr/a/b/doc/a", True),
        ("*.map", "a\nb.map", True),
        ("*.map", "caf\udce9.map", True),
        ("A", "a", False),
        ("{a,b}", "a", False),
    ],
)
def test_examples(pattern: str, path: str, expected: bool) -> None:
    assert Pattern(pattern).matches(path.encode("utf-8", "surrogateescape")) is expected


@given(
    parts=st.lists(st.sampled_from(PARTS), min_size=1, max_size=5),
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6),
)
@example(parts=["**", "a", "**", "b", "**"], names=["a", "b", "a", "b", "c"])
def test_as_the_rules_say_it(parts: list[str], names: list[str]) -> None:
    path = "/".join(names).encode()
    assert Pattern("/".join(parts)).matches(path) is _matches(parts, names)


def _matches(parts: list[str], names: list[str]) -> bool:
    """The rules word by word, as slow as they come."""
    if not parts:
        return not names
    first, *rest = parts
    if first == "**":
        if not rest:
            return bool(names)
        return any(_matches(rest, names[start:]) for start in range(len(names)))
    return bool(names) and _fits(first, names[0]) and _matches(rest, names[1:])


def _fits(part: str, name: str) -> bool:
    return re.match(translate(part), name) is not None


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "empty name"),
        ("a//b", "empty name"),
        ("a/", "empty name"),
        ("//a", "empty name"),
        ("../a", "has .. for a name"),
        ("./a", "has . for a name"),
        ("a**", "** beside"),
        ("***", "** beside"),
        ("[a", "without its ]"),
        ("a[]", "without its ]"),
        ("[!]", "without its ]"),
        ("[a]/[b", "without its ]"),
    ],
)
def test_what_is_no_pattern(pattern: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)) as caught:
        Pattern(pattern)
    assert "allowed is a path from the root" in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "begin", "repeated", "end"),
    [
        ("*a*a*a*a*a*a*b", b"b", b"a", b""),
        ("*a*a*a*a*a*a*b/c", b"b", b"a", b"/c"),
        ("**/a/**/a/**/a/**/a/b", b"b/", b"a/", b"c"),
        ("**/a/**/a/**/a/**/a/b", b"", b"a/", b"c/b"),
        ("**/" * 30 + "b", b"b/", b"a/", b"c"),
        ("**/" * 30 + "b/c", b"b/", b"a/", b"c"),
    ],
)
def test_names_made_to_hurt_take_no_time(
    pattern: str, begin: bytes, repeated: bytes, end: bytes
) -> None:
    """What the pattern says literally is in all of them: what isn't needs no look at the names."""
    made = Pattern(pattern)

    def match(times: int) -> None:
        assert not made.matches(begin + repeated * times + end)

    assert_linear(match, 2_000)
    match(30_000)  # expressions that go back would take hours
