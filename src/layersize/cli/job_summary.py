"""The page that GitHub shows of a job.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
"""

from __future__ import annotations

import os
from pathlib import Path

from layersize.errors import LayersizeError

_VARIABLE = "GITHUB_STEP_SUMMARY"


def add_to_job_summary(markdown: str) -> None:
    """Appends to the file that a GitHub runner names; elsewhere nothing happens."""
    file = os.environ.get(_VARIABLE)
    if not file:
        return
    try:
        with Path(file).open("a", encoding="utf-8", newline="\n") as summary:
            summary.write(markdown)
    except OSError as error:
        remedy = f"make it writable, or unset {_VARIABLE}"
        raise LayersizeError(f"{_VARIABLE}: {file}", error.strerror or str(error), remedy) from None
