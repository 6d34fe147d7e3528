"""How tests are shared out among processes side by side (pytest-xdist), and examples made."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from real.run_notes import NOTES, RunNotes

# What ends a program is ignored in the background and under nohup, and programs inherit that.
for _number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(
            _number, signal.default_int_handler if _number == signal.SIGINT else signal.SIG_DFL
        )

# No test finds the images of whoever runs it.
os.environ["CONTAINERS_STORAGE_CONF"] = str(Path(__file__).parent / "support/no-storage.conf")

# The same examples on every machine, and no clock.
settings.register_profile(
    "layersize",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("layersize")

_CHANGE_ENGINES = (
    "real/test_samples.py",
    "real/test_stages.py",
    "real/test_check.py",
    "real/test_dockerfile_lines.py",
    "real/test_export_loads.py",
    "real/test_export.py",
    "real/test_missing_layers.py",
    "real/test_two_platforms.py",
    "real/test_other_things.py",
    "real/test_engine_differences.py",
    "real/test_deceits.py",
    "real/test_own_folders.py",
    "real/test_which_image.py",
)
"""Tests that build, load or remove images, and some that tell what an engine has afterwards."""
_LONG_FIRST = ("real/", "fuzz/", "property/", "ci/", "tui/", "cli/", "")
"""Beginnings of files below `tests`: what takes long is not left for the end."""


_CHANGES = "changes engines"


def _share(nodeid: str) -> str:
    """Tests of one share run in one process, in order.

    A file's stay together, as they use what was made for them once; so do all that change engines.
    """
    file = nodeid.partition("::")[0]
    return _CHANGES if file.endswith(_CHANGE_ENGINES) else file


def _turn(item: pytest.Item) -> tuple[bool, int]:
    """Those that change engines come first, as nothing can be done beside one another in them."""
    file = item.nodeid.removeprefix("tests/")
    place = next(at for at, begin in enumerate(_LONG_FIRST) if file.startswith(begin))
    return _share(item.nodeid) != _CHANGES, place


class _ByShare(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return _share(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByShare:
    config.option.loadscopereorder = False  # the order is that of _turn
    return _ByShare(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Takes what a process has noted of real images to the one that prints it."""
    noted = getattr(node, "workeroutput", {}).get("run_notes")
    if noted is not None:
        node.config.stash.setdefault(NOTES, RunNotes()).add(noted)


def pytest_sessionfinish(session: pytest.Session) -> None:
    notes = session.config.stash.get(NOTES, None)
    if notes is not None and hasattr(session.config, "workeroutput"):
        session.config.workeroutput["run_notes"] = notes.plain()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    notes = terminalreporter.config.stash.get(NOTES, None)
    for title, rows in notes.tables() if notes else ():
        terminalreporter.section(title)
        for row in rows:
            terminalreporter.write_line(row)
