"""A docker client that does nothing but tell what it was asked."""

from __future__ import annotations

import os
from pathlib import Path

_SCRIPT = """\
#!/bin/sh
folder=$(dirname "$0")
printf '%s\\n' "DOCKER_BUILDKIT=$DOCKER_BUILDKIT $*" >> "$folder/asked"
case "$1" in
    --version) echo "Docker version $(cat "$folder/version"), build 0" ;;
    buildx)
        [ -e "$folder/buildx" ] || exit 1
        [ "$2" = version ] || . "$folder/on-build" ;;
    build) . "$folder/on-build" ;;
    image)
        case "$2" in
            inspect) echo null ;;
            rm) . "$folder/on-rm" ;;
        esac ;;
esac
"""


class FakeDocker:
    """A program of that name in a folder of its own."""

    def __init__(self, folder: Path, *, version: str = "20.10.24", buildx: bool = False) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.program = folder / "docker"
        self.program.write_text(_SCRIPT)
        self.program.chmod(0o755)
        (folder / "version").write_text(version)
        self.on_build("exit 0")
        self.on_remove("exit 0")
        if buildx:
            (folder / "buildx").touch()

    def on_build(self, script: str) -> None:
        """What a build does, as shell script."""
        (self.folder / "on-build").write_text(script)

    def on_remove(self, script: str) -> None:
        """What the removal of images does."""
        (self.folder / "on-rm").write_text(script)

    def asked(self, command: str = "") -> list[str]:
        """Environment and words of each call of that command."""
        asked = self.folder / "asked"
        lines = asked.read_text().splitlines() if asked.exists() else []
        return [line for line in lines if f" {command}" in line]


def search_path(*fakes: FakeDocker) -> str:
    """A PATH with these, and what the scripts need, and no other docker."""
    tools = fakes[0].folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    for tool in ("sh", "cat", "dirname", "sleep", "touch"):
        if not (tools / tool).exists():
            (tools / tool).symlink_to(f"/bin/{tool}")
    return os.pathsep.join([*(str(fake.folder) for fake in fakes), str(tools)])
