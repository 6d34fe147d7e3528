"""rpm: roots that its versions wrote, with databases of all kinds and packages of both formats."""

from __future__ import annotations

import shutil
import struct
from pathlib import Path

import pytest

from layersize.packages.rpm import installed
from packages.trees import system
from support.package_trees import (
    Key,
    disk_bytes,
    entries_tree,
    file_tree,
    kept_tree,
    owned_bytes,
    packed,
    unpacked,
)
from support.real_parts import missing
from support.rpm_headers import Package, header
from support.tar_writer import file, symlink

KINDS = {
    "rpm-sqlite": ("rpmdb.sqlite", b"SQLite format 3\0"),
    "rpm-6": ("rpmdb.sqlite", b"SQLite format 3\0"),
    "rpm-bdb": ("Packages", b"\x61\x15\x06\0"),
    "rpm-ndb": ("Packages.db", b"RpmP" + bytes(4)),
}
"""Tree to the name of the database in it, and what is in its first 16 bytes."""
DATABASE = "var/lib/rpm/Packages"


def sample_bytes(root: Path) -> dict[Key, int]:
    """What the packages have in a root, by hand; the file of both is that of the first."""
    alpha = disk_bytes(root, "usr/bin/alpha*", "usr/share/shared/both")
    return {
        ("rpm", "alpha", "1.0-1"): alpha,
        ("rpm", "beta", "2:3.0-1"): disk_bytes(root, "usr/bin/beta*"),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_root_that_rpm_wrote(tmp_path: Path, kind: str) -> None:
    layer = kept_tree(kind)
    root = unpacked(layer, tmp_path)
    name, magic = KINDS[kind]
    assert (root / "var/lib/rpm" / name).read_bytes()[:16].find(magic) >= 0
    assert owned_bytes(file_tree(tmp_path, layer), installed.find) == sample_bytes(root)


def test_a_root_that_rpm_writes_now(tmp_path: Path) -> None:
    if not shutil.which("rpmbuild"):
        missing("rpmbuild is not installed")
    root = tmp_path / "root"
    root.mkdir()
    system.rpm_sqlite(tmp_path, tmp_path, root)
    found = owned_bytes(file_tree(tmp_path, packed(root)), installed.find)
    assert found == sample_bytes(root)


@pytest.mark.parametrize("folder", ["usr/lib/sysimage/rpm", "usr/share/rpm"])
def test_below_usr(tmp_path: Path, folder: str) -> None:
    """As in Fedora, whose images that boot have it in the second; a link is where it was."""
    database = (unpacked(kept_tree("rpm-6"), tmp_path) / "var/lib/rpm/rpmdb.sqlite").read_bytes()
    tree = entries_tree(
        tmp_path,
        file(f"{folder}/rpmdb.sqlite", database),
        symlink("var/lib/rpm", f"../../{folder}"),
        file("usr/bin/alpha", "12345"),
    )
    found = owned_bytes(tree, installed.find)
    assert found == {("rpm", "alpha", "1.0-1"): 5, ("rpm", "beta", "2:3.0-1"): 0}


def test_documents_left_out_and_what_others_make(tmp_path: Path) -> None:
    tree = file_tree(tmp_path, kept_tree("rpm-sqlite"))
    listed = [path for package in installed.find(tree) for path in package.paths]
    assert b"/usr/bin/alpha-link" in listed
    assert not [path for path in listed if b"README" in path or b".log" in path]


def test_one_name_for_two_machines(tmp_path: Path) -> None:
    """Headers by hand: packages of two machines don't install on one that is neither."""
    packages = [
        Package("glibc", "2.34", "1", "x86_64", {"lib64/libc.so": 0}),
        Package("glibc", "2.34", "1", "i686", {"lib/libc.so": 0}),
        Package("gpg-pubkey", "fd431d51", "4ae0493b", "", {}),
        Package("replaced", "1", "1", "noarch", {"etc/a": 1, "etc/b": 0}),
    ]
    database = system_ndb(packages)
    tree = entries_tree(tmp_path, file(f"{DATABASE}.db", database))
    found = {package.name: list(package.paths) for package in installed.find(tree)}
    assert found == {
        "glibc.x86_64": [b"/lib64/libc.so"],
        "glibc.i686": [b"/lib/libc.so"],
        "replaced": [b"/etc/b"],
    }


def system_ndb(packages: list[Package]) -> bytes:
    """A database of the simplest kind."""
    slots, blobs = b"", b""
    for number, package in enumerate(packages, 1):
        blob = header(package)
        block = (4096 + len(blobs)) // 16
        framed = b"BlbS" + b"".join(value.to_bytes(4, "little") for value in (number, 1, len(blob)))
        framed += blob + bytes(-len(blob) % 16)
        values = (number, block, len(framed) // 16)
        slots += b"Slot" + b"".join(value.to_bytes(4, "little") for value in values)
        blobs += framed
    start = b"RpmP" + b"".join(value.to_bytes(4, "little") for value in (0, 1, 1))
    return (start.ljust(32, b"\0") + slots).ljust(4096, b"\0") + blobs


def test_paths_are_not_much_longer_than_what_a_header_says(tmp_path: Path) -> None:
    folder = "d" * 2000
    long = Package("long", "1", "1", "noarch", {f"{folder}/{number}": 0 for number in range(3000)})
    database = system_ndb([long])
    (package,) = installed.find(entries_tree(tmp_path, file(f"{DATABASE}.db", database)))
    listed = sum(map(len, package.paths))
    assert 2000 < listed <= 16 * len(database)


def test_headers_that_overlap_are_not_read_again_and_again(tmp_path: Path) -> None:
    one = system_ndb([Package("p", "1", "1", "noarch", {"f" * 100: 0})])
    slots = b"".join(
        b"Slot" + struct.pack("<III", number, 4096 // 16, 1) for number in range(1, 200)
    )
    blob = one[4096:]
    length = len(blob) - 16
    framed = b"".join(
        b"BlbS" + struct.pack("<III", number, 1, length) + blob[16:] for number in range(1, 2)
    )
    database = (one[:32] + slots).ljust(4096, b"\0") + framed
    tree = entries_tree(tmp_path, file(f"{DATABASE}.db", database))
    assert len(list(installed.find(tree))) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_databases(tmp_path: Path, kind: str) -> None:
    """Whatever is cut off or overwritten: never more packages, and no error."""
    name, _ = KINDS[kind]
    whole = (unpacked(kept_tree(kind), tmp_path) / "var/lib/rpm" / name).read_bytes()
    damaged = [whole[: len(whole) * part // 9] for part in range(9)]
    for start in range(0, len(whole), len(whole) // 60):
        damaged += [
            whole[:start] + bytes((value,)) * 24 + whole[start + 24 :] for value in (0, 1, 0xFF)
        ]
    for database in damaged:
        found = list(installed.find_in({f"var/lib/rpm/{name}".encode(): database}))
        assert len(found) <= 2
        for package in found:
            assert len(list(package.paths)) < 100
