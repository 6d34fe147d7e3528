"""`layersize files`: which files, in which order, and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cli.processes import LONGEST_SECONDS, assert_refused, only_line, run, run_shell, start
from support.docker_archives import archive
from support.package_trees import kept_tree
from support.run_layersize import Outcome, run_layersize
from support.tar_writer import (
    char_device,
    directory,
    fifo,
    file,
    hardlink,
    pax,
    symlink,
    tar,
    whiteout,
)

ROOT = Path(__file__).parents[2]
LOWER = (
    directory("app/", mode=0o755),
    file("app/main.js", b"m" * 3000, mode=0o600, uid=1000),
    file("app/lib/a.so.1.2", b"a" * 2000),
    file("app/lib/b.SO", b"b" * 1000),
    file("etc/old", b"o" * 500),
    file("etc/conf", b"c" * 40),
    hardlink("app/again.js", "app/main.js"),
    symlink("bin", "usr/bin", mode=0o777),
    fifo("run/pipe"),
    char_device("dev/null", 1, 3),
)
UPPER = (
    directory("app/", mode=0o700),
    whiteout("etc/old"),
    file("etc/conf", b"c" * 40, mode=0o600),
    file("app/lib/b.SO", b"B" * 1500),
    file("twice", b"1" * 7),
    file("twice", b"2" * 9),
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Every type of name, and every way to be hidden."""
    path = tmp_path / "built.tar"
    path.write_bytes(archive(tar(*LOWER), tar(*UPPER)))
    return path


def files(image: Path, *arguments: str) -> Outcome:
    return run_layersize(["files", str(image), *arguments])


def report(image: Path, *arguments: str) -> Any:
    outcome = files(image, "--format", "json", *arguments)
    assert outcome.exit_code == 0, outcome.stderr
    return outcome.report


def rows(image: Path, *arguments: str) -> list[tuple[Any, ...]]:
    keys = ("path", "type", "bytes", "layer", "hidden_in", "cause")
    return [tuple(row[key] for key in keys) for row in report(image, *arguments)["files"]]


def paths(image: Path, *arguments: str) -> list[str]:
    return [row["path"] for row in report(image, *arguments)["files"]]


LIVE = [
    ("app/again.js", "hardlink", 3000, 0, None, None),
    ("app/lib/a.so.1.2", "file", 2000, 0, None, None),
    ("app/lib/b.SO", "file", 1500, 1, None, None),
    ("etc/conf", "file", 40, 1, None, None),
    ("twice", "file", 9, 1, None, None),
    ("app", "directory", 0, 1, None, None),
    ("app/main.js", "file", 0, 0, None, None),
    ("bin", "symlink", 0, 0, None, None),
    ("dev/null", "device", 0, 0, None, None),
    ("run/pipe", "fifo", 0, 0, None, None),
]
HIDDEN = [
    ("app/lib/b.SO", "file", 1000, 0, 1, "overwritten"),
    ("etc/old", "file", 500, 0, 1, "deleted"),
    ("etc/conf", "file", 40, 0, 1, "metadata-only"),
    ("twice", "file", 7, 1, 1, "duplicate-entry"),
    ("app", "directory", 0, 0, 1, "metadata-only"),
]


def test_what_a_container_sees_is_listed_largest_first(built: Path) -> None:
    assert rows(built) == LIVE


def test_what_is_hidden_is_listed_with_who_hid_it_and_how(built: Path) -> None:
    assert rows(built, "--hidden") == HIDDEN


def test_all_are_both_in_one_order(built: Path) -> None:
    both = sorted([*LIVE, *HIDDEN], key=lambda row: (-row[2], row[0], row[3]))
    assert rows(built, "--all") == both


def test_bytes_are_those_of_the_image(built: Path) -> None:
    found = report(built, "--all")
    for state, key in (("live", "live_bytes"), ("hidden", "shadowed_bytes")):
        total = sum(row["bytes"] for row in found["files"] if row["state"] == state)
        assert total == found["image"][key]


def test_a_row_says_what_the_tar_says(built: Path) -> None:
    by_path = {row["path"]: row for row in report(built)["files"]}
    main = by_path["app/main.js"]
    assert [main[key] for key in ("mode", "uid", "gid", "target")] == ["0600", 1000, 1000, None]
    assert by_path["app"]["mode"] == "0700"
    assert by_path["bin"]["target"] == "usr/bin"
    assert by_path["app/again.js"]["target"] == "app/main.js"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["*.js"], ["app/again.js", "app/main.js"]),
        (["app/lib"], ["app/lib/a.so.1.2", "app/lib/b.SO"]),
        (["lib/"], ["app/lib/a.so.1.2", "app/lib/b.SO"]),
        (["/bin", "twice"], ["twice", "bin"]),
        (["bin/"], []),
        (["--layer", "0", "app"], ["app/again.js", "app/lib/a.so.1.2", "app/main.js"]),
        (["--layer", "1", "--hidden"], ["twice"]),
        (["--min-size", "1.5 kB"], ["app/again.js", "app/lib/a.so.1.2", "app/lib/b.SO"]),
        (["--min-size", "2KiB"], ["app/again.js"]),
        (["--min-size", "41", "etc", "--all"], ["etc/old"]),
    ],
)
def test_what_is_asked_for(built: Path, arguments: Sequence[str], found: list[str]) -> None:
    assert paths(built, *arguments) == found


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (
            "directory",
            [
                *(("app/lib", 3500, 1000, 3), ("app", 3000, 0, 2), ("etc", 40, 540, 3)),
                *((".", 9, 7, 3), ("dev", 0, 0, 1), ("run", 0, 0, 1)),
            ],
        ),
        (
            "extension",
            [(".so", 3500, 1000, 3), (".js", 3000, 0, 2), ("", 49, 547, 8)],
        ),
        ("layer", [("0", 5000, 1540, 9), ("1", 1549, 7, 4)]),
    ],
)
def test_groups_have_the_sums_of_the_files(
    built: Path, by: str, groups: list[tuple[Any, ...]]
) -> None:
    found = report(built, "--all", "--by", by)
    assert "files" not in found
    assert [
        (row["key"], row["bytes"], row["hidden_bytes"], row["files"]) for row in found["groups"]
    ] == groups
    assert sum(row["bytes"] for row in found["groups"]) == found["image"]["live_bytes"]
    assert sum(row["hidden_bytes"] for row in found["groups"]) == found["image"]["shadowed_bytes"]


def test_groups_are_of_what_is_asked_for(built: Path) -> None:
    groups = report(built, "*.js", "--by", "extension")["groups"]
    assert groups == [{"key": ".js", "bytes": 3000, "files": 2, "hidden_bytes": 0}]


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        (["lib"], None),
        (["conf"], None),
        (["lib/a.so.1.2"], "but **/lib/a.so.1.2 matches app/lib/a.so.1.2; write **/lib/a.so.1.2"),
        (["twice/"], "but twice matches twice; write twice if that is meant"),
        (["main"], "but *main* matches app/main.js; write *main*"),
        (["old"], "that was asked for, but etc/old, which layer 1 hides; --hidden lists it"),
        (["bin", "--hidden"], "but bin, which is not hidden; leave out --hidden"),
        (["bin", "--layer", "1"], "but bin of layer 0; leave out --layer 1"),
        (["conf", "--min-size", "1MB"], "but etc/conf of 40 B; lower --min-size"),
        (["nowhere"], "nowhere: matches nothing"),
    ],
)
def test_a_pattern_without_a_match(built: Path, arguments: list[str], cause: str | None) -> None:
    outcome = files(built, *arguments, "--format", "json")
    assert outcome.exit_code == 0
    if cause is None:
        assert outcome.report["files"]
        assert outcome.stderr == ""
    else:
        assert outcome.report["files"] == []
        assert cause in only_line(outcome.stderr)
    table = files(built, *arguments)
    assert (table.exit_code, table.stderr) == (0, "")
    assert ("No " in table.stdout) == (cause is not None)


def test_one_of_several_patterns_without_a_match_is_told(built: Path) -> None:
    outcome = files(built, "*.js", "nowhere", "--format", "json")
    assert [row["path"] for row in outcome.report["files"]] == ["app/again.js", "app/main.js"]
    assert only_line(outcome.stderr) == "layersize: nowhere: matches nothing\n"


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["{a,b}"], ["has a brace", "files --help"]),
        (["!a"], ["begins with a !"]),
        (["a", "/"], ["'/'"]),
        (["--layer", "2"], ["--layer: there is no layer 2; the image has layers 0 to 1"]),
        (["--layer", "-1"], ["--layer"]),
        (["--min-size", "5x"], ["--min-size", "'5x'", '"5 MB"']),
        (["--by", "size"], ["'--by'", "extension"]),
        (["--hidden", "--all"], ["--hidden and --all contradict each other"]),
        (["--format", "xml"], ["'--format'", "ndjson"]),
        (["--hiden"], ["--hiden", "--hidden"]),
        (["--report", "csv"], ["FORMAT=FILE"]),
    ],
)
def test_a_mistake_is_one_line(built: Path, arguments: list[str], parts: list[str]) -> None:
    outcome = files(built, *arguments)
    assert_refused((outcome.exit_code, outcome.stdout, outcome.stderr), *parts)


def test_a_missing_image_is_one_line(tmp_path: Path) -> None:
    outcome = files(tmp_path / "none.tar")
    assert_refused((outcome.exit_code, outcome.stdout, outcome.stderr), "none.tar")


def test_an_image_without_layers_and_one_without_files(tmp_path: Path) -> None:
    for name, layers in (("none.tar", []), ("empty.tar", [tar()])):
        path = tmp_path / name
        path.write_bytes(archive(*layers))
        assert rows(path, "--all") == []
        assert "No live files.\n" in files(path).stdout
    outcome = files(tmp_path / "none.tar", "--layer", "0")
    assert_refused((outcome.exit_code, outcome.stdout, outcome.stderr), "has no layers")


@pytest.mark.parametrize("top", [0, 1, 3, 9, 10, 99])
def test_a_table_has_so_many_rows_and_says_what_is_left(built: Path, top: int) -> None:
    text = files(built, "--top", str(top)).stdout
    assert sum(f" {row[0]}" in text for row in LIVE[:top]) == min(top, 10)
    left = 10 - min(top, 10)
    rest = sum(row[2] for row in LIVE[top:])
    size = f"{rest / 1000:.1f} kB" if rest >= 1000 else f"{rest} B"
    assert (f"… {left} more row{'s' * (left > 1)}, {size} together" in text) == (left > 0)


def test_reports_have_all_rows_whatever_the_table_shows(built: Path, tmp_path: Path) -> None:
    report_files = {form: tmp_path / f"files.{form}" for form in ("json", "ndjson", "csv")}
    options = [f"--report={form}={path}" for form, path in report_files.items()]
    outcome = files(built, "--all", "--top", "1", *options)
    assert outcome.exit_code == 0
    assert "more rows" in outcome.stdout
    for form, path in report_files.items():
        assert path.read_text("utf-8") == files(built, "--all", "--format", form).stdout
    document = json.loads(report_files["json"].read_text("utf-8"))
    assert len(document["files"]) == len(LIVE) + len(HIDDEN)
    lines = csv.DictReader(io.StringIO(report_files["csv"].read_text("utf-8")))
    assert [line["path"] for line in lines] == [row["path"] for row in document["files"]]


def test_the_image_is_not_overwritten_by_its_report(built: Path) -> None:
    before = built.read_bytes()
    outcome = files(built, "--report", f"csv={built}")
    assert_refused((outcome.exit_code, outcome.stdout, outcome.stderr), "belongs to an image")
    assert built.read_bytes() == before


@pytest.mark.parametrize("columns", ["80", "160"])
def test_a_table_is_as_wide_as_the_terminal(
    tmp_path: Path, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    path = tmp_path / "deep.tar"
    deep = "very/" * 30
    links = pax(("path", f"{deep}l"), ("linkpath", deep * 9)) + symlink("l", "t")
    path.write_bytes(archive(tar(pax(("path", f"{deep}end")) + file("end", b"x"), links)))
    text = files(path, "--all").stdout
    assert max(map(len, text.splitlines())) == int(columns)
    assert "/very/end\n" in text


def test_hostile_names_do_nothing(tmp_path: Path) -> None:
    path = tmp_path / "hostile.tar"
    names = [b"\x1b]0;owned\x07", b"a\nb", b"\xff\xfe", "\u202egnp.exe".encode(), b"=1+1", b'"']
    layer = tar(
        *(file(name, b"x") for name in names), *(symlink(b"l" + name, name) for name in names)
    )
    path.write_bytes(archive(layer, tar(whiteout("=1+1"))))
    for form in ("table", "json", "ndjson", "csv"):
        text = files(path, "--all", "--format", form).stdout
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
        assert "a\nb" not in text
    lines = list(csv.DictReader(io.StringIO(files(path, "--all", "--format", "csv").stdout)))
    assert {line["path"] for line in lines} >= {"'=1+1", '"', r"\xff\xfe", r"a\nb"}
    assert {line["target"] for line in lines} >= {"'=1+1", '"'}


@pytest.fixture
def wide_image(tmp_path: Path) -> Path:
    """Its lists are longer than any pipe's buffer."""
    path = tmp_path / "wide.tar"
    layer = tar(*(file(f"{number:06}", b"x") for number in range(3000)))
    path.write_bytes(archive(layer, layer))
    return path


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv"])
def test_a_reader_that_goes_away_ends_it_in_silence(wide_image: Path, form: str) -> None:
    script = 'set -o pipefail; layersize files "$1" --all --format "$2" | head -n 1 | wc -l'
    code, stdout, stderr = run_shell(script, str(wide_image), form)
    assert (code, stdout.strip(), stderr) == (0, "1", "")


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_full_disk_is_one_line(wide_image: Path, form: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("files", str(wide_image), "--format", form, stdout=full)
    assert done.returncode == 2
    only_line(done.stderr, "No space left on device")


def test_an_interrupt_while_nobody_reads(wide_image: Path) -> None:
    process = start("files", str(wide_image), "--all", "--format", "ndjson")
    assert process.stdout is not None
    assert process.stdout.readline().startswith(b'{"format_version": 1')
    process.send_signal(signal.SIGINT)  # it waits for room in the pipe
    stdout, stderr = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 130
    assert only_line(stderr) == "layersize: interrupted\n"
    assert b'"end"' not in stdout


def test_packages_of_a_root_that_dpkg_wrote(tmp_path: Path) -> None:
    image = tmp_path / "image.tar"
    image.write_bytes(archive(kept_tree("dpkg"), tar(whiteout("usr/bin/tool"))))
    groups = files(image, "--all", "--by", "package", "--format", "json").report["groups"]
    sums = {group["key"]: (group["bytes"], group["hidden_bytes"]) for group in groups}
    assert sums["dpkg:beta"] == (500, 29)
    assert sums["dpkg:both:i386"] == (120, 0)
    assert "package databases" in sums
    rows = list(csv.DictReader(io.StringIO(files(image, "--all", "--format", "csv").stdout)))
    owned = {row["path"]: row["package"] for row in rows}
    assert (owned["usr/bin/tool"], owned["etc/gamma.conf"]) == ("dpkg:beta", "dpkg:gamma")
    assert owned["var/lib/dpkg/status"] == ""
    table = files(image, "--by", "package").stdout
    assert "dpkg:alpha\n" in table
    assert re.search(r"owner +package +path\n", files(image).stdout)
    why = run_layersize(["why", str(image), "/bin/alpha"]).stdout
    assert why.startswith("/usr/bin/alpha · file · of dpkg:alpha · ")


def documented(name: str) -> list[tuple[str, str]]:
    """Commands of a page, with what it says that they print."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"(?:`|    )(layersize files sample.*?)`?\n\n```\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize(("name", "runs"), [("README.md", 1), ("docs/files.md", 3)])
def test_the_runs_in_the_documentation(
    name: str, runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    assert len(documented(name)) == runs
    for command, shown in documented(name):
        outcome = run_layersize(shlex.split(command)[1:])
        assert (outcome.exit_code, outcome.stdout) == (0, shown)


def test_a_list_from_standard_input(built: Path) -> None:
    done = run("files", "-", "--format", "csv", input=built.read_bytes(), stdin=None)
    assert done.returncode == 0
    assert done.stdout.decode().count("\n") == 1 + len(LIVE)
