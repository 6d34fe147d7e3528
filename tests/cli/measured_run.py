"""Runs a command and prints how it ended; a process of its own, as small as can be.

A child's peak counts the memory of whoever started it, so the tests' big process must not.
"""

import json
import os
import subprocess
import sys
import threading

LONGEST_SECONDS = 90
"""Ends what hangs."""

if __name__ == "__main__":
    process = subprocess.Popen(
        sys.argv[1:],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    impatience = threading.Timer(LONGEST_SECONDS, process.kill)
    impatience.start()
    stderr = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    impatience.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    measured = {
        "exit_code": process.returncode,
        "stderr": stderr.decode(),
        "peak_mebibytes": usage.ru_maxrss / 1024,
    }
    print(json.dumps(measured))  # noqa: T201 - its one result
