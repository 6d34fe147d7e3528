"""Images of parts of a Dockerfile, under names that are gone afterwards."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from layersize.builds.docker_client import DockerClient
from layersize.errors import LayersizeError
from layersize.values import dataclass

_REPOSITORY = "layersize-stages"
_IGNORE_FILE = ".dockerignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildRequest:
    """What every build of one run hands to the docker client."""

    context: Path
    build_arguments: tuple[str, ...] = ()
    """`NAME=value`, or `NAME` for the value in the environment."""
    secrets: tuple[str, ...] = ()
    network: str | None = None
    platform: str | None = None

    def options(self) -> list[str]:
        """The request as options of the client's command line."""
        pairs = [("--build-arg", argument) for argument in self.build_arguments]
        pairs += [("--secret", secret) for secret in self.secrets]
        pairs += [("--network", self.network)] if self.network else []
        pairs += [("--platform", self.platform)] if self.platform else []
        return [word for pair in pairs for word in pair]


class BuiltImages:
    """Builds images under names of its own, and remembers these so that they can be removed."""

    def __init__(self, docker: DockerClient, request: BuildRequest, folder: Path) -> None:
        self._docker = docker
        self._request = request
        self._folder = folder
        self._key = secrets.token_hex(6)
        self.names: list[str] = []
        """Also of builds that failed or were interrupted: the engine may have them."""

    def build(self, dockerfile: Path, part: bytes | None, title: str, *, quiet: bool) -> str:
        """The name of the image that a Dockerfile makes, or its beginning, where that is given.

        The stage that the beginning ends with is built, whether it has a name or not.
        Raises LayersizeError if it can't be built; why, docker has told.
        """
        name = f"{_REPOSITORY}:{self._key}-{len(self.names)}"
        self.names.append(name)
        file = dockerfile if part is None else self._written(part, dockerfile)
        context = str(self._request.context)
        arguments = ["--file", str(file), "--tag", name, *self._request.options(), context]
        if not self._docker.build(arguments, quiet=quiet):
            remedy = "docker's own message is above"
            raise LayersizeError(str(dockerfile), f"{title} can't be built", remedy)
        return name

    def layers(self, name: str) -> list[str]:
        """The diff_ids of an image that was built, base first."""
        return self._docker.layers(name)

    def _written(self, part: bytes, dockerfile: Path) -> Path:
        """A file of the same name, with what it has docker ignore, if that is its own."""
        folder = self._folder / str(len(self.names))
        folder.mkdir()
        file = folder / dockerfile.name
        file.write_bytes(part)
        ignore_file = dockerfile.with_name(dockerfile.name + _IGNORE_FILE)
        if ignore_file.is_file():
            shutil.copyfile(ignore_file, folder / ignore_file.name)
        return file


@contextmanager
def built_images(docker: DockerClient, request: BuildRequest) -> Iterator[BuiltImages]:
    """Gives a builder of images; their names are removed at the end.

    Raises LayersizeError if their names can't be removed.
    """
    with TemporaryDirectory(prefix="layersize-") as folder:
        images = BuiltImages(docker, request, Path(folder))
        try:
            yield images
        except BaseException:
            _remove(docker, images)
            raise
        problem = _remove(docker, images)
        if problem:
            remedy = f"docker image rm {' '.join(images.names)} removes what was built"
            raise LayersizeError("docker", problem, remedy)


def _remove(docker: DockerClient, images: BuiltImages) -> str:
    return docker.remove(images.names) if images.names else ""
