"""Each image of this folder gives what the JSON beside it expects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from images.make import write_image
from images.recipes import all_cases
from support.cases import Case
from support.identities import assert_identities, assert_refusal
from support.run_layersize import Outcome, inspect_counted
from support.standard_input import piped_stdin

HERE = Path(__file__).resolve().parent
SUFFIXES = (".tar", ".tar.gz", ".tar.xz", "")
EXPECTATIONS = sorted(HERE.glob("*.json"))


def image_of(expectation: Path) -> Path:
    """The archive, or the folder, that an expectation is about."""
    candidates = [
        expectation.with_name(expectation.name.removesuffix(".json") + suffix)
        for suffix in SUFFIXES
    ]
    (image,) = (path for path in candidates if path.exists())
    return image


def is_streamable(expectation: Path) -> bool:
    """Whether the image is a file that needs no TAG, and none of what is said of files only."""
    stated = json.loads(expectation.read_text())
    return image_of(expectation).is_file() and "reference" not in stated


HARMFUL = [case for case in all_cases() if case.is_harmful]
STREAMABLE = [path for path in EXPECTATIONS if is_streamable(path)]


def facts(rows: Iterable[dict[str, Any]], keys: Iterable[str]) -> list[tuple[Any, ...]]:
    """Rows without order, by the keys that matter."""
    keys = tuple(keys)
    return sorted((tuple(row[key] for key in keys) for row in rows), key=repr)


def subset(part: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    return {key: part[key] for key in wanted}


def assert_report(report: Any, expect: dict[str, Any]) -> None:
    assert_identities(report)
    image = expect.get("image", {})
    assert subset(report["image"], image) == image
    if "layers" in expect:
        assert len(report["layers"]) == len(expect["layers"])
        for layer, wanted in zip(report["layers"], expect["layers"], strict=True):
            assert subset(layer, wanted) == wanted
    exact = {
        "shadowed": ("path", "bytes", "added_in", "hidden_in", "cause"),
        "pairs": ("added_in", "hidden_in", "cause", "bytes", "paths"),
        "biggest": ("path", "bytes", "layer"),
        "warnings": ("code", "layer", "path"),
    }
    for part, keys in exact.items():
        if part in expect:
            assert facts(report[part], keys) == facts(expect[part], keys), part


def assert_expected(outcome: Outcome, expect: dict[str, Any], place: str) -> None:
    """The report that is expected, or the refusal, which names the place."""
    if "error" in expect:
        assert_refusal(outcome.exit_code, outcome.stdout, outcome.stderr)
        missing = [part for part in (place, *expect["error"]) if part not in outcome.stderr]
        assert not missing, outcome.stderr
    else:
        assert outcome.exit_code == 0, outcome.stderr
        assert_report(outcome.report, expect)


@pytest.mark.parametrize("expectation", EXPECTATIONS, ids=lambda path: path.stem)
def test_image(expectation: Path) -> None:
    stated = json.loads(expectation.read_text())
    image = image_of(expectation)
    reference = stated.get("reference", "{path}").replace("{path}", str(image))
    outcome = inspect_counted(reference, *stated.get("args", ()))
    assert_expected(outcome, stated["expect"], image.name)


@pytest.mark.parametrize("expectation", STREAMABLE, ids=lambda path: path.stem)
def test_image_on_stdin(expectation: Path) -> None:
    stated = json.loads(expectation.read_text())
    with piped_stdin(image_of(expectation).read_bytes()):
        outcome = inspect_counted("-", *stated.get("args", ()))
    assert_expected(outcome, stated["expect"], "standard input")


@pytest.mark.parametrize("case", HARMFUL, ids=lambda case: case.name)
def test_image_that_is_not_kept(case: Case, tmp_path: Path) -> None:
    image = tmp_path / f"{case.name}{case.suffix}"
    write_image(case, tmp_path)
    assert_expected(inspect_counted(str(image)), dict(case.expect), image.name)
    with piped_stdin(image.read_bytes()):
        assert_expected(inspect_counted("-"), dict(case.expect), "standard input")
    assert not (HERE / image.name).exists()


def test_every_image_has_an_expectation() -> None:
    named = {image_of(expectation).name for expectation in EXPECTATIONS}
    code = {"recipes", "__pycache__", "make.py", "test_images.py"}
    there = {path.name for path in HERE.iterdir() if path.suffix != ".json"} - code
    assert there == named
