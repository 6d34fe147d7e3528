"""Ends what takes too long in the middle of it, even within one regular expression."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class TooSlow(Exception):  # noqa: N818 - nothing is wrong, it is only left out
    """It took longer than it may."""


class Stopwatch:
    """Counts the program's own work, not the time that others have the processor."""

    def __init__(self) -> None:
        self._is_running = False
        self.works = hasattr(signal, "setitimer")
        """Not everywhere is there such a timer, nor in any thread but the first."""
        if self.works:
            try:
                signal.signal(signal.SIGVTALRM, self._ring)
            except ValueError:
                self.works = False

    def _ring(self, _signal: int, _frame: object) -> None:
        if self._is_running:
            self._is_running = False
            raise TooSlow

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Raises TooSlow where what is done takes longer."""
        self._is_running = True
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            yield
        finally:
            self._is_running = False
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
