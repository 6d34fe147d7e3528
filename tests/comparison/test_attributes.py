"""What differs beyond content: attributes, devices, times, settings, and what is said of it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from support.docker_archives import docker_24
from support.explored import explored, paired, walked
from support.image_config import config_json
from support.run_layersize import compare_report, run_layersize
from support.tar_writer import (
    char_device,
    directory,
    fifo,
    file,
    hardlink,
    header,
    opaque,
    pax,
    symlink,
    tar,
    whiteout,
)

SAME = "what a container sees is the same"
CAPABILITY = "SCHILY.xattr.security.capability"
CODED = base64.b64encode(b"cap").decode().rstrip("=")


def image(folder: Path, name: str, *entries: bytes, **config: object) -> str:
    layer = tar(*entries)
    path = folder / f"{name}.tar"
    path.write_bytes(docker_24([layer], config=config_json([layer], **config)))  # type: ignore[arg-type]
    return str(path)


def differences(folder: Path, base: bytes, other: bytes) -> list[tuple[str, str]]:
    report = compare_report(image(folder, "base", base), image(folder, "other", other))
    return [(row["path"], row["status"]) for row in report["paths"]]


def said(folder: Path, base: bytes, other: bytes, form: str = "table") -> str:
    one, another = image(folder, "base", base), image(folder, "other", other)
    outcome = run_layersize(["compare", one, another, "--format", form])
    assert outcome.exit_code == 0
    return outcome.stdout


@pytest.mark.parametrize(
    ("base", "other"),
    [
        (file("x", b"1"), pax((CAPABILITY, "cap")) + file("x", b"1")),
        (pax((CAPABILITY, "cap")) + file("x", b"1"), pax((CAPABILITY, "cup")) + file("x", b"1")),
        (file("x"), pax((CAPABILITY, "cap")) + file("x")),
        (
            pax(("SCHILY.xattr.user.a", "1")) + file("x"),
            pax(("SCHILY.xattr.user.b", "1")) + file("x"),
        ),
        (file("x", b"1"), pax(("LIBARCHIVE.xattr.security.capability", CODED)) + file("x", b"1")),
        (file("x", b"1"), pax(("SCHILY.acl.access", "user::rw-")) + file("x", b"1")),
        (directory("x"), pax(("SCHILY.xattr.user.a", "1")) + directory("x")),
        (symlink("x", "y"), pax(("SCHILY.xattr.user.a", "1")) + symlink("x", "y")),
        (pax(("mtime", "5.25")) + file("x", b"1"), pax(("mtime", "5.5")) + file("x", b"1")),
    ],
)
def test_attributes_differ(base: bytes, other: bytes, tmp_path: Path) -> None:
    assert differences(tmp_path, base, other) == [("x", "metadata-only")]
    assert SAME not in said(tmp_path, base, other)


@pytest.mark.parametrize(
    ("base", "other"),
    [
        (char_device("x", 1, 3), char_device("x", 1, 5)),
        (char_device("x", 1, 3), char_device("x", 2, 3)),
        (char_device("x", 1, 3), fifo("x")),
        (char_device("x", 1, 3), header("x", kind=b"4")),
    ],
)
def test_devices_differ(base: bytes, other: bytes, tmp_path: Path) -> None:
    assert differences(tmp_path, base, other) == [("x", "changed")]


@pytest.mark.parametrize(
    ("base", "other"),
    [
        (
            pax((CAPABILITY, "cap")) + file("x", b"1"),
            pax(("LIBARCHIVE.xattr.security.capability", CODED)) + file("x", b"1"),
        ),
        (
            pax(("SCHILY.xattr.user.a", "1"), (CAPABILITY, "c")) + file("x"),
            pax((CAPABILITY, "c"), ("SCHILY.xattr.user.a", "1")) + file("x"),
        ),
        (file("x"), pax(("SCHILY.xattr.trusted.overlay.origin", "1")) + file("x")),
        (file("x", mtime=5), pax(("mtime", "5.000")) + file("x")),
        (file("x"), pax(("comment", "1"), ("atime", "3.5")) + file("x")),
        (directory("x", mode=0o755, mtime=5) + file("x/y"), file("x/y")),
    ],
)
def test_attributes_are_equal(base: bytes, other: bytes, tmp_path: Path) -> None:
    assert differences(tmp_path, base, other) == []
    assert SAME in said(tmp_path, base, other)
    assert SAME in said(tmp_path, base, other, "markdown")


def test_a_folder_with_a_mode_of_its_own_is_not_what_engines_make(tmp_path: Path) -> None:
    stated = directory("x", mode=0o1777) + file("x/y")
    assert differences(tmp_path, stated, file("x/y")) == [("x", "metadata-only")]


def test_times_of_folders_alone_are_one_line(tmp_path: Path) -> None:
    base, other = (
        b"".join(directory(f"d{number}", mtime=time) for number in range(12)) for time in (1, 2)
    )
    for form in ("table", "markdown"):
        text = said(tmp_path, base, other, form)
        assert "No path differs but for the times of 12 folders." in text
        assert "d3" not in text
        text = said(tmp_path, base, other + file("new", b"1"), form)
        assert "1 path differs" in text
        assert "and 12 folders of which only the times differ" in text
        text = said(tmp_path, directory("d", mtime=1), directory("d", mtime=2), form)
        assert "No path differs but for the time of one folder." in text
    assert len(differences(tmp_path, base, other)) == 12


def test_settings_that_a_container_sees(tmp_path: Path) -> None:
    base = image(tmp_path, "base", file("x"), config={"Env": ["A=b"], "User": ""})
    other = image(tmp_path, "other", file("x"), config={"Env": ["A=c"], "Cmd": ["sh"]})
    labelled = image(tmp_path, "third", file("x"), config={"Env": ["A=b"], "Labels": {"a": "b"}})
    text = run_layersize(["compare", base, other]).stdout
    assert "No path differs. In the images' settings, Cmd and Env differ." in text
    assert SAME not in text
    assert SAME in run_layersize(["compare", base, labelled]).stdout
    for config in ({"StopSignal": "SIGINT"}, {"Healthcheck": {"Test": ["CMD", "x"]}}):
        signalled = image(tmp_path, "fourth", file("x"), config={"Env": ["A=b"], **config})
        assert SAME not in run_layersize(["compare", base, signalled]).stdout
    odd = image(tmp_path, "odd", file("x"), config=["no object"])
    assert "In the images' settings, Env differs." in run_layersize(["compare", base, odd]).stdout


def compared(folder: Path, *stacks: list[bytes]) -> str:
    paths = []
    for number, layers in enumerate(stacks):
        path = folder / f"{number}.tar"
        path.write_bytes(docker_24(layers, config=config_json(layers)))
        paths.append(str(path))
    return run_layersize(["compare", *paths]).stdout


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (symlink("lib", "usr/lib"), file("lib/a", b"1")),
        (file("t", b"1"), hardlink("h", "t")),
        (file("t", b"1"), hardlink("h", "none")),
        (file("d/old", b"1"), whiteout("d") + directory("d") + file("d/new")),
        (file("d/old", b"1"), file("d/new") + whiteout("d")),
        (file("d/old", b"1"), whiteout("d") + file("d/new")),
        (file("p", b"1"), file("p/q")),
        (file("p", b"1"), opaque("p")),
        (file("p", b"1"), whiteout("gone/x")),
    ],
)
def test_what_engines_unpack_differently_is_not_called_the_same(
    below: bytes, above: bytes, tmp_path: Path
) -> None:
    """The two upper layers differ in zeros behind their end."""
    layers, again = [tar(below), tar(above)], [tar(below), tar(above) + bytes(1024)]
    assert SAME in compared(tmp_path, layers, layers)
    text = compared(tmp_path, layers, again)
    assert "No path differs." in text
    assert SAME not in text


def test_a_folder_that_is_made_anew_as_opaque_is_called_the_same(tmp_path: Path) -> None:
    below, above = tar(file("d/old", b"1")), tar(directory("d"), opaque("d"), file("d/new"))
    assert SAME in compared(tmp_path, [below, above], [below, above + bytes(1024)])


@pytest.mark.parametrize(
    ("base", "other", "linked"),
    [
        (hardlink("x", "a"), file("x", b"1" * 9), "x"),
        (hardlink("x", "a") + hardlink("y", "b"), hardlink("x", "b") + hardlink("y", "a"), "xy"),
        (symlink("s", "t") + hardlink("x", "s"), symlink("s", "t") + symlink("x", "t"), "x"),
        (fifo("s") + hardlink("x", "s"), fifo("s") + fifo("x"), "x"),
        (file("s") + hardlink("x", "s"), file("s") + file("x"), "x"),
    ],
)
def test_names_of_another_file_differ(
    base: bytes, other: bytes, linked: str, tmp_path: Path
) -> None:
    """What is written to one name is seen at all names of the file."""
    files = file("a", b"1" * 9) + file("b", b"1" * 9)
    found = differences(tmp_path, files + base, files + other)
    assert [path for path, _ in found] == list(linked)
    assert SAME not in said(tmp_path, files + base, files + other)


def test_a_further_name_is_no_difference_of_the_others(tmp_path: Path) -> None:
    """Not even where the bytes of the file then stand at that name."""
    names = b"".join(hardlink(f"name{at}", "file") for at in range(9))
    base = file("file", b"1") + names
    assert differences(tmp_path, base, base + hardlink("a", "file")) == [
        ("a", "added"),
        ("file", "changed"),
    ]


def test_which_name_of_a_file_comes_first_is_no_difference(tmp_path: Path) -> None:
    base = file("a", b"1") + hardlink("b", "a")
    assert differences(tmp_path, base, file("b", b"1") + hardlink("a", "b")) == []


@pytest.mark.parametrize(
    "root",
    [
        directory("./", mode=0o700),
        directory("./", mode=0o755, uid=5),
        pax(("SCHILY.xattr.user.a", "1")) + directory("./", mode=0o755),
    ],
)
def test_the_root_folder_differs(root: bytes, tmp_path: Path) -> None:
    entry = file("x", b"1")
    assert differences(tmp_path, entry, root + entry) == [(".", "metadata-only")]
    assert SAME not in said(tmp_path, entry, root + entry)
    assert differences(tmp_path, entry, directory("./", mode=0o755, mtime=7) + entry) == []


def test_the_root_folder_has_no_row_in_a_merged_tree(tmp_path: Path) -> None:
    base = explored(tmp_path, [file("x", b"1")], name="base")
    other = explored(tmp_path, [directory("./", mode=0o700), file("y", b"1")], name="other")
    assert [row.path for row in walked(paired(base, other).files)] == [b"x", b"y"]


def test_platforms_differ(tmp_path: Path) -> None:
    one = image(tmp_path, "base", file("x"))
    another = image(tmp_path, "other", file("x"), platform="linux/arm64")
    text = run_layersize(["compare", one, another]).stdout
    assert "No path differs. The platforms do: linux/amd64 and linux/arm64." in text
    assert SAME not in text
