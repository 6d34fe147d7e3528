"""Lines that are typed delete what the finding is about, and nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from findings.found import BASE, found, found_in, image
from layersize.findings.path_findings import PATH_RULES
from layersize.findings.paths.fix_line import fix_line
from layersize.findings.paths.path_rule import PathRule
from support.tar_writer import file

RULES = {rule.code: rule for rule in PATH_RULES}
TREE = (
    *("app/node_modules/a/test/x.js", "app/node_modules/@s/b/__tests__/y.js"),
    *("app/node_modules/a/lib/test/no.js", "app/node_modules/.bin/test/no.js"),
    *("app/node_modules/a/index.js.map", "app/dist/a.mjs.map", "app/dist/b.d.cts.map"),
    *("app/dist/c.css.map", "app/dist/no.map", "app/dist/world.map.js"),
    *("app/lib/python3.11/site-packages/p/tests/t.py", "app/lib/python3.11/test/u.py"),
    *(
        "app/lib/python3.11/site-packages/p/core/tests/t.py",
        "app/lib/python3.11/site-packages/p.py",
    ),
    *("app/lib/python3.11/site-packages/p/a/b/tests/no.py", "app/lib/python3.11/idlelib/no.py"),
    *("app/src/.DS_Store", "app/src/Thumbs.db", "app/src/a~", "app/src/.a.swp", "app/src/a.swp"),
    "app/src/folder~/no",
)


def folders(paths: set[str]) -> set[bytes]:
    return {path.rpartition("/")[0].encode() for path in paths}


@pytest.mark.parametrize("code", ["LS056", "LS058", "LS078"])
def test_a_line_deletes_what_the_rule_is_about(code: str, tmp_path: Path) -> None:
    top = tmp_path / "top"
    for path in TREE:
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text(path)
    told = found_in(tmp_path, *TREE)[code]
    if code == "LS056":
        told.add("app/lib/python3.11/test/u.py")  # in an image it stands in /usr/lib
    line = fix_line(RULES[code], {f"{top}/".lstrip("/").encode() + one for one in folders(told)})
    command, _, _ = line.partition(" in the RUN ")
    subprocess.run(["/bin/sh", "-c", command], check=True)
    left = {str(path.relative_to(top)) for path in top.rglob("*") if path.is_file()}
    assert set(TREE) - left == told


def line_of(code: str, *folders_of_it: bytes) -> str:
    return fix_line(RULES[code], folders_of_it).partition(" at the end ")[0]


def test_only_folders_that_are_there_are_named() -> None:
    """`find` fails, and the RUN with it, where one of its folders is missing."""
    manuals = fix_line(RULES["LS051"], [b"usr/share/man/man1", b"usr/share/doc-base"])
    assert manuals.startswith("find /usr/share/man /usr/share/doc-base -type f -delete in ")
    translations = fix_line(RULES["LS052"], [b"usr/share/locale/de/LC_MESSAGES"])
    assert translations.startswith("find /usr/share/locale -path ")


def test_caches_are_named_so_that_others_stay() -> None:
    assert line_of("LS039", b"root/.cache/a/b", b"root/.cache/a") == "rm -rf /root/.cache/a"
    assert line_of("LS039", b"root/.cache/node/x/y") == "rm -rf /root/.cache/node/x"
    assert line_of("LS039", b"root/.cache") == "rm -rf ~/.cache/NAME"
    assert line_of("LS039", b"root/.cache/node") == "rm -rf ~/.cache/NAME"
    assert line_of("LS079", b"tmp/a/b", b"var/tmp/c") == "rm -rf /tmp/a /var/tmp/c"
    assert line_of("LS079", b"tmp", b"tmp/a") == "rm -rf /tmp/NAME"
    assert line_of("LS039", *(b"root/.cache/%d" % one for one in range(7))).endswith("/NAME")


@pytest.mark.parametrize(
    "name", [b"$(id)", b"a b", b";x", b"\xff", b"a\nb", b"`x`", b"'", b"{top}"]
)
def test_names_that_a_shell_would_run_are_never_in_a_line(name: bytes) -> None:
    assert fix_line(RULES["LS058"], [b"app/" + name]).startswith("find /app -type f ")
    assert fix_line(RULES["LS058"], [name]).startswith("find / -xdev -type f ")
    assert line_of("LS039", b"root/.cache/" + name) == "rm -rf ~/.cache/NAME"


@pytest.mark.parametrize("rule", PATH_RULES, ids=lambda rule: rule.code)
def test_no_place_is_left_open(rule: PathRule) -> None:
    for places in ([b""], [b"usr/share/man"], [b"app/node_modules/a/test"]):
        line = fix_line(rule, places)
        assert "{folders}" not in line
        assert "{top}" not in line
        assert "{cached}" not in line
        assert "{temporary}" not in line


def test_both_kinds_of_tests_have_their_command(tmp_path: Path) -> None:
    entries = [
        file("app/node_modules/a/test/x.js", b"x"),
        file("usr/lib/python3.11/test/x.py", b"y"),
    ]
    measured = image(tmp_path, [file("bin/sh", b"sh")], entries, steps=[BASE, "RUN make"])
    (one,) = found(measured, 1)
    assert one.fix.count("find ") == 2
    assert " && find " in one.fix
