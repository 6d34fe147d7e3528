"""Findings about layers as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from findings.found import BASE, image, of_rule, subject
from layersize.accounting.advice import Owner
from layersize.findings.find import find_all
from layersize.warning import Warning as ImageWarning
from support.tar_writer import file

SH = file("bin/sh", b"sh")


@pytest.mark.parametrize(
    ("steps", "layers"),
    [
        (["RUN true", "RUN ls"], (1, 2)),
        (["RUN true", "WORKDIR /"], None),
        (["WORKDIR /a", "COPY . ."], None),
    ],
)
def test_runs_that_leave_nothing(
    steps: Sequence[str], layers: tuple[int, ...] | None, tmp_path: Path
) -> None:
    measured = image(tmp_path, [SH], [], [], steps=[BASE, *steps])
    told = [one.layers for one in of_rule("LS086", measured, 1)]
    assert told == ([] if layers is None else [layers])


def test_empty_layers_of_a_base_are_not_told(tmp_path: Path) -> None:
    measured = image(tmp_path, [SH], [], [], steps=[BASE, "RUN true", "RUN ls"])
    assert of_rule("LS086", measured, 3) == []


def test_a_folder_is_something(tmp_path: Path) -> None:
    measured = image(tmp_path, [SH], [file("a")], [file("b")], steps=[BASE, "RUN a", "RUN b"])
    assert of_rule("LS086", measured, 1) == []


def test_what_strict_clients_refuse(tmp_path: Path) -> None:
    measured = image(tmp_path, [SH], [file("a", b"a")], steps=[BASE, "RUN a"])
    warnings = tuple(
        ImageWarning(code="docker-type-zstd", layer=layer, message="zstd") for layer in (0, 1)
    )
    refused = replace(measured, analysis=replace(measured.analysis, warnings=warnings))
    told = {one.owner: one.layers for one in of_rule("LS085", refused, 1)}
    assert told == {Owner.BASE: (0,), Owner.YOURS: (1,)}
    findings = [finding for finding, _ in find_all(subject(refused, 1)) if finding.rule == "LS085"]
    assert [(one.content_bytes, one.layers, one.paths) for one in findings] == [
        (0, (0,), 0),
        (0, (1,), 0),
    ]
