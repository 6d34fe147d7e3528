"""Hypothesis strategies for layer stacks; there are few paths, so that they collide often."""

from __future__ import annotations

from itertools import product
from operator import add

from hypothesis import strategies as st

from support.layer_stack import Entry
from support.naive_tree import normalised

PATHS = ["a", "b", "c", "a/a", "a/b", "b/a", "a/a/a", "a/b/c"]
STORED = ["a/.pnpm-store/a", "home/a/.cache/b", "nix/store/.links/c", "root/.cache/d"]
"""Where tools keep copies of what they hardlink."""
SPELLINGS = ["", "", "./", "/", "c/../", ".//"]
PAYLOADS = [b"x", b"y", b"zz", b"w" * 600, b""]
MARKED_FOLDERS = ["", "a/", "b/", "a/a/"]
AUFS_LINK = ".wh..wh.plnk/1"


def spelled(paths: list[str]) -> list[str]:
    """The same paths as tars spell them."""
    return [spelling + path for spelling, path in product(SPELLINGS, paths)]


def links(paths: list[str], targets: list[str]) -> list[Entry]:
    """Hardlinks; none between a path and one below it or itself: no runtime can make those."""
    return [
        Entry("hardlink", path, linkname=target)
        for path, target in product(paths, targets)
        if not f"{normalised(path)}/".startswith(f"{normalised(target)}/")
        and not f"{normalised(target)}/".startswith(f"{normalised(path)}/")
    ]


FILES = [
    Entry("file", path, payload, mode=mode)
    for path, payload, mode in product(
        spelled(PATHS) + PATHS[:4] * 10 + STORED * 3, PAYLOADS, (0o644, 0o600)
    )
]
HARDLINKS = [
    *links(spelled(PATHS), PATHS),
    *links(PATHS, spelled(PATHS)),
    *links(PATHS, [AUFS_LINK]),
    *links(PATHS[:4], PATHS[:4]) * 40,
    *links(STORED, PATHS[:4]) * 4,
    *links(PATHS[:4], STORED) * 4,
    *links(["root/.cache", "z"], STORED),
]
WHITEOUTS = [
    Entry("file", folder + marker, body)
    for folder, marker, body in product(
        [*spelled(MARKED_FOLDERS), *[""] * 12],
        (".wh.a", ".wh.b", ".wh.c", ".wh..wh..opq"),
        (b"", b"", b"body"),
    )
]
ODD_MARKERS = [
    Entry("file", folder + marker, b"body")
    for folder, marker in product(
        MARKED_FOLDERS, (".wh.", ".wh..", ".wh...", ".wh..wh.plnk", ".wh..wh.aufs", ".wh.none")
    )
]
DIRECTORIES = [Entry("directory", f"{path}/", mode=0o755) for path in (*spelled(PATHS), ".", "")]
SPECIALS = [
    *(Entry("symlink", path, linkname=target) for path, target in product(PATHS, ("a", "b/a"))),
    *(Entry("fifo", path) for path in PATHS),
    *(Entry("file", AUFS_LINK, payload) for payload in PAYLOADS),
]

entries = st.one_of(st.sampled_from(FILES), st.sampled_from(FILES), st.sampled_from(HARDLINKS))
entries = st.one_of(
    *[st.sampled_from(FILES)] * 3,
    *[st.sampled_from(HARDLINKS)] * 2,
    *[st.sampled_from(WHITEOUTS)] * 3,
    st.sampled_from(ODD_MARKERS),
    st.sampled_from(DIRECTORIES),
    st.sampled_from(SPECIALS),
)
layers = st.lists(entries, max_size=9)
base_files = st.lists(
    st.sampled_from(FILES), min_size=2, max_size=5, unique_by=lambda entry: normalised(entry.path)
)
"""No path twice, so that there is much to hide."""
base_layers = st.builds(add, base_files, st.lists(st.sampled_from(HARDLINKS), max_size=4))
whiteout_layers = st.lists(st.sampled_from(WHITEOUTS), min_size=1, max_size=4)
stacks = st.one_of(
    st.lists(layers, min_size=1, max_size=4),
    st.tuples(base_layers, layers, layers).map(list),
    st.tuples(base_layers, base_layers, whiteout_layers).map(list),
    st.tuples(base_layers, base_layers, layers, layers).map(list),
)

odd_entries = st.sampled_from(
    [
        Entry("file", "/", b"root as a file"),
        Entry("file", "..", b"above the root"),
        Entry("symlink", ".", linkname="a"),
        Entry("hardlink", "a", linkname="a"),
        Entry("hardlink", "a", linkname="a/a"),
        Entry("hardlink", "a/a", linkname="a"),
        Entry("hardlink", "a", linkname="/"),
        Entry("hardlink", "/", linkname="a"),
        Entry("file", ".wh.a/b", b"below a marker"),
        Entry("directory", ".wh.a/"),
        Entry("hardlink", ".wh.a", linkname="b"),
        Entry("hardlink", "b", linkname=".wh.a"),
        Entry("file", ".wh..wh..opq/a", b"below an opaque marker"),
        Entry("file", ".wh..wh.plnk", b"a file, not a directory"),
        Entry("symlink", ".wh..wh.aufs", linkname="a"),
    ]
)
odd_stacks = st.lists(
    st.lists(st.one_of(entries, entries, odd_entries), max_size=9), min_size=1, max_size=3
)
"""Stacks with entries that the definitions say nothing about."""
