"""`layersize why` as a shell runs it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from shlex import split

import pytest

from cli.check_project import schema_of
from cli.processes import assert_refused, environment, only_line, run, run_shell, start
from cli.terminals import on_terminal
from support.docker_archives import archive
from support.run_layersize import Outcome, run_layersize
from support.tar_writer import file, symlink, tar, whiteout

ROOT = Path(__file__).parents[2]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder that is deleted, a file behind a link, and a name that would clear a screen."""
    base = [file("src/a.bin", b"x" * 5000), file("usr/bin/tool", b"y" * 9000)]
    odd = [symlink("bin", "usr/bin"), file(b"odd/\x1b[2J\xff", b"z")]
    path = tmp_path / "image.tar"
    path.write_bytes(archive(tar(*base, *odd), tar(whiteout("src"))))
    return path


def why(*arguments: str | Path) -> Outcome:
    return run_layersize(["why", *map(str, arguments)])


def test_the_life_of_a_deleted_folder(image: Path) -> None:
    outcome = why(image, "/src/")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    assert "5.0 kB in the image: shipped by layer 0 " in outcome.stdout
    assert "hidden by layer 1 " in outcome.stdout
    assert "leaving it out of layer 0 saves 5.0 kB" in outcome.stdout


def test_json_keeps_its_schema_and_follows_links(image: Path) -> None:
    outcome = why(image, "bin/tool", "--format", "json")
    assert (outcome.exit_code, outcome.stderr) == (0, "")
    report = outcome.report
    schema_of("why").validate(report)
    assert report["path"] == "usr/bin/tool"
    assert report["links"] == [{"path": "bin", "target": "usr/bin"}]
    assert (report["live_bytes"], report["saved_if_left_out_bytes"]) == (9000, 9000)
    assert [(event["layer"], event["event"]) for event in report["events"]] == [(0, "added")]


def test_a_path_of_any_bytes(image: Path) -> None:
    path = os.fsdecode(b"/odd/\x1b[2J\xff")
    assert r"/odd/\x1b[2J\xff · file" in why(image, path).stdout
    assert why(image, path, "--format", "json").report["path"] == "odd/\x1b[2J\\xff"


def test_a_report_in_a_file_as_well(image: Path, tmp_path: Path) -> None:
    outcome = why(image, "/src", "--report", f"json={tmp_path}/why.json")
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith("/src")
    assert '"kind": "why"' in (tmp_path / "why.json").read_text()
    before = image.read_bytes()
    assert_refused(run_as_outcome(image, "/src", "--report", f"json={image}"), str(image))
    assert image.read_bytes() == before


def run_as_outcome(*arguments: str | Path) -> tuple[int, str, str]:
    outcome = why(*arguments)
    return outcome.exit_code, outcome.stdout, outcome.stderr


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/usr/bin/tol", "/usr/bin/tol: no layer of the image has it; did you mean /usr/bin/tool?"),
        ("/src/b.bin", "did you mean /src/a.bin (in a layer, hidden)?"),
        ("/usr/bin/tool/x", "/usr/bin/tool: is not a folder"),
        ("\x1b[31m", r"/\x1b[31m: no layer of the image has it"),
        ("", "PATH: is empty; write / for the whole image"),
    ],
)
def test_what_never_was_is_refused(image: Path, path: str, said: str) -> None:
    assert_refused(run_as_outcome(image, path), said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.tar", "/src"], "none.tar: no such file or folder"),
        (["{}"], "Missing argument 'PATH'"),
        (["{}", "/src", "--format", "markdown"], "'markdown' is not one of 'table', 'json'"),
        (["{}", "/src", "/usr"], "unexpected extra argument"),
    ],
)
def test_wrong_words_are_refused(image: Path, arguments: list[str], said: str) -> None:
    words = [word.format(image) for word in arguments]
    outcome = run_as_outcome(*words)
    assert outcome[:2] == (2, "")
    only_line(outcome[2])
    assert said.lower() in outcome[2].lower()


@pytest.mark.parametrize("columns", [20, 80, 160])
def test_no_line_is_wider_than_the_terminal(image: Path, columns: int) -> None:
    shown, _ = on_terminal("why", str(image), "/src", stream="stdout", COLUMNS=str(columns))
    text = re.sub(rb"\x1b\[[0-9;]*m", b"", shown).decode()
    assert "layer" in text
    assert max(map(len, text.splitlines())) <= columns


def test_no_colours_and_ascii_only(image: Path) -> None:
    done = run("why", str(image), "/src", "--ascii", env=environment(COLUMNS="80"))
    assert done.stdout.isascii()
    assert b"\x1b" not in done.stdout


def test_a_reader_that_has_gone_is_no_error(image: Path) -> None:
    script = 'layersize why "$1" / --format json | true; echo "${PIPESTATUS[0]}"'
    assert run_shell(script, str(image)) == (0, "0\n", "")


def test_a_full_disk_is_told(image: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("why", str(image), "/src", stdout=full)
    assert done.returncode == 2
    only_line(done.stderr, "standard output: No space left on device")


def test_an_interrupt_ends_it(endless_small_image: Path) -> None:
    process = start("why", str(endless_small_image), "/f")
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.terminate()
    stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (130, b"")
    only_line(stderr, "interrupted")


def test_the_run_in_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Why a file is there")[2].partition("\n## ")[0]
    command = re.search(r"`(layersize why sample.*)`", section)
    shown = re.search(r"```\n(.*?)```", section, re.DOTALL)
    assert command is not None
    assert shown is not None
    outcome = run_layersize(split(command[1])[1:])
    assert (outcome.exit_code, outcome.stdout) == (0, shown[1])
