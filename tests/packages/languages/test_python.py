"""Python distributions, of environments that pip and uv made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from layersize.packages.languages import conda, python
from packages.trees.wheels import write_sample_wheels, write_wheel
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
from support.tar_writer import directory, file

SITE = "lib/python3.*/site-packages"
SITE_NAME = f"lib/python3.{sys.version_info.minor}/site-packages"


@pytest.fixture(scope="module")
def made_by_pip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A root with an environment that has pip itself and two packages more."""
    scratch = tmp_path_factory.mktemp("pip")
    write_sample_wheels(scratch)
    root = scratch / "root"
    environment = root / "opt/venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    options = ("--no-index", "--disable-pip-version-check", "--quiet", "--find-links", scratch)
    pip = [environment / "bin/python", "-m", "pip", "install", *options]
    subprocess.run([*pip, "Alpha_One", "beta"], check=True)
    yield root
    shutil.rmtree(scratch)


def alpha_and_beta(root: Path, environment: str) -> tuple[int, int]:
    """What the sample wheels came to, by hand."""
    site = f"{environment}/{SITE}"
    alpha = disk_bytes(
        root,
        *(f"{site}/alpha", f"{site}/Alpha_One-1.0.dist-info", f"{environment}/bin/alpha"),
        *(f"{site}/shared/alpha.py", f"{site}/shared/__pycache__/alpha.*"),
    )
    beta = disk_bytes(
        root,
        *(f"{site}/beta.py", f"{site}/beta-2.5*.dist-info", f"{site}/__pycache__/beta.*"),
        *(f"{site}/shared/beta.py", f"{site}/shared/__pycache__/beta.*"),
    )
    return alpha, beta


def test_of_pip(made_by_pip: Path, tmp_path: Path) -> None:
    found = owned_bytes(file_tree(tmp_path, packed(made_by_pip)), python.find)
    alpha, beta = alpha_and_beta(made_by_pip, "opt/venv")
    assert found.pop(("pip", "alpha-one", "1.0")) == alpha
    assert found.pop(("pip", "beta", "2.5+local")) == beta
    of_pip = {key: count for key, count in found.items() if key[1] == "pip"}
    of_setuptools = {key: count for key, count in found.items() if key[1] == "setuptools"}
    site = f"opt/venv/{SITE}"
    assert list(of_pip.values()) == [
        disk_bytes(made_by_pip, f"{site}/pip", f"{site}/pip-*", "opt/venv/bin/pip*")
    ]
    # Nothing of site-packages is nobody's.
    everything = disk_bytes(made_by_pip, site, "opt/venv/bin/pip*", "opt/venv/bin/alpha")
    assert sum(found.values()) + alpha + beta == everything
    # Others' packages inside of one, which have lists of their own, are its own.
    assert sum((of_pip | of_setuptools).values()) == sum(found.values())


def test_rows_that_lead_nowhere_count_nothing(made_by_pip: Path, tmp_path: Path) -> None:
    """As of virtualenv, whose pip has no byte code, and lists it."""
    root = tmp_path / "cut"
    shutil.copytree(made_by_pip, root, symlinks=True)
    for compiled in root.glob(f"opt/venv/{SITE}/pip/**/*.pyc"):
        compiled.unlink()
    (record,) = root.glob(f"opt/venv/{SITE}/pip-*.dist-info/RECORD")
    listed = record.read_text().splitlines()
    assert len(listed) > 800
    gone = [row for row in listed if not (record.parents[1] / row.split(",")[0]).exists()]
    assert len(gone) > 300
    found = owned_bytes(file_tree(tmp_path, packed(root)), python.find)
    (of_pip,) = (count for key, count in found.items() if key[1] == "pip")
    site = f"opt/venv/{SITE}"
    assert of_pip == disk_bytes(root, f"{site}/pip", f"{site}/pip-*", "opt/venv/bin/pip*")


def test_of_uv_with_byte_code_its_cache_and_a_second_place(tmp_path: Path) -> None:
    layer = kept_tree("uv")
    root = unpacked(layer, tmp_path)
    found = owned_bytes(file_tree(tmp_path, layer), python.find)
    alpha, _ = alpha_and_beta(root, "opt/venv")
    _, beta = alpha_and_beta(root, "*/[vo]*")
    edited = disk_bytes(root, f"opt/venv/{SITE}/edited*")
    assert found == {
        ("pip", "alpha-one", "1.0"): alpha,
        ("pip", "beta", "2.5+local"): beta,
        # The source of an editable one is not in it.
        ("pip", "edited", "0.1"): edited,
    }
    assert edited < disk_bytes(root, "app/src/edited") < 3_001


def test_of_conda_with_its_cache(tmp_path: Path) -> None:
    layer = kept_tree("conda")
    root = unpacked(layer, tmp_path)
    found = owned_bytes(file_tree(tmp_path, layer), conda.find)
    home = "opt/conda"
    meta = f"{home}/conda-meta"
    assert found == {
        ("conda", "native-lib", "1.2"): disk_bytes(
            root, f"{home}/lib", f"{home}/share", f"{meta}/native-lib-*"
        ),
        ("conda", "native-tool", "1.2"): disk_bytes(root, f"{home}/bin", f"{meta}/native-tool-*"),
    }


def test_conda_packages_are_known_by_name_if_their_files_say_nothing(tmp_path: Path) -> None:
    for content in ("", "[]", "{", '{"name": 1, "version": [], "files": {"a": 1}}', "[" * 100_000):
        tree = entries_tree(tmp_path, file("opt/conda-meta/a-tool-1.2-h_0.json", content))
        assert owned_bytes(tree, conda.find) == {("conda", "a-tool", "1.2"): len(content)}
    tree = entries_tree(tmp_path, file("opt/conda-meta/rubbish.json", "{}"))
    assert owned_bytes(tree, conda.find) == {("conda", "rubbish", None): 2}


def site_tree(folder: Path, record: bytes | str, *more: bytes) -> dict[Key, int]:
    entries = (
        file("s/a-1.dist-info/RECORD", record),
        *(file("s/a/b.py", "1" * 10), file("bin/a", "1" * 100), file("etc/a", "1" * 1_000)),
        *(file('s/a "quoted", name', "1" * 10_000), file(b"s/\xff", b"1" * 100_000)),
    )
    found = owned_bytes(entries_tree(folder, *entries, *more), python.find)
    record_bytes = len(record if isinstance(record, bytes) else record.encode())
    return {key: count - record_bytes for key, count in found.items()}


@pytest.mark.parametrize(
    ("record", "bytes_found"),
    [
        ("a/b.py,sha256=x,10\n", 10),
        ("../bin/a,,\n./a//../a/./b.py,,\n", 110),
        ("../../../../../etc/a,,\n", 1_000),
        ("/etc/a,,\n", 1_000),
        ('"a ""quoted"", name",,\n', 10_000),
        (b"\xff,,\n", 100_000),
        ("a/b.py\r\n\r\n,,\n", 10),
        ("a/b.py,,\r../bin/a,,\r", 110),
        ("a\u2028../etc/a,,\na/b.py,,\n", 10),
        ("a/b.py,,\na/b.py,,\nnot/there.py,,\n", 10),
        ("..,,\n../..,,\n/,,\na,,\n", 0),
        ("a/b.py,,\n\0,,\n../bin/a,,\n", 110),
        ("a/b.py,,\n" + "x" * 200_000 + ",,\n../bin/a,,\n", 10),
        ('a/b.py,,\n"' + "x" * 1_000, 10),
        ("", 0),
    ],
)
def test_a_list_is_read_with_suspicion(
    record: bytes | str, bytes_found: int, tmp_path: Path
) -> None:
    assert site_tree(tmp_path, record) == {("pip", "a", "1"): bytes_found}


def test_byte_code_is_that_of_its_module(tmp_path: Path) -> None:
    compiled = (
        file("s/a/__pycache__/b.cpython-313.pyc", "2" * 1_000_000),
        file("s/a/__pycache__/b.cpython-313.opt-1.pyc", "2" * 2_000_000),
        file("s/a/__pycache__/c.cpython-313.pyc", "of nobody"),
        file("s/a/__pycache__/b.cpython-313.txt", "of nobody"),
    )
    assert site_tree(tmp_path, "a/b.py,,\n", *compiled) == {("pip", "a", "1"): 3_000_010}


def test_without_a_list_only_the_metadata_is_known(tmp_path: Path) -> None:
    tree = entries_tree(
        tmp_path, file("s/A_b-1.dist-info/METADATA", "12345"), file("s/a_b.py", "1")
    )
    assert owned_bytes(tree, python.find) == {("pip", "a-b", "1"): 5}


def test_what_others_bring_along_is_theirs(tmp_path: Path) -> None:
    wheel = write_wheel(
        tmp_path,
        "z_outer",
        "1.0",
        {
            "z_outer/_vendor/a/code.py": "1" * 500,
            "z_outer/_vendor/a-2.0.dist-info/RECORD": "a/code.py,,\n",
        },
    )
    root = tmp_path / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-compile"]
    options = ["--disable-pip-version-check", "--root-user-action", "ignore", "--target"]
    subprocess.run([*pip, *options, root / "srv", wheel], check=True)
    found = owned_bytes(file_tree(tmp_path, packed(root)), python.find)
    assert found == {("pip", "z-outer", "1.0"): disk_bytes(root, "srv")}


def test_caches_are_no_environments_but_some_environments_are_in_caches(tmp_path: Path) -> None:
    installed = "lib/python3.13/site-packages/a-1.dist-info/METADATA"
    tree = entries_tree(
        tmp_path,
        # Poetry's, and uv's of scripts.
        file(f"root/.cache/pypoetry/virtualenvs/app-0f-py3.13/{installed}", "1"),
        file(f"home/u/.cache/uv/environments-v2/script-0f/{installed}", "1" * 10),
        # Wheels unpacked by uv, wherever its cache is, and by virtualenv; conda's packages.
        file("root/.cache/uv/archive-v0/x/a-1.dist-info/METADATA", "of a cache"),
        file("cache/archive-v0/x/a-1.dist-info/METADATA", "of a cache"),
        file("root/.cache/virtualenv/wheel/3.13/image/a/a-1.dist-info/METADATA", "of a cache"),
        file(f"opt/conda/pkgs/a-1-0/{installed}", "of a cache"),
        file("opt/conda/conda-meta/history", ""),
    )
    assert owned_bytes(tree, python.find) == {("pip", "a", "1"): 11}


def test_eggs(tmp_path: Path) -> None:
    site = "usr/lib/python3/site-packages"
    tree = entries_tree(
        tmp_path,
        # As pip < 21 wrote it for what setuptools installed; paths are from the folder on.
        file(f"{site}/Old_One-1.0-py3.9.egg-info/installed-files.txt", "../old.py\nPKG-INFO\n"),
        file(f"{site}/Old_One-1.0-py3.9.egg-info/PKG-INFO", "1" * 10),
        file(f"{site}/old.py", "1" * 100),
        # As easy_install did: a folder, or a zip.
        file(f"{site}/flat-2.0-py3.9.egg/EGG-INFO/PKG-INFO", "1" * 1_000),
        file(f"{site}/flat-2.0-py3.9.egg/flat/code.py", "1" * 10_000),
        file(f"{site}/zipped-3.0-py3.9.egg", "1" * 100_000),
        # Of a development version, in its own source.
        file("srv/own/own.egg-info/PKG-INFO", "1" * 1_000_000),
        directory("srv/breakfast.egg"),
    )
    listed = len("../old.py\nPKG-INFO\n")
    assert owned_bytes(tree, python.find) == {
        ("pip", "old-one", "1.0"): 110 + listed,
        ("pip", "flat", "2.0"): 11_000,
        ("pip", "zipped", "3.0"): 100_000,
    }


def test_an_egg_without_a_list_says_its_modules(tmp_path: Path) -> None:
    site, listed = "usr/lib/python3/site-packages", "one\ntwo\n..\n../../../../etc\n.\n"
    tree = entries_tree(
        tmp_path,
        file(f"{site}/a-1.0.egg-info/PKG-INFO", "1"),
        file(f"{site}/one/code.py", "1" * 10),
        file(f"{site}/two.py", "1" * 100),
        file("etc/passwd", "1" * 1_000),
        file(f"{site}/a-1.0.egg-info/top_level.txt", listed),
    )
    assert owned_bytes(tree, python.find) == {("pip", "a", "1.0"): 111 + len(listed)}
