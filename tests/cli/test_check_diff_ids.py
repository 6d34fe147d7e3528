"""No verdict rests on a diff_id that a layer does not hash to; where one is known, it is told.

A layer that passes for one of the base image, or of the baseline, would not count. Podman runs
such an image: `tests/real/test_which_image.py`.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from cli.check_project import BASE, Project
from support.docker_archives import docker_25, named_layers
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry, blob_path_of
from support.image_config import config_json, digest_of
from support.oci_layouts import oci_layout
from support.run_layersize import compare_report, inspect_report, run_layersize
from support.tar_writer import file, tar

OWN = tar(file("srv/app", b"a" * 3000))
FALSE = tar(file("etc/a", b"x" * 5000), file("usr/b", b"y" * 900_000))
"""What stands in place of BASE, under its diff_id."""
REMEDY = "pull or build the image again: Docker refuses it, Podman runs it"


def plain_archive(blobs: list[bytes], claimed: list[bytes]) -> bytes:
    return named_layers({f"{i}/layer.tar": blob for i, blob in enumerate(blobs)}, claimed)


def gzip_archive(blobs: list[bytes], claimed: list[bytes]) -> bytes:
    return plain_archive([gzip.compress(blob, mtime=0) for blob in blobs], claimed)


def gzip_layout(blobs: list[bytes], claimed: list[bytes]) -> bytes:
    return oci_layout([gzip.compress(blob) for blob in blobs], config_json(claimed)).archive()


def plain_layout(blobs: list[bytes], claimed: list[bytes]) -> bytes:
    return oci_layout(blobs, config_json(claimed)).archive()


def piped_archive(blobs: list[bytes], claimed: list[bytes]) -> bytes:
    """Compressed as a whole, so that it is read as a stream."""
    return gzip.compress(plain_archive(blobs, claimed))


FORMS = [plain_archive, gzip_archive, gzip_layout, plain_layout, piped_archive]
in_every_form = pytest.mark.parametrize("form", FORMS)
Form = Callable[[list[bytes], list[bytes]], bytes]


@pytest.fixture
def based(project: Project) -> Project:
    project.write("base.tar", plain_archive([BASE], [BASE]))
    return project


def unmeasured(project: Project, *arguments: str) -> Any:
    """The one problem of a run that could not be judged."""
    report = project.report(*arguments, code=2)
    assert report["verdict"] == "unmeasured"
    (problem,) = report["budgets"][0]["problems"]
    return problem


@in_every_form
def test_a_layer_that_passes_for_the_base_images(form: Form, based: Project) -> None:
    based.write("child.tar", form([FALSE, OWN], [BASE, OWN]))
    limits = ("--max-size", "5 kB", "--forbid", "*.key")
    problem = unmeasured(based, "child.tar", "--base", "base.tar", *limits)
    assert problem["where"] == "child.tar: layer 0"
    assert f"hashes to {digest_of(FALSE)}, not to its diff_id {digest_of(BASE)}" in problem["cause"]
    assert problem["cause"].endswith("on which the verdict rests")
    assert problem["remedy"] == REMEDY
    report = based.report("child.tar", "--base", "base.tar", *limits, code=2)
    assert {limit["verdict"] for limit in report["budgets"][0]["limits"]} == {"unmeasured"}


@in_every_form
def test_the_base_images_own_layers(form: Form, based: Project) -> None:
    based.write("child.tar", form([BASE, OWN], [BASE, OWN]))
    report = based.report("child.tar", "--base", "base.tar", "--max-size", "5 kB")
    assert report["budgets"][0]["remarks"] == []


@in_every_form
def test_a_false_layer_of_ones_own_counts_and_is_told(form: Form, based: Project) -> None:
    based.write("child.tar", form([BASE, FALSE], [BASE, OWN]))
    report = based.report("child.tar", "--base", "base.tar", "--max-size", "905 kB", code=2)
    (remark,) = report["budgets"][0]["remarks"]
    assert remark["where"] == "child.tar: layer 1"
    assert based.report("child.tar", "--base", "base.tar", "--max-size", "904 kB", code=1)


@in_every_form
@pytest.mark.parametrize("baseline", ["old.tar", "size.json"])
def test_growth_over_a_baseline(form: Form, baseline: str, project: Project) -> None:
    project.write("old.tar", plain_archive([BASE], [BASE]))
    update = ("old.tar", "--against", "size.json", "--update-baseline")
    assert project.check(*update).exit_code == 0
    project.write("new.tar", form([FALSE], [BASE]))
    growth = ("--against", baseline, "--max-increase", "10 MB")
    assert unmeasured(project, "new.tar", *growth)["where"] == "new.tar: layer 0"
    sound = project.report("old.tar", *growth)
    assert sound["verdict"] == "pass"


@in_every_form
def test_a_false_baseline(form: Form, project: Project) -> None:
    project.write("old.tar", form([FALSE], [BASE]))
    project.write("new.tar", plain_archive([FALSE], [FALSE]))
    problem = unmeasured(project, "new.tar", "--against", "old.tar", "--max-increase", "1 B")
    assert problem["where"] == "baseline: old.tar: layer 0"


@in_every_form
def test_no_baseline_file_is_written(form: Form, project: Project) -> None:
    project.write("new.tar", form([FALSE], [BASE]))
    outcome = project.check("new.tar", "--against", "size.json", "--update-baseline")
    assert outcome.exit_code == 2
    assert "not to its diff_id" in outcome.stderr
    assert not (project.folder / "size.json").exists()


def test_shared_bytes_are_those_of_one_blob(project: Project) -> None:
    """Two layers under one diff_id, in blobs that are named by no digest, are sent as two."""
    project.write("image.tar", gzip_archive([OWN, FALSE], [OWN, OWN]))
    transfer_bytes = sum(len(gzip.compress(layer, mtime=0)) for layer in (OWN, FALSE))
    limits = ("image.tar", "--metric", "transfer", "--max-size")
    assert project.report(*limits, str(transfer_bytes), code=2)["verdict"] == "unmeasured"
    assert project.report(*limits, str(transfer_bytes - 1), code=1)["verdict"] == "fail"
    assert inspect_report("image.tar")["image"]["transfer_bytes"] == transfer_bytes
    project.write("twice.tar", gzip_archive([OWN, OWN], [OWN, OWN]))
    assert inspect_report("twice.tar")["image"]["transfer_bytes"] < transfer_bytes


TELLING = {
    "table": "layer 0: the layer hashes to",
    "markdown": "layer 0: the layer hashes to",
    "json": "the layer hashes to",
    "junit": "layer 0: the layer hashes to",
    "sarif": "layer 0: the layer hashes to",
    "github": "layer 0: the layer hashes to",
}


@pytest.mark.parametrize("written", TELLING)
def test_it_is_told_in_every_format(written: str, project: Project) -> None:
    """And nothing passes: engines run a layer of that diff_id that they have, whatever this is."""
    project.write("image.tar", piped_archive([FALSE], [BASE]))
    outcome = project.check("image.tar", "--max-size", "10 MB", "--format", written)
    assert outcome.exit_code == 2
    assert TELLING[written] in " ".join(outcome.stdout.replace("│", " ").split())
    assert ("layer 0: the layer hashes to" in outcome.stderr) == (written != "table")


@in_every_form
def test_every_limit_rests_on_what_engines_run(form: Form, project: Project) -> None:
    project.write("image.tar", form([FALSE], [BASE]))
    for limit in (("--max-size", "10 MB"), ("--forbid", "none"), ("--max-shadowed", "0 B")):
        report = project.report("image.tar", *limit, code=2)
        (remark,) = report["budgets"][0]["remarks"]
        assert remark["remedy"] == REMEDY
        assert report["budgets"][0]["limits"][0]["verdict"] == "unmeasured"
    exceeded = project.report("image.tar", "--max-size", "1 kB", code=1)
    assert exceeded["budgets"][0]["limits"][0]["verdict"] == "fail"


def test_a_kept_walk_whose_tar_was_not_hashed_proves_nothing(
    based: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (based.folder / "base.tar").exists()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    blob = gzip.compress(FALSE, mtime=0)
    layout = oci_layout([blob, gzip.compress(OWN, mtime=0)], config_json([BASE, OWN]))
    with HostileRegistry() as registry:
        registry.serve(layout)
        image = f"registry:{registry.host}/{REPOSITORY}:{TAG}"
        limit = ("check", image, "--max-size", "1 MB", "--insecure", "--format", "json")
        assert run_layersize(["inspect", image, "--insecure"]).exit_code == 0
        assert run_layersize(["inspect", image, "--insecure"]).exit_code == 0
        assert registry.paths.count(blob_path_of(blob)) == 1  # the second time from the cache
        outcome = run_layersize([*limit, "--base", "base.tar"])
        assert outcome.exit_code == 2
        assert "not to its diff_id" in outcome.stderr
        assert registry.paths.count(blob_path_of(blob)) == 2
        run_layersize([*limit, "--base", "base.tar"])
        assert registry.paths.count(blob_path_of(blob)) == 2  # now its tar was hashed


def test_a_comparison_takes_no_false_layer_for_the_same(project: Project) -> None:
    project.write("old.tar", piped_archive([BASE], [BASE]))
    project.write("new.tar", piped_archive([FALSE], [BASE]))
    report = compare_report("old.tar", "new.tar")
    assert report["shared"]["layers"] == 0
    assert report["marginal"]["content_bytes"] == 905_000
    outcome = run_layersize(["compare", "old.tar", "new.tar", "--format", "json"])
    (line,) = outcome.stderr.splitlines()
    assert line.startswith(f"layersize: new.tar: layer 0: the layer hashes to {digest_of(FALSE)}")


def test_lists_in_different_orders_are_told(project: Project) -> None:
    project.write("image.tar", docker_25([BASE, OWN], oci_layer_order=[1, 0]))
    report = project.report("image.tar", "--max-size", "1 MB")
    (remark,) = report["budgets"][0]["remarks"]
    assert "in another order" in remark["cause"]
