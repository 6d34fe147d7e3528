"""A sample's rows of the table, from layersize's JSON."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .description import SAMPLES, Sample, Variant
from .engine import Engine
from .errors import SampleError
from .text import bytes_text, instruction_text

FOLDER_DEPTH = 2
FOLDERS_NAMED = 3
FINDINGS_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    variant: str
    note: str
    size: str
    content: str
    live: str
    shadowed: str
    pair: str
    findings: str
    against_first: str
    date: str


def measure(engine: Engine, sample: Sample) -> list[Row]:
    first = sample.shown[0]
    date = f"{datetime.date.today().isoformat()}"  # noqa: DTZ011 - the day where it is run
    origin = "stand-ins" if engine.stand_ins(sample) else "hub"
    bases = [engine.layers(name) for name in sample.bases]
    return [
        row_of(engine, variant, None if variant is first else first, bases, f"{date}, {origin}")
        for variant in sample.shown
    ]


def row_of(
    engine: Engine,
    variant: Variant,
    first: Variant | None,
    bases: Sequence[Sequence[str]],
    date: str,
) -> Row:
    report = layersize("inspect", f"docker:{variant.tag}")
    image = report["image"]
    stack = [layer["diff_id"] for layer in report["layers"]]
    of_base = max((len(base) for base in bases if stack[: len(base)] == list(base)), default=0)
    return Row(
        variant=variant.name,
        note=variant.note,
        size=engine.size(variant.tag),
        content=bytes_text(image["content_bytes"]),
        live=bytes_text(image["live_bytes"]),
        shadowed=bytes_text(image["shadowed_bytes"]),
        pair=biggest_pair(report, of_base),
        findings=findings(report),
        against_first=against(first, variant) if first else "",
        date=date,
    )


def layersize(*arguments: str) -> Any:
    beside = SAMPLES.parent / ".venv" / "bin" / "layersize"
    program = os.environ.get("LAYERSIZE") or (str(beside) if beside.exists() else None)
    program = program or shutil.which("layersize")
    if program is None:
        raise SampleError("there is no layersize, neither in .venv/bin nor in PATH")
    done = subprocess.run(  # noqa: S603 - the program that the samples are for
        [program, *arguments, "--format", "json"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise SampleError(done.stderr.strip())
    return json.loads(done.stdout)


def biggest_pair(report: Any, of_base: int) -> str:
    """The biggest that an instruction of the sample made, and what the base has of its own."""
    own = [pair for pair in report["pairs"] if pair["hidden_in"] >= of_base]
    in_base = sum(pair["bytes"] for pair in report["pairs"] if pair["hidden_in"] < of_base)
    texts = [pair_text(report, pair) for pair in own[:1]]
    if in_base:
        texts.append(f"{bytes_text(in_base)} within the base")
    return "; ".join(texts)


def pair_text(report: Any, pair: Any) -> str:
    added, hidden = (
        instruction_text(report["layers"][pair[key]]["created_by"])
        for key in ("added_in", "hidden_in")
    )
    return f"{bytes_text(pair['bytes'])} {pair['cause']}: {added} → {hidden}"


def findings(report: Any) -> str:
    """What all findings come to, and the largest of them."""
    found = report["findings"]
    named = [
        f"`{finding['rule']}` {bytes_text(finding['bytes'])}, {finding['owner']}"
        for finding in found[:FINDINGS_NAMED]
    ]
    if len(found) > FINDINGS_NAMED:
        named.append(f"{len(found) - FINDINGS_NAMED} more")
    return f"{bytes_text(report['finding_bytes'])}: {'; '.join(named)}" if found else ""


def against(first: Variant, other: Variant) -> str:
    """What the first has and the other doesn't, by folder; or what the other adds."""
    report = layersize("compare", f"docker:{first.tag}", f"docker:{other.tag}")
    delta, marginal = report["delta"], report["marginal"]
    if delta["content_bytes"] >= 0:
        layers = f"{marginal['layers']} layer{'' if marginal['layers'] == 1 else 's'}"
        return f"adds {bytes_text(marginal['content_bytes'])} in {layers}"
    parts = folders(report["paths"])
    hidden = -delta["shadowed_bytes"]
    if hidden > 0:
        parts["hidden bytes"] = hidden
    named = [f"{name} {bytes_text(count)}" for name, count in parts.most_common(FOLDERS_NAMED)]
    return f"{bytes_text(-delta['content_bytes'])}: {', '.join(named)}"


def folders(paths: Sequence[Any]) -> Counter[str]:
    """Bytes that only the first has, by the folders they are in."""
    found: Counter[str] = Counter()
    for path in paths:
        if path["delta_bytes"] < 0:
            parts = path["path"].split("/")[:-1][:FOLDER_DEPTH]
            found["/".join(["", *parts, ""])] -= path["delta_bytes"]
    return found
