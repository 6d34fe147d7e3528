"""What the shell is told."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Stable; 1 is kept for budgets that are exceeded."""

    DONE = 0
    NOT_MEASURED = 2
    INTERRUPTED = 130
