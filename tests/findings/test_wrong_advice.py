"""A dictionary of wrong advice: what must not be said, whatever a path looks like."""

from __future__ import annotations

from pathlib import Path

import pytest

from findings.found import BASE, found, found_in, image, of_rule, paths, saved_bytes
from layersize.accounting.advice import Certainty, Owner
from support.tar_writer import file, hardlink, opaque, symlink, whiteout

SH = file("bin/sh", b"sh")


def test_a_base_that_is_not_mine(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [file("var/lib/apt/lists/x_Packages", b"list"), file("usr/include/a.h", b"h")],
        [file("usr/bin/gcc-12", b"gcc")],
        [file("app/main", b"app")],
        steps=[BASE, "RUN apt-get install -y gcc", "COPY main /app"],
    )
    for one in found(measured, 2):
        assert one.owner is Owner.BASE
        assert one.fix.startswith("FROM a base image without them")


def test_the_same_layers_in_doubt_are_not_called_mine(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [file("var/lib/apt/lists/x_Packages", b"list")],
        [file("app/main", b"app")],
        steps=[BASE, "COPY main /app"],
    )
    (one,) = found(measured)
    assert one.owner is Owner.UNKNOWN
    assert one.fix.startswith("if the layer is yours: ")


def test_base_and_own_are_findings_of_their_own(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [file("var/log/bootstrap.log", 30 * b"b")],
        [file("var/log/dpkg.log", 500 * b"d")],
        steps=[BASE, "RUN apt-get install -y jq"],
    )
    told = {one.owner: saved_bytes(one, measured) for one in of_rule("LS075", measured, 1)}
    assert told == {Owner.BASE: 30, Owner.YOURS: 500}


def test_a_cache_that_a_cache_mount_left_empty(tmp_path: Path) -> None:
    empty = [file("var/lib/apt/lists/lock"), file("root/.cache/pip/selfcheck")]
    assert found(image(tmp_path, [SH], empty, steps=[BASE, "RUN pip install six"]), 1) == []


def test_a_cache_that_was_deleted_later_is_told_once(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("var/lib/apt/lists/x_Packages", 50 * b"l")],
        [opaque("var/lib/apt/lists")],
        steps=[BASE, "RUN apt-get update", "RUN rm -rf /var/lib/apt/lists/*"],
    )
    assert [one.rule.code for one in found(measured, 1)] == ["LS001"]


def test_what_another_name_keeps_is_not_freed(tmp_path: Path) -> None:
    """uv and pnpm hardlink what they install from their caches."""
    measured = image(
        tmp_path,
        [SH],
        [
            file("root/.cache/uv/archive-v0/x/six.py", 100 * b"s"),
            hardlink("venv/lib/six.py", "root/.cache/uv/archive-v0/x/six.py"),
            file("root/.cache/uv/archive-v0/x/METADATA", 10 * b"m"),
        ],
        steps=[BASE, "RUN uv sync"],
    )
    (one,) = found(measured, 1)
    assert paths(one, measured) == {"root/.cache/uv/archive-v0/x/METADATA"}


def test_what_a_later_layer_links_to_is_not_freed(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("tmp/x", 100 * b"s")],
        [hardlink("srv/x", "tmp/x")],
        steps=[BASE, "RUN make", "RUN ln /tmp/x /srv/x"],
    )
    assert found(measured, 1) == []


def test_names_of_one_file_in_one_cache_go_together(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("root/.cache/pip/a", 100 * b"s"), hardlink("root/.cache/pip/b", "root/.cache/pip/a")],
        steps=[BASE, "RUN pip install six"],
    )
    (one,) = found(measured, 1)
    assert saved_bytes(one, measured) == 100


def test_a_link_that_was_deleted_keeps_nothing(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("root/.cache/pip/a", 100 * b"s"), hardlink("srv/a", "root/.cache/pip/a")],
        [whiteout("srv/a")],
        steps=[BASE, "RUN pip install six", "RUN rm /srv/a"],
    )
    (one,) = found(measured, 1)
    assert saved_bytes(one, measured) == 100


@pytest.mark.parametrize(
    "target",
    [
        "/root/.cache/uv/archive-v0/x/six.py",
        "../../root/.cache/uv/archive-v0/x/six.py",
        "/root/.cache/uv/archive-v0/x",
        "/root/./.cache//uv/archive-v0/x/",
    ],
)
def test_what_a_symlink_leads_to_is_in_use(target: str, tmp_path: Path) -> None:
    """uv with link-mode symlink: the environment is in its cache."""
    measured = image(
        tmp_path,
        [SH],
        [
            file("root/.cache/uv/archive-v0/x/six.py", 100 * b"s"),
            file("root/.cache/uv/wheels-v5/y", 10 * b"m"),
            symlink("venv/lib/six.py", target),
        ],
        steps=[BASE, "RUN uv sync --link-mode symlink"],
    )
    (one,) = found(measured, 1)
    assert paths(one, measured) == {"root/.cache/uv/wheels-v5/y"}


def test_a_symlink_that_is_gone_uses_nothing(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("root/.cache/pip/x/a", 100 * b"s"), symlink("srv/a", "/root/.cache/pip/x/a")],
        [whiteout("srv/a")],
        steps=[BASE, "RUN pip install six", "RUN rm /srv/a"],
    )
    assert [one.rule.code for one in found(measured, 1)] == ["LS026"]


def test_a_symlink_to_the_whole_of_a_cache_says_where_it_is(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("var/cache/apk/x.apk", 100 * b"s"), symlink("etc/apk/cache", "/var/cache/apk/")],
        steps=[BASE, "RUN apk add jq"],
    )
    assert [one.rule.code for one in found(measured, 1)] == ["LS023"]


@pytest.mark.parametrize(
    "settings",
    [
        ("Entrypoint", '["/tmp/app/run"]'),
        ("Cmd", '["sh", "-c", "exec /tmp/app/run --fast"]'),
        ("WorkingDir", '"/tmp/app"'),
    ],
)
def test_what_the_container_starts_is_in_use(settings: tuple[str, str], tmp_path: Path) -> None:
    told = found_in(tmp_path, "tmp/app/run", "tmp/app/lib", "tmp/x", run_settings=[settings])
    assert told == {"LS079": {"tmp/x"}}


def test_a_link_to_one_file_does_not_save_its_neighbours(tmp_path: Path) -> None:
    """binutils links to a plugin in gcc's folder."""
    measured = image(
        tmp_path,
        [SH],
        [
            file("usr/lib/gcc/x86_64-linux-gnu/12/cc1", 100 * b"c"),
            file("usr/lib/gcc/x86_64-linux-gnu/12/plugin.o", 10 * b"p"),
            symlink("usr/lib/bfd-plugins/plugin.o", "../gcc/x86_64-linux-gnu/12/plugin.o"),
        ],
        steps=[BASE, "RUN apt-get install -y gcc"],
    )
    (one,) = found(measured, 1)
    assert paths(one, measured) == {"usr/lib/gcc/x86_64-linux-gnu/12/cc1"}


def test_licences_stay(tmp_path: Path) -> None:
    """A distroless image has nothing in its documentation but these."""
    assert found_in(tmp_path, "usr/share/doc/base-files/copyright") == {}


def test_a_submodule_is_no_repository(tmp_path: Path) -> None:
    assert found_in(tmp_path, "app/vendor/lib/.git") == {}


def test_objects_of_go_are_the_toolchains(tmp_path: Path) -> None:
    assert found_in(tmp_path, "usr/local/go/pkg/linux_amd64/libfmt.a").keys() == {"LS040"}


def test_whatever_programs_may_need_is_left_to_judgement(tmp_path: Path) -> None:
    """Nothing that a gate counts fails a container that compiles, or loads from a store."""
    measured = image(
        tmp_path,
        [SH],
        [
            file("root/.m2/repository/x.jar", b"x"),
            file("go/pkg/mod/x/a.go", b"x"),
            file("root/.nuget/packages/x.dll", b"x"),
            file("usr/include/stdio.h", b"x"),
            file("app/.git/HEAD", b"x"),
            file("app/__pycache__/a.cpython-311.pyc", b"x"),
            file("app/a.js.map", b"x"),
            file("tmp/x", b"x"),
        ],
        steps=[BASE, "RUN make"],
    )
    every = found(measured, 1)
    assert len(every) == 7, "Maven's and NuGet's are one rule"
    assert all(one.rule.certainty is Certainty.JUDGE for one in every)


def test_what_is_copied_is_not_deleted_in_a_run(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("app/.git/HEAD", b"x"), file("app/.DS_Store", b"x")],
        steps=[BASE, "COPY . /app"],
    )
    assert {one.rule.code: ".dockerignore" in one.fix for one in found(measured, 1)} == {
        "LS055": True,
        "LS078": True,
    }


def test_a_small_list_of_logins_is_a_log(tmp_path: Path) -> None:
    measured = image(
        tmp_path,
        [SH],
        [file("var/log/lastlog", 292 * b"\0"), file("var/log/faillog", 320_032 * b"\0")],
        steps=[BASE, "RUN useradd --uid 10000 app"],
    )
    assert {one.rule.code: paths(one, measured) for one in found(measured, 1)} == {
        "LS075": {"var/log/lastlog"},
        "LS076": {"var/log/faillog"},
    }


def test_a_link_of_alternatives_from_manual_to_manual_saves_none(tmp_path: Path) -> None:
    """`which` of Debian: the line deletes all manuals, so all of them are counted."""
    manual = "usr/share/man/man1/which.debianutils.1.gz"
    layer = [
        symlink("etc/alternatives/which.1.gz", f"/{manual}"),
        symlink("usr/share/man/man1/which.1.gz", "/etc/alternatives/which.1.gz"),
        file(manual, b"manual"),
    ]
    measured = image(tmp_path, [file("bin/sh", b"sh")], layer, steps=[BASE, "RUN apt-get install"])
    (one,) = found(measured, 1)
    assert (one.rule.code, paths(one, measured)) == ("LS051", {manual})


def test_a_link_for_people_saves_no_documentation(tmp_path: Path) -> None:
    layer = [
        symlink("usr/lib/jvm/java-17/docs", "../../../share/doc/openjdk-17"),
        file("usr/share/doc/openjdk-17/changelog.gz", b"changes"),
        symlink("usr/lib/java/doc-data", "../../share/doc/data"),
        file("usr/share/doc/data/needed", b"data"),
    ]
    measured = image(tmp_path, [file("bin/sh", b"sh")], layer, steps=[BASE, "RUN apt-get install"])
    (one,) = found(measured, 1)
    assert paths(one, measured) == {"usr/share/doc/openjdk-17/changelog.gz"}
