"""A gate that looks at names is not talked out of it by headers that contradict each other."""

from __future__ import annotations

import pytest

from cli.check_project import Project
from support.run_layersize import inspect_report
from support.tar_writer import file, gnu_long, header, pax, tar

SECRET, HARMLESS = "root/.ssh/id_rsa", "usr/share/doc/notes"
SPARSE = ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "5")
MAP = b"1\n0\n5\n".ljust(512, b"\0") + b"12345"
ENTRY = file("plain", b"12345")

DECEIVING = {
    "a GNU name before a PAX path": gnu_long(SECRET) + pax(("path", HARMLESS)) + ENTRY,
    "a PAX path before a GNU name": pax(("path", HARMLESS)) + gnu_long(SECRET) + ENTRY,
    "a PAX header that replaces another": (pax(("path", SECRET)) + pax(("path", HARMLESS)) + ENTRY),
    "a PAX header without a path behind one": pax(("path", SECRET)) + pax(("mtime", "1")) + ENTRY,
    "two GNU names": gnu_long(SECRET) + gnu_long(HARMLESS) + ENTRY,
    "a global header behind a local one": (
        pax(("path", SECRET)) + pax(("comment", "c"), kind=b"g") + ENTRY
    ),
    "a global header behind a GNU name": gnu_long(SECRET) + pax(("a", "b"), kind=b"g") + ENTRY,
    "a sparse name without a map": pax(("path", SECRET), ("GNU.sparse.name", HARMLESS)) + ENTRY,
    "a sparse name beside a GNU name": (
        gnu_long(SECRET) + pax(*SPARSE, ("GNU.sparse.name", HARMLESS)) + file("plain", MAP)
    ),
}
"""Whichever name a reader takes; the entry's own is no contradiction."""


@pytest.mark.parametrize("name", DECEIVING)
@pytest.mark.parametrize("sought", [SECRET, HARMLESS])
def test_every_name_is_looked_for(name: str, sought: str, project: Project) -> None:
    swapped = DECEIVING[name]
    project.image("image.tar", tar(swapped, file("last")))
    stated = sought.encode() in swapped  # one case states only one of the two
    limit = project.limit("forbid", "image.tar", "--forbid", sought, code=1 if stated else 0)
    assert limit["value"] == (1 if stated else 0)
    if stated:
        assert [entry["path"] for entry in limit["cause"]["entries"]] == [sought]
        most = project.limit("max_entry", "image.tar", "--max-entry", f"/{sought}=4 B", code=1)
        assert most["value"] == 5
    report = inspect_report("image.tar")
    codes = [warning["code"] for warning in report["warnings"]]
    assert codes.count("contradicting-headers") == 1
    assert report["image"]["live_bytes"] == 5


def test_what_archivers_write_is_no_contradiction(project: Project) -> None:
    """A long name of each kind, a large number, a sparse file of GNU tar, a global comment."""
    name = "n" * 150
    project.image(
        "image.tar",
        tar(
            pax(("comment", "c"), kind=b"g"),
            gnu_long(name) + file(name[:100], b"12345"),
            pax(("path", "p" * 150), ("size", "5"), ("mtime", "1.5")) + file("p" * 100, b"12345"),
            pax(*SPARSE, ("GNU.sparse.name", "s")) + file("GNUSparseFile.1/s", MAP),
            pax(*SPARSE, ("GNU.sparse.name", "t"), ("path", "GNUSparseFile.2/t"))
            + file("GNUSparseFile.2/t", MAP),
            pax(("linkpath", "l" * 150)) + header("link", kind=b"2", linkname="l" * 100),
        ),
    )
    assert inspect_report("image.tar")["warnings"] == []
