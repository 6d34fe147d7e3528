"""The examples for pipelines: their YAML, and what they run, as far as it goes without one."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from ci.conftest import ROOT, load_yaml, run_script
from report.output_validators import SCHEMAS, VALIDATORS
from support.real_parts import missing

CONFIG = '[[budget]]\nimage = "single.tar.xz"\nmax_size = "5 MB"\n'
FAKE_GH = """\
#!/bin/bash
# Keeps the calls, and answers a question for comments through jq, as gh does.
printf '%s\\n' "$*" >> "$CALLS"
while [ $# -gt 0 ]; do
    if [ "$1" = --jq ]; then jq -r "$2" "$COMMENTS"; fi
    shift
done
"""


@pytest.mark.parametrize(
    ("name", "schema", "needs"),
    [
        ("action.yml", "github-actions", "runs"),
        ("docs/ci/github.yml", "github-workflows", "jobs"),
        ("docs/ci/gitlab.yml", "gitlab-ci", "image-size"),
    ],
)
def test_yaml_keeps_its_schema(name: str, schema: str, needs: str) -> None:
    text = (SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")
    validator = Draft7Validator(json.loads(text))
    document = load_yaml(name)
    if True in document:  # what YAML 1.1 makes of a workflow's `on`
        document["on"] = document.pop(True)
    validator.validate(document)
    broken = {**document, needs: {"scripts": 1}}
    assert not validator.is_valid(broken)


def test_gitlab(checkout: Path, project: Path) -> None:
    template = load_yaml("docs/ci/gitlab.yml")
    job = template["image-size"]
    (project / ".layersize.toml").write_text(CONFIG, encoding="utf-8")
    environment = {
        "PATH": f"{checkout}/.venv/bin:/usr/local/bin:/usr/bin:/bin",
        "CI_PROJECT_DIR": str(project),
        "CI_REGISTRY": "registry.example",
        "CI_REGISTRY_USER": "somebody",
        "CI_REGISTRY_PASSWORD": "a\"b'c",
        "LAYERSIZE": str(checkout),
        "DOCKER_CONFIG": job["variables"]["DOCKER_CONFIG"].replace("$CI_PROJECT_DIR", str(project)),
    }
    step = run_script("\n".join([*job["before_script"], *job["script"]]), project, environment)
    assert step.exit_code == 1, step.log
    reports = job["artifacts"]["reports"]
    for report, form in (
        ("metrics", "gitlab-metrics"),
        ("codequality", "gitlab-codequality"),
        ("junit", "junit"),
    ):
        VALIDATORS[form]((project / reports[report]).read_text(encoding="utf-8"))
    login = json.loads((project / ".layersize-login/config.json").read_text(encoding="utf-8"))
    assert list(login["auths"]) == ["registry.example"]


@pytest.mark.parametrize(
    ("comments", "last_call"),
    [
        ([], "api --method POST repos/us/app/issues/7/comments -F body=@size.md"),
        (
            [
                {"id": 1, "user": {"login": "github-actions[bot]"}, "body": "another"},
                {"id": 2, "user": {"login": "mallory"}, "body": "MARKER\n"},
                {"id": 3, "user": {"login": "github-actions[bot]"}, "body": "MARKER\nolder"},
            ],
            "api --method PATCH repos/us/app/issues/comments/3 -F body=@size.md",
        ),
    ],
)
def test_github_keeps_one_comment(
    tmp_path: Path, comments: list[dict[str, Any]], last_call: str
) -> None:
    if shutil.which("jq") is None:
        missing("jq is not installed")
    marker = "<!-- layersize check: .layersize.toml -->"
    (tmp_path / "size.md").write_text(f"{marker}\n### x\n", encoding="utf-8")
    text = json.dumps(comments).replace("MARKER", marker)
    (tmp_path / "comments.json").write_text(text, encoding="utf-8")
    fake = tmp_path / "gh"
    fake.write_text(FAKE_GH, encoding="utf-8")
    fake.chmod(0o755)
    (script,) = [
        step["run"]
        for step in load_yaml("docs/ci/github.yml")["jobs"]["size"]["steps"]
        if step.get("name") == "Comment"
    ]
    environment = {
        "PATH": f"{tmp_path}:/usr/local/bin:/usr/bin:/bin",
        "CALLS": "calls",
        "COMMENTS": "comments.json",
        "REPORT": "size.md",
        "GITHUB_REPOSITORY": "us/app",
        "NUMBER": "7",
    }
    step = run_script(script, tmp_path, environment)
    assert step.exit_code == 0, step.log
    assert (tmp_path / "calls").read_text(encoding="utf-8").splitlines()[-1] == last_call


def test_github_gives_the_action_inputs_that_it_has() -> None:
    action = load_yaml("action.yml")
    steps = load_yaml("docs/ci/github.yml")["jobs"]["size"]["steps"]
    (check,) = [step for step in steps if "OWNER/layersize@" in step.get("uses", "")]
    assert set(check["with"]) <= set(action["inputs"])
    used = set(re.findall(r"steps\.size\.outputs\.(\w+)", json.dumps(steps)))
    assert used <= set(action["outputs"])


def test_pre_commit_hook(checkout: Path, project: Path) -> None:
    (hook,) = load_yaml(".pre-commit-hooks.yaml")
    assert hook["stages"] == ["pre-push"]
    assert hook["pass_filenames"] is False
    (project / ".layersize.toml").write_text(CONFIG, encoding="utf-8")
    step = run_script(hook["entry"], project, {"PATH": f"{checkout}/.venv/bin:/usr/bin:/bin"})
    assert step.exit_code == 1
    assert "✗ max_size" in step.log


@pytest.mark.parametrize(("name", "most_lines"), [("README.md", 3), ("docs/check.md", 5)])
def test_yaml_of_the_documentation(name: str, most_lines: int) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert blocks
    for block in blocks:
        assert yaml.safe_load(block)
        assert len(block.splitlines()) <= most_lines
