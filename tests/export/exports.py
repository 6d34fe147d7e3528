"""Exports as the command makes them, and what makes two reports the same."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

from support.run_layersize import Outcome, inspect_report, run_layersize

FORMS = ("docker-archive", "oci-archive")
OF_THE_SOURCE = ("source", "reference", "engine", "digest", "media_type", "transfer_bytes")
"""What a source may know or not."""
REPAIRED = {"layer-order-disagrees"}
"""Warnings about documents that are written anew."""


def export(reference: object, target: Path, *arguments: str) -> Outcome:
    return run_layersize(["export", str(reference), "-o", str(target), *arguments])


def exported(reference: object, target: Path, *arguments: str) -> Path:
    """The file, once it is written."""
    outcome = export(reference, target, *arguments)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stdout == ""
    return target


def whole_report(reference: object, *arguments: str) -> Any:
    """A report with all files in it, without what is the source's own."""
    report = inspect_report(str(reference), "--top", "1000000", "--no-cache", *arguments)
    for part in (report["image"], *report["layers"]):
        for key in OF_THE_SOURCE:
            part.pop(key, None)
    report["warnings"] = [row for row in report["warnings"] if row["code"] not in REPAIRED]
    return report


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def members(archive: Path) -> dict[str, bytes]:
    """The files of an archive, as Python's own reader sees them."""
    with tarfile.open(archive) as tar:
        return {
            member.name: file.read()
            for member in tar
            if (file := tar.extractfile(member)) is not None
        }
