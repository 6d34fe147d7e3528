"""What the documentation says of `check` is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from shlex import split

import pytest

from layersize.budgets.config import KEYS, DeclaredBudgets, read_budgets, read_value
from layersize.budgets.findings.ignore import read_ignores
from support.run_layersize import run_layersize

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs/check.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def toml_blocks(text: str) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", text, re.DOTALL)


def rows() -> list[list[str]]:
    """Of the table of keys: key, example, meaning, option."""
    table = DOCS.partition("## Keys")[2].partition("\n\n**")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.splitlines()
        if line.startswith("| `")
    ]


IGNORES = [block for block in toml_blocks(DOCS) if block.startswith("[[ignore]]")]


def test_what_is_ignored_is_valid_and_short() -> None:
    (block,) = IGNORES
    (ignore,), errors = read_ignores(tomllib.loads(block)["ignore"], "docs")
    assert not errors
    assert ignore.reason
    assert len(block.splitlines()) == 4


@pytest.mark.parametrize(
    "block",
    [block for block in (*toml_blocks(DOCS), *toml_blocks(README)) if block not in IGNORES],
)
def test_configurations_are_valid_and_short(block: str) -> None:
    declared = DeclaredBudgets(
        config="docs",
        tables=tomllib.loads(block)["budget"],
        options={},
        image=None,
        image_name="image",
        environment={"TAG": "v1"},
        needs_limit=True,
    )
    (budget,) = read_budgets(declared)
    assert budget.image == "app:v1"
    assert len(block.splitlines()) == 5


def test_every_key_is_explained_with_an_example_and_its_option() -> None:
    assert sorted(row[0].strip("`") for row in rows()) == sorted(KEYS)
    help_text = run_layersize(["check", "--help"]).stdout
    for key, examples, meaning, option in rows():
        for example in re.findall(r"`([^`]+)`", examples):
            value = tomllib.loads(f"x = {example}")["x"]
            read_value(key.strip("`"), value)
        assert meaning
        assert not option or f"  {option.strip('`')} " in help_text or option == "`IMAGE`"


def test_the_run_in_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
    section = README.partition("## In CI")[2].partition("\n## ")[0]
    command = re.search(r"`(layersize check sample.*)`", section)
    shown = re.search(r"```\n(✗.*?)```", section, re.DOTALL)
    assert command is not None
    assert shown is not None
    outcome = run_layersize(split(command[1])[1:])
    assert (outcome.exit_code, outcome.stdout) == (1, shown[1])
