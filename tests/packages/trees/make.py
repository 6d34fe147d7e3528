"""Writes the trees of this folder: `python make.py FOLDER`, with what real tools install.

Each NAME.tar.gz is a small root that a package manager wrote, of tiny packages made here, so that
nothing of others is kept; `tools.txt` says which versions wrote them. The tools are taken from
FOLDER, which is filled where they are not there: those of Python from PyPI, those of Node from
npm; `node`, `npm`, `gem`, `composer` and `nix-store` have to be in the path.

What can't be had this way: conda (its channels are elsewhere), so that `conda.tar.gz` is written by
rattler, the installer of Pixi, which writes the same format.
"""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from packages.trees import node, others, python  # noqa: E402 - the path above makes it importable
from packages.trees.tools import Tools  # noqa: E402 - likewise

MAKERS = {
    "uv": python.uv,
    "conda": python.conda,
    "npm": node.npm,
    "pnpm": node.pnpm,
    "pnpm-global": node.pnpm_global,
    "yarn": node.yarn,
    "gem": others.gem,
    "composer": others.composer,
    "nix": others.nix,
}


def pack(root: Path, target: Path) -> None:
    """A tar of all below a folder, always the same for the same names and contents."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path in sorted(root.rglob("*")):
            member = tar.gettarinfo(path, str(path.relative_to(root)))
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime = 0
            with path.open("rb") if member.isreg() else io.BytesIO() as content:
                tar.addfile(member, content)
    target.write_bytes(gzip.compress(packed.getvalue(), mtime=0))


def main() -> None:
    tools = Tools(Path(sys.argv[1]))
    wanted = sys.argv[2:] or list(MAKERS)
    for name in wanted:
        with tempfile.TemporaryDirectory(prefix="layersize-trees-") as scratch:
            root = Path(scratch) / "root"
            root.mkdir()
            MAKERS[name](tools, Path(scratch), root)
            pack(root, HERE / f"{name}.tar.gz")
    (HERE / "tools.txt").write_text(tools.versions())


if __name__ == "__main__":
    main()
