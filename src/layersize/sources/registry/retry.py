"""Asking again after failures that may pass: how often, and how long to wait in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from layersize.errors import LayersizeError
from layersize.sources.context import Network

_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 60.0
"""Of one wait, also of one that a server asks for: a person sits before the screen."""
_MOST_WAITING_SECONDS = 120.0
"""All waits for one document or blob together."""
_MOST_IN_A_ROW = 4
"""Failures without a byte of progress that are forgiven; what takes long counts twice."""
_MOST_IN_ALL = 20
"""Failures that are forgiven while one blob is fetched: enough for a bad line."""


class TransientError(Exception):
    """A failure after which it makes sense to ask again; `error` is what it comes to in the end."""

    def __init__(
        self, error: LayersizeError, *, retry_after: float | None = None, weight: int = 1
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after = retry_after
        """Seconds that the server asks to wait."""
        self.weight = weight


class RetryBudget:
    """How often, and how long together, one document or blob may be asked for again."""

    def __init__(self, network: Network) -> None:
        self._timer = network.retry_timer
        self._in_a_row = 0
        self._weight_in_a_row = 0
        self._in_all = 0
        self._waited_seconds = 0.0

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Swallows a failure that may pass, after a wait, so that a loop around it tries again."""
        try:
            yield
        except TransientError as failure:
            self.wait_after(failure)

    def progressed(self) -> None:
        """Bytes arrived: the next failure is the first in a row again."""
        self._in_a_row = self._weight_in_a_row = 0

    def wait_after(self, failure: TransientError) -> None:
        """Waits before the next attempt; raises the failure's error if there is to be none."""
        self._in_a_row += 1
        self._weight_in_a_row += failure.weight
        self._in_all += 1
        wait = self._wait(failure)
        waiting = self._waited_seconds + wait
        if (
            self._weight_in_a_row > _MOST_IN_A_ROW
            or self._in_all > _MOST_IN_ALL
            or wait > _LONGEST_WAIT_SECONDS
            or waiting > _MOST_WAITING_SECONDS
        ):
            raise self._given_up(failure)
        self._waited_seconds = waiting
        self._timer.sleep(wait)

    def _wait(self, failure: TransientError) -> float:
        if failure.retry_after is not None:
            return failure.retry_after
        doubled = _FIRST_WAIT_SECONDS * 2.0 ** (self._in_a_row - 1)
        return doubled * (1 + self._timer.jitter()) / 2

    def _given_up(self, failure: TransientError) -> LayersizeError:
        error, cause = failure.error, failure.error.cause
        if failure.retry_after is not None and failure.retry_after > _LONGEST_WAIT_SECONDS:
            cause = f"{cause}, and asks to wait {failure.retry_after:.0f} s"
        elif self._in_all > 1:
            cause = f"{cause}, tried {self._in_all} times"
        return type(error)(error.where, cause, error.remedy)
