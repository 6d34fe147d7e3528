"""`layersize trend` on what `check --history` recorded, as a terminal or a pipe shows it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.check_project import Project, schema_of
from cli.processes import environment, only_line, run
from cli.terminals import on_terminal
from layersize.budgets.history import history_line
from report import sample_trends as samples
from support.run_layersize import Outcome, run_layersize
from support.work import assert_linear


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """55 runs with four jumps."""
    file = tmp_path / "sizes.jsonl"
    text = "".join(map(history_line, samples.grown_history()))
    file.write_text(text, encoding="ascii")
    return file


def trend(*arguments: str | Path) -> Outcome:
    return run_layersize(["trend", *map(str, arguments)])


def test_recorded_runs_are_drawn_and_the_jump_is_named(project: Project) -> None:
    for image in ("app.tar", "app.tar", "grown.tar"):
        project.check(image, "--max-layers", "9", "--history", "sizes.jsonl")
    outcome = trend("sizes.jsonl")
    assert outcome.exit_code == 0, outcome.stderr
    assert "3 runs" in outcome.stdout
    assert "14.7 kB to 21.7 kB · +7.0 kB, +47.6 %" in outcome.stdout
    assert "1 jump of 1 % or more" in outcome.stdout
    assert "+7.0 kB  layer 1 (changed)  RUN make all" in outcome.stdout


def test_document_shows_what_is_drawn() -> None:
    root = Path(__file__).parents[2]
    shown = (root / "docs/trend.md").read_text(encoding="utf-8").split("```")[1].lstrip("\n")
    golden = root / "tests/report/golden/trend-grown.80.txt"
    assert golden.read_text(encoding="utf-8").startswith(shown)


def test_last_runs_only(history: Path) -> None:
    outcome = trend(history, "--last", "23")
    assert "23 runs" in outcome.stdout
    assert "No jump" in outcome.stdout
    assert "55 runs" in trend(history, "--last", "1000").stdout


def test_top_is_the_number_of_jumps(history: Path) -> None:
    text = trend(history, "--top", "1").stdout
    assert "4 jumps of 1 % or more · the largest 1 shown" in text
    assert "gone: RUN pip install" in text
    assert "models" not in text
    assert "the largest 0 shown" in trend(history, "--top", "0").stdout


def test_only_one_budget(history: Path) -> None:
    with history.open("a", encoding="ascii") as file:
        file.write(history_line(samples.entry(3, samples.BASE, name="other")))
    assert trend(history).stdout.count("bytes") == 2
    assert trend(history, "--name", "other").stdout.startswith("other · content bytes")
    outcome = trend(history, "--name", "none")
    assert outcome.exit_code == 2
    only_line(outcome.stderr, "has no budget 'none'", "there are: app, other")


def test_json_keeps_its_schema(history: Path) -> None:
    outcome = trend(history, "--format", "json")
    schema_of("trend").validate(outcome.report)
    assert len(outcome.report["series"][0]["runs"]) == 55


def test_runs_are_put_in_order_of_time(history: Path) -> None:
    before = trend(history).stdout
    lines = history.read_text(encoding="ascii").splitlines(keepends=True)
    history.write_text("".join(reversed(lines)), encoding="ascii")
    assert trend(history).stdout == before


def test_file_without_runs(tmp_path: Path) -> None:
    for content in ("", "\n\n"):
        (tmp_path / "empty.jsonl").write_text(content)
        outcome = trend(tmp_path / "empty.jsonl")
        assert outcome.exit_code == 0
        assert outcome.stdout.endswith("empty.jsonl: no runs yet\n")


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    outcome = trend(tmp_path / name)
    assert outcome.exit_code == 2
    only_line(outcome.stderr, str(tmp_path))


@pytest.mark.parametrize("columns", [20, 39, 40, 80, 160])
def test_no_line_is_longer_than_columns(history: Path, columns: int) -> None:
    done = run("trend", str(history), env=environment(COLUMNS=str(columns)))
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.decode().splitlines())) <= columns


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_signs_that_the_encoding_lacks_are_ascii(history: Path, encoding: str) -> None:
    env = environment(PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    text = run("trend", str(history), env=env).stdout
    assert text.isascii()
    assert b"\\u" not in text
    assert b"***" in text


@pytest.mark.parametrize("variables", [{}, {"NO_COLOR": "1"}])
def test_colors_are_for_terminals_that_want_them(history: Path, variables: dict[str, str]) -> None:
    shown, _ = on_terminal("trend", str(history), stream="stdout", **variables)
    assert (b"\x1b[" in shown) is not bool(variables)
    env = environment(TERM="xterm-256color", **variables)
    assert b"\x1b" not in run("trend", str(history), env=env).stdout


def test_thousands_of_runs_take_no_time(tmp_path: Path) -> None:
    file = tmp_path / "sizes.jsonl"
    line = json.loads(history_line(samples.entry(0, *[samples.BASE] * 20)))

    def trend_of(runs: int) -> Outcome:
        with file.open("w", encoding="ascii") as opened:
            for run_number in range(runs):
                time = f"2026-01-{1 + run_number // 200:02}T{run_number % 24:02}:00:00Z"
                opened.write(json.dumps({**line, "time": time}) + "\n")
        return trend(file)

    assert_linear(trend_of, 300)
    outcome = trend_of(5_000)
    assert outcome.exit_code == 0, outcome.stderr
    assert "5,000 runs" in outcome.stdout
