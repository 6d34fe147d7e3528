"""Baseline files: written, read back, compared with, and refused where they don't fit."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from cli.check_project import BASE, DELETING, STEPS, Project, schema_of
from cli.processes import run
from support.docker_archives import named_layers
from support.image_config import config_json
from support.tar_writer import file, tar

GROWTH = ("--max-increase", "1 kB and 1 %")


def update(project: Project, image: str, *more: str) -> Any:
    outcome = project.check(image, "--against", "size.json", "--update-baseline", *more)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.stderr.endswith("size.json written: 1 budget\n")
    text = (project.folder / "size.json").read_text()
    document = json.loads(text)
    schema_of("baseline").validate(document)
    assert text == json.dumps(document, indent=2) + "\n"
    return document


def against(project: Project, image: str, *more: str, code: int = 0) -> Any:
    return project.report(image, "--against", "size.json", *GROWTH, *more, code=code)


def test_what_is_written(project: Project) -> None:
    entry = update(project, "app.tar")["budgets"]["image"]
    assert entry["metric"] == "content"
    assert entry["platform"] == "linux/amd64"
    assert entry["measured_bytes"] == 14_700
    assert [layer["measured_bytes"] for layer in entry["layers"]] == [14_000, 700]
    assert [layer["shadowed_bytes"] for layer in entry["layers"]] == [5_000, 0]
    assert entry["directories"] == {"c": 700, "usr/": 9_000}


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("registry:team/app:v1", "team/app"),
        ("docker:app@sha256:00", "app"),
        ("localhost:5000/app", "localhost:5000/app"),
        ("docker:sha256:0a1b", "image"),
        ("app.tar", "image"),
        ("oci-dir:app", "image"),
    ],
)
def test_an_image_of_the_command_line_gives_the_name(
    project: Project, image: str, name: str
) -> None:
    """So that the baselines of two images don't take each other's place in a file."""
    outcome = project.check(image, "--max-size", "1 MB", "--offline", "--format", "json")
    assert outcome.report["budgets"][0]["name"] == name


def test_growth_since_then_is_told_by_layers_and_top_directories(project: Project) -> None:
    update(project, "app.tar")
    assert against(project, "app.tar")["verdict"] == "pass"
    report = against(project, "grown.tar", code=1)
    (limit,) = report["budgets"][0]["limits"]
    assert limit["delta"] == 7_000
    cause = limit["cause"]
    assert cause["compared"] == "layers"
    (layer,) = cause["layers"]
    assert (layer["index"], layer["delta_bytes"]) == (1, 7_000)
    assert layer["status"] == "same-instruction"
    assert layer["paths"] == [], "the files of the old layer are not known"
    changes = {row["path"]: row["delta_bytes"] for row in cause["directories"]}
    assert changes == {"opt/": 7_000, "etc/": 5_000}
    assert cause["sentence"] == "+7.0 kB: +7.0 kB in layer 1 RUN make all (opt/ +7.0 kB)"


def test_of_a_new_layer_the_files_are_known(project: Project) -> None:
    update(project, "app.tar")
    big = tar(file("srv/data", b"d" * 50_000))
    project.image("more.tar", BASE, DELETING, big)
    report = against(project, "more.tar", code=1)
    (layer,) = report["budgets"][0]["limits"][0]["cause"]["layers"]
    assert layer["status"] == "only-other"
    assert [row["path"] for row in layer["paths"]] == ["srv/data"]


def test_growth_that_is_meant_is_accepted_by_an_update(project: Project) -> None:
    update(project, "app.tar")
    assert against(project, "grown.tar", code=1)
    update(project, "grown.tar", *GROWTH)
    assert against(project, "grown.tar")["verdict"] == "pass"


def test_caps_hold_on_an_update(project: Project) -> None:
    project.check("app.tar", "--against", "size.json", "--update-baseline", "--max-size", "1 kB")
    assert (project.folder / "size.json").exists()
    outcome = project.check(
        "app.tar", "--against", "size.json", "--update-baseline", "--max-size", "1 kB"
    )
    assert outcome.exit_code == 1


def test_budgets_share_a_file_and_others_are_kept(project: Project) -> None:
    table = '[[budget]]\nname = "{0}"\nimage = "app.tar"\nmetric = "{1}"\nbaseline = "size.json"\n'
    project.config(table.format("a", "tar") + table.format("b", "content"))
    assert project.check("--update-baseline").exit_code == 0
    before = json.loads((project.folder / "size.json").read_text())["budgets"]
    assert list(before) == ["a", "b"]
    project.config(table.format("0", "content"))
    assert project.check("--update-baseline").exit_code == 0
    after = json.loads((project.folder / "size.json").read_text())["budgets"]
    assert list(after) == ["0", "a", "b"]
    assert after["a"] == before["a"]


def test_an_update_needs_a_file(project: Project) -> None:
    outcome = project.check("app.tar", "--against", "grown.tar", "--update-baseline")
    assert outcome.exit_code == 2
    assert "no baseline file is named; give --against FILE.json" in outcome.stderr


def test_nothing_is_written_if_something_was_not_measured(project: Project) -> None:
    update(project, "app.tar")
    before = (project.folder / "size.json").read_bytes()
    table = '[[budget]]\nname = "{0}"\nimage = "{1}"\nmax_size = 1\nbaseline = "size.json"\n'
    project.config(table.format("image", "grown.tar") + table.format("b", "no.tar"))
    outcome = project.check("--update-baseline")
    assert outcome.exit_code == 2
    assert "no baseline was written" in outcome.stderr
    assert (project.folder / "size.json").read_bytes() == before


def test_no_baseline_of_bytes_that_are_not_known(project: Project) -> None:
    options = ("--against", "size.json", "--update-baseline", "--metric", "transfer")
    outcome = project.check("app.tar", *options)
    assert outcome.exit_code == 2
    assert "what a registry sends is not known" in outcome.stderr
    assert not (project.folder / "size.json").exists()


def test_standard_input_is_not_compared_with_itself(project: Project) -> None:
    options = ("--against", "-", "--max-increase", "0 B", "--platform", "linux/amd64")
    with (project.folder / "app.tar").open("rb") as image:
        done = run("check", "-", *options, stdin=image, cwd=project.folder)
    assert done.returncode == 2
    assert b"layersize: standard input can be read only once; save one" in done.stderr


def test_a_full_disk_leaves_the_old_file(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    update(project, "app.tar")
    before = (project.folder / "size.json").read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    outcome = project.check("grown.tar", "--against", "size.json", "--update-baseline")
    assert outcome.exit_code == 2
    assert "size.json: No space left on device" in outcome.stderr
    assert (project.folder / "size.json").read_bytes() == before
    assert not list(project.folder.glob("*.part"))


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (("{", "<<<<<<< HEAD\n{"), "is not JSON (line 1"),
        (('"kind": "baseline"', '"kind": "image"'), "is not a baseline that layersize wrote"),
        (('"format_version": 1', '"format_version": 2'), "has format version 2"),
        (('"measured_bytes": 14000', '"measured_bytes": NaN'), "NaN is not a whole number"),
        (('"measured_bytes": 14000', '"measured_bytes": -1'), "-1 is below 0"),
        (('"measured_bytes": 14000', '"measured_bytes": 1.5'), "1.5 is not a whole number"),
        (('"measured_bytes": 14000', '"measured_bytes": 1'), "14700 is not the sum of its layers"),
        (('"metric": "content"', '"metric": "disk"'), "'disk' is not one of"),
        (('"sha256:', '"md5:'), "is not a sha256"),
        (('"layers": [', '"layer": ['), "layers: is missing"),
        (('"shadowed_bytes": 5000', '"shadowed_bytes": true'), "shadowed_bytes: is missing or"),
    ],
)
def test_a_file_that_was_damaged(project: Project, change: tuple[str, str], cause: str) -> None:
    update(project, "app.tar")
    path = project.folder / "size.json"
    path.write_text(path.read_text().replace(*change, 1))
    outcome = project.check("app.tar", "--against", "size.json", *GROWTH)
    assert outcome.exit_code == 2
    assert f"size.json: {cause}" in outcome.stderr or cause in outcome.stderr
    assert outcome.stderr.endswith("delete it and run layersize check --update-baseline\n")


def test_what_is_of_something_else_is_never_compared(project: Project) -> None:
    update(project, "app.tar")

    def problem(*options: str, image: str = "app.tar") -> str:
        report = against(project, image, *options, code=2)
        (found,) = report["budgets"][0]["problems"]
        return str(found["cause"])

    assert problem("--metric", "tar") == "counts content bytes, the budget tar bytes"
    arm = named_layers(
        {"0/layer.tar": BASE}, [BASE], config=config_json([BASE], platform="linux/arm64")
    )
    project.write("arm.tar", arm)
    assert problem(image="arm.tar") == "is for linux/amd64, the image for linux/arm64"


def test_another_version_of_windows_is_compared(project: Project) -> None:
    """A new one comes out each month."""
    for name, version in (("old.tar", "10.0.20348.2227"), ("new.tar", "10.0.20348.2322")):
        config = config_json([BASE], platform="windows/amd64", **{"os.version": version})
        project.write(name, named_layers({"0/layer.tar": BASE}, [BASE], config=config))
    update(project, "old.tar")
    against(project, "new.tar", code=0)


def test_the_cause_against_an_image_names_its_files(project: Project) -> None:
    limit = project.limit("max_increase", "grown.tar", "--against", "app.tar", *GROWTH, code=1)
    cause = limit["cause"]
    assert cause["compared"] == "files"
    (layer,) = cause["layers"]
    changes = {row["path"]: row["delta_bytes"] for row in layer["paths"]}
    assert changes == {"opt/big/1": 4_000, "opt/big/2": 3_000}
    assert layer["instruction"] == STEPS[1]
    assert "(opt/big/1 +4.0 kB)" in cause["sentence"]


def test_odd_names_come_back_as_they_were(project: Project) -> None:
    odd = tar(
        file(b"caf\xe9/x", b"1" * 10), file(b"a\\x41", b"2" * 20), file("\u9879/y", b"3" * 30)
    )
    project.image("odd.tar", odd)
    directories = update(project, "odd.tar")["budgets"]["image"]["directories"]
    assert directories == {"a\\\\x41": 20, "caf\\xe9/": 10, "\u9879/": 30}
    report = against(project, "odd.tar", "--max-size", "1 B", code=1)
    growth = report["budgets"][0]["limits"][1]
    assert growth["delta"] == 0
    project.image("odder.tar", tar(file(b"caf\xe9/x", b"1" * 5000)))
    report = against(project, "odder.tar", code=1)
    rows = report["budgets"][0]["limits"][0]["cause"]["directories"]
    assert rows[0] == {**rows[0], "path": "caf\\xe9/", "delta_bytes": 4_990}


def test_where_nobody_could_be_asked_nothing_is_known_to_be_missing(project: Project) -> None:
    options = ("--against", "no-such-image:v1", "--offline", *GROWTH)
    report = project.report("app.tar", *options, code=2)
    assert "was not found anywhere" in report["budgets"][0]["problems"][0]["cause"]
