"""`--report FORMAT=FILE`: whole files or none."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from cli.processes import assert_refused, only_line
from support.run_layersize import Outcome, run_layersize


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def inspect_with(image: Path, *reports: str, **more: str) -> Outcome:
    options = [part for report in reports for part in ("--report", report)]
    return run_layersize(["inspect", str(image), *options, *more.values()])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where nothing but reports is written."""
    made = tmp_path / "reports"
    made.mkdir()
    return made


def test_several_reports_beside_standard_output(image: Path, folder: Path) -> None:
    names = {"json": "size.json", "markdown": "size.md", "table": "size.txt"}
    outcome = inspect_with(image, *(f"{form}={folder / name}" for form, name in names.items()))
    assert outcome.exit_code == 0
    assert names_in(folder) == sorted(names.values())
    for form, name in names.items():
        alone = run_layersize(["inspect", str(image), "--format", form])
        assert (folder / name).read_text("utf-8") == alone.stdout
    assert outcome.stdout == (folder / "size.txt").read_text("utf-8")


def test_two_reports_in_one_file_are_a_mistake(image: Path, folder: Path) -> None:
    outcome = inspect_with(image, *(f"{form}={folder / 'size'}" for form in ("json", "markdown")))
    assert_refused((outcome.exit_code, outcome.stdout, outcome.stderr), "is given for two reports")
    assert names_in(folder) == []


def test_an_older_report_is_replaced(image: Path, folder: Path) -> None:
    report = folder / "size.json"
    report.write_text("older")
    assert inspect_with(image, f"json={report}").exit_code == 0
    assert json.loads(report.read_text("utf-8"))["kind"] == "image"


def test_an_older_report_is_kept_when_the_image_cannot_be_read(folder: Path) -> None:
    report = folder / "size.json"
    report.write_text("older")
    assert inspect_with(folder / "none.tar", f"json={report}").exit_code == 2
    assert report.read_text() == "older"
    assert names_in(folder) == ["size.json"]


def test_an_older_report_is_kept_when_writing_fails(
    image: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = folder / "size.json"
    report.write_text("older")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    outcome = inspect_with(image, f"json={report}")
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    only_line(outcome.stderr, f"{report}: No space left on device; give a file")
    assert report.read_text() == "older"
    assert names_in(folder) == ["size.json"]


@pytest.mark.parametrize(
    ("target", "cause"),
    [("none/size.json", "No such file or directory"), (".", "Is a directory")],
)
def test_a_target_that_cannot_be_written(
    image: Path, folder: Path, target: str, cause: str
) -> None:
    outcome = inspect_with(image, f"json={folder / target}")
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    only_line(outcome.stderr, f"{folder / target}: {cause}; give a file")
    assert names_in(folder) == []


def test_a_report_is_as_readable_as_the_umask_lets_files_be(image: Path, folder: Path) -> None:
    before = os.umask(0o027)
    try:
        assert inspect_with(image, f"json={folder / 'size.json'}").exit_code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "size.json").stat().st_mode) == 0o640


def test_a_symlink_to_itself(image: Path, folder: Path) -> None:
    link = folder / "loop.json"
    link.symlink_to(link)
    outcome = inspect_with(image, f"json={link}")
    assert outcome.exit_code == 2
    only_line(outcome.stderr, f"{link}: Too many levels of symbolic links; give a file in a folder")


def test_a_symlink_stays_one(image: Path, folder: Path) -> None:
    real, link = folder / "real.json", folder / "link.json"
    link.symlink_to(real.name)
    real.write_text("older")
    assert inspect_with(image, f"json={link}").exit_code == 0
    assert link.is_symlink()
    assert real.read_text("utf-8").startswith("{")


def test_a_device_is_written_to_and_not_replaced(image: Path) -> None:
    assert inspect_with(image, f"json={os.devnull}").exit_code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


@pytest.mark.parametrize("option", [("--report", "json=size.json"), ("--format", "json")])
def test_what_the_screens_would_not_write_is_refused(option: tuple[str, str], image: Path) -> None:
    outcome = run_layersize(["compare", str(image), str(image), "--tui", *option])
    said = (outcome.exit_code, outcome.stdout, outcome.stderr)
    assert_refused(said, "--tui writes no report by itself, but e in it does")
