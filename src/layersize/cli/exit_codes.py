"""What the shell is told."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Stable."""

    DONE = 0
    OVER_BUDGET = 1
    NOT_MEASURED = 2
    INTERRUPTED = 130
