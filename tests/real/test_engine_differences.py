"""Docker refuses or changes just those layers about which a warning says so."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from images.recipes.engine_differences import ABOVE_ENTRY, AFTER_ENTRY, BELOW_FILE, RECREATED
from real.programs import ProgramFailedError, run
from support.cases import Case
from support.compressors import gzip_member
from support.docker_archives import docker_24
from support.real_parts import ENGINES, needed
from support.run_layersize import inspect_report

pytestmark = pytest.mark.real

DOCKERS = {what: variable for what, variable in ENGINES.items() if "DOCKER" in variable}
CASES = [*RECREATED, *AFTER_ENTRY, *ABOVE_ENTRY, *BELOW_FILE]
MADE_BY_DOCKER = {".dockerenv", "dev", "etc", "proc", "sys"}
REFUSALS = ("file exists", "not a directory", "no such file or directory", "duplicates of file")
ONLY_ELSEWHERE = {
    "engines-below-device",
    "engines-below-fifo",
    "engines-below-file-late-folder",
}
"""What engines on overlay, as Docker is, unpack by the rules, and others refuse."""


def paths_of(archive: bytes) -> dict[str, bool]:
    """The paths of an exported container, each with whether it is a file."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        found = {member.name.strip("/"): member.isfile() for member in members}
    return {path: found[path] for path in found if path.split("/")[0] not in MADE_BY_DOCKER}


def seen(address: str, archive: Path, name: str) -> dict[str, bool] | None:
    """What is in a container of the archive's image; None if Docker refuses the image."""
    docker = ("docker", "--host", address)
    try:
        run(*docker, "load", "--quiet", "--input", archive)
        container = run(*docker, "create", name, "x").decode().strip()
        try:
            return paths_of(run(*docker, "export", container))
        finally:
            run(*docker, "rm", container)
    except ProgramFailedError as error:
        if not any(reason in str(error) for reason in REFUSALS):
            raise
        return None
    finally:
        if run(*docker, "images", "--quiet", name):
            run(*docker, "image", "rm", "--force", name)


def layers_of(case: Case) -> list[bytes]:
    assert isinstance(case.content, bytes)
    with tarfile.open(fileobj=io.BytesIO(case.content)) as members:
        files = [members.extractfile(f"{number}/layer.tar") for number in range(2)]
        return [file.read() for file in files if file is not None]


@pytest.mark.parametrize("variable", DOCKERS.values(), ids=DOCKERS)
def test_docker_differs_where_a_warning_says_so(
    variable: str, tmp_path: Path, need: Callable[..., None]
) -> None:
    need("docker")
    address = needed(variable)
    differs, warned = set(), set()
    for number, case in enumerate(CASES):
        name = f"layersize-differs-{os.urandom(6).hex()}:v{number}"
        archive = tmp_path / f"{number}.tar"
        archive.write_bytes(gzip_member(docker_24(layers_of(case), tag=name)))
        report = inspect_report(str(archive))
        if report["warnings"]:
            warned.add(case.name)
        paths = seen(address, archive, name)
        files = {row["path"] for row in report["biggest"]}
        if (
            paths is None
            or len(paths) != report["image"]["entries"]
            or not all(map(paths.get, files))
        ):
            differs.add(case.name)
    assert differs == warned - ONLY_ELSEWHERE
