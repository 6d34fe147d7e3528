"""Small programs of the tests on Go's standard library: engines read images by it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from cli.processes import environment
from support.real_parts import missing


def go_program(folder: Path, source: Path, *options: str) -> Path:
    """The program that `source` becomes, in `folder`; skips the test where Go is not installed."""
    go = shutil.which("go")
    if go is None:
        missing("Go is not installed")
    program = folder / source.parent.name
    subprocess.run(
        [go, "build", *options, "-o", str(program), str(source)],
        env={**environment(), "GO111MODULE": "off", "CGO_ENABLED": "0"},
        check=True,
    )
    return program
