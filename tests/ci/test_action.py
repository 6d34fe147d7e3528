"""The steps of action.yml, run as a GitHub runner runs them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from ci.conftest import Step, load_yaml, run_script
from cli.test_cache_trust import LAYER as LYING_LAYER
from cli.test_cache_trust import lie
from report.output_validators import VALIDATORS
from report.workflow_commands import WorkflowCommand, read_commands
from support.hostile_registry import REPOSITORY, TAG, HostileRegistry
from support.registry_reading import one_layer

_STOPPED = re.compile(r"^::stop-commands::(\w{32})\n(.*?)^::\1::\n", re.MULTILINE | re.DOTALL)
GROWN = {
    "image": "single.tar.xz",
    "against": "multi.tar.xz",
    "args": "--max-increase=500 kB and 5 %\n\n--dockerfile=Dockerfile.single\n",
}


class Runner:
    """Files and variables that a GitHub runner gives a step."""

    def __init__(self, checkout: Path, project: Path) -> None:
        self.project = project
        self.temp = project.parent / "temp"
        self.temp.mkdir()
        self.output, self.summary = self.temp / "output", self.temp / "summary"
        self._environment = {
            "GITHUB_ACTION_PATH": str(checkout),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "RUNNER_TEMP": str(self.temp),
        }

    def check(self, inputs: Mapping[str, str]) -> Step:
        """The second step, with these inputs and the defaults of the others."""
        action = load_yaml("action.yml")
        (_, step) = action["runs"]["steps"]
        environment = dict(self._environment)
        for variable, expression in step["env"].items():
            name = re.fullmatch(r"\$\{\{ inputs\.(\w+) \}\}", expression)
            assert name is not None
            environment[variable] = inputs.get(name[1], action["inputs"][name[1]]["default"])
        return run_script(step["run"], self.project, environment)

    def outputs(self) -> dict[str, str]:
        lines = self.output.read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


@pytest.fixture
def runner(checkout: Path, project: Path) -> Runner:
    return Runner(checkout, project)


def commands(log: str) -> list[WorkflowCommand]:
    """What is obeyed: everything outside the part in which commands are stopped."""
    return read_commands(_STOPPED.sub("", log))


def test_growth_fails_and_is_annotated_and_summarized(runner: Runner) -> None:
    step = runner.check(GROWN)
    assert step.exit_code == 1, step.log
    (annotation,) = commands(step.log)
    assert annotation.name == "error"
    place = {key: text for key, text in annotation.properties.items() if key != "title"}
    assert place == {"file": "Dockerfile.single", "line": "4", "endLine": "4"}
    assert "RUN sh build.sh (src/build/ +12.9 MB)" in annotation.message
    stopped = _STOPPED.search(step.log)
    assert stopped is not None
    assert "✗ max_increase · +13.1 MB" in stopped[2]
    outputs = runner.outputs()
    assert outputs["verdict"] == "fail"
    report = Path(outputs["report"]).read_text(encoding="utf-8")
    assert report == runner.summary.read_text(encoding="utf-8")
    VALIDATORS["markdown"](report)


def test_less_is_no_failure(runner: Runner) -> None:
    inputs = {**GROWN, "image": "multi.tar.xz", "against": "single.tar.xz"}
    step = runner.check({**inputs, "args": "--max-increase=1 %"})
    assert step.exit_code == 0, step.log
    assert commands(step.log) == []
    assert runner.outputs()["verdict"] == "pass"


def test_a_configuration_in_a_folder(runner: Runner) -> None:
    folder = runner.project / "service a"
    folder.mkdir()
    config = '[[budget]]\nimage = "../multi.tar.xz"\nmax_size = "1 MB"\nlevel = "warn"\n'
    (folder / ".layersize.toml").write_text(config, encoding="utf-8")
    step = runner.check({"config": "service a/.layersize.toml"})
    assert step.exit_code == 0, step.log
    assert [command.name for command in commands(step.log)] == ["warning"]
    assert runner.outputs()["verdict"] == "warn"


@pytest.mark.parametrize("beside", ["service", "."])
def test_a_configuration_that_is_not_the_one_that_is_read(runner: Runner, beside: str) -> None:
    """Limits of another file must not pass for those that were named."""
    folder = runner.project / "service"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("[tool.other]\nx = 1\n", encoding="utf-8")
    config = f'[[budget]]\nimage = "{runner.project}/multi.tar.xz"\nmax_size = "9 MB"\n'
    (runner.project / beside / ".layersize.toml").write_text(config, encoding="utf-8")
    step = runner.check({"config": "service/pyproject.toml"})
    assert step.exit_code == 2, step.log
    assert runner.outputs()["verdict"] == "unmeasured"
    (command,) = commands(step.log)
    assert "service/pyproject.toml has no limits, or a .layersize.toml beside" in command.message


@pytest.mark.parametrize(
    ("inputs", "has_report"),
    [
        ({"image": "none.tar", "args": "--max-size=1 MB"}, True),
        ({"image": "multi.tar.xz", "args": "--max-size=1 parsec"}, False),
        ({"image": "multi.tar.xz; touch here", "args": "--max-size=1 MB\n$(touch here)"}, False),
        ({"image": "--init"}, False),
        ({"image": "multi.tar.xz", "args": "--init"}, False),
        ({"image": "multi.tar.xz", "args": "--max-size=1 B\n--help"}, False),
        ({"config": "none/.layersize.toml"}, False),
        ({"config": "multi.tar.xz"}, False),
    ],
)
def test_what_can_not_be_measured(
    runner: Runner, inputs: Mapping[str, str], has_report: bool
) -> None:
    step = runner.check(inputs)
    assert step.exit_code == 2, step.log
    assert [command.name for command in commands(step.log)] == ["error"]
    assert runner.outputs()["verdict"] == "unmeasured"
    assert ("report" in runner.outputs()) == has_report
    assert not (runner.project / "here").exists()


def test_outputs_are_those_that_the_script_writes(runner: Runner) -> None:
    runner.check(GROWN)
    declared = load_yaml("action.yml")["outputs"]
    assert set(declared) == set(runner.outputs())
    for name, output in declared.items():
        assert output["value"] == f"${{{{ steps.check.outputs.{name} }}}}"


def test_a_cache_that_was_restored_is_not_believed(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = runner.temp.parent / "home"
    lie(home / ".cache" / "layersize")
    monkeypatch.setenv("HOME", str(home))
    left = set(Path(tempfile.gettempdir()).iterdir())
    with HostileRegistry() as registry:
        registry.serve(one_layer(LYING_LAYER))
        image = f"registry:{registry.host}/{REPOSITORY}:{TAG}"
        step = runner.check({"image": image, "args": "--max-size=50 kB"})
    assert step.exit_code == 1, step.log
    made = set(Path(tempfile.gettempdir()).iterdir()) - left
    assert not any((folder / "layersize").exists() for folder in made)
