#!/usr/bin/env python3
"""Builds sample images, starts them, compares them with layersize, writes the table of README.md.

    python3 sample_images/samples.py list
    python3 sample_images/samples.py build --stand-ins             all of them, then the table
    python3 sample_images/samples.py build --stand-ins hello-c     one, then its rows of the table
    python3 sample_images/samples.py table                         the rows of what is built already

The engine is the one that `docker` uses (DOCKER_HOST); SAMPLES_DOCKER names another client. Without
--stand-ins the engine pulls the bases; with it, those it doesn't have are made by bases/build.sh.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from samples_tool.check import check
from samples_tool.description import NAMES, Sample, load
from samples_tool.engine import Engine
from samples_tool.errors import SampleError
from samples_tool.figures import measure
from samples_tool.table import write_rows


def say(text: str) -> None:
    sys.stderr.write(f"samples: {text}\n")


def build(engine: Engine, sample: Sample, *, stand_ins: bool) -> None:
    """Builds every variant and sees it answer."""
    if stand_ins:
        engine.make_stand_ins(sample.bases)
    for variant in sample.variants:
        begun = time.monotonic()
        engine.build(sample, variant)
        built = time.monotonic()
        check(engine, sample, variant)
        answered = time.monotonic()
        say(
            f"{sample.name} {variant.name}: built in {built - begun:.1f} s, "
            f"answered as expected in {answered - built:.1f} s"
        )


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = made.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="build, start, compare, write the table")
    building.add_argument("--stand-ins", action="store_true", help="make bases not there already")
    building.add_argument("--no-table", action="store_true", help="leave README.md as it is")
    table = commands.add_parser("table", help="compare what is built, write the table")
    for command in (building, table):
        command.add_argument("samples", nargs="*", metavar="SAMPLE", help="all, unless given")
    commands.add_parser("list", help="names of samples, their variants and bases")
    return made


def list_samples() -> None:
    for name in NAMES:
        sample = load(name)
        variants = ", ".join(variant.name for variant in sample.variants)
        sys.stdout.write(f"{name}: {sample.what}\n    {variants}; on {', '.join(sample.bases)}\n")


def work(engine: Engine, sample: Sample, options: argparse.Namespace) -> None:
    if options.command == "build":
        build(engine, sample, stand_ins=options.stand_ins)
    elif not engine.has_all(sample):
        say(f"{sample.name}: not built, its rows stay")
        return
    if options.command == "table" or not options.no_table:
        write_rows(sample.name, measure(engine, sample), NAMES)
        say(f"{sample.name}: its rows are in README.md")


def main(arguments: Sequence[str] | None = None) -> int:
    """One sample that fails keeps none of the others from being built."""
    options = parser().parse_args(arguments)
    if options.command == "list":
        list_samples()
        return 0
    engine, failed = Engine(), []
    for name in options.samples or NAMES:
        try:
            work(engine, load(name), options)
        except SampleError as error:
            say(str(error))
            failed.append(name)
    if failed:
        say(f"failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
