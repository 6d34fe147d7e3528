"""Each inode has one owner: through links, in folders, in caches, hidden, and of none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest

from layersize.accounting.advice import PackageBytes
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.explore.file_list import FileQuery, list_files
from layersize.explore.history.path_history import PathHistories
from layersize.measure import explore
from layersize.packages import owners
from layersize.packages.file_tree import FileTree
from layersize.packages.owners import owner_name
from layersize.packages.package import Package
from support.docker_archives import archive
from support.tar_writer import file, hardlink, opaque, symlink, tar, whiteout

Listed = dict[str, Sequence[str]]


@pytest.fixture
def image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Measured:
    return Measured(tmp_path, monkeypatch)


class Measured:
    """Images whose packages a test lists."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self._path = folder / "image.tar"
        self._patch = patch

    def of(self, packages: Listed, *layers: Iterable[bytes]) -> AnalyzedImage:
        """An image of entries, with these packages and no others."""
        self._path.write_bytes(archive(*(tar(*layer) for layer in layers)))
        self._patch.setattr(owners, "MANAGERS", (manager(packages),))
        return explore(str(self._path))


def manager(packages: Listed) -> SimpleNamespace:
    def find(tree: FileTree) -> Iterator[Package]:
        del tree
        for name, paths in packages.items():
            yield Package("test", name, None, [path.encode() for path in paths])

    return SimpleNamespace(find=find)


def rows(image: AnalyzedImage) -> dict[str, PackageBytes]:
    return {row.name: row for row in image.analysis.packages}


def live(image: AnalyzedImage) -> dict[str, int]:
    """Bytes of the rows that have any, or are packages."""
    return {
        name: row.content_bytes
        for name, row in rows(image).items()
        if row.content_bytes or row.manager
    }


LINKS = [
    ("lib", "usr/lib", "lib/a"),
    ("lib", "/usr/lib", "lib/a"),
    ("lib", "./usr/../usr//lib/", "lib/a"),
    ("lib", "../../../usr/lib", "lib/a"),
    ("one", "usr", "one/lib/a"),
    ("usr/two", "lib", "usr/two/a"),
    ("usr/lib/back", "../../usr", "usr/lib/back/lib/a"),
]


@pytest.mark.parametrize(("link", "target", "listed"), LINKS)
def test_paths_lead_through_links_of_the_image(
    image: Measured, link: str, target: str, listed: str
) -> None:
    layer = [file("usr/lib/a", "12345"), symlink(link, target)]
    assert live(image.of({"p": [listed]}, layer)) == {"p": 5}


@pytest.mark.parametrize(
    "links",
    [
        [symlink("a", "a")],
        [symlink("a", "b"), symlink("b", "a")],
        [symlink("a", "a/a/a"), symlink("b", "../a/b")],
        [symlink(f"a{number}", f"a{number + 1}") for number in range(2000)],
        [symlink("a", "nowhere"), symlink("b", "x")],
    ],
    ids=["itself", "circle", "growing", "many", "nowhere"],
)
def test_links_that_lead_nowhere(image: Measured, links: list[bytes]) -> None:
    listed = ["a/x", "b/x", "a0/x", "x/x", "../x/y", "a/../../x"]
    found = live(image.of({"p": listed}, [*links, file("x", "12345"), file("y", "1")]))
    assert found == {"p": 0, "no package": 6}


def test_a_path_through_forty_links_is_followed(image: Measured) -> None:
    links = [symlink(f"a{number}", f"a{number + 1}") for number in range(39)]
    found = live(image.of({"p": ["a0/x"]}, [*links, file("a39/x", "12345")]))
    assert found == {"p": 5}


def test_a_listed_link_is_the_package_s_not_what_it_leads_to(image: Measured) -> None:
    measured = image.of({"p": ["l"]}, [file("f", "12345"), symlink("l", "f")])
    assert (rows(measured)["p"].files, live(measured)) == (1, {"p": 0, "no package": 5})


@pytest.mark.parametrize("root", ["/", "//", "./", "usr/..//", "self/"])
def test_the_whole_image_is_nobody_s_package(image: Measured, root: str) -> None:
    layer = [symlink("self", "."), file("usr/a", "123")]
    assert live(image.of({"p": [root]}, layer)) == {"p": 0, "no package": 3}


def test_a_slash_in_front_makes_no_difference(image: Measured) -> None:
    measured = image.of(
        {"p": ["/usr/a", "/b", "//usr//c", "/doc/d"]},
        [file("usr/a", "1"), file("b", "22"), file("usr/c", "333"), file("doc/d", "4444")],
        [whiteout("doc")],
    )
    assert (live(measured), rows(measured)["p"].hidden_bytes) == ({"p": 6}, 4)


def test_what_is_not_there_does_not_count(image: Measured) -> None:
    measured = image.of({"p": ["usr/share/doc/p", "", "/", ".", "a//b"]}, [file("b", "1")])
    assert live(measured) == {"p": 0, "no package": 1}


def test_a_file_of_two_packages_is_the_first_one_s(image: Measured) -> None:
    measured = image.of({"p": ["a"], "q": ["b", "a"]}, [file("a", "123"), file("b", "1")])
    assert live(measured) == {"p": 3, "q": 1}


@pytest.mark.parametrize("cache", ["root/.cache/uv/x", "a", "zzz"])
def test_data_with_a_name_at_a_package_are_its(image: Measured, cache: str) -> None:
    """uv and pnpm link from their caches; no matter which name comes first."""
    layer = [file(cache, "12345"), hardlink("usr/lib/x", cache)]
    measured = image.of({"p": ["usr/lib/x"]}, layer)
    assert live(measured) == {"p": 5}
    assert rows(measured)["p"].files == 2


def test_several_names_at_a_package_count_once(image: Measured) -> None:
    measured = image.of({"p": ["a", "b"]}, [file("a", "12345"), hardlink("b", "a")])
    assert (live(measured), rows(measured)["p"].files) == ({"p": 5}, 2)


def test_folders_are_whole_but_for_what_others_list(image: Measured) -> None:
    layer = [
        file("m/a/1", "1"),
        file("m/a/in/2", "22"),
        file("m/a/m/b/3", "333"),
        file("m/a/other", "4444"),
        file("m/beside", "55555"),
    ]
    packages = {"a": ["m/a/"], "b": ["m/a/m/b/"], "c": ["m/a/other"]}
    assert live(image.of(packages, layer)) == {"c": 4, "a": 3, "b": 3, "no package": 5}


def test_byte_code_is_of_whom_its_source_is(image: Measured) -> None:
    layer = [
        file("lib/m.py", "source"),
        file("lib/other.py", "source"),
        file("lib/__pycache__/m.cpython-312.pyc", "123"),
        file("lib/__pycache__/m.cpython-312.opt-1.pyc", "12345"),
        file("lib/__pycache__/other.cpython-312.pyc", "12"),
        file("lib/__pycache__/gone.cpython-312.pyc", "1"),
    ]
    measured = image.of({"p": ["lib/m.py"]}, layer)
    assert live(measured) == {"p": 14, "compiled": 3, "no package": 6}


def test_what_no_package_owns_is_told_by_its_kind(image: Measured) -> None:
    layer = [
        file("var/lib/dpkg/status-old", "1"),
        file("var/lib/apt/extended_states", "22"),
        file("var/lib/apt/lists/x", "333"),
        file("var/cache/ldconfig/aux-cache", "4444"),
        file("home/me/.cache/x", "55555"),
        file("home/me/__pycache__/x.pyc", "666666"),
        file("etc/hostname", "7777777"),
    ]
    measured = image.of({}, layer)
    expected = {"package databases": 3, "caches": 12, "compiled": 6, "no package": 7}
    assert live(measured) == expected
    assert list(live(measured)) == list(expected)
    assert {row.manager for row in measured.analysis.packages} == {None}


def test_data_of_no_package_are_told_by_the_name_that_is_shown(image: Measured) -> None:
    layer = [
        file("a/.cache", "x"),
        file("root/.cache/x", "12345"),
        hardlink("srv/x", "root/.cache/x"),
    ]
    assert live(image.of({}, layer)) == {"no package": 6}


def test_hidden_files_of_a_package(image: Measured) -> None:
    measured = image.of(
        {"p": ["lib/a", "lib/b", "doc/c"], "gone": ["d"]},
        [symlink("lib", "usr/lib"), file("usr/lib/a", "12345"), file("doc/c", "123")],
        [file("usr/lib/a", "1234"), file("usr/lib/b", "1"), file("d", "12"), file("e", "1")],
        [whiteout("doc"), whiteout("d"), whiteout("e")],
    )
    found = {row.name: (row.content_bytes, row.hidden_bytes) for row in rows(measured).values()}
    assert found == {"p": (5, 8), "gone": (0, 2), "no package": (0, 1)}
    assert {name: row.layers for name, row in rows(measured).items()} == {
        "p": (1,),
        "gone": (1,),
        "no package": (1,),  # of what is hidden, as nothing visible has bytes
    }


def test_hidden_files_where_a_link_took_the_folder_s_place(image: Measured) -> None:
    measured = image.of(
        {"p": ["lib/a"]},
        [file("lib/a", "12345")],
        [whiteout("lib")],
        [symlink("lib", "usr/lib"), file("usr/lib/a", "123")],
    )
    assert (live(measured), rows(measured)["p"].hidden_bytes) == ({"p": 3}, 5)


def test_hidden_files_in_a_folder_of_a_package(image: Measured) -> None:
    measured = image.of(
        {"a": ["m/a/"], "b": ["m/a/m/b/"]},
        [file("m/a/1", "1"), file("m/a/x/2", "22"), file("m/a/m/b/x/3", "333"), file("m/4", "4")],
        [opaque("m")],
    )
    found = {name: row.hidden_bytes for name, row in rows(measured).items()}
    assert found == {"a": 3, "b": 3, "no package": 1}


def test_what_a_marker_holds_is_hidden_of_none(image: Measured) -> None:
    measured = image.of({"p": ["a"]}, [file("a", "1"), whiteout("b", b"body")])
    assert rows(measured)["no package"].hidden_bytes == 4


def test_layers_are_those_with_visible_files(image: Measured) -> None:
    measured = image.of(
        {"p": ["a", "b", "c"]}, [file("a", "1")], [file("b", "2")], [file("b", "3"), file("c")]
    )
    assert rows(measured)["p"].layers == (0, 2)


def test_an_image_without_files_has_no_rows(image: Measured) -> None:
    assert image.of({}, []).analysis.packages == ()


def test_packages_without_files_stay(image: Measured) -> None:
    """A package that only needs others is installed, too."""
    (row,) = image.of({"p": []}, [file("a")]).analysis.packages[:1]
    assert (row.name, row.content_bytes, row.files, row.layers) == ("p", 0, 0, ())


def test_files_and_why_tell_the_package(image: Measured) -> None:
    measured = image.of(
        {"p": ["a", "b", "c"]},
        [file("a", "1"), file("b", "22"), file("var/cache/x", "4"), file("d")],
        [whiteout("b")],
    )
    listed = list_files(measured, FileQuery(hidden=True))
    assert {file.path: file.package for file in listed.files} == {
        b"a": "test:p",
        b"b": "test:p",
        b"var/cache/x": None,
        b"d": None,
    }
    groups = list_files(measured, FileQuery(hidden=True), by="package").groups
    assert {group.key: (group.live_bytes, group.hidden_bytes) for group in groups} == {
        b"test:p": (1, 2),
        b"caches": (1, 0),
        b"no package": (0, 0),
    }
    histories = PathHistories(measured)
    assert [histories.of(path).package for path in (b"a", b"b", b"d", b"")] == [
        *("test:p", "test:p"),
        *(None, None),
    ]
    inode = measured.overlay.file_system.find_file(b"a")
    assert inode is not None
    assert owner_name(measured, inode) == "test:p"
