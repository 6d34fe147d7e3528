"""A signal in the middle of an import, of which Python makes an error of another kind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from layersize.cli.exit import ExitCode
from layersize.cli.main import main
from layersize.cli.settings import settings


class _Interrupting:
    """A member of a class that is being made when the signal comes."""

    def __set_name__(self, owner: type, name: str) -> None:
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_signal_while_a_class_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def make_a_class(*given: object) -> object:
        type("Made", (), {"member": _Interrupting()})
        return settings(*given)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr("layersize.cli.settings.settings", make_a_class)
    assert main(["inspect", "sample_images/site/multi.tar.xz"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == "layersize: interrupted\n"


_PROGRAM = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from layersize.cli import main
sys.exit(main(["--version"]))
"""
"""What the shell's script does, with a Ctrl-C at an import."""


@pytest.mark.parametrize(
    "module",
    ["layersize.cli.main", "click", "click.core", "layersize.cli.exit", "layersize.errors"],
)
def test_an_interrupt_before_there_is_anything_to_catch_it(module: str) -> None:
    program = [sys.executable, "-c", _PROGRAM.format(module=module)]
    ended = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (ExitCode.INTERRUPTED, "")
    assert ended.stderr == "layersize: interrupted\n"
