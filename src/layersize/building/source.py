"""A Dockerfile with the values that a build gives its variables."""

from __future__ import annotations

import os
import platform as machine
from dataclasses import dataclass
from pathlib import Path

from layersize.building.built_images import BuildRequest
from layersize.dockerfile.lineage import shipped_stage
from layersize.dockerfile.predefined import platform_arguments
from layersize.dockerfile.reader import read_dockerfile
from layersize.dockerfile.stages import Stage, read_stages
from layersize.model.platform import linux_platform


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerfileSource:
    """A Dockerfile that was read, and which of its stages ships."""

    path: Path
    content: bytes
    stages: tuple[Stage, ...]
    shipped: int

    def until(self, line: int) -> bytes:
        """The file as far as a line, which is counted from 1."""
        return b"\n".join(self.content.split(b"\n")[:line]) + b"\n"

    @property
    def title(self) -> str:
        """Of the image that it makes."""
        last = self.shipped == len(self.stages) - 1
        return str(self.path) if last else f"{self.path} ({self.stages[self.shipped].title})"


def read_source(
    path: Path, content: bytes, request: BuildRequest, target: str | None
) -> DockerfileSource:
    """Reads a Dockerfile as docker does that is asked for the build.

    `target` names what ships, by default the last stage. Raises LayersizeError for a file that
    has no such stage, or is no Dockerfile.
    """
    here = linux_platform(machine.machine())
    arguments = [argument.partition("=") for argument in request.build_arguments]
    values = {
        name: value if equals else os.environ.get(name, "")
        for name, equals, value in arguments
        if equals or name in os.environ
    }
    predefined = platform_arguments(request.platform or here, here)
    stages = read_stages(read_dockerfile(content, str(path)), values, predefined)
    shipped = shipped_stage(stages, target, str(path))
    return DockerfileSource(path=path, content=content, stages=stages, shipped=shipped)
