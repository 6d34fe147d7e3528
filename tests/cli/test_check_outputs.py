"""Several outputs of one run of `check`, and the job summary of a GitHub runner."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.check_project import Project
from cli.processes import only_line
from report.output_validators import VALIDATORS
from report.workflow_commands import read_commands

LIMITS = ("grown.tar", "--against", "app.tar", "--max-increase", "1 kB", "--max-layers", "2")


def test_all_formats_at_once(project: Project) -> None:
    reports = [f"--report={form}=out-{form}" for form in VALIDATORS]
    outcome = project.check(*LIMITS, *reports)
    assert outcome.exit_code == 1, outcome.stderr
    for form, validate in VALIDATORS.items():
        validate((project.folder / f"out-{form}").read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", VALIDATORS)
def test_a_format_on_standard_output(project: Project, form: str) -> None:
    outcome = project.check(*LIMITS, "--format", form)
    assert outcome.exit_code == 1, outcome.stderr
    VALIDATORS[form](outcome.stdout)
    assert "opt/big/" in outcome.stdout or form == "gitlab-metrics"


@pytest.mark.parametrize("form", VALIDATORS)
def test_what_can_not_be_measured(project: Project, form: str) -> None:
    outcome = project.check("none.tar", "--max-size", "1 MB", "--format", form)
    assert outcome.exit_code == 2
    VALIDATORS[form](outcome.stdout)


@pytest.mark.parametrize("arguments", [("--format", "github"), ("--report", "github=notes.txt")])
def test_a_github_runner_gets_the_summary_too(
    project: Project, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, str]
) -> None:
    summary = project.write("summary.md", "# Of another step\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = project.check(*LIMITS, *arguments)
    assert outcome.exit_code == 1
    before, text = summary.read_text(encoding="utf-8").split("\n", 1)
    assert before == "# Of another step"
    VALIDATORS["markdown"](text)
    notes = project.folder / "notes.txt"
    commands = read_commands(
        notes.read_text(encoding="utf-8") if notes.exists() else outcome.stdout
    )
    assert [command.name for command in commands] == ["error"]


MEBIBYTE = 1 << 20


@pytest.mark.parametrize("left_bytes", [2000, 1001, 999])
def test_a_summary_that_is_nearly_full(
    project: Project, monkeypatch: pytest.MonkeyPatch, left_bytes: int
) -> None:
    """GitHub takes 1 MiB, or nothing at all."""
    before = "ä" * ((MEBIBYTE - left_bytes) // 2 - 1) + "\n"
    summary = project.write("summary.md", before)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = project.check(*LIMITS, "--format", "github")
    assert outcome.exit_code == 1
    assert MEBIBYTE - left_bytes < summary.stat().st_size < MEBIBYTE
    text = summary.read_text(encoding="utf-8")
    assert text.startswith(before)
    VALIDATORS["markdown"](text.removeprefix(before))


@pytest.mark.parametrize("left_bytes", [-5000, 0, 1, 200])
def test_a_summary_that_is_full(
    project: Project, monkeypatch: pytest.MonkeyPatch, left_bytes: int
) -> None:
    """What is there stays as it is, and the exit code what it was."""
    before = "x" * (MEBIBYTE - left_bytes)
    summary = project.write("summary.md", before)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = project.check(*LIMITS, "--format", "github")
    assert outcome.exit_code == 1
    assert summary.read_text() == before
    only_line(outcome.stderr, "the job summary has no room for the report")


def test_a_summary_begins_a_line(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = project.write("summary.md", "no end of a line")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    project.check(*LIMITS, "--format", "github")
    assert summary.read_text(encoding="utf-8").startswith("no end of a line\n<!-- layersize")


def test_a_summary_on_a_terminal(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody does who tries it out with `GITHUB_STEP_SUMMARY=/dev/tty`."""
    here, there = os.openpty()
    try:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", os.ttyname(there))
        assert project.check(*LIMITS, "--format", "github").exit_code == 1
        assert os.read(here, 100).startswith(b"<!-- layersize check")
    finally:
        os.close(here)
        os.close(there)


def test_other_formats_leave_the_summary_alone(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project.folder / "summary.md"))
    assert project.check(*LIMITS, "--report", "markdown=out.md").exit_code == 1
    assert not Path("summary.md").exists()


def test_a_summary_that_can_not_be_written(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project.folder))
    outcome = project.check(*LIMITS, "--format", "github")
    assert outcome.exit_code == 2
    assert "GITHUB_STEP_SUMMARY" in outcome.stderr
