"""The exit code tells a pipeline how it went."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest

from layersize.cli import main
from layersize.cli.exit import ExitCode
from layersize.errors import Interrupted
from support.run_layersize import run_layersize


def test_the_codes_are_a_contract() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "DONE": 0,
        "OVER_BUDGET": 1,
        "NOT_MEASURED": 2,
        "INTERRUPTED": 130,
    }


def test_a_measured_image_is_0(image: Path) -> None:
    assert run_layersize(["inspect", str(image)]).exit_code == 0


def test_one_broken_image_of_two_is_2_and_prints_nothing(image: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar"
    broken.write_bytes(image.read_bytes()[:4000])
    outcome = run_layersize(["compare", str(image), str(broken)])
    assert (outcome.exit_code, outcome.stdout) == (2, "")


@pytest.mark.parametrize(
    ("raised", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (Interrupted(), 130, "interrupted"),
        (MemoryError(), 2, "out of memory"),
        (OSError(5, "Input/output error", "image.tar"), 2, "image.tar: Input/output error"),
        (ZeroDivisionError("oops"), 2, "internal error: ZeroDivisionError: oops; --debug shows"),
    ],
)
def test_whatever_is_raised_ends_in_one_line(
    image: Path, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, line: str
) -> None:
    def fail(*_arguments: object) -> None:
        raise raised

    monkeypatch.setattr("layersize.measure.analyze", fail)
    outcome = run_layersize(["inspect", str(image)])
    assert outcome.exit_code == code
    assert outcome.stdout == ""
    assert outcome.stderr.strip().startswith(f"layersize: {line}")


def test_signal_handlers_are_put_back(image: Path) -> None:
    watched = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in watched]
    run_layersize(["inspect", str(image)])
    assert [signal.getsignal(number) for number in watched] == before


def test_it_runs_in_a_thread_that_may_not_set_handlers() -> None:
    codes: list[int] = []
    thread = threading.Thread(target=lambda: codes.append(main(["inspect", "/nowhere/image"])))
    thread.start()
    thread.join()
    assert codes == [2]
