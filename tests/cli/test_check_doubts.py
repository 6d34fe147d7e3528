"""A gate does not judge an image in whose place engines run another; other doubts are told."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from cli.check_project import Project
from support.image_config import config_json, to_json
from support.oci_layouts import INDEX_TYPE, Descriptor, OciLayout, platform_of
from support.run_layersize import run_layersize
from support.tar_writer import file, tar

USUAL = "linux/amd64"
LIMIT = ("image.tar", "--max-size", "100 B")


def small(layout: OciLayout, stated: str | None, own: str = USUAL) -> Descriptor:
    return image(layout, 10, stated, own)


def large(layout: OciLayout, stated: str | None, own: str = USUAL) -> Descriptor:
    return image(layout, 10_000, stated, own)


def image(layout: OciLayout, size: int, stated: str | None, own: str) -> Descriptor:
    layer = tar(file("a", b"x" * size))
    manifest = layout.add_manifest([layer], config_json([layer], platform=own))
    return {**manifest, **({"platform": platform_of(stated)} if stated else {})}


Entries = Callable[[OciLayout], list[Descriptor]]
AMBIGUOUS: dict[str, Entries] = {
    "the large one states no platform": lambda it: [large(it, None), small(it, USUAL)],
    "the large one is spelt otherwise": lambda it: [small(it, "linux/x86_64"), large(it, USUAL)],
    "the large one is in an index": lambda it: [it.add_index([large(it, USUAL)]), small(it, USUAL)],
    "the large one is for the platform by its config": lambda it: [
        large(it, "linux/s390x"),
        small(it, USUAL),
    ],
    "the large one is read by engines alone": lambda it: [
        {**large(it, USUAL), "size": 1},
        small(it, USUAL),
    ],
    "the large one is for this machine, the small one is not": lambda it: [
        {**large(it, USUAL), "size": 1},
        small(it, "linux/s390x", "linux/s390x"),
    ],
}


def write(project: Project, entries: Entries) -> None:
    layout = OciLayout()
    layout.refer(layout.add_index(entries(layout)))
    project.write("image.tar", layout.archive())


@pytest.mark.parametrize("entries", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_where_engines_differ_nothing_is_judged(entries: Entries, project: Project) -> None:
    write(project, entries)
    assert run_layersize(["inspect", "image.tar"]).exit_code == 0
    report = project.report(*LIMIT, code=2)
    (problem,) = report["budgets"][0]["problems"]
    assert problem["where"] == "image.tar"
    assert problem["cause"].endswith("but some engines take the other")
    assert problem["remedy"] == "name the image that is meant by its digest"


def test_an_ambiguous_baseline(project: Project) -> None:
    write(project, AMBIGUOUS["the large one states no platform"])
    (project.folder / "image.tar").rename(project.folder / "old.tar")
    write(project, lambda it: [small(it, USUAL)])
    growth = ("--against", "old.tar", "--max-increase", "1 B")
    (problem,) = project.report("image.tar", *growth, code=2)["budgets"][0]["problems"]
    assert problem["where"] == "baseline: old.tar"


def test_one_of_them_can_be_named(project: Project) -> None:
    layout = OciLayout()
    entries = AMBIGUOUS["the large one states no platform"](layout)
    layout.refer(layout.add_index(entries))
    project.write("image.tar", layout.archive())
    for entry, code in zip(entries, (1, 0), strict=True):
        named = f"image.tar:{entry['digest']}"
        report = project.report(named, "--max-size", "100 B", code=code)
        assert report["budgets"][0]["remarks"] == []


TOLD: dict[str, tuple[Entries, str]] = {
    "two for one platform": (
        lambda it: [small(it, USUAL), large(it, USUAL)],
        "was measured, which docker pull takes, too",
    ),
    "an image of another platform than its entry says": (
        lambda it: [small(it, USUAL, "linux/s390x")],
        "the index says linux/amd64, the config linux/s390x; docker pull and Podman go by",
    ),
}


@pytest.mark.parametrize(("entries", "words"), TOLD.values(), ids=TOLD)
@pytest.mark.parametrize("written", ["table", "markdown", "json", "junit", "sarif", "github"])
def test_what_is_told(entries: Entries, words: str, written: str, project: Project) -> None:
    write(project, entries)
    outcome = project.check(*LIMIT, "--format", written)
    assert outcome.exit_code == 0
    assert words in " ".join(outcome.stdout.split())


def test_what_a_comparison_tells(project: Project) -> None:
    write(project, TOLD["two for one platform"][0])
    outcome = run_layersize(["compare", "image.tar", "image.tar"])
    assert outcome.exit_code == 0
    (line,) = outcome.stderr.splitlines()
    assert "is a second image for linux/amd64" in line


def test_a_document_of_two_kinds_is_not_judged(project: Project) -> None:
    layout = OciLayout()
    index = layout.add_index([small(layout, USUAL)])
    document = json.loads(layout.blobs.pop(index["digest"].removeprefix("sha256:")))
    layout.refer(layout.add_blob(to_json({**document, "layers": []}), INDEX_TYPE))
    project.write("image.tar", layout.archive())
    (problem,) = project.report(*LIMIT, code=2)["budgets"][0]["problems"]
    assert "readers differ on what it is" in problem["cause"]
