"""A Podman of a test's own, with a folder that goes with the test; no service is needed for it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.processes import environment
from support.real_parts import missing

PODMAN = "/usr/bin/podman"
NOBODY_IN_PARTICULAR = 54321
"""A user that no machine knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPodman:
    """Podman with all that it keeps below one folder."""

    folder: Path
    driver: str = "overlay"
    user: int | None = None
    """Whom it runs as; `None`: as this process."""

    @property
    def root(self) -> Path:
        return self.folder / "root"

    def run(self, *arguments: object) -> str:
        """What a command of Podman's prints."""
        if not Path(PODMAN).exists():
            missing("not installed: podman")
        options = ("--cgroup-manager=cgroupfs", "--events-backend=file")
        command = [PODMAN, *options, f"--tmpdir={self.folder / 'tmp'}", *map(str, arguments)]
        done = subprocess.run(
            [*self._as_user(), *command], env=self._environment(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def configure(self) -> Path:
        """The storage.conf that leads to it."""
        conf = self.folder / "storage.conf"
        if not conf.exists():
            keys = {"driver": self.driver, "runroot": self.folder / "run"}
            keys |= {"graphroot": self.root, "rootless_storage_path": self.root}
            lines = (f'{key} = "{value}"\n' for key, value in keys.items())
            conf.write_text("[storage]\n" + "".join(lines))
            conf.chmod(0o644)
        return conf

    def _as_user(self) -> Sequence[str]:
        if self.user is None:
            return ("unshare", "--mount")  # what it mounts goes with the command
        ids = (f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups")
        return ("setpriv", *ids)

    def _environment(self) -> dict[str, str]:
        own = {"HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)}
        env = environment(**own, CONTAINERS_STORAGE_CONF=str(self.configure()))
        return {key: value for key, value in env.items() if not key.startswith("CONTAINER_")}
