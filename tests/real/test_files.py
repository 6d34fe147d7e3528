"""What `layersize files` lists is what a container of a real engine has."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from cli.processes import environment
from real.test_every_source import report
from support.real_parts import SAMPLE, engine_environment

pytestmark = pytest.mark.real

OF_CONTAINERS = {
    *(".dockerenv", "dev", "dev/console", "dev/pts", "dev/shm", "etc", "etc/hostname"),
    *("etc/hosts", "etc/mtab", "etc/resolv.conf", "proc", "sys", ""),
}
"""What an engine makes in a new container, or sets the time and mode of."""
_TYPES = {
    tarfile.REGTYPE: "file",
    tarfile.LNKTYPE: "file",
    tarfile.SYMTYPE: "symlink",
    tarfile.DIRTYPE: "directory",
    tarfile.CHRTYPE: "device",
    tarfile.BLKTYPE: "device",
    tarfile.FIFOTYPE: "fifo",
}


def exported(env: dict[str, str]) -> bytes:
    """The file system of a container that never ran."""

    def docker(*arguments: str) -> bytes:
        command = ["/usr/bin/docker", *arguments]
        done = subprocess.run(command, env=environment(**env), check=True, capture_output=True)
        return done.stdout

    container = docker("create", SAMPLE, "nothing").decode().strip()
    try:
        return docker("export", container)
    finally:
        docker("rm", container)


def test_live_files_are_those_of_a_container(tmp_path: Path) -> None:
    source, env = engine_environment("LAYERSIZE_DOCKER_OLD")
    listed = report("files", f"{source}{SAMPLE}", cache=tmp_path, env=env)["files"]
    found = {
        row["path"]: (
            "file" if row["type"] == "hardlink" else row["type"],
            int(row["mode"], 8),
            (row["uid"], row["gid"]),
            row["target"] if row["type"] == "symlink" else None,
        )
        for row in listed
        if row["path"] not in {*OF_CONTAINERS, "."}
    }
    content_bytes = 0
    expected = {}
    with tarfile.open(fileobj=io.BytesIO(exported(env))) as tar:
        for member in tar:
            path = member.name.strip("/")
            if path not in OF_CONTAINERS:
                content_bytes += member.size
                target = member.linkname if member.issym() else None
                owner = (member.uid, member.gid)
                expected[path] = (_TYPES[member.type], member.mode & 0o7777, owner, target)
    assert len(found) > 100
    assert found == expected
    assert sum(row["bytes"] for row in listed if row["path"] not in OF_CONTAINERS) == content_bytes
