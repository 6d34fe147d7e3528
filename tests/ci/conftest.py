"""A checkout of this repository as a pipeline has it, installed into an environment of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.real_parts import missing

ROOT = Path(__file__).parents[2]
_NEEDED = ("action.yml", "tools", "docs", "src", "pyproject.toml", "README.md", "LICENSE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How a script of a pipeline ended."""

    exit_code: int
    log: str


def load_yaml(name: str) -> Any:
    """A YAML file of the repository."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def run_script(script: str, folder: Path, environment: Mapping[str, str]) -> Step:
    """As runners do: in a bash that ends at the first error, with little in its environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    kept |= {name: text for name, text in os.environ.items() if name.startswith(("PIP_", "UV_"))}
    run = subprocess.run(
        ["bash", "-e", "-c", script],  # noqa: S607 - the bash of the machine, as on a runner
        cwd=folder,
        env={**kept, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Step(exit_code=run.returncode, log=run.stdout)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Only what is in the repository; the first step of the action installs it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in _NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, folder / name)
    (install, _) = load_yaml("action.yml")["runs"]["steps"]
    step = run_script(install["run"], folder, {"GITHUB_ACTION_PATH": str(folder)})
    if step.exit_code != 0:
        missing(f"layersize can't be installed here: {step.log}")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with the two sample images, which the runner has cloned."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("single.tar.xz", "multi.tar.xz", "Dockerfile.single"):
        shutil.copy(ROOT / "sample_images/site" / name, folder / name)
    return folder
