"""Many names with stars at once mean what `fnmatch` says of each."""

from __future__ import annotations

from fnmatch import fnmatchcase

from hypothesis import given
from hypothesis import strategies as st

from layersize.findings.paths.names import Names

PATTERNS = st.sampled_from(
    ["*.so", "*.so.*", "core.[0-9]*", "a*", "*a", "*-linux-*-ld", "x[!a]*", ".*.swp", "*", "a"]
)


@given(
    patterns=st.lists(PATTERNS, max_size=5),
    name=st.one_of(st.text(max_size=8), st.sampled_from(["x.so.1", "core.12", "x-linux-gnu-ld"])),
)
def test_names(patterns: list[str], name: str) -> None:
    expected = any(fnmatchcase(name, pattern) for pattern in patterns)
    assert Names(patterns).match(name.encode("utf-8", "surrogatepass")) == expected


def test_bytes_that_are_no_text() -> None:
    assert Names(["*.so", "a[!b]c*"]).match(b"\xff\xfe.so")
    assert not Names(["*.so", "a[!b]c*"]).match(b"\xff\n")


def test_a_star_takes_line_ends() -> None:
    assert Names(["*-x-*"]).match(b"a\n-x-\nb")
