"""What a call costs, counted: a clock would tell of the machine, and of who else is busy on it.

What can't be counted, steps within a regular expression, is told by sizes at which too many of them
never end: pytest's own timeout stops them, after a hundred times what is usual.
"""

from __future__ import annotations

import itertools
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_MORE_THAN_TWICE = 2.2
_ONCE = 2000
"""Steps that are made whatever the size."""


@dataclass(slots=True)
class Work:
    """Filled in when the counting ends."""

    calls: int = 0
    """Functions of Python and of C that were called, in threads begun meanwhile too."""
    lines: int = 0
    """Lines of Python that ran, if they were counted."""


@contextmanager
def counted(*, lines: bool = False) -> Iterator[Work]:
    """Counts the calls within it; with `lines` what loops do without calls as well."""
    work = Work()
    half_calls, line_count = itertools.count(), itertools.count()
    half_call, line = half_calls.__next__, line_count.__next__

    def on_call(*_event: object) -> None:  # at the begin, and at the end
        half_call()

    def on_line(_frame: object, event: str, _argument: object) -> Any:
        if event == "line":
            line()
        return on_line

    before = sys.getprofile(), sys.gettrace()
    threading.setprofile(on_call)
    sys.setprofile(on_call)
    if lines:
        sys.settrace(on_line)
    try:
        yield work
    finally:
        sys.settrace(before[1])
        sys.setprofile(before[0])
        threading.setprofile(before[0])
        work.calls, work.lines = next(half_calls) // 2, next(line_count)


def steps_of(run: Callable[[], object]) -> int:
    """Lines and calls that it takes."""
    with counted(lines=True) as work:
        run()
    return work.lines + work.calls


def assert_linear(run: Callable[[int], object], size: int) -> None:
    """Twice the size takes no more than somewhat over twice the steps."""
    run(size)  # what is done the first time only is not counted
    once, twice = steps_of(lambda: run(size)), steps_of(lambda: run(2 * size))
    assert twice <= _MORE_THAN_TWICE * once + _ONCE, f"{once} steps, {twice} for twice the size"


def assert_bounded(run: Callable[[int], object], size: int) -> None:
    """Twice the size takes no more steps."""
    run(size)
    once, twice = steps_of(lambda: run(size)), steps_of(lambda: run(2 * size))
    assert twice <= once + _ONCE, f"{once} steps, {twice} for twice the size"
