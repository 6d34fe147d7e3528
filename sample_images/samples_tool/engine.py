"""The Docker engine, by its command line client."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .description import SAMPLES, Sample, Variant
from .errors import SampleError

STAND_IN_LABEL = "layersize.stand-in"
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
LONGEST_BUILD_SECONDS = 1800
LONGEST_ANSWER_SECONDS = 120
LOG_LINES = 30


class Engine:
    def __init__(self) -> None:
        self.client = os.environ.get("SAMPLES_DOCKER", "docker")
        self.environment = {**os.environ, "DOCKER_BUILDKIT": "1"}

    def docker(
        self, *arguments: str, stdin: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Runs the client to its end, whatever that is."""
        return self.process([self.client, *arguments], LONGEST_ANSWER_SECONDS, stdin=stdin)

    def told(self, *arguments: str) -> str:
        """What the client prints; it must succeed."""
        return succeeded(self.docker(*arguments), f"docker {' '.join(arguments)}").stdout.strip()

    def process(
        self, command: Sequence[str], longest: int, *, stdin: Path | None = None, path: str = ""
    ) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - the client and scripts of this folder
                command,
                env={**self.environment, "PATH": f"{path}{os.environ['PATH']}"},
                input=stdin.read_text() if stdin else "",
                capture_output=True,
                text=True,
                timeout=longest,
                check=False,
            )
        except FileNotFoundError as error:
            raise SampleError(f"{command[0]} is not there: {error}") from error
        except subprocess.TimeoutExpired as error:
            raise SampleError(f"{' '.join(command)}: no end after {longest} s") from error

    def make_stand_ins(self, names: Sequence[str]) -> None:
        missing = [name for name in names if self.inspect(name) is None]
        if missing:
            script = str(SAMPLES / "bases" / "build.sh")
            done = self.process(["bash", script, *missing], LONGEST_BUILD_SECONDS)
            succeeded(done, f"stand-ins for {' '.join(missing)}")

    def build(self, sample: Sample, variant: Variant) -> None:
        options = ["--network", "host", *proxy_arguments()]
        if variant.script:
            self.build_by_script(sample, variant, options)
            return
        if variant.target:
            options += ["--target", variant.target]
        for name, file in variant.secrets.items():
            options += ["--secret", f"id={name},src={sample.folder / file}"]
        dockerfile = str(sample.folder / variant.dockerfile)
        command = [self.client, "build", *options, "-t", variant.tag, "-f", dockerfile]
        done = self.process([*command, str(sample.folder)], LONGEST_BUILD_SECONDS)
        succeeded(done, f"building {variant.tag}")

    def build_by_script(self, sample: Sample, variant: Variant, options: Sequence[str]) -> None:
        """With a `docker` in its PATH that builds by the same options as all else here."""
        with tempfile.TemporaryDirectory() as folder:
            shim = Path(folder, "docker")
            client = shlex.quote(self.client)
            shim.write_text(
                '#!/bin/sh\nPATH=${PATH#*:}\n[ "$1" = build ] && shift && '
                f'exec {client} build {shlex.join(options)} "$@"\nexec {client} "$@"\n'
            )
            shim.chmod(0o755)
            command = ["sh", str(sample.folder / str(variant.script)), variant.tag]
            done = self.process(command, LONGEST_BUILD_SECONDS, path=f"{folder}:")
        succeeded(done, f"building {variant.tag}")

    def inspect(self, image: str) -> dict[str, Any] | None:
        done = self.docker("image", "inspect", image)
        if done.returncode == 0:
            found: dict[str, Any] = json.loads(done.stdout)[0]
            return found
        if "No such image" not in done.stderr:
            raise SampleError(f"the engine doesn't answer: {done.stderr.strip()}")
        return None

    def has_all(self, sample: Sample) -> bool:
        return all(self.inspect(variant.tag) for variant in sample.shown)

    def stand_ins(self, sample: Sample) -> list[str]:
        """Which of a sample's bases are stand-ins."""
        found = {name: self.inspect(name) or {} for name in sample.bases}
        return [
            name
            for name, image in found.items()
            if STAND_IN_LABEL in (image.get("Config", {}).get("Labels") or {})
        ]

    def layers(self, image: str) -> list[str]:
        """Its diff-ids, base first; none if the engine doesn't have it."""
        return list((self.inspect(image) or {}).get("RootFS", {}).get("Layers") or [])

    def size(self, image: str) -> str:
        return self.told("images", "--format", "{{.Size}}", image)


def proxy_arguments() -> list[str]:
    """Proxies that the build's commands see and the image doesn't keep."""
    names = [*PROXIES, *(name.upper() for name in PROXIES)]
    return [f"--build-arg={name}={os.environ[name]}" for name in names if os.environ.get(name)]


def succeeded(
    done: subprocess.CompletedProcess[str], what: str
) -> subprocess.CompletedProcess[str]:
    if done.returncode != 0:
        log = (done.stdout + done.stderr).splitlines()[-LOG_LINES:]
        raise SampleError("\n".join([f"{what}: exit code {done.returncode}", *log]))
    return done
