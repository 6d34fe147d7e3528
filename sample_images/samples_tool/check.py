"""Starting an image, and seeing that it answers as expected."""

from __future__ import annotations

import time

from .description import HELPER, Sample, Variant
from .engine import Engine
from .errors import SampleError

LONGEST_START_SECONDS = 60


def check(engine: Engine, sample: Sample, variant: Variant) -> None:
    """Nothing it needs is outside: containers have no network but their own loopback."""
    if variant.check.request:
        check_server(engine, variant, variant.check.request)
        return
    stdin = sample.folder / variant.check.stdin if variant.check.stdin else None
    options = ["--rm", "--network", "none", *(["-i"] if stdin else [])]
    done = engine.docker("run", *options, variant.tag, *variant.check.command, stdin=stdin)
    if done.returncode != 0 or variant.check.expect not in done.stdout:
        raise unexpected(variant, done.stdout + done.stderr)


def check_server(engine: Engine, variant: Variant, url: str) -> None:
    command = variant.check.command
    container = engine.told("run", "--detach", "--network", "none", variant.tag, *command)
    try:
        end = time.monotonic() + LONGEST_START_SECONDS
        while variant.check.expect not in (answer := asked(engine, container, url)):
            if time.monotonic() > end:
                logs = engine.docker("logs", container)
                raise unexpected(variant, answer + logs.stdout + logs.stderr)
            time.sleep(0.5)
    finally:
        engine.docker("rm", "--force", container)


def asked(engine: Engine, container: str, url: str) -> str:
    """What the URL gives, asked from beside the server: the image needs no client of its own."""
    options = ["--rm", "--network", f"container:{container}"]
    done = engine.docker("run", *options, HELPER, "wget", "-q", "-O", "-", url)
    return done.stdout if done.returncode == 0 else done.stderr


def unexpected(variant: Variant, answer: str) -> SampleError:
    return SampleError(
        f"{variant.tag} runs, but its answer has no {variant.check.expect!r}:\n{answer[-2000:]}"
    )
