"""A signal in the middle of an import, of which Python makes an error of another kind."""

from __future__ import annotations

import os
import signal

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
        return settings(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("layersize.cli.settings.settings", make_a_class)
    assert main(["inspect", "sample_images/site/multi.tar.xz"]) == ExitCode.INTERRUPTED
    assert capsys.readouterr().err == "layersize: interrupted\n"
