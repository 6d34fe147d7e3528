"""What engines do not agree on is not measured, as far as a limit depends on it."""

from __future__ import annotations

import pytest

from cli.check_project import Project
from support.run_layersize import inspect_report
from support.tar_writer import directory, file, hardlink, pax, tar

BELOW = tar(file("d/big", b"b" * 1000), file("key", b"k"))


def overlay(name: str, value: str = "y", *, prefix: str = "trusted") -> bytes:
    return tar(pax((f"SCHILY.xattr.{prefix}.overlay.{name}", value)), directory("d/"))


@pytest.mark.parametrize("prefix", ["trusted", "user"])
@pytest.mark.parametrize("name", ["opaque", "redirect", "metacopy", "whiteout"])
def test_limits_that_overlay_xattrs_bear_on_are_not_measured(
    name: str, prefix: str, project: Project
) -> None:
    project.image("image.tar", BELOW, overlay(name, prefix=prefix))
    for option, limit in (
        ("--forbid", "/d/other"),
        ("--max-entry", "10 kB"),
        ("--max-shadowed", "0 B"),
        ("--min-efficiency", "1"),
    ):
        report = project.report("image.tar", option, limit, code=2)
        (judged,) = report["budgets"][0]["limits"]
        assert judged["verdict"] == "unmeasured"
        (problem,) = report["budgets"][0]["problems"]
        assert problem["cause"].startswith("layer 1 has overlay xattrs")


def test_what_is_exceeded_anyway_and_what_they_do_not_bear_on_is_measured(
    project: Project,
) -> None:
    project.image("image.tar", BELOW, overlay("redirect"))
    assert project.limit("forbid", "image.tar", "--forbid", "key", code=1)["verdict"] == "fail"
    assert project.limit("max_size", "image.tar", "--max-size", "1 MB")["verdict"] == "pass"


def test_overlay_xattrs_that_hide_nothing_are_none_to_mention(project: Project) -> None:
    project.image("image.tar", BELOW, overlay("origin"))
    assert project.limit("forbid", "image.tar", "--forbid", "/none")["verdict"] == "pass"
    assert inspect_report("image.tar")["warnings"] == []


def test_bookkeeping_of_aufs_is_not_measured(project: Project) -> None:
    """Podman and Docker without overlay write a copy for each link."""
    kept = file(".wh..wh.plnk/1", b"12345")
    project.image("image.tar", tar(kept, hardlink("a", ".wh..wh.plnk/1")))
    assert project.limit("max_size", "image.tar", "--max-size", "9 B", code=2)["value"] == 5
    assert project.limit("max_size", "image.tar", "--max-size", "4 B", code=1)["value"] == 5
