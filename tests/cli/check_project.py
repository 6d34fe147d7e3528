"""A folder with an image and a configuration, in which `check` runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from support.docker_archives import archive
from support.run_layersize import Outcome, run_layersize
from support.tar_writer import file, tar, whiteout

BASE = tar(file("etc/a", b"x" * 5000), file("usr/b", b"y" * 9000))
DELETING = tar(whiteout("etc/a"), file("c", b"z" * 700))
GROWN = tar(file("c", b"z" * 700), file("opt/big/1", b"1" * 4000), file("opt/big/2", b"2" * 3000))
STEPS = ("ADD rootfs.tar /", "RUN make all")


def schema_of(kind: str) -> Draft202012Validator:
    text = (files("layersize.schemas") / f"{kind}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text))


@dataclass(frozen=True, slots=True)
class Project:
    """The working directory of the test."""

    folder: Path

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def config(self, text: str) -> None:
        self.write(".layersize.toml", text)

    def image(self, name: str, *layers: bytes) -> Path:
        return self.write(name, archive(*layers, steps=STEPS[: len(layers)]))

    def check(self, *arguments: str) -> Outcome:
        return run_layersize(["check", *arguments])

    def report(self, *arguments: str, code: int = 0) -> Any:
        """The JSON of a run that must end with the code."""
        outcome = self.check(*arguments, "--format", "json")
        assert outcome.exit_code == code, (outcome.stdout, outcome.stderr)
        schema_of("check").validate(outcome.report)
        return outcome.report

    def limit(self, rule: str, *arguments: str, code: int = 0) -> Any:
        """The one limit of a rule, of the first budget."""
        limits = self.report(*arguments, code=code)["budgets"][0]["limits"]
        (found,) = [limit for limit in limits if limit["rule"] == rule]
        return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """`app.tar` deletes 5,000 of its 14,700 bytes; `grown.tar` has 21,700."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    made = Project(folder)
    made.image("app.tar", BASE, DELETING)
    made.image("grown.tar", BASE, GROWN)
    return made
