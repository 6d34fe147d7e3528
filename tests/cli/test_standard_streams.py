"""Standard input, output and error as shells connect them."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from cli.processes import assert_refused, run, run_shell
from support.docker_archives import archive
from support.run_layersize import run_layersize
from support.standard_input import feed, piped_stdin
from support.tar_writer import file, tar


@pytest.fixture
def wide_image(tmp_path: Path) -> Path:
    """Its JSON report is longer than any pipe's buffer."""
    path = tmp_path / "wide.tar"
    layer = tar(*(file(f"{number:06}", b"x") for number in range(3000)))
    path.write_bytes(archive(layer, layer))
    return path


@pytest.mark.parametrize(
    "script",
    [
        'cat "$1" | layersize inspect - --format json',
        'layersize inspect - --format json < "$1"',
        'layersize inspect <(cat "$1") --format json',
        'gzip -c "$1" | layersize inspect - --format json',
        'layersize inspect docker-archive:- --format json < "$1"',
    ],
)
def test_an_image_from_a_pipe_is_the_same(image: Path, script: str) -> None:
    import json

    code, stdout, stderr = run_shell(script, str(image))
    assert (code, stderr) == (0, "")
    report = json.loads(stdout)
    from_file = run_layersize(["inspect", str(image), "--format", "json"]).report
    assert report["layers"] == from_file["layers"]
    assert report["shadowed"] == from_file["shadowed"]


def test_an_image_from_a_named_pipe(image: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def write() -> None:
        feed(os.open(pipe, os.O_WRONLY), image.read_bytes())

    writer = threading.Thread(target=write)
    writer.start()
    outcome = run("inspect", str(pipe))
    writer.join()
    assert outcome.returncode == 0
    assert b"5.0 kB" in outcome.stdout


def test_one_of_two_images_from_standard_input(image: Path, other_image: Path) -> None:
    with piped_stdin(other_image.read_bytes()):
        outcome = run_layersize(["compare", str(image), "-", "--format", "json"])
    assert outcome.exit_code == 0
    assert outcome.report["shared"]["layers"] == 1


def test_closed_standard_input() -> None:
    assert_refused(run_shell("layersize inspect - <&-"), "standard input: is closed", "pipe")


def test_empty_standard_input() -> None:
    assert_refused(run_shell("layersize inspect - </dev/null"), "standard input: is empty")


def test_standard_input_that_breaks_off(image: Path) -> None:
    outcome = run_shell('head -c 2000 "$1" | layersize inspect -', str(image))
    assert_refused(outcome, "standard input: ")


def test_closed_standard_output(image: Path) -> None:
    outcome = run_shell('layersize inspect "$1" >&-', str(image))
    assert_refused(outcome, "standard output: is closed")


@pytest.mark.parametrize("command", ["inspect", "export -o exported.tar", "check --max-size 1GB"])
def test_closed_standard_error(command: str, image: Path, tmp_path: Path) -> None:
    script = f'cd "$2"; layersize {command} "$1" 2>&-'
    code, stdout, stderr = run_shell(script, str(image), str(tmp_path))
    assert (code, stderr) == (0, "")
    assert stdout or (tmp_path / "exported.tar").exists()


@pytest.mark.parametrize("form", ["table", "json"])
def test_full_disk_behind_standard_output(wide_image: Path, form: str) -> None:
    outcome = run_shell('layersize inspect "$1" --format "$2" >/dev/full', str(wide_image), form)
    assert_refused(outcome, "standard output: No space left on device")


def test_a_reader_that_goes_away_is_no_error(wide_image: Path) -> None:
    script = 'layersize inspect "$1" --format json | head -1; echo "${PIPESTATUS[0]}"'
    code, stdout, stderr = run_shell(script, str(wide_image))
    assert (code, stdout, stderr) == (0, "{\n0\n", "")


def test_a_sentence_of_help_is_no_error_for_a_short_reader() -> None:
    code, stdout, stderr = run_shell("layersize --help | head -1")
    assert (code, stderr) == (0, "")
    assert stdout.startswith("Usage: layersize")


def test_standard_output_carries_data_only(image: Path) -> None:
    outcome = run("inspect", str(image), "--format", "json")
    assert outcome.returncode == 0
    assert outcome.stderr == b""
    assert outcome.stdout.startswith(b"{")
    assert outcome.stdout.endswith(b"}\n")
