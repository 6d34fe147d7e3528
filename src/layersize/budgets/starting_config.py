"""A first configuration, from an image's present figures."""

from __future__ import annotations

import json
from decimal import ROUND_CEILING, Decimal

from layersize.accounting.result import ImageAnalysis
from layersize.oci.platform import without_version
from layersize.text.escape import inert_text
from layersize.text.sizes import size_text, suitable_unit

_ROOM = Decimal("1.05")
"""How much more than now an image may have, so that the first patch release is no failure."""
_LARGEST_UNITS = {"si": "TB", "iec": "GiB"}


def starting_config(analysis: ImageAnalysis, units: str) -> str:
    """The text of a `.layersize.toml` that the image keeps; all other limits as comments."""
    image = analysis.image
    largest = max((layer.content_bytes for layer in analysis.layers), default=0)

    def limit(byte_count: int) -> str:
        return _text(_rounded_up(byte_count, units))

    def now(byte_count: int) -> str:
        return f"# now {size_text(byte_count, units)}, {byte_count:,} bytes"

    efficiency = int(image.efficiency * 100)
    return f"""\
# Size budgets, read by `layersize check`. Every key is explained in docs/check.md.
# Written from the sizes that {inert_text(image.reference)} had then.

[[budget]]
name = "app"
image = {_text(image.reference.replace("$", "$$"))}  # may hold variables: "app:$TAG"
# platform = {_text(without_version(image.platform or "linux/amd64"))}
# metric = "content"  # or "transfer", what a registry sends; or "tar"

max_size = {limit(image.content_bytes)}  {now(image.content_bytes)}
max_increase = "1 MB and 1 %"  # exceeded if both are
baseline = "size-baseline.json"  # layersize check --update-baseline writes it
# require_baseline = true  # once it is written: a missing baseline is then exit code 2

# max_shadowed = {limit(image.shadowed_bytes)}  {now(image.shadowed_bytes)}
# min_efficiency = "{efficiency} %"  # or "{efficiency} % and 13 MB", exceeded if both are
# max_layers = {len(analysis.layers)}
# max_layer_size = {limit(largest)}  {now(largest)}
# max_entry = {{ "**" = "100 MB", "*.map" = "0 B" }}
# forbid = [".git", "id_rsa"]
# max_finding_bytes = {limit(analysis.safe_finding_bytes)}  {now(analysis.safe_finding_bytes)}
# forbid_findings = ["secret", "vcs"]  # or "new:secret": only what the baseline doesn't have
# ignore_base = true  # only what is added to the base image counts
# base = "debian:12"  # the image that it was built from
# base_from = ["docker.io/library/*"]  # or: what a label of the image may name as that
# level = "warn"  # exceeded limits are reported, and the exit code stays 0

# [[ignore]]  # a finding that is meant, in every budget
# rule = "secret"  # a code or a family of docs/findings.md
# paths = ["/app/tests/"]
# reason = "keys of the test suite"
"""


def _rounded_up(byte_count: int, units: str) -> str:
    """The size with some room, in two or three figures."""
    amount = Decimal(byte_count) * _ROOM
    unit, unit_bytes = suitable_unit(amount, units, _LARGEST_UNITS[units])
    amount /= unit_bytes
    step = Decimal(1) if amount >= 10 or unit_bytes == 1 else Decimal("0.1")
    return f"{amount.quantize(step, rounding=ROUND_CEILING)} {unit}"


def _text(text: str) -> str:
    """A TOML string. https://toml.io/en/v1.0.0#string"""
    quoted = json.dumps(text.encode("utf-8", "backslashreplace").decode(), ensure_ascii=False)
    return quoted.replace("\x7f", "\\u007f")
