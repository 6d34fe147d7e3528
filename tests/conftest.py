"""How tests are shared out among processes side by side (pytest-xdist), and examples made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from real.run_notes import NOTES, RunNotes

# The same examples on every machine, and no clock.
settings.register_profile(
    "layersize",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("layersize")

_ENGINES = "engines"
_CHANGE_ENGINES = (
    "check",
    "dockerfile_lines",
    "every_source",
    "export",
    "export_loads",
    "samples",
    "stages",
)
"""Tests in `real` that build, load or remove images, and tell what an engine has afterwards."""


class _ByFile(LoadScopeScheduling):
    """A file's tests stay together, as they share what was made for them; those of engines, too."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        changing = (f"real/test_{name}.py" for name in _CHANGE_ENGINES)
        return _ENGINES if file.endswith(tuple(changing)) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByFile:
    return _ByFile(config, log)


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
