"""A limit of paths looks wherever engines put an entry, also behind the symlinks on its way."""

from __future__ import annotations

import pytest

from cli.check_project import Project
from support.tar_writer import directory, file, hardlink, symlink, tar

ROOT = directory("root/")
KEY = file("r/ssh/key", b"12345")
CASES = {
    "in the layer": [ROOT + symlink("r", "root") + KEY],
    "in the layer, behind the entry": [ROOT + KEY + symlink("r", "root")],
    "in a lower layer": [ROOT + symlink("r", "root"), KEY],
    "from the root": [ROOT + symlink("r", "/root") + KEY],
    "back from a folder": [
        ROOT + directory("a/") + symlink("a/r", "../root") + file("a/r/ssh/key", b"12345")
    ],
    "over two": [ROOT + symlink("r", "s") + symlink("s", "./root/") + KEY],
    "to one of two places": [ROOT + symlink("r", "tmp") + file("r/x") + symlink("r", "root") + KEY],
    "by a hardlink of it": [ROOT + symlink("s", "root") + hardlink("r", "s") + KEY],
    "by a hardlink of one below": [ROOT + symlink("s", "root"), hardlink("r", "s"), KEY],
    "replaced later": [ROOT + symlink("r", "root") + KEY, directory("r/")],
}


@pytest.mark.parametrize("name", CASES)
def test_files_and_folders_are_found_behind_symlinks(name: str, project: Project) -> None:
    project.image("image.tar", *map(tar, CASES[name]))
    for pattern in ("/root/ssh/key", "/root/ssh/", "root/**"):
        assert project.limit("forbid", "image.tar", "--forbid", pattern, code=1)["value"] > 0
    most = project.limit("max_entry", "image.tar", "--max-entry", "/root/=4 B", code=1)
    assert most["value"] == 5
    assert project.limit("max_entry", "image.tar", "--max-entry", "/home/=4 B")["value"] == 0


def test_the_target_of_a_hardlink_is_followed(project: Project) -> None:
    layer = ROOT + file("root/big", b"12345") + symlink("r", "root") + hardlink("app", "r/big")
    project.image("image.tar", tar(layer))
    assert project.limit("max_entry", "image.tar", "--max-entry", "/app=4 B", code=1)["value"] == 5


def test_a_symlink_that_leads_to_itself_leads_nowhere(project: Project) -> None:
    loops = symlink("a", "a/b") + symlink("b", "b") + symlink("c", "d") + symlink("d", "c")
    project.image("image.tar", tar(loops, file("a/x"), file("b/x"), file("c/x")))
    assert project.limit("forbid", "image.tar", "--forbid", "/e")["value"] == 0


def test_a_long_chain_of_symlinks_is_followed_as_far_as_engines_do(project: Project) -> None:
    chain = [symlink(f"l{number}", f"l{number + 1}") for number in range(5000)]
    project.image("image.tar", tar(*chain, file("l0/x")))
    assert project.limit("forbid", "image.tar", "--forbid", "/l40/x", code=1)["value"] == 1
    assert project.limit("forbid", "image.tar", "--forbid", "/l4000/x")["value"] == 0


def test_symlinks_to_too_many_places_are_refused(project: Project) -> None:
    wide = [symlink(f"w{one}", f"w{other}/..") for one in range(60) for other in range(60)]
    assert_refused(project, *wide, file("w0/x"))


def test_hardlinks_of_a_symlink_with_many_targets_are_refused(project: Project) -> None:
    targets = [symlink("s", f"t{number}") for number in range(2000)]
    assert_refused(project, *targets, *(hardlink(f"l{number}", "s") for number in range(600)))


def test_a_symlink_with_very_many_targets(project: Project) -> None:
    """At this size, looking through all targets for each would never end."""
    targets = [symlink("s", f"t{number}") for number in range(100_000)]
    project.image("image.tar", tar(*targets, file("s/x")))
    assert project.limit("forbid", "image.tar", "--forbid", "/t99999/x", code=1)["value"] == 1


def assert_refused(project: Project, *entries: bytes) -> None:
    project.image("image.tar", tar(*entries))
    outcome = project.check("image.tar", "--forbid", "/none", "--max-size", "1 MB")
    assert outcome.exit_code == 2
    assert "layer 0: has symlinks that lead the paths below them to too many places" in (
        outcome.stderr
    )
