"""Patterns, against the rules word by word, against git, and in bounded time."""

from __future__ import annotations

import re
import shutil
import subprocess
from fnmatch import translate
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layersize.patterns import Pattern, search_pattern
from support.work import assert_linear

PARTS = ("**", "*", "?", "a", "b", "a*", "*b", "[ab]", "[!a]", "[!]b]", "[]a]", "a*b*a")
GIT = shutil.which("git") or "git"
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
        ("id_rsa", "root/id_rsa", True),
        ("/id_rsa", "root/id_rsa", False),
        ("/id_rsa", "id_rsa", True),
        ("root/id_rsa", "root/id_rsa", True),
        ("root/id_rsa", "app/root/id_rsa", False),
        ("/etc/*", "etc/passwd", True),
        ("etc/*", "etc/ssl/certs", False),
        ("usr/**/doc/*", "usr/doc/a", True),
        ("usr/**/doc/*", "usr/a/b/doc/a", True),
        ("*.map", "a\nb.map", True),
        ("*.map", "srv/caf\udce9.map", True),
        ("*", "a/b", True),
        ("/*", "a/b", False),
        ("**", "a/b", True),
        ("A", "a", False),
        ("[{]a,b[}]", "{a,b}", True),
        ("[*]", "*", True),
        ("[*]", "a", False),
        ("[\\]", "\\", True),
        ("[^]", "^", True),
        ("a b", "a b", True),
    ],
)
def test_examples(pattern: str, path: str, expected: bool) -> None:
    path_bytes = path.encode("utf-8", "surrogateescape")
    assert Pattern(pattern).matches(path_bytes, is_directory=False) is expected


@pytest.mark.parametrize(
    ("pattern", "path", "is_directory", "matches", "covers"),
    [
        ("node_modules", "app/node_modules", True, True, True),
        ("node_modules", "app/node_modules/a/index.js", False, False, True),
        ("node_modules/", "app/node_modules", True, True, True),
        ("node_modules/", "app/node_modules", False, False, False),
        ("node_modules/", "app/node_modules/a", False, False, True),
        ("/var/cache/", "var/cache/apt/x", False, False, True),
        ("/var/cache/", "srv/var/cache/x", False, False, False),
        ("usr/*", "usr/share/doc/x", False, False, True),
        ("**/", "a", False, False, False),
        ("**/", "a", True, True, True),
        ("**/", "a/b", False, False, True),
        ("a/**/", "a/b", False, False, False),
        ("a/**/", "a/b/c", False, False, True),
        ("a/**/b", "a/x/b/c/d", False, False, True),
        ("a/**", "a", True, False, False),
        ("*", "", True, False, False),
        ("**", "", True, False, False),
    ],
)
def test_a_folder_stands_for_all_below(
    pattern: str, path: str, is_directory: bool, matches: bool, covers: bool
) -> None:
    made = Pattern(pattern)
    assert made.matches(path.encode(), is_directory=is_directory) is matches
    assert made.covers(path.encode(), is_directory=is_directory) is covers


@given(
    parts=st.lists(st.sampled_from(PARTS), min_size=1, max_size=5),
    names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=6),
    begin=st.sampled_from(("", "/")),
    end=st.sampled_from(("", "/")),
    is_directory=st.booleans(),
)
@example(
    parts=["**", "a", "**", "b", "**"],
    names=["a", "b", "a", "b", "c"],
    begin="",
    end="",
    is_directory=False,
)
def test_as_the_rules_say_it(
    parts: list[str], names: list[str], begin: str, end: str, is_directory: bool
) -> None:
    pattern = Pattern(begin + "/".join(parts) + end)
    path = "/".join(names).encode()
    at_any_depth = len(parts) == 1 and not begin
    rules = ["**", *parts] if at_any_depth else parts
    itself = _matches(rules, names) and (is_directory or not end)
    above = any(_matches(rules, names[:count]) for count in range(1, len(names)))
    assert pattern.matches(path, is_directory=is_directory) is itself
    assert pattern.covers(path, is_directory=is_directory) is (itself or above)


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


def test_as_git_ignores(tmp_path: Path) -> None:
    """What is covered is what git ignores, which has the same words for it."""
    paths = ("a", "b/a", "b/a/c", "c/b/a/d.map", "b/x.map", "x.map/y", "[", "b/c/d/e")
    patterns = ("a", "/a", "a/", "/b/", "b/a", "*.map", "**/a/**", "b/**/e", "b/**", "b/*/d", "c/b")
    subprocess.run([GIT, "init", "-q", tmp_path], check=True)
    for pattern in patterns:
        (tmp_path / ".git" / "info" / "exclude").write_text(pattern + "\n")
        run = subprocess.run(
            [GIT, "-C", tmp_path, "check-ignore", "--no-index", *paths],
            capture_output=True,
            text=True,
            check=False,
        )
        made = Pattern(pattern)
        covered = [path for path in paths if made.covers(path.encode(), is_directory=False)]
        assert covered == run.stdout.splitlines(), pattern


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("", "is empty"),
        ("/", "empty name"),
        ("a//b", "empty name"),
        ("a//", "empty name"),
        ("//a", "empty name"),
        ("../a", "has .. for a name"),
        ("./a", "has . for a name"),
        ("a**", "** beside"),
        ("***", "** beside"),
        ("[a", "without its ]"),
        ("a[]", "without its ]"),
        ("[!]", "without its ]"),
        ("[a]/[b", "without its ]"),
        ("[a/b]", "without its ]"),
        ("{a,b}", "has a brace"),
        ("*.{js,map}", "has a brace"),
        ("a}", "has a brace"),
        ("!*.md", "begins with a !"),
        (r"a\*", r"has a \: write"),
        (r"C:\temp", r"has a \: write"),
        (r".*\.map$", r"has a \: write"),
        ("[^a]", "has [^"),
        ("[[:digit:]]", "a class like"),
        ("[z-a]", "the range z-a"),
        ("[!z-a]", "the range z-a"),
        ("~/.ssh", "no home folder"),
        (" *.map", "begins or ends with a space"),
        ("*.map\n", "begins or ends with a space"),
    ],
)
def test_what_is_no_pattern(pattern: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)) as caught:
        Pattern(pattern)
    assert "allowed is a pattern like" in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "path", "expected"),
    [
        ("deb", "var/cache/apt/a.deb", True),
        ("deb", "debian/copyright", True),
        ("deb", "usr/share/x", False),
        ("*.deb", "var/cache/apt/a.deb", True),
        ("*.deb", "var/a.debug", False),
        ("readme", "app/README.md", True),
        ("README", "app/readme.md", False),
        ("usr/share", "USR/share/x", True),
        ("usr/share", "srv/usr/share", False),
        ("!a", "x!ab", True),
        ("", "any/path", True),
    ],
)
def test_what_is_typed_to_search(typed: str, path: str, expected: bool) -> None:
    assert search_pattern(typed).covers(path.encode(), is_directory=False) is expected


@pytest.mark.parametrize("typed", ["[", "{", "a//b", "a\\"])
def test_what_is_typed_and_no_pattern(typed: str) -> None:
    with pytest.raises(ValueError, match="allowed is"):
        search_pattern(typed)


@pytest.mark.parametrize(
    ("pattern", "begin", "repeated", "end"),
    [
        ("/*a*a*a*a*a*a*b", b"b", b"a", b""),
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
        path = begin + repeated * times + end
        assert not made.matches(path, is_directory=False)
        made.covers(path, is_directory=False)

    assert_linear(match, 2_000)
    match(30_000)  # expressions that go back would take hours
