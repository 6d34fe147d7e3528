"""Help, version and completion."""

from __future__ import annotations

import pytest

from cli.processes import environment, run
from layersize import __version__
from layersize.cli.main import COMMANDS
from support.run_layersize import run_layersize


def help_of(*arguments: str) -> str:
    outcome = run_layersize(arguments)
    assert outcome.exit_code == 0
    assert outcome.stderr == ""
    return outcome.stdout


def test_without_arguments_help_is_shown() -> None:
    assert help_of() == help_of("--help") == help_of("-h")


@pytest.mark.parametrize("arguments", [(), *((command, "--help") for command in COMMANDS)])
def test_help_has_an_example_and_fits_a_terminal(arguments: tuple[str, ...]) -> None:
    text = help_of(*arguments)
    assert f"  layersize {arguments[0] if arguments else 'inspect'} " in text
    assert max(map(len, text.splitlines())) <= 80


def test_every_command_is_listed_with_a_whole_sentence() -> None:
    text = help_of()
    for command in COMMANDS:
        line = next(line for line in text.splitlines() if line.startswith(f"  {command} "))
        assert line.endswith(".")
        assert not line.endswith("...")


def test_exit_codes_are_told() -> None:
    text = help_of()
    for code in ("0 done", "1 over budget", "2 could not", "130 interrupted"):
        assert code in text


def test_version() -> None:
    assert help_of("--version") == f"layersize {__version__}\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str) -> None:
    outcome = run(env=environment(_LAYERSIZE_COMPLETE=f"{shell}_source"))
    assert outcome.returncode == 0
    assert b"_LAYERSIZE_COMPLETE" in outcome.stdout


def test_completion_offers_commands_and_formats() -> None:
    def offered(words: str, index: int) -> bytes:
        env = environment(
            _LAYERSIZE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(index)
        )
        return run(env=env).stdout

    assert offered("layersize ins", 1) == b"plain,inspect\n"
    assert offered("layersize inspect x --format j", 4) == b"plain,json\n"
