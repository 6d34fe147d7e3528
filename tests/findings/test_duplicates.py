"""Files of one content: exactly the bytes of all copies but one, and never a hard link."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.found import image, of_rule, paths, saved_bytes
from layersize.accounting.advice import FindingState, Owner
from layersize.findings import duplicates
from support.sparse_entries import gnu_sparse
from support.tar_writer import file, hardlink, whiteout

A = b"a" * 5_000
B = b"b" * 7_000
BASE = [file("bin/sh", b"sh")]


def test_copies_within_a_layer(tmp_path: Path) -> None:
    measured = image(tmp_path, BASE, [file("srv/a", A), file("srv/b", A), file("srv/c", A)])
    (one,) = of_rule("LS070", measured, 1)
    assert saved_bytes(one, measured) == 10_000
    assert paths(one, measured) == {"srv/b", "srv/c"}
    assert one.examples == (b"srv/a", b"srv/b", b"srv/c")
    assert one.title == "2 more copies of a file"
    assert (one.owner, one.state) == (Owner.YOURS, FindingState.LIVE)
    assert one.fix.startswith("leave all but one out, or ln")


def test_copies_in_two_layers_have_another_remedy(tmp_path: Path) -> None:
    measured = image(tmp_path, BASE, [file("srv/a", A)], [file("srv/b", A)])
    (one,) = of_rule("LS070", measured, 1)
    assert saved_bytes(one, measured) == 5_000
    assert "ln -s" in one.fix


def test_a_file_of_the_base_that_is_copied_in_again(tmp_path: Path) -> None:
    measured = image(tmp_path, [file("usr/lib/a", A)], [file("srv/a", A), file("srv/b", A)])
    assert of_rule("LS070", measured, 1) == []
    (one,) = of_rule("LS071", measured, 1)
    assert (saved_bytes(one, measured), one.owner) == (10_000, Owner.YOURS)


def test_copies_within_the_base_are_its_own(tmp_path: Path) -> None:
    measured = image(tmp_path, [file("opt/a", A), file("opt/b", A)], [file("srv/a", B)])
    assert of_rule("LS070", measured, 1) == []
    (one,) = of_rule("LS072", measured, 1)
    assert (saved_bytes(one, measured), one.owner) == (5_000, Owner.BASE)
    assert "base image" in one.fix


@pytest.mark.parametrize(
    "path", ["lib/site-packages/a/b.so", "srv/b.pyc", "srv/LICENSE.txt", "usr/lib/git-core/git"]
)
def test_what_comes_in_copies_is_to_be_judged(tmp_path: Path, path: str) -> None:
    measured = image(tmp_path, BASE, [file("srv/a", A), file(path, A)])
    assert of_rule("LS070", measured, 1) == []
    (one,) = of_rule("LS072", measured, 1)
    assert saved_bytes(one, measured) == 5_000


def test_what_is_no_copy(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        BASE,
        [file("srv/a", A), hardlink("srv/b", "srv/a"), file("srv/hidden", A)],
        [file("srv/other", b"x" + A[1:]), file("srv/short", b"s"), file("srv/short2", b"s")],
        [file("srv/just-short", b"t" * 4_095), file("srv/just-short2", b"t" * 4_095)],
        [gnu_sparse("srv/holes", [(0, b"h" * 512), (8192, b"")], 8192)],
        [gnu_sparse("srv/holes2", [(0, b"h" * 512), (8192, b"")], 8192)],
        [whiteout("srv/hidden")],
    )
    assert [one for code in ("LS070", "LS071", "LS072") for one in of_rule(code, measured, 1)] == []


def test_many_contents_share_one_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "MOST_CONTENTS", 1)
    monkeypatch.setattr(duplicates, "LEAST_ALONE_BYTES", 0)
    contents = [bytes([65 + number]) * (5_000 + number) for number in range(4)]
    entries = [file(f"srv/{name}{data[0]}", data) for data in contents for name in "ab"]
    measured = image(tmp_path, BASE, entries)
    first, others = of_rule("LS070", measured, 1)
    assert saved_bytes(first, measured) == 5_003
    assert saved_bytes(others, measured) == 5_000 + 5_001 + 5_002
    assert others.title == "3 more copies of 3 files"


def test_what_is_hashed_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could save most comes first; the rest is left, and never guessed."""
    monkeypatch.setattr(duplicates, "HASHED_BYTES_OF_OTHER_NAMES", 14_000)
    monkeypatch.setattr(duplicates, "HASHED_BYTES", 10_000)
    entries = [file("a", A), file("b", A), file("c", B), file("d", B)]
    measured = image(tmp_path, BASE, entries)
    (one,) = of_rule("LS070", measured, 1)
    assert paths(one, measured) == {"d"}
    measured = image(tmp_path, BASE, [*entries, file("srv/a", A)])
    (one,) = of_rule("LS070", measured, 1)
    assert paths(one, measured) == {"d", "srv/a"}


def test_small_ones_share_one_finding(tmp_path: Path) -> None:
    long = b"l" * (64 << 10)
    entries = [file(f"srv/{name}", data) for data in (A, B, long) for name in (data[:1], data[:2])]
    measured = image(tmp_path, BASE, entries)
    first, others = of_rule("LS070", measured, 1)
    assert saved_bytes(first, measured) == len(long)
    assert saved_bytes(others, measured) == len(A) + len(B)


def test_a_backup_is_no_copy(tmp_path: Path) -> None:
    """dpkg keeps its database twice; that is the other rule's, LS080."""
    database = [file("var/lib/dpkg/status", A), file("var/lib/dpkg/status-old", A)]
    debconf = [file(f"var/cache/debconf/config.dat{end}", B) for end in ("", "-old")]
    measured = image(tmp_path, BASE, database + debconf)
    assert of_rule("LS072", measured, 1) == []
    (one,) = of_rule("LS080", measured, 1)
    assert saved_bytes(one, measured) == 12_000
