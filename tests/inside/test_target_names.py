"""Names of an image that can, and that can't, be those of files."""

from __future__ import annotations

import pytest

from layersize.inside.target.names import folded_name, name_problem


@pytest.mark.parametrize("windows", [False, True])
@pytest.mark.parametrize("name", [b"", b".", b"..", b"a/b", b"/", b"../x", b"a\0b"])
def test_what_is_no_name_anywhere(name: bytes, windows: bool) -> None:
    assert name_problem(name, windows=windows) == "is no name of a file"


@pytest.mark.parametrize(
    "name",
    [
        b"a",
        b"...",
        b".hidden",
        b"a b",
        "grün.txt".encode(),
        b"-rf",
        b"com10",
        b"nullable",
        b"console",
        b"auxiliary.c",
        b"$(x)",
    ],
)
def test_names_everywhere(name: bytes) -> None:
    assert name_problem(name, windows=False) is None
    if name != b"...":
        assert name_problem(name, windows=True) is None


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (b"..\\..\\x", "has a character that Windows forbids"),
        (b"a\\b", "has a character that Windows forbids"),
        (b"C:x", "has a character that Windows forbids"),
        (b"file:stream", "has a character that Windows forbids"),
        (b"a\nb", "has a character that Windows forbids"),
        (b"what?", "has a character that Windows forbids"),
        (b"a.", "ends with a dot or a space"),
        (b"...", "ends with a dot or a space"),
        (b"a ", "ends with a dot or a space"),
        (b"nul", "is the name of a device"),
        (b"NUL.txt", "is the name of a device"),
        (b"con.tar.gz", "is the name of a device"),
        (b"Com1", "is the name of a device"),
        (b"aux .c", "is the name of a device"),
        ("lpt\u00b9".encode(), "is the name of a device"),
        (b"conin$", "is the name of a device"),
        (b"\xff", "is not UTF-8"),
    ],
)
def test_names_on_windows(name: bytes, problem: str) -> None:
    found = name_problem(name, windows=True)
    assert found is not None
    assert found.startswith(problem)
    assert name_problem(name, windows=False) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (b"Readme", b"README", True),
        ("caf\u00e9".encode(), "cafe\u0301".encode(), True),
        ("\u00c4".encode(), "a\u0308".encode(), True),
        ("stra\u00dfe".encode(), b"STRASSE", True),
        (b"a", b"b", False),
        (b"\xff", b"\xfe", False),
    ],
)
def test_names_that_a_disk_may_take_for_one(one: bytes, other: bytes, alike: bool) -> None:
    assert (folded_name(one) == folded_name(other)) is alike
