"""Images made for rules to look at, and what they find in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from layersize.accounting.advice import BaseFacts, BaseSource
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.catalog import RULE_FAMILIES
from layersize.findings.rule import Found
from layersize.findings.subject import Subject
from layersize.layers.contents import Contents
from layersize.measure import explore
from support.docker_archives import archive
from support.tar_writer import file, tar

BASE = "ADD rootfs.tar /"


def image(folder: Path, *layers: Sequence[bytes], steps: Sequence[str] = ()) -> AnalyzedImage:
    """An image of layers, each a list of entries; steps that are not given are RUNs."""
    given = [*steps, *(f"RUN step {number}" for number in range(len(steps), len(layers)))]
    path = folder / "image.tar"
    path.write_bytes(archive(*(tar(*layer) for layer in layers), steps=given))
    return explore(str(path))


def subject(measured: AnalyzedImage, base_layers: int = 0) -> Subject:
    """What rules look at; so many of the lowest layers are known to be the base's."""
    facts = None
    if base_layers:
        content_bytes = sum(layer.content_bytes for layer in measured.analysis.layers[:base_layers])
        facts = BaseFacts(
            reference="base:v1",
            layers=base_layers,
            content_bytes=content_bytes,
            how=BaseSource.OPTION,
        )
    return Subject(image=measured, base=facts, contents=Contents(measured.walks))


def found(measured: AnalyzedImage, base_layers: int = 0) -> list[Found]:
    """What all rules find."""
    looked_at = subject(measured, base_layers)
    return [one for family in RULE_FAMILIES for one in family.find(looked_at)]


def of_rule(code: str, measured: AnalyzedImage, base_layers: int = 0) -> list[Found]:
    """What one rule finds."""
    return [one for one in found(measured, base_layers) if one.rule.code == code]


def saved_bytes(one: Found, measured: AnalyzedImage) -> int:
    """What the fix of a finding saves."""
    return sum(measured.overlay.content_bytes[inode] for inode in one.inodes)


def paths(one: Found, measured: AnalyzedImage) -> set[str]:
    """The files of a finding, as the layers that ship them name them."""
    overlay = measured.overlay
    places = map(overlay.entry_of, one.inodes)
    return {overlay.layers[layer].path(row).decode() for layer, row in places}


def found_in(
    folder: Path,
    *paths_in_it: str,
    step: str = "RUN make",
    run_settings: Sequence[tuple[str, str]] = (),
) -> dict[str, set[str]]:
    """Codes to the paths that rules find in one own layer with these files above a base."""
    entries = [file(path, f"{path} {'x' * 100}") for path in paths_in_it]
    measured = image(folder, [file("bin/sh", b"sh")], entries, steps=[BASE, step])
    if run_settings:
        facts = replace(measured.analysis.image, run_settings=tuple(run_settings))
        measured = replace(measured, analysis=replace(measured.analysis, image=facts))
    return {one.rule.code: paths(one, measured) for one in found(measured, 1)}
