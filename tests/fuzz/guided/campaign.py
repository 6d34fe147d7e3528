"""Runs every target for some time, and tells what came of it: `campaign.py SECONDS [TARGET...]`.

What went wrong is left in the folder that is named at the end, and makes the exit code 1. With
`--keep`, what reaches new code is added to the inputs in the repository.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

sys.path.insert(0, str(Path(__file__).parents[2]))
from fuzz.guided.kept import keep_inputs, kept_inputs
from fuzz.guided.seeds import seeds
from fuzz.guided.targets import TARGETS

LONGEST_SECONDS = 5
MOST_MEBIBYTES = 300
_LONGEST_INPUT = {"archives": 40_000}
_USUAL_INPUT = 3000
_KEPT_BYTES = 16_000
"""Of the inputs of one target."""
_RUN = Path(__file__).with_name("run.py")


def main(arguments: list[str]) -> int:
    keeps = "--keep" in arguments
    seconds, *names = (argument for argument in arguments if argument != "--keep")
    folder = Path(mkdtemp(prefix="layersize-fuzz-run."))
    faults = 0
    print(f"{'target':14} {'seconds':>8} {'executions':>11} {'peak MiB':>9} faults", flush=True)
    for name in names or TARGETS:
        faults += _fuzzed(name, int(seconds), folder / name)
        if keeps:
            keep_inputs(name, _smallest_that_reach(name, folder / name))
    print(f"faults: {faults}; logs and inputs: {folder}")
    return 1 if faults else 0


def _fuzzed(name: str, seconds: int, folder: Path) -> int:
    """Runs a target, again after each fault, until the time is over; gives the number of faults."""
    found = folder / "found"
    found.mkdir(parents=True)
    for number, data in enumerate([*kept_inputs(name), *seeds(name)]):
        (found / f"seed-{number}").write_bytes(data)
    start, executions, peak, round_number = time.monotonic(), 0, 0, 0
    while (left := int(start + seconds - time.monotonic())) > 0:
        log = folder / f"log-{round_number}.txt"
        _run(name, log, f"-max_total_time={left}", f"-artifact_prefix={folder}/", str(found))
        told = log.read_text(errors="replace")
        executions += _number(r"stat::number_of_executed_units: +(\d+)", told)
        peak = max(peak, _number(r"stat::peak_rss_mb: +(\d+)", told))
        round_number += 1
    faults = [path for kind in ("crash", "timeout", "oom") for path in folder.glob(f"{kind}-*")]
    spent = time.monotonic() - start
    shown = " ".join(path.name[:20] for path in faults) or "0"
    print(f"{name:14} {spent:8.0f} {executions:11} {peak:9} {shown}", flush=True)
    return len(faults)


def _run(name: str, log: Path, *arguments: str) -> None:
    bounds = (
        f"-timeout={LONGEST_SECONDS}",
        f"-rss_limit_mb={MOST_MEBIBYTES}",
        f"-max_len={_LONGEST_INPUT.get(name, _USUAL_INPUT)}",
        "-print_final_stats=1",
    )
    with log.open("wb") as output:
        subprocess.run(
            [sys.executable, str(_RUN), name, *bounds, *arguments], stdout=output, stderr=output
        )


def _smallest_that_reach(name: str, folder: Path) -> list[bytes]:
    """Few inputs that reach together what all do, as far as there is room for them."""
    merged = folder / "merged"
    merged.mkdir()
    _run(name, folder / "merge.txt", "-merge=1", str(merged), str(folder / "found"))
    chosen, total = [], 0
    for data in sorted((path.read_bytes() for path in merged.iterdir()), key=len):
        total += len(data)
        if total <= _KEPT_BYTES:
            chosen.append(data)
    return chosen


def _number(pattern: str, text: str) -> int:
    found = re.search(pattern, text)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
