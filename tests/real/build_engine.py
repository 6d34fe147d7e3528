"""An engine that builds the Dockerfiles of `stages/`."""

from __future__ import annotations

import json
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from cli.processes import environment, run
from support.real_parts import engine_environment, needed

DOCKER = "/usr/bin/docker"
"""Debian's client, which has BuildKit of its own."""
SOURCES = Path(__file__).parent / "stages"
BUILDERS = {
    "docker 20.10": ("LAYERSIZE_DOCKER_OLD", False),
    "docker 20.10, buildx": ("LAYERSIZE_DOCKER_OLD", True),
    "docker 26, classic store, buildx": ("LAYERSIZE_DOCKER_CLASSIC", True),
    "docker 26, containerd store, buildx": ("LAYERSIZE_DOCKER_CONTAINERD", True),
}
"""Engines, and whether the client builds with its buildx plugin; newer ones know no other way."""


class Engine:
    """A Docker engine, what it has, and how it is made to build."""

    def __init__(self, variable: str, *, buildx: bool, cache: Path) -> None:
        _, variables = engine_environment(variable)
        variables["DOCKER_CONFIG"] = needed("LAYERSIZE_BUILDX") if buildx else str(cache)
        self.env = environment(XDG_CACHE_HOME=str(cache), **variables)
        self.has_buildx = buildx
        self.is_old = variable.endswith("OLD")
        self.is_containerd = variable.endswith("CONTAINERD")

    def docker(self, *arguments: str, **variables: str) -> str:
        done = subprocess.run(
            [DOCKER, *arguments],
            env={**self.env, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def images(self) -> list[str]:
        """Those without a name, and those with a name of ours."""
        form = ("--no-trunc", "--format", "{{.Repository}}:{{.Tag}} {{.ID}}")
        nameless = self.docker("images", *form, "--filter", "dangling=true").splitlines()
        return sorted([*nameless, *self.docker("images", *form, "layersize-stages").splitlines()])

    def stages(self, *arguments: str, code: int = 0) -> tuple[bytes, bytes]:
        """Runs the command on the sources, and sees that nothing is left of it."""
        before = self.images()
        network = ("--network", "host")
        done = run("stages", str(SOURCES), *network, *arguments, env=self.env)
        assert done.returncode == code, done.stderr.decode()
        assert self.images() == before
        return done.stdout, done.stderr

    def report(self, *arguments: str) -> Any:
        stdout, _ = self.stages("-q", "--format", "json", *arguments)
        report = json.loads(stdout)
        schema = files("layersize.schemas") / f"{report['kind']}.schema.json"
        Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(report)
        return report
