"""The package managers that write the trees, and how they are run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_OF_PYTHON = {"uv": "0.13.9", "py-rattler": "0.28.0"}
_OF_NODE = {"npm": "12.2.2", "pnpm": "12.21.0", "@yarnpkg/cli-dist": "4.18.1"}


class Tools:
    """Tools in a folder, installed there when they are first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._node = self._folder / "node"
        self._python = self._folder / "python"

    @property
    def python(self) -> Path:
        """A Python with uv and rattler beside it."""
        program = self._python / "bin/python"
        if not program.exists():
            self.run(sys.executable, "-m", "venv", self._python)
            pinned = [f"{name}=={version}" for name, version in _OF_PYTHON.items()]
            self.run(program, "-m", "pip", "install", "--quiet", *pinned)
        return program

    @property
    def uv(self) -> Path:
        return self.python.with_name("uv")

    def node(self, name: str) -> Path:
        """A program of npm's registry: `npm`, `pnpm` or `yarn`."""
        if not self._node.exists():
            pinned = [f"{name}@{version}" for name, version in _OF_NODE.items()]
            self.run("npm", "install", "--silent", "--prefix", self._node, *pinned)
        return self._node / "node_modules/.bin" / name

    def versions(self) -> str:
        """What `tools.txt` says."""
        lines = [
            *(f"{name} {version}" for name, version in (_OF_PYTHON | _OF_NODE).items()),
            f"node {self.run('node', '--version').strip()}",
            f"gem {self.run('gem', '--version').strip()}",
            self.run("composer", "--version", "--no-ansi").strip(),
            self.run("nix-store", "--version").strip(),
        ]
        return "".join(f"{line}\n" for line in lines)

    def run(self, *command: str | Path, cwd: Path | None = None, **variables: str | Path) -> str:
        """Runs a program to its end; raises what it said if it fails."""
        environment = os.environ | {name: str(value) for name, value in variables.items()}
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env=environment,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout
