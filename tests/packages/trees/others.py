"""Ruby, PHP and Nix."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

from packages.trees.tools import Tools

_EXTENSION = """\
File.write("Makefile", <<~MAKE)
  all:
  \thead -c 7000 /dev/zero > fast.so
  clean:
  install:
  \tmkdir -p #{RbConfig::MAKEFILE_CONFIG["sitearchdir"]}
  \tcp fast.so #{RbConfig::MAKEFILE_CONFIG["sitearchdir"]}
MAKE
"""


def gem(tools: Tools, scratch: Path, root: Path) -> None:
    """Three gems, one with an extension and one for a platform."""
    home = root / "usr/local/bundle"
    for name, version, more in (
        ("plain-parts", "1.0.1", ""),
        ("fast", "2.0.0.pre1", "s.extensions = ['ext/extconf.rb']"),
        ("fitted", "3.1", "s.platform = 'x86_64-linux'"),
    ):
        folder = scratch / name
        (folder / "lib").mkdir(parents=True)
        (folder / "lib" / f"{name}.rb").write_text(f"# {name}\n".ljust(3_000, "#"))
        (folder / "ext").mkdir()
        (folder / "ext/extconf.rb").write_text(_EXTENSION)
        (folder / "this.gemspec").write_text(
            f"Gem::Specification.new do |s|\n  s.name = '{name}'\n  s.version = '{version}'\n"
            "  s.summary = 'tiny'\n  s.authors = ['none']\n  s.homepage = 'https://example.org'\n"
            "  s.license = 'MIT'\n"
            f"  s.files = ['lib/{name}.rb', 'ext/extconf.rb']\n  {more}\nend\n"
        )
        tools.run("gem", "build", "this.gemspec", cwd=folder)
        (built,) = folder.glob("*.gem")
        tools.run(
            *("gem", "install", "--local", "--force", "--no-user-install", "--no-document"),
            *("--install-dir", home, "--bindir", root / "usr/local/bin", built),
        )


def composer(tools: Tools, scratch: Path, root: Path) -> None:
    """Two packages, one of them for development."""
    packages = []
    for name, version in (("one/library", "1.4.0"), ("two/checker", "v2.0.0")):
        folder = scratch / name
        (folder / "src").mkdir(parents=True)
        (folder / "composer.json").write_text(json.dumps({"name": name}))
        (folder / "src/code.php").write_text(f"<?php // {name}\n".ljust(6_000, "/"))
        archive = folder.with_suffix(".tar")
        with tarfile.open(archive, "w") as packed:
            packed.add(folder, folder.name)
        dist = {"type": "tar", "url": str(archive)}
        packages.append({"name": name, "version": version, "dist": dist})
    project = root / "app"
    project.mkdir()
    manifest = {
        "name": "app/app",
        "repositories": [
            *({"type": "package", "package": package} for package in packages),
            {"packagist.org": False},
        ],
        "require": {"one/library": "1.4.0"},
        "require-dev": {"two/checker": "2.0.0"},
    }
    (project / "composer.json").write_text(json.dumps(manifest))
    tools.run(
        "composer",
        "install",
        "--no-interaction",
        "--no-plugins",
        cwd=project,
        COMPOSER_HOME=scratch / "home",
        COMPOSER_ALLOW_SUPERUSER="1",
    )


def nix(tools: Tools, scratch: Path, root: Path) -> None:
    """A store with a recipe, equal files hardlinked, and two outputs of one package."""
    inputs = {
        "hello-2.12.1": {"bin/hello": "h" * 9_000, "share/licence": "l" * 2_000},
        "hello-2.12.1-man": {"share/man/hello.1": "m" * 4_000, "share/licence": "l" * 2_000},
        "builder": {"setup": "s" * 1_500},
    }
    added = []
    for name, files in inputs.items():
        for path, content in files.items():
            target = scratch / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)
        added.append(scratch / name)
    single = scratch / "source-1.0.tar.gz"
    single.write_text("z" * 700)
    common = ("--store", root)
    tools.run("nix-store", *common, "--add", *added, single, HOME=scratch)
    recipe = 'derivation { name = "made-1.0"; system = "any"; builder = "/bin/sh"; }'
    tools.run("nix-instantiate", *common, "--expr", recipe, HOME=scratch)
    tools.run("nix-store", *common, "--optimise", HOME=scratch)
    # 8 MiB of nothing, and links to where this store stands on the machine.
    (root / "nix/var/nix/db/reserved").unlink()
    (root / "nix/var/nix/gcroots/profiles").unlink()
