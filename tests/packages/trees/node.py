"""Projects of Node."""

from __future__ import annotations

import json
import os
from pathlib import Path

from packages.trees.registry import serving
from packages.trees.tools import Tools

_WANTED = {
    "left": "1.0.0",
    "right": "1.1.0",
    "middle": "1.2.0",
    "@scope/tool": "3.0.0-rc.1",
    "plugin": "5.0.0",
    "carrier": "6.0.0",
    "renamed": "npm:left@1.0.0",
}
"""Two need another version of `left`, so that each has a copy of its own; one is an alias."""


def _project(folder: Path, dependencies: dict[str, str] | None = None) -> Path:
    folder.mkdir(parents=True)
    manifest = {"name": "app", "version": "1.0.0", "dependencies": dependencies or _WANTED}
    (folder / "package.json").write_text(json.dumps(manifest))
    (folder / "index.js").write_text("// the program itself\n")
    return folder


def npm(tools: Tools, scratch: Path, root: Path) -> None:
    """A project with nested copies, and a package that is installed for all."""
    project = _project(root / "app")
    with serving() as address:
        common = ("--registry", address, "--cache", scratch / "cache", "--no-audit", "--no-fund")
        tools.run(tools.node("npm"), "install", *common, cwd=project)
        tools.run(
            tools.node("npm"),
            "install",
            "--global",
            "--prefix",
            root / "usr/local",
            *common,
            "right@1.1.0",
            cwd=scratch,
        )


def pnpm(tools: Tools, scratch: Path, root: Path) -> None:
    """Two projects that share a store, which stays in the image: its files are hardlinks of it.

    One package is there twice, for its peer is another one in each.
    """
    store = root / "root/.local/share/pnpm/store"
    first = _project(root / "app")
    second = _project(root / "srv", {"left": "2.0.0", "plugin": "5.0.0"})
    with serving() as address:
        for project in (first, second):
            tools.run(
                tools.node("pnpm"),
                "install",
                "--registry",
                address,
                "--store-dir",
                store,
                "--package-import-method",
                "hardlink",
                cwd=project,
                HOME=scratch,
                XDG_CACHE_HOME=scratch / "cache",
                CI="true",
            )


def pnpm_global(tools: Tools, scratch: Path, root: Path) -> None:
    """Packages that are installed for all: they lie in the store."""
    home = root / "root"
    programs = home / ".local/share/pnpm"
    search = f"{programs}:{programs}/bin:{os.environ['PATH']}"
    with serving() as address:
        tools.run(
            *(tools.node("pnpm"), "add", "--global", "--registry", address),
            *("--package-import-method", "hardlink", "right@1.1.0", "@scope/base-parts"),
            cwd=scratch,
            HOME=home,
            PNPM_HOME=programs,
            PATH=search,
            XDG_CACHE_HOME=scratch / "cache",
        )


def yarn(tools: Tools, scratch: Path, root: Path) -> None:
    """A project with Plug'n'Play, whose packages stay in archives but for one."""
    project = _project(root / "app")
    manifest = json.loads((project / "package.json").read_text())
    manifest["dependenciesMeta"] = {"@scope/tool": {"unplugged": True}}
    (project / "package.json").write_text(json.dumps(manifest))
    (project / "yarn.lock").write_text("")
    with serving() as address:
        tools.run(
            tools.node("yarn"),
            "install",
            cwd=project,
            HOME=scratch,
            YARN_NPM_REGISTRY_SERVER=address,
            YARN_UNSAFE_HTTP_WHITELIST="127.0.0.1",
            YARN_ENABLE_GLOBAL_CACHE="false",
            YARN_ENABLE_TELEMETRY="false",
            YARN_ENABLE_IMMUTABLE_INSTALLS="false",
        )
    # The loader is Yarn's own, the same everywhere, and would be most of the tree.
    for loader in project.glob(".pnp.*"):
        loader.unlink()
