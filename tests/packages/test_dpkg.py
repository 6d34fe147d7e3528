"""dpkg: a root that it wrote, one that it writes now, and what later layers make of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layersize.measure import explore
from layersize.packages import dpkg
from packages.trees import system
from support.docker_archives import archive
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
from support.tar_writer import directory, file, symlink

STATUS = "var/lib/dpkg/status"
DISTROLESS = "var/lib/dpkg/status.d"


def stanza(name: str, state: str = "install ok installed", architecture: str = "all") -> str:
    return f"Package: {name}\nStatus: {state}\nArchitecture: {architecture}\nVersion: 1\n"


def package_files(name: str, *paths: str) -> bytes:
    """Its list, as dpkg writes it."""
    return file(f"var/lib/dpkg/info/{name}.list", "".join(f"/{path}\n" for path in (".", *paths)))


def sample_bytes(root: Path) -> dict[Key, int]:
    """What the packages of `system.dpkg` have in a root, by hand."""
    modules = "usr/lib/python3/dist-packages"
    patterns = {
        ("alpha", "1.0"): (
            *("usr/bin/alpha", "usr/bin/tool.real", "etc/alpha.conf"),
            *(f"{modules}/alpha.py", f"{modules}/__pycache__/alpha.*.pyc"),
        ),
        ("beta", "2:1.5-1"): ("usr/bin/tool", "usr/lib/beta"),
        ("both:amd64", "3"): ("usr/lib/amd64-linux",),
        ("both:i386", "3"): ("usr/lib/i386-linux",),
        ("gamma", "0.9"): ("etc/gamma.conf",),
    }
    return {("dpkg", *key): disk_bytes(root, *paths) for key, paths in patterns.items()}


def test_a_root_that_dpkg_wrote(tmp_path: Path) -> None:
    layer = kept_tree("dpkg")
    found = owned_bytes(file_tree(tmp_path, layer), dpkg.find)
    assert found == sample_bytes(unpacked(layer, tmp_path))


def test_a_root_that_dpkg_writes_now(tmp_path: Path) -> None:
    if not shutil.which("dpkg-deb") or not shutil.which("dpkg"):
        missing("dpkg is not installed")
    root = tmp_path / "root"
    root.mkdir()
    system.dpkg(tmp_path, tmp_path, root)
    found = owned_bytes(file_tree(tmp_path, packed(root)), dpkg.find)
    assert found == sample_bytes(root)


def test_every_byte_of_it_has_an_owner(tmp_path: Path) -> None:
    layer = kept_tree("dpkg")
    root = unpacked(layer, tmp_path)
    (tmp_path / "image.tar").write_bytes(archive(layer))
    analysis = explore(str(tmp_path / "image.tar")).analysis
    rows = {row.name: row.content_bytes for row in analysis.packages if row.manager is None}
    assert rows == {"package databases": disk_bytes(root, "var/lib/dpkg")}
    assert sum(row.content_bytes for row in analysis.packages) == disk_bytes(root, "*")


def test_what_is_not_installed_is_no_package(tmp_path: Path) -> None:
    states = {
        "a": "install ok installed",
        "b": "purge ok not-installed",
        "c": "deinstall ok config-files",
        "d": "install ok half-configured",
    }
    tree = entries_tree(
        tmp_path,
        file(STATUS, "\n".join(stanza(name, state) for name, state in states.items())),
        package_files("c", "etc/c"),
        *(file(f"etc/{name}", name) for name in states),
    )
    found = [(package.name, list(package.paths)) for package in dpkg.find(tree)]
    names = [name for name, _ in found]
    assert names == ["a", "d", "c"]
    assert b"/etc/c" in found[2][1]


def test_what_is_installed_comes_before_what_was_left(tmp_path: Path) -> None:
    tree = entries_tree(
        tmp_path,
        file(STATUS, stanza("a", "deinstall ok config-files") + "\n" + stanza("b")),
        package_files("a", "etc/taken"),
        package_files("b", "etc/taken"),
        file("etc/taken", "12345"),
    )
    assert owned_bytes(tree, dpkg.find) == {("dpkg", "a", "1"): 0, ("dpkg", "b", "1"): 5}


def test_diversions_for_everybody(tmp_path: Path) -> None:
    """The administrator's own say `:` where a package's say its name."""
    tree = entries_tree(
        tmp_path,
        file(STATUS, stanza("a")),
        file("var/lib/dpkg/diversions", "/bin/a\n/bin/a.real\n:\n"),
        package_files("a", "bin/a"),
        file("bin/a", "of nobody"),
        file("bin/a.real", "a"),
    )
    assert owned_bytes(tree, dpkg.find) == {("dpkg", "a", "1"): 1}


def test_a_package_that_moves_its_own_file_keeps_it(tmp_path: Path) -> None:
    """As libc6 of 2026 does, for those who still have it outside of `usr`."""
    tree = entries_tree(
        tmp_path,
        file(STATUS, stanza("libc6")),
        file("var/lib/dpkg/diversions", "/lib64/ld.so\n/lib64/ld.so.usr-is-merged\nlibc6\n"),
        package_files("libc6", "lib64/ld.so"),
        symlink("lib64", "usr/lib64"),
        file("usr/lib64/ld.so", "loader"),
    )
    assert owned_bytes(tree, dpkg.find) == {("dpkg", "libc6", "1"): 6}


def test_distroless(tmp_path: Path) -> None:
    """Written by hand as Bazel's rules for Debian packages do: no such image is here."""
    sums = "d41d8cd98f00b204e9800998ecf8427e  "
    tree = entries_tree(
        tmp_path,
        file(f"{DISTROLESS}/base", "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n"),
        file(f"{DISTROLESS}/base.md5sums", f"{sums}etc/os-release\n{sums}./usr/share/x y\n"),
        file(f"{DISTROLESS}/bGliYzY=", "Package: libc6\nVersion: 2.36\n"),
        file("etc/os-release", "12"),
        file("usr/share/x y", "123"),
        file("usr/lib/libc.so.6", "of no list"),
    )
    assert owned_bytes(tree, dpkg.find) == {
        ("dpkg", "base-files", "12.4"): 5,
        ("dpkg", "libc6", "2.36"): 0,
    }


@pytest.mark.parametrize(
    "status",
    [
        b"\0" * 100,
        b"Package:\nStatus: install ok installed\n\n\n\n",
        b"Package: a\nStatus:\n",
        b"Package: " + b"n" * 1000 + b"\nStatus: install ok installed\n",
        b"\xff\xfe: \xff\n" * 50,
    ],
)
def test_what_is_no_database_lists_nothing(tmp_path: Path, status: bytes) -> None:
    tree = entries_tree(
        tmp_path,
        file(STATUS, status),
        file("var/lib/dpkg/diversions", b"/a\n/b"),
        directory("var/lib/dpkg/info"),
    )
    assert list(dpkg.find(tree)) == []


def test_names_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    status = b"Package: \xff\x1b\nStatus: install ok installed\n"
    (package,) = dpkg.find(entries_tree(tmp_path, file(STATUS, status)))
    assert (package.name, package.version) == ("\udcff\x1b", None)
