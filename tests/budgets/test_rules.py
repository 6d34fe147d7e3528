"""Every kind of limit is known wherever one is looked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cli.check_project import schema_of
from layersize.budgets.config import KEYS
from layersize.budgets.rules import RULES
from support.run_layersize import run_layersize


def test_schema_of_reports_lists_every_rule() -> None:
    limit = schema_of("check").schema["$defs"]["limit"]
    assert limit["properties"]["rule"]["enum"] == list(RULES)


def test_every_rule_is_a_key_of_the_configuration() -> None:
    assert KEYS[-len(RULES) :] == tuple(RULES)


@pytest.mark.parametrize("key", RULES)
def test_every_rule_has_an_option_and_a_sentence(key: str) -> None:
    limit = RULES[key]
    help_text = run_layersize(["check", "--help"]).stdout
    assert f"  --{key.replace('_', '-')} {limit.metavar} " in help_text
    assert limit.exceeded_means.endswith(".")


@pytest.mark.parametrize("key", RULES)
def test_what_is_no_value_of_a_rule_is_told(key: str) -> None:
    with pytest.raises(ValueError, match=r"None is not"):
        RULES[key].read(None)


def test_help_of_the_program_loads_no_rules() -> None:
    program = (
        "import sys; from layersize.cli import main; main(['--help'])\n"
        "assert 'layersize.cli.commands.check' in sys.modules\n"
        "assert 'layersize.budgets.rules' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
