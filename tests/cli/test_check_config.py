"""Configuration files: where they are found, and what is wrong with them, all at once."""

from __future__ import annotations

import tomllib

import pytest

from cli.check_project import Project

APP = '[[budget]]\nname = "app"\nimage = "app.tar"\nmax_size = "20 kB"\n'


def errors(project: Project, *arguments: str) -> list[str]:
    outcome = project.check(*arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
    lines = outcome.stderr.splitlines()
    assert all(line.startswith("layersize: ") for line in lines)
    return [line.removeprefix("layersize: ") for line in lines]


def test_without_configuration_and_image(project: Project) -> None:
    (line,) = errors(project)
    assert "no IMAGE, and no .layersize.toml or [tool.layersize] here or in a folder above" in line
    assert line.endswith("layersize check IMAGE --init")


def test_without_any_limit(project: Project) -> None:
    (line,) = errors(project, "app.tar")
    assert "no limit is given" in line
    (line,) = errors(project, "app.tar", "--against", "grown.tar")
    assert "no limit is set; set one of max_size, max_increase" in line


def test_found_in_a_folder_above_with_files_beside_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.config(APP + 'max_increase = "1 B"\nbaseline = "size.json"\n')
    below = project.folder / "a/b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert project.check("--update-baseline").exit_code == 0
    assert (project.folder / "size.json").exists()
    report = project.report()
    assert report["config"] == "../../.layersize.toml"
    assert report["budgets"][0]["image"]["reference"] == "../../app.tar"
    assert report["budgets"][0]["baseline"]["where"] == "../../size.json"


def test_the_nearest_file_counts_and_a_pyproject_without_budgets_does_not(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.config(APP)
    project.write("sub/pyproject.toml", "[tool.other]\nx = 1\n")
    project.write("sub/app.tar", (project.folder / "grown.tar").read_bytes())
    monkeypatch.chdir(project.folder / "sub")
    assert project.report()["config"] == "../.layersize.toml"
    project.write("sub/pyproject.toml", APP.replace("budget", "tool.layersize.budget"))
    report = project.report(code=1)
    assert report["config"] == "pyproject.toml"
    project.write("sub/.layersize.toml", APP.replace("20 kB", "30 kB"))
    assert project.report()["config"] == ".layersize.toml"


def test_options_win(project: Project) -> None:
    project.config(APP + 'level = "warn"\nforbid = ["c"]\n')
    assert project.report()["verdict"] == "warn"
    report = project.report("--level", "fail", "--max-size", "1 kB", "--forbid", "x", code=1)
    verdicts = {limit["rule"]: limit["verdict"] for limit in report["budgets"][0]["limits"]}
    assert verdicts == {"max_size": "fail", "forbid": "pass"}
    report = project.report("grown.tar", "--level", "fail", code=1)
    assert report["budgets"][0]["image"]["reference"] == "grown.tar"


def test_variables_in_the_name_of_an_image(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.config(APP.replace("app.tar", "${NAME}.tar"))
    (line,) = errors(project)
    assert line == (
        ".layersize.toml: [[budget]] 'app': image: the environment variable NAME is not set; "
        "set it, or give IMAGE"
    )
    assert project.report("app.tar")["verdict"] == "pass", "IMAGE needs no variable"
    monkeypatch.setenv("NAME", "grown")
    report = project.report(code=1)
    assert report["budgets"][0]["image"]["reference"] == "grown.tar"
    monkeypatch.setenv("NAME", "")
    project.config(APP.replace("app.tar", "$NAME"))
    assert "[[budget]] 'app': image: '' names no image; give a file" in errors(project)[0]
    project.config(APP.replace("app.tar", "a$ b"))
    assert "write $$ for a $" in errors(project)[0]


def test_everything_that_is_wrong_is_told_at_once(project: Project) -> None:
    project.config(
        """
        [[budget]]
        name = "app"
        image = "app.tar"
        max_sise = "5 MB"
        max_size = "5 XB"
        max_increase = "-1 MB"
        min_efficiency = nan
        max_layers = 2.5
        max_entry = { "a//b" = "1 MB" }
        forbid = ["**/ok", "a**"]
        metric = "disk"

        [[budget]]
        image = 5
        level = "maybe"
        ignore_base = "yes"
        max_shadowed = inf
        """
    )
    lines = errors(project, "--max-layer-size", "NaN")
    first = ".layersize.toml: [[budget]] 1 'app': "
    second = ".layersize.toml: [[budget]] 2: "
    expected = [
        (f"{first}max_sise: is not a key of a budget; did you mean max_size?", "allowed are name,"),
        (f"{first}max_size: '5 XB' is not a size like", "MiB"),
        (f"{first}max_increase: '-1 MB' is not", '"2 MB and 1 %"'),
        (f"{first}min_efficiency: nan is not a number from 0 to 1", "95 %"),
        (f"{first}max_layers: 2.5 is not a whole number", ""),
        (f"{first}max_entry: 'a//b' has an empty name", "** alone between slashes"),
        (f"{first}forbid: 'a**' has ** beside other characters", "allowed is"),
        (f"{first}metric: 'disk' is not one of content, transfer, tar", ""),
        ("--max-layer-size: 'NaN' is not a size like", ""),
        (f"{second}image: 5 is not a text", ""),
        (f"{second}level: 'maybe' is not one of fail, warn", ""),
        (f"{second}ignore_base: 'yes' is neither true nor false", ""),
        (f"{second}max_shadowed: inf is not a size like", ""),
    ]
    assert len(lines) == len(expected), lines
    for line, (beginning, part) in zip(lines, expected, strict=True):
        assert line.startswith(beginning)
        assert part in line


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[[budget", ".layersize.toml: is not TOML ("),
        ("\xff", "is not TOML"),
        ("", ".layersize.toml: has no [[budget]]; layersize check --init shows one"),
        (
            "budgets = 1",
            ".layersize.toml: budgets: is not a key here; allowed are [[budget]] and [[ignore]]",
        ),
        ("[budget]\nx = 1", "budget: is not a list of tables; write [[budget]]"),
        ("budget = [1]", "[[budget]]: 1 is not a table"),
        ("[[budget]]\nmax_size = 1", "[[budget]]: image: no image is named; give IMAGE"),
        ('[[budget]]\nimage = "x"', "[[budget]]: no limit is set; set one of max_size"),
        (APP + APP, "[[budget]] 2 'app': name: 'app' is the name of two budgets"),
    ],
)
def test_mistakes(project: Project, text: str, part: str) -> None:
    project.write(".layersize.toml", text.encode("latin-1"))
    assert part in "\n".join(errors(project))


def test_image_for_several_images_is_refused(project: Project) -> None:
    other = APP.replace('"app"', '"other"').replace("app.tar", "grown.tar")
    project.config(APP + other)
    (line,) = errors(project, "app.tar")
    assert "IMAGE would stand for 2 images: app.tar, grown.tar; leave IMAGE out" in line


def test_names_in_errors_are_inert(project: Project) -> None:
    project.config(APP.replace('"20 kB"', r'"\u001b[31m"') + '"\\u001b]8;;" = 1\n')
    for line in errors(project):
        assert "\x1b" not in line


def test_init_writes_what_the_image_keeps(project: Project) -> None:
    outcome = project.check("app.tar", "--init")
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    text = (project.folder / ".layersize.toml").read_text()
    (budget,) = tomllib.loads(text)["budget"]
    assert budget["max_size"] == "16 kB"
    assert "now 14.7 kB, 14,700 bytes" in text
    assert project.report()["verdict"] == "pass"
    uncommented = "\n".join(
        line.removeprefix("# ")
        if line.startswith("# ") and (" = " in line or "[[" in line)
        else line
        for line in text.splitlines()
    )
    project.config(uncommented.replace("ignore_base = true", "ignore_base = false"))
    assert project.check("--update-baseline").exit_code == 0
    assert project.report()["verdict"] == "pass", "every key in a comment is one that works"


def test_init_overwrites_nothing(project: Project) -> None:
    project.config(APP)
    assert ".layersize.toml: exists already" in errors(project, "app.tar", "--init")[0]
    assert (project.folder / ".layersize.toml").read_text() == APP
    (project.folder / ".layersize.toml").unlink()
    project.write("pyproject.toml", APP.replace("budget", "tool.layersize.budget"))
    assert "has budgets already" in errors(project, "app.tar", "--init")[0]
    assert "none is named" in errors(project, "--init")[0]
    assert "takes no limits" in errors(project, "app.tar", "--init", "--max-size", "1 B")[0]


def test_init_with_a_name_that_would_break_the_file(project: Project) -> None:
    name = 'a"\\$\n\u202e\x7f.tar'
    project.image(name, b"\0" * 1024)
    assert project.check(name, "--init").exit_code == 0
    assert project.report()["budgets"][0]["image"]["reference"] == name


def test_several_budgets_share_what_was_measured(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    from layersize.budgets import check

    measured = []
    really = check.analyze_whole

    def counted(reference: str, settings: object) -> object:
        measured.append(reference)
        return really(reference, settings)  # type: ignore[arg-type] - handed on

    monkeypatch.setattr(check, "analyze_whole", counted)
    both = APP + APP.replace('"app"', '"tar"') + 'metric = "tar"\nbaseline = "grown.tar"\n'
    project.config(both + 'max_increase = "0 B"\n')
    project.report()
    assert measured == ["app.tar", "grown.tar"]


@pytest.mark.parametrize("key", ["metric", "level"])
@pytest.mark.parametrize("value", ["[]", "{}", '["tar"]'])
def test_a_list_is_no_choice(project: Project, key: str, value: str) -> None:
    project.write(".layersize.toml", f"{APP}{key} = {value}\n")
    (line,) = errors(project)
    assert f"{key}: " in line
    assert "is not one of" in line
