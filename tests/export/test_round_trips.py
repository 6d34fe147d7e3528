"""What was exported gives the report that its source gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from export.exports import FORMS, exported, whole_report
from images.test_images import EXPECTATIONS, STREAMABLE, image_of
from support.standard_input import piped_stdin

NOT_FOR_OCI = {
    "compression-bzip2",
    "compression-bzip2-streams",
    "compression-xz",
    "compression-xz-streams",
}
"""Layers that OCI has no media type for."""
WITHOUT_CONFIG = {"pre-1.10"}


def is_exportable(expectation: Path, form: str) -> bool:
    stated = json.loads(expectation.read_text())
    if "error" in stated["expect"] or expectation.stem in WITHOUT_CONFIG:
        return False
    return form == "docker-archive" or expectation.stem not in NOT_FOR_OCI


CASES = [(path, form) for form in FORMS for path in EXPECTATIONS if is_exportable(path, form)]
STREAMED = [(path, form) for path, form in CASES if path in STREAMABLE]


def in_words(value: object) -> str:
    return value.stem if isinstance(value, Path) else str(value)


def platform(stated: dict[str, list[str]]) -> list[str]:
    """The arguments of an image that say which one is meant."""
    arguments = stated.get("args", [])
    at = arguments.index("--platform") if "--platform" in arguments else len(arguments)
    return arguments[at : at + 2]


@pytest.mark.parametrize(("expectation", "form"), CASES, ids=in_words)
def test_from_a_file_or_folder(expectation: Path, form: str, tmp_path: Path) -> None:
    stated = json.loads(expectation.read_text())
    reference = stated.get("reference", "{path}").replace("{path}", str(image_of(expectation)))
    archive = exported(
        reference, tmp_path / "image.tar", "--format", form, "--quiet", *platform(stated)
    )
    more = stated.get("args", [])
    assert whole_report(archive, *more) == whole_report(reference, *more)


@pytest.mark.parametrize(("expectation", "form"), STREAMED, ids=in_words)
def test_from_standard_input(expectation: Path, form: str, tmp_path: Path) -> None:
    stated = json.loads(expectation.read_text())
    image = image_of(expectation)
    with piped_stdin(image.read_bytes()):
        archive = exported("-", tmp_path / "image.tar", "--format", form, *platform(stated))
    more = stated.get("args", [])
    assert whole_report(archive, *more) == whole_report(image, *more)


@pytest.mark.parametrize(("expectation", "form"), CASES[::7], ids=in_words)
def test_an_export_of_an_export_is_the_same(expectation: Path, form: str, tmp_path: Path) -> None:
    """Nothing is added or lost on the way, and nothing depends on when or where it is done."""
    stated = json.loads(expectation.read_text())
    reference = stated.get("reference", "{path}").replace("{path}", str(image_of(expectation)))
    options = ("--format", form, *platform(stated))
    first = exported(reference, tmp_path / "first.tar", *options)
    (tmp_path / "elsewhere").mkdir()
    again = exported(reference, tmp_path / "elsewhere" / "again.tar", *options)
    assert again.read_bytes() == first.read_bytes()
    second = exported(first, tmp_path / "second.tar", *options)
    third = exported(second, tmp_path / "third.tar", *options)
    assert third.read_bytes() == second.read_bytes()
