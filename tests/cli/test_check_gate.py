"""Nothing passes in silence: what can't be checked is a mistake, a failure, or told."""

from __future__ import annotations

import json

import pytest

from cli.check_project import BASE, Project
from support.docker_archives import named_layers
from support.image_config import config_json
from support.tar_writer import file, tar

WITHIN = 'max_size = "20 kB"'
GROWTH = 'max_increase = "1 kB and 1 %"'


def table(name: str, *lines: str, image: str = "app.tar") -> str:
    return "\n".join(["[[budget]]", f'name = "{name}"', f'image = "{image}"', *lines]) + "\n"


def errors(project: Project, *arguments: str) -> list[str]:
    outcome = project.check(*arguments)
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    return outcome.stderr.splitlines()


def test_growth_without_a_baseline_is_a_mistake(project: Project) -> None:
    (line,) = errors(project, "app.tar", "--max-increase", "1 %")
    assert "--max-increase: needs a baseline, and budget 'image' names none; give --against" in line
    project.config(table("app", GROWTH))
    (line,) = errors(project)
    assert "[[budget]] 'app': max_increase: needs a baseline" in line
    assert errors(project, "app.tar", "--update-baseline") == [line]
    project.config(table("a", GROWTH, 'baseline = "size.json"') + table("b", WITHIN))
    assert project.report()["verdict"] == "pass"
    (line,) = errors(project, "--max-increase", "1 %")
    assert "budget 'b' names none" in line
    assert project.check("--against", "size.json", "--update-baseline").exit_code == 0
    assert project.report("--max-increase", "1 %", "--against", "size.json")["verdict"] == "pass"


def test_an_unreadable_growth_says_that_it_needs_a_baseline_too(project: Project) -> None:
    project.config(table("app", 'max_increase = "a lot"'))
    (line,) = errors(project)
    assert "'a lot' is not" in line
    assert "it needs a baseline, too: give --against" in line


@pytest.mark.parametrize("baseline", ["no.json", "no.tar", "oci-dir:no"])
def test_a_baseline_of_the_command_line_must_be_there(project: Project, baseline: str) -> None:
    for limit in ("--max-increase=1 %", "--max-size=1 MB"):
        report = project.report("app.tar", "--against", baseline, limit, code=2)
        (problem,) = report["budgets"][0]["problems"]
        assert problem["where"] == baseline


def test_one_that_an_update_writes_need_not_be_there(project: Project) -> None:
    options = ("app.tar", "--against", "new.json", "--max-increase", "1 %")
    assert project.check(*options, "--update-baseline").exit_code == 0
    assert project.report(*options)["verdict"] == "pass"


def test_an_entry_of_another_budget_is_not_the_baseline_of_the_command_line(
    project: Project,
) -> None:
    project.check("app.tar", "--against", "size.json", "--update-baseline")
    project.config(table("app", GROWTH))
    assert project.report("--against", "size.json", code=2)["verdict"] == "unmeasured"


def test_a_baseline_of_the_file_is_skipped_and_told_unless_required(project: Project) -> None:
    project.config(table("app", WITHIN, GROWTH, 'baseline = "size.json"'))
    report = project.report()
    verdicts = [limit["verdict"] for limit in report["budgets"][0]["limits"]]
    assert verdicts == ["pass", "skipped"]
    (remark,) = report["budgets"][0]["remarks"]
    assert remark["where"] == "size.json"
    project.config(
        table("app", WITHIN, GROWTH, 'baseline = "size.json"', "require_baseline = true")
    )
    (problem,) = project.report(code=2)["budgets"][0]["problems"]
    assert problem["where"] == "size.json"
    assert project.check("--update-baseline").exit_code == 0
    assert project.report()["verdict"] == "pass"


def test_a_baseline_that_is_required_must_be_named(project: Project) -> None:
    project.config(table("app", WITHIN, "require_baseline = true"))
    (line,) = errors(project)
    assert "'app': require_baseline: needs a baseline, and budget 'app' names none" in line
    project.config(table("app", WITHIN))
    (remark,) = project.report("--require-baseline")["budgets"][0]["remarks"]
    assert remark["where"] == "--require-baseline"


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((WITHIN, GROWTH), "not fully checked (1 limit skipped)"),
        ((GROWTH,), "nothing to compare with"),
        (('max_size = "1 kB"', GROWTH), "exceeded"),
        (('max_size = "1 kB"', GROWTH, 'level = "warn"'), "exceeded (warning only)"),
        ((WITHIN,), "within budget"),
    ],
)
def test_nothing_is_within_budget_if_a_part_was_skipped(
    project: Project, lines: tuple[str, ...], words: str
) -> None:
    project.config(table("app", *lines, 'baseline = "size.json"'))
    shown = project.check().stdout
    assert f"app · {words}\n" in shown
    assert shown.endswith(f"1 budget: 1 {words}\n")
    markdown = project.check("--format", "markdown").stdout
    assert f" Image size: {words}\n" in markdown
    assert f"`app` · {words}\n" in markdown
    assert ("within budget" in shown + markdown) == (words == "within budget")


def test_of_several_budgets_each_is_counted_by_what_is_said_of_it(project: Project) -> None:
    skipped = table("b", WITHIN, GROWTH, 'baseline = "size.json"')
    project.config(table("a", WITHIN) + skipped + skipped.replace('"b"', '"c"'))
    shown = project.check().stdout
    last = "3 budgets: 1 within budget, 2 not fully checked (1 limit skipped)"
    assert " ".join(shown.split()).endswith(last)
    markdown = project.check("--format", "markdown").stdout
    assert "Image size: not fully checked (2 limits skipped)\n" in markdown


def test_a_renamed_budget_is_told_of_its_old_entry(project: Project) -> None:
    lines = (GROWTH, 'baseline = "size.json"')
    project.config(table("app", *lines) + table("other", *lines))
    assert project.check("--update-baseline").exit_code == 0
    project.config(table("web", *lines, image="grown.tar") + table("other", *lines))
    report = project.report()
    (remark,) = report["budgets"][0]["remarks"]
    assert remark["cause"] == "has no budget 'web', but 'app', which no budget is called now"
    assert "if the budget was renamed, rename it there, too" in remark["remedy"]
    assert "::warning" in project.check("--format", "github").stdout
    path = project.folder / "size.json"
    path.write_text(path.read_text().replace('"app": {', '"web": {'))
    assert project.report(code=1)["verdict"] == "fail"


def test_a_new_budget_is_not_taken_for_a_renamed_one(project: Project) -> None:
    lines = (GROWTH, 'baseline = "size.json"')
    project.config(table("app", *lines))
    assert project.check("--update-baseline").exit_code == 0
    project.config(table("app", *lines) + table("web", *lines))
    (remark,) = project.report()["budgets"][1]["remarks"]
    assert remark["cause"] == "has no budget 'web'"


def test_an_image_that_is_its_own_baseline_is_told(project: Project) -> None:
    report = project.report("app.tar", "--against", "app.tar", "--max-increase", "0 B")
    (remark,) = report["budgets"][0]["remarks"]
    assert remark["cause"] == "is compared with itself, so no growth can be found"


def test_a_baseline_of_no_known_platform_is_not_compared(project: Project) -> None:
    project.check("app.tar", "--against", "size.json", "--update-baseline")
    path = project.folder / "size.json"
    document = json.loads(path.read_text())
    document["budgets"]["image"]["platform"] = None
    path.write_text(json.dumps(document))
    options = ("--against", "size.json", "--max-increase", "1 %")
    (problem,) = project.report("app.tar", *options, code=2)["budgets"][0]["problems"]
    assert problem["cause"] == "is for no known platform, the image for linux/amd64"


def test_options_that_would_stand_for_several_are_mistakes(project: Project) -> None:
    config = config_json([BASE], platform="linux/arm64")
    project.write("arm.tar", named_layers({"0/layer.tar": BASE}, [BASE], config=config))
    project.config(
        table("amd", WITHIN, 'platform = "linux/amd64"')
        + table("arm", WITHIN, 'platform = "linux/arm64"', image="arm.tar")
    )
    assert project.report()["verdict"] == "pass"
    (line,) = errors(project, "--platform", "linux/arm64")
    assert "--platform would stand for 2 platforms: linux/amd64, linux/arm64; leave" in line
    (line,) = errors(project, "--against", "app.tar")
    assert "--against would stand for the baselines of 2 images: app.tar, arm.tar" in line


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        ("forbid = []", "forbid: [] has no pattern"),
        ("max_entry = {}", "max_entry: {} has no pattern"),
        ('baseline = "$NONE"', "baseline: the environment variable NONE is not set; set it, or"),
        ('base = "a$"', "base: 'a$' has a $ that names no variable"),
    ],
)
def test_what_would_check_nothing_is_a_mistake(project: Project, lines: str, part: str) -> None:
    project.config(table("app", WITHIN, lines))
    (line,) = errors(project)
    assert f"[[budget]] 'app': {part}" in line


def test_a_baseline_may_hold_variables(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BEFORE", "app")
    project.config(table("app", GROWTH, 'baseline = "$BEFORE.tar"', image="grown.tar"))
    assert project.report(code=1)["budgets"][0]["baseline"]["where"] == "app.tar"


def test_two_sizes_of_one_pattern_are_a_mistake(project: Project) -> None:
    (line,) = errors(project, "app.tar", "--max-entry", "1 B", "--max-entry", "1 MB")
    assert "--max-entry: '**' has two sizes" in line
    (line,) = errors(project, "app.tar", "--max-entry", "*.a=1 B", "--max-entry", "*.a=1 MB")
    assert "--max-entry: '*.a' has two sizes" in line


def test_every_wrong_pattern_and_key_is_told_at_once(project: Project) -> None:
    wrong = ('forbid = ["a**", "ok", "{x}"]', 'max_entry = { "[" = 1, "~/a" = 1, "b" = "1 XB" }')
    project.config("budgets = 1\n" + table("app", *wrong))
    lines = "\n".join(errors(project))
    for part in ("budgets: is not a key here", "'a**'", "'{x}'", "'['", "'~/a'", "'1 XB'"):
        assert part in lines
    assert lines.count("\n") == 5


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_a_configuration_that_can_not_be_read_is_not_passed_over(
    project: Project, kind: str
) -> None:
    project.write("pyproject.toml", table("app", WITHIN).replace("budget", "tool.layersize.budget"))
    path = project.folder / ".layersize.toml"
    if kind == "link":
        path.symlink_to("nowhere")
    else:
        path.mkdir()
    (line,) = errors(project)
    assert line.startswith("layersize: .layersize.toml: ")


def test_the_report_says_which_file_its_limits_are_from(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.config(table("app", WITHIN, image=str(project.folder / "app.tar")))
    (project.folder / "below").mkdir()
    monkeypatch.chdir(project.folder / "below")
    assert project.check().stdout.startswith("Limits from ../.layersize.toml\n\n✓ app")
    assert "\nLimits from `../.layersize.toml`\n" in project.check("--format", "markdown").stdout
    monkeypatch.chdir(project.folder)
    (project.folder / ".layersize.toml").unlink()
    assert "Limits from" not in project.check("app.tar", "--max-size", "20 kB").stdout


@pytest.mark.parametrize(
    ("limit", "compared"),
    [("20 kB", "files"), ("14700 B", "files"), ("14699 B", "nothing"), ("1 kB", "nothing")],
)
def test_a_cap_that_the_baseline_kept_is_explained_by_what_changed(
    project: Project, limit: str, compared: str
) -> None:
    options = ("grown.tar", "--against", "app.tar", "--max-size", limit)
    cause = project.limit("max_size", *options, code=1)["cause"]
    assert cause["compared"] == compared
    if compared == "files":
        assert [layer["delta_bytes"] for layer in cause["layers"]] == [7_000]


@pytest.mark.parametrize(
    ("limit", "shown"),
    [("50 B", ["50 B"]), ("1 kB", ["1.0 kB", "1,000 B"]), ("12 kB", ["12.0 kB", "12,000 B"])],
)
def test_a_small_limit_is_shown_as_it_was_written(
    project: Project, limit: str, shown: list[str]
) -> None:
    project.image("large.tar", tar(file("f", b"f" * 2_000_000)))
    text = project.check("large.tar", "--max-size", limit).stdout
    (row,) = (line for line in text.splitlines() if line.startswith(" max_size "))
    cells = [cell for cell in row.strip().split("  ") if cell]
    assert [cell.strip() for cell in cells[1:]][: len(shown) + 1] == [*shown, "2.0 MB"]
    assert f"2.0 MB, 2.0 MB over the limit of {shown[0]}\n" in text


def test_every_mistake_is_told_with_those_of_image(project: Project) -> None:
    project.config("budgets = 1\n" + table("app", WITHIN, "size = 1"))
    lines = errors(project, "", "--max-layers", "many")
    for line, part in zip(
        lines,
        (
            "budgets: is not a key",
            "'': names no image",
            "size: is not a key",
            "--max-layers: 'many'",
        ),
        strict=True,
    ):
        assert part in line


def test_an_image_in_place_of_the_one_that_is_named_is_told(project: Project) -> None:
    project.config(table("app", WITHIN))
    assert "image     grown.tar" in (text := project.check("grown.tar").stdout)
    assert "replaces  app.tar\n" in text
    assert "in place of `app.tar`" in project.check("grown.tar", "--format", "markdown").stdout
    assert "instead" not in project.check("app.tar").stdout


def test_a_pattern_that_covers_no_file_is_told(project: Project) -> None:
    text = project.check("app.tar", "--max-entry", "*.jra=1 MB").stdout
    assert "1.0 MB  1,000,000 B  no file" in text
    options = ("app.tar", "--max-entry", "*.jra=1 MB", "--format", "markdown")
    assert "| no file |" in project.check(*options).stdout
    assert "no file" not in project.check("app.tar", "--max-entry", "usr=1 MB").stdout


@pytest.mark.parametrize("baseline", ["./app.tar", "docker-archive:app.tar", "../project/app.tar"])
def test_an_image_that_is_its_own_baseline_in_another_spelling(
    project: Project, baseline: str
) -> None:
    report = project.report("app.tar", "--against", baseline, "--max-increase", "0 B")
    (remark,) = report["budgets"][0]["remarks"]
    assert remark["cause"] == "is compared with itself, so no growth can be found"
    project.write("copy.tar", (project.folder / "app.tar").read_bytes())
    report = project.report("app.tar", "--against", "copy.tar", "--max-increase", "0 B")
    assert report["budgets"][0]["remarks"] == []


@pytest.mark.parametrize(
    ("option", "pattern", "cause"),
    [
        ("--forbid", "a/", "a/: matches nothing, but a matches etc/a"),
        ("--forbid", "/c/", "/c/: matches nothing, but /c matches c"),
        ("--forbid", "big/1", "big/1: matches nothing, but **/big/1 matches opt/big/1"),
        ("--forbid", "opt/big/1/", "opt/big/1/: matches nothing, but opt/big/1 matches opt/big/1"),
        ("--forbid", "big/1/", "big/1/: matches nothing, but **/big/1 matches opt/big/1"),
        ("--max-entry", "big/*=1 B", "big/*: matches nothing, but **/big/* matches opt/big/1"),
        ("--max-entry", "c/=1 B", "c/: matches nothing, but c matches c"),
    ],
)
def test_a_pattern_that_misses_by_a_slash_is_told(
    project: Project, option: str, pattern: str, cause: str
) -> None:
    (remark,) = project.report("grown.tar", option, pattern)["budgets"][0]["remarks"]
    assert cause in f"{remark['where']}: {remark['cause']}"


@pytest.mark.parametrize("pattern", ["/big/1", "big/2/x", "**/none/", "no/", "opt/", "none"])
def test_a_pattern_that_misses_altogether_is_no_remark(project: Project, pattern: str) -> None:
    code = 1 if pattern == "opt/" else 0
    report = project.report("grown.tar", "--forbid", pattern, code=code)
    assert report["budgets"][0]["remarks"] == []


@pytest.mark.parametrize(
    "text", ["[tool]\nlayersize = 3\n", '[[tool.layersize]]\nimage = "app.tar"\nmax_size = 1\n']
)
def test_a_section_that_is_no_table_is_not_passed_over(project: Project, text: str) -> None:
    """Limits from a folder above would pass for those that stand here."""
    project.write("pyproject.toml", text)
    outcome = project.check("app.tar", "--max-size", "1 MB")
    assert outcome.exit_code == 2
    assert "pyproject.toml: [tool.layersize]: is not a table" in outcome.stderr


def test_an_annotation_says_skipped_only_where_something_was(project: Project) -> None:
    arguments = ("--max-increase", "0 B", "--format", "github")
    outcome = project.check("app.tar", "--against", "./app.tar", *arguments)
    assert "title=image::" in outcome.stdout
    project.config('[[budget]]\nimage = "app.tar"\nbaseline = "x.json"\nmax_increase = 0\n')
    assert "title=app.tar%3A nothing to compare" in project.check("--format", "github").stdout
