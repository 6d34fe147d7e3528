"""Packages that only a build needs, as the managers' databases list them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from findings.found import BASE, image, of_rule, paths, saved_bytes
from layersize.accounting.advice import Owner
from layersize.accounting.analyzed_image import AnalyzedImage
from support.tar_writer import file, hardlink, whiteout

SH = file("bin/sh", b"sh")


def status(*names: str) -> bytes:
    return "\n\n".join(
        f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1-1"
        for name in names
    ).encode()


def with_libraries(folder: Path) -> AnalyzedImage:
    installed = [
        file("var/lib/dpkg/status", status("zlib1g", "zlib1g-dev", "libbz2-dev", "webdev")),
        file("var/lib/dpkg/info/zlib1g.list", "/usr/lib/libz.so.1\n"),
        file("var/lib/dpkg/info/zlib1g-dev.list", "/usr/include/zlib.h\n/usr/lib/libz.a\n"),
        file("var/lib/dpkg/info/libbz2-dev.list", "/usr/include/bz.h\n/usr/include/gone.h\n"),
        file("var/lib/dpkg/info/webdev.list", "/usr/bin/webdev\n"),
        file("usr/lib/libz.so.1", 5000 * b"z"),
        file("usr/lib/libz.a", 700 * b"z"),
        file("usr/include/zlib.h", 30 * b"z"),
        file("usr/include/bz.h", 2 * b"z"),
        file("usr/include/gone.h", 9 * b"z"),
        file("usr/bin/webdev", b"w"),
    ]
    steps = [BASE, "RUN apt-get install -y zlib1g-dev", "RUN rm /usr/include/gone.h"]
    return image(folder, [SH], installed, [whiteout("usr/include/gone.h")], steps=steps)


def test_packages_to_build_against(tmp_path: Path) -> None:
    measured = with_libraries(tmp_path)
    (one,) = of_rule("LS044", measured, 1)
    assert saved_bytes(one, measured) == 732, "what is hidden is no longer the package's"
    assert one.title.endswith(": zlib1g-dev, libbz2-dev")
    assert one.fix.startswith("apt-get purge -y --auto-remove zlib1g-dev libbz2-dev in the RUN")
    assert one.owner is Owner.YOURS


def test_those_of_a_base_are_not_purged(tmp_path: Path) -> None:
    (one,) = of_rule("LS044", with_libraries(tmp_path), 2)
    assert one.owner is Owner.BASE
    assert one.fix.startswith("FROM a base image")


LOCK = {
    "name": "app",
    "lockfileVersion": 3,
    "packages": {
        "node_modules/express": {"version": "4.0.0"},
        "node_modules/jest": {"version": "29.0.0", "dev": True},
        "node_modules/jest/node_modules/ms": {"version": "2.0.0", "dev": True},
        "node_modules/jest/node_modules/shared": {"version": "2.0.0"},
        "node_modules/fsevents": {"version": "2.0.0", "devOptional": True},
        "node_modules/absent": {"version": "2.0.0", "dev": True},
    },
}


def installed_by_npm(folder: Path, lock: object) -> AnalyzedImage:
    modules = [
        file("app/node_modules/.package-lock.json", json.dumps(lock)),
        file("app/node_modules/express/index.js", 100 * b"e"),
        file("app/node_modules/jest/index.js", 1000 * b"j"),
        file("app/node_modules/jest/node_modules/ms/index.js", 20 * b"m"),
        file("app/node_modules/jest/node_modules/shared/index.js", 3 * b"s"),
        file("app/node_modules/fsevents/index.js", 7 * b"f"),
        file("app/node_modules/jest/linked.js", 500 * b"l"),
        hardlink("srv/linked.js", "app/node_modules/jest/linked.js"),
    ]
    return image(folder, [SH], modules, steps=[BASE, "RUN npm ci"])


def test_packages_of_developers(tmp_path: Path) -> None:
    measured = installed_by_npm(tmp_path, LOCK)
    (one,) = of_rule("LS059", measured, 1)
    assert paths(one, measured) == {
        "app/node_modules/jest/index.js",
        "app/node_modules/jest/node_modules/ms/index.js",
    }
    assert one.title == "2 npm packages that only developers need"
    assert one.fix.startswith("npm ci --omit=dev")


def test_a_list_that_says_nothing_is_no_finding(tmp_path: Path) -> None:
    for lock in ([], {"packages": []}, {"packages": {"": {"dev": True}, "\udc80": {"dev": True}}}):
        assert of_rule("LS059", installed_by_npm(tmp_path, lock), 1) == []


@pytest.mark.parametrize("name", ["$(id)-dev", "a;b-dev", "a`id`-dev", "-y-dev"])
def test_names_that_a_shell_would_run_are_not_in_a_line(name: str, tmp_path: Path) -> None:
    entries = [
        file("var/lib/dpkg/status", status(name)),
        file(f"var/lib/dpkg/info/{name}.list", "/usr/include/z.h\n"),
        file("usr/include/z.h", b"z"),
    ]
    measured = image(tmp_path, [SH], entries, steps=[BASE, "RUN apt-get install"])
    for one in of_rule("LS044", measured, 1):
        assert one.fix == "build in another stage, and COPY --from=build what it makes"


def test_many_packages_are_left_to_another_stage(tmp_path: Path) -> None:
    names = [f"lib{number}-dev" for number in range(13)]
    lists = [file(f"var/lib/dpkg/info/{one}.list", f"/usr/include/{one}\n") for one in names]
    headers = [file(f"usr/include/{one}", b"z") for one in names]
    entries = [file("var/lib/dpkg/status", status(*names)), *lists, *headers]
    measured = image(tmp_path, [SH], entries, steps=[BASE, "RUN apt-get install"])
    (one,) = of_rule("LS044", measured, 1)
    assert one.fix == "build in another stage, and COPY --from=build what it makes"
