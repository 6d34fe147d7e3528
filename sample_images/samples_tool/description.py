"""A sample as its folder's `sample.toml` and Dockerfiles describe it.

what = "…"                   what it is, in a few words
[check]                      how to see that an image works
expect = "…"                 must be part of the answer
request = "http://…"         the answer is what this URL gives; else what the image prints
command = ["…"]              instead of the image's own
stdin = "FILE"               for its standard input
[variants.NAME]              in the order of the table; the others are compared with the first
note = "…"                   for the table
dockerfile = "…"             Dockerfile.NAME unless given
script = "…"                 builds it instead, given the tag
target = "…"                 the stage to build
secrets = { ID = "FILE" }    for RUN --mount=type=secret
check = { … }                what differs from the sample's
shown = false                not in the table
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import SampleError

SAMPLES = Path(__file__).resolve().parents[1]
NAMES = sorted(found.parent.name for found in SAMPLES.glob("*/sample.toml"))
OURS = "layersize-samples"
HELPER = "busybox:1.37"
"""Its wget asks servers; most samples are built on it anyway."""

FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.MULTILINE | re.IGNORECASE)
COPY_FROM = re.compile(r"(?:--from=|,from=)([^\s,]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    expect: str
    request: str | None = None
    command: Sequence[str] = ()
    stdin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    name: str
    tag: str
    check: Check
    dockerfile: str
    note: str = ""
    script: str | None = None
    target: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    name: str
    what: str
    folder: Path
    variants: Sequence[Variant]
    bases: Sequence[str]

    @property
    def shown(self) -> list[Variant]:
        return [variant for variant in self.variants if variant.shown]


def load(name: str) -> Sample:
    folder = SAMPLES / name
    if name not in NAMES:
        raise SampleError(f"there is no sample {name}; there are: {', '.join(NAMES)}")
    try:
        written = tomllib.loads((folder / "sample.toml").read_text())
        variants = [
            variant_of(name, key, values, written["check"])
            for key, values in written["variants"].items()
        ]
        what = written["what"]
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise SampleError(f"{name}/sample.toml: {error!r}") from error
    return Sample(
        name=name, what=what, folder=folder, variants=variants, bases=bases(folder, variants)
    )


def variant_of(
    sample: str, name: str, values: Mapping[str, Any], check: Mapping[str, Any]
) -> Variant:
    own = dict(values)
    merged = {**check, **own.pop("check", {})}
    if "command" in merged:
        merged["request"] = None
    own.setdefault("dockerfile", f"Dockerfile.{name}")
    return Variant(name=name, tag=f"{OURS}/{sample}:{name}", check=Check(**merged), **own)


def bases(folder: Path, variants: Sequence[Variant]) -> list[str]:
    """Images that the Dockerfiles start from or copy from, and the one that asks servers."""
    found = set()
    for dockerfile in sorted(folder.glob("Dockerfile.*")):
        text = dockerfile.read_text()
        stages = {alias for _, alias in FROM.findall(text) if alias}
        names = {image for image, _ in FROM.findall(text)} | set(COPY_FROM.findall(text))
        found |= {name for name in names - stages if not name.isdecimal()}
    if any(variant.check.request for variant in variants):
        found.add(HELPER)
    return sorted(name for name in found - {"scratch"} if not name.startswith(f"{OURS}/"))
