"""Programs that run in sessions of their own, so that what they started can be ended with them."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress

_ENDS_WITHIN_SECONDS = 5


def end_session(process: subprocess.Popen[bytes]) -> None:
    """Ends a program that was started with `start_new_session`, and all of its process group."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.wait(_ENDS_WITHIN_SECONDS)
