"""Width, characters and number of rows of what stands on standard output."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.processes import environment, run
from support.run_layersize import run_layersize


def shown(*arguments: str, **variables: str) -> bytes:
    outcome = run(*arguments, env=environment(**variables))
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stderr == b""
    return outcome.stdout


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_no_line_is_longer_than_columns(
    image: Path, other_image: Path, columns: int, command: str
) -> None:
    images = [str(image), str(other_image)][: 1 if command == "inspect" else 2]
    text = shown(command, *images, COLUMNS=str(columns)).decode()
    assert max(map(len, text.splitlines())) <= columns


@pytest.mark.parametrize("columns", ["1", "20", "0", "-5", "many", "99999999999999999999"])
def test_columns_that_make_little_sense_still_give_a_table(image: Path, columns: str) -> None:
    assert b"RUN" in shown("inspect", str(image), COLUMNS=columns) or columns == "1"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_signs_that_the_encoding_lacks_are_ascii(
    image: Path, other_image: Path, encoding: str, command: str
) -> None:
    images = [str(image), str(other_image)][: 1 if command == "inspect" else 2]
    text = shown(command, *images, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert text.isascii()
    assert b"\\u" not in text
    assert b"##" in text


def test_markdown_in_a_narrow_encoding_is_escaped_and_whole(image: Path) -> None:
    wide = shown("inspect", str(image), "--format", "markdown").decode()
    narrow = shown("inspect", str(image), "--format", "markdown", PYTHONIOENCODING="ascii")
    assert narrow.decode() == wide.encode("ascii", "backslashreplace").decode()


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_no_rows_at_all(image: Path, other_image: Path, form: str, command: str) -> None:
    images = [str(image), str(other_image)][: 1 if command == "inspect" else 2]
    outcome = run_layersize([command, *images, "--top", "0", "--format", form])
    assert outcome.exit_code == 0, outcome.stderr


def test_iec_units(image: Path) -> None:
    assert b"4.9 KiB" in shown("inspect", str(image), "--units", "iec")


def test_three_images_side_by_side(image: Path, other_image: Path) -> None:
    text = shown("compare", str(image), str(other_image), str(image)).decode()
    assert "other 1" in text
    assert "other 2" in text


def test_an_image_compared_with_itself_does_not_differ(image: Path) -> None:
    outcome = run_layersize(["compare", str(image), str(image), "--format", "json"])
    assert outcome.exit_code == 0
    assert set(outcome.report["delta"].values()) <= {0, None}
    assert outcome.report["paths"] == []
    assert outcome.report["marginal"]["layers"] == 0


@pytest.mark.parametrize("command", ["inspect", "compare"])
def test_ascii_can_be_asked_for(image: Path, other_image: Path, command: str) -> None:
    images = [str(image), str(other_image)][: 1 if command == "inspect" else 2]
    text = shown(command, *images, "--ascii", PYTHONIOENCODING="utf-8")
    assert text.isascii()
    assert b"##" in text
    assert not shown(command, *images, PYTHONIOENCODING="utf-8").isascii()
