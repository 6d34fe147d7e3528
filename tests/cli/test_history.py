"""`check --history`: a line a run and budget, whatever else happens to the file."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.check_project import BASE, DELETING, Project, schema_of
from cli.processes import LAYERSIZE, environment, only_line
from support.run_layersize import run_layersize

LIMIT = ("app.tar", "--max-size", "1 MB", "--history", "sizes.jsonl")


@pytest.fixture(autouse=True)
def _no_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("GITHUB_SHA", "CI_COMMIT_SHA"):
        monkeypatch.delenv(variable, raising=False)


def lines(project: Project) -> list[Any]:
    text = (project.folder / "sizes.jsonl").read_text(encoding="ascii")
    assert text.endswith("\n")
    recorded = [json.loads(line) for line in text.splitlines()]
    for line in recorded:
        schema_of("history").validate(line)
    return recorded


def test_a_run_is_a_line(project: Project) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    assert project.check(*LIMIT).exit_code == 0
    assert project.check(*LIMIT).exit_code == 0
    first, second = lines(project)
    assert first["image"] == "app.tar"
    assert first["metric"] == "content"
    assert first["verdict"] == "pass"
    assert first["commit"] is None
    assert first["base_layers"] is None
    assert (first["measured_bytes"], first["limit_bytes"]) == (14_700, 1_000_000)
    assert first["shadowed_bytes"] == 5_000
    assert [layer["measured_bytes"] for layer in first["layers"]] == [14_000, 700]
    assert [layer["instruction"] for layer in first["layers"]] == [
        "ADD rootfs.tar /",
        "RUN make all",
    ]
    assert before <= datetime.fromisoformat(second["time"]) <= datetime.now(UTC)


def test_a_budget_is_a_line(project: Project) -> None:
    project.config(
        '[[budget]]\nname = "a"\nimage = "app.tar"\nmax_size = "1 B"\n'
        '[[budget]]\nname = "b"\nimage = "none.tar"\nmax_layers = 9\nmetric = "tar"\n'
        '[[budget]]\nname = "c"\nimage = "app.tar"\nmax_layers = 9\nmetric = "transfer"\n'
    )
    assert project.check("--history", "sizes.jsonl").exit_code == 2
    recorded = lines(project)
    assert [line["name"] for line in recorded] == ["a", "b", "c"]
    assert [line["verdict"] for line in recorded] == ["fail", "unmeasured", "pass"]
    assert [line["measured_bytes"] for line in recorded] == [14_700, None, None]
    assert recorded[1]["layers"] == []


def test_ignored_base_is_left_out(project: Project) -> None:
    project.image("base.tar", BASE)
    assert project.check(*LIMIT, "--base", "base.tar").exit_code == 0
    (line,) = lines(project)
    assert line["base_layers"] == 1
    assert line["measured_bytes"] == 700
    assert [layer["instruction"] for layer in line["layers"]] == ["RUN make all"]


@pytest.mark.parametrize(
    ("variables", "commit"),
    [
        ({"GITHUB_SHA": "abc"}, "abc"),
        ({"CI_COMMIT_SHA": "def"}, "def"),
        ({"GITHUB_SHA": "", "CI_COMMIT_SHA": "def"}, "def"),
        ({"GITHUB_SHA": ""}, None),
    ],
)
def test_commit_is_what_the_environment_tells(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    commit: str | None,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    project.check(*LIMIT)
    assert lines(project)[0]["commit"] == commit


def test_line_without_an_end_is_not_continued(project: Project) -> None:
    project.check(*LIMIT)
    file = project.folder / "sizes.jsonl"
    file.write_bytes(file.read_bytes().rstrip())
    project.check(*LIMIT)
    assert len(lines(project)) == 2


def test_writers_at_the_same_time_keep_their_lines(project: Project) -> None:
    project.image("tall.tar", *[DELETING] * 60)
    running = [
        subprocess.Popen(
            [*LAYERSIZE, "check", "tall.tar", *LIMIT[1:]],
            env=environment(),
            stdout=subprocess.DEVNULL,
        )
        for _ in range(8)
    ]
    assert [process.wait(100) for process in running] == [0] * 8
    assert len(lines(project)) == 8


@pytest.mark.parametrize("content", [b"# Notes\n", b"\x80\x00", b"{}\n"], ids=repr)
def test_nothing_is_added_to_another_file(project: Project, content: bytes) -> None:
    other = project.write("notes", content)
    outcome = project.check("app.tar", "--max-size", "1 MB", "--history", "notes")
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    only_line(outcome.stderr, "notes: is not a history that layersize wrote", "give another file")
    assert other.read_bytes() == content


@pytest.mark.parametrize("file", ["no/folder/sizes.jsonl", ".", "/dev/full"])
def test_file_that_cannot_be_written(project: Project, file: str) -> None:
    if not sys.platform.startswith("linux") and file == "/dev/full":
        pytest.skip("this system has no /dev/full")
    outcome = project.check("app.tar", "--max-size", "1 MB", "--history", file)
    assert outcome.exit_code == 2
    assert ("1 budget: 1 within budget" in outcome.stdout) == (file == "/dev/full")
    only_line(outcome.stderr, file)


def good_line(project: Project) -> str:
    project.check(*LIMIT)
    return json.dumps(lines(project)[0])


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('"metric": "content"', '"metric": "weight"', "metric: 'weight' is not one of"),
        ('"verdict": "pass"', '"verdict": 1', "verdict: is missing or of another type than str"),
        ('"measured_bytes": 14700', '"measured_bytes": 14701', "is not the sum of its layers"),
        ('"measured_bytes": 14700', '"measured_bytes": 1.5', "1.5 is not a whole number"),
        ('"measured_bytes": 14700', '"measured_bytes": NaN', "NaN is not a whole number"),
        ('"measured_bytes": 700', '"measured_bytes": -700', "measured_bytes: -700 is below 0"),
        ('"limit_bytes": 1000000', f'"limit_bytes": 1{"0" * 400}', "limit_bytes: is too large"),
        ('"time": "20', '"time": "x', "is not a time like"),
        ('Z", "commit"', '", "commit"', "is not a time like"),
        ('"time": "2026', '"time": "0001', ""),
        ('"format_version": 1', '"format_version": 2', "has format version 2"),
        ('"kind": "history"', '"kind": "check"', "is not a line that layersize wrote"),
        ('"layers": [{', '"layers": [[{', "is not JSON (column"),
        ("{", "", "is not JSON (column 17"),
        ("sha256:", "sha1:", "is not a sha256"),
        ("app.tar", "\udcff", "is not UTF-8"),
    ],
)
def test_broken_line_is_named_by_its_number(
    project: Project, old: str, new: str, part: str
) -> None:
    good = good_line(project)
    assert old in good
    broken = good.replace(old, new, 1)
    content = f"{good}\n\n{broken}\n".encode("utf-8", "surrogateescape")
    project.write("sizes.jsonl", content)
    outcome = run_layersize(["trend", "sizes.jsonl"])
    if not part:  # unlike all others, and sound
        assert outcome.exit_code == 0
        return
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    only_line(outcome.stderr, "sizes.jsonl: line 3: ", part, "correct the line, or delete it")


def test_nested_line_and_endless_line(project: Project) -> None:
    for content in ("[" * 200_000, " " * (1 << 22) + "x"):
        project.write("sizes.jsonl", content)
        outcome = run_layersize(["trend", "sizes.jsonl"])
        assert outcome.exit_code == 2
        only_line(outcome.stderr, "sizes.jsonl: line 1: ")


def test_file_stays_where_init_or_an_error_ends_the_run(project: Project) -> None:
    assert project.check("--history", "sizes.jsonl").exit_code == 2
    assert not Path("sizes.jsonl").exists()
