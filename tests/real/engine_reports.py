"""Reports of images that only a process with a certain environment finds."""

from __future__ import annotations

import json
from typing import Any

from cli.processes import environment, run
from export.exports import OF_THE_SOURCE


def report_from(reference: str, env: dict[str, str]) -> Any:
    """As `whole_report`, of an image that only a process with that environment finds."""
    done = run(
        "inspect",
        reference,
        *("--format", "json", "--top", "1000000", "--no-cache"),
        env=environment(**env),
    )
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    for part in (report["image"], *report["layers"]):
        for key in OF_THE_SOURCE:
            part.pop(key, None)
    return report
