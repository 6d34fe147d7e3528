"""The benchmark: `python tests/bench/run.py` prints its ratios as a Markdown table.

README.md beside it says what the rows mean.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from browse_rows import (
    Browsed,
    ScreenRow,
    all_screens,
    key_table,
    measure_screen,
    screen_table,
)
from measure import CommandError, interleaved
from rows import (
    ENGINE_IMAGE,
    ENGINE_VARIABLE,
    MANY_IMAGE,
    PODMAN_VARIABLE,
    Row,
    all_rows,
)
from table import Result, absolute_table, machine_line, ratio_table

_GENERATE = str(Path(__file__).with_name("generate.py"))
_DEFAULT_ROUNDS = 5


def main() -> None:
    arguments = _arguments()
    rows, screens = all_rows(arguments.data), all_screens(arguments.data)
    if arguments.only:
        rows = [row for row in rows if row.name in arguments.only]
        screens = [screen for screen in screens if screen.name in arguments.only]
    _make_data([row.data_set for row in rows if row.data_set], arguments.data)
    _make_data([name for screen in screens for name in screen.data_sets], arguments.data)
    results = [_measure(row, arguments.rounds) for row in rows]
    browsed = [_browse(screen, arguments.rounds) for screen in screens]
    tables = [ratio_table(results), absolute_table(results)] if results else []
    if browsed:
        tables += [screen_table(browsed), key_table(browsed)]
    print(machine_line(), *tables, sep="\n\n")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Benchmark of layersize as whole processes.")
    default_data = Path(tempfile.gettempdir()) / "layersize-bench"
    parser.add_argument("--data", type=Path, default=default_data, help="where the images are kept")
    parser.add_argument(
        "--only",
        action="append",
        choices=[row.name for row in (*all_rows(default_data), *all_screens(default_data))],
        help="a row to run, repeatable",
    )
    parser.add_argument(
        "--rounds", type=int, default=_DEFAULT_ROUNDS, help="runs of each command that count"
    )
    return parser.parse_args()


def _make_data(data_sets: Sequence[str], data: Path) -> None:
    """By a process of its own: see what `measure` says about memory."""
    if data_sets:
        command = [sys.executable, _GENERATE, "--data", str(data), *dict.fromkeys(data_sets)]
        if subprocess.run(command, check=False).returncode:
            sys.exit("the data could not be made")


def _measure(row: Row, rounds: int) -> Result:
    print(f"{row.name} …", file=sys.stderr)
    if row.needs_variable and not os.environ.get(row.needs_variable):
        remedy = f"{row.needs_variable} names the `layersize` of an environment of its own"
        return Result(row=row, not_measured_because=f"no earlier version: {remedy}")
    for program in (row.subject[0], row.reference[0], row.program):
        if program and not shutil.which(program):
            return Result(row=row, not_measured_because=_remedy(program, row))
    has_image = row.engine_image is None or _is_in_engine(row.engine_image)
    if not has_image or (row.needs_podman and not _has_podman_image()):
        remedy = "`tools/real-parts.sh start DIR`, then `big DIR`, then `. DIR/env` make it"
        if row.engine_image == MANY_IMAGE:
            remedy = "`docker load` of `big/docker.tar` brings it"
        image = row.engine_image or ENGINE_IMAGE
        return Result(row=row, not_measured_because=f"no engine with {image}: {remedy}")
    if row.saved_to and row.engine_image:
        _save(row.engine_image, row.saved_to)
    try:
        pairs = interleaved(row.subject, row.reference, rounds, keeps_cache=row.keeps_cache)
        return Result(row=row, pairs=pairs)
    except CommandError as failure:
        return Result(row=row, not_measured_because=str(failure))


def _browse(screen: ScreenRow, rounds: int) -> Browsed:
    print(f"{screen.name} …", file=sys.stderr)
    return measure_screen(screen, rounds)


def _is_in_engine(image: str) -> bool:
    if not os.environ.get(ENGINE_VARIABLE):
        return False
    asked = ["/usr/bin/docker", "image", "inspect", image]
    environment = {**os.environ, "DOCKER_HOST": os.environ[ENGINE_VARIABLE]}
    return not subprocess.run(asked, env=environment, capture_output=True, check=False).returncode


def _save(image: str, archive: Path) -> None:
    if not archive.exists():
        archive.parent.mkdir(parents=True, exist_ok=True)
        unfinished = archive.with_suffix(".part")
        save = ["/usr/bin/docker", "save", "-o", str(unfinished), image]
        subprocess.run(
            save, env={**os.environ, "DOCKER_HOST": os.environ[ENGINE_VARIABLE]}, check=True
        )
        unfinished.rename(archive)


def _has_podman_image() -> bool:
    address = os.environ.get(PODMAN_VARIABLE)
    if not address or not shutil.which("podman"):
        return False
    asked = ["podman", "--remote", "--url", address, "image", "exists", ENGINE_IMAGE]
    return not subprocess.run(asked, capture_output=True, check=False).returncode


def _remedy(program: str, row: Row) -> str:
    if program == row.program:
        if row.program_package is None:
            return f"`{program}` is not on PATH"
        return f"`{program}` is missing, `apt-get install {row.program_package}` brings it"
    return f"`{program}` is missing, `pip install -e .` brings layersize"


if __name__ == "__main__":
    main()
