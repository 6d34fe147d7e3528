"""The programs that read and unpack images without layersize."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

DECOMPRESSORS = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}
"""Program by the first bytes of what it reads."""


LOG_LINE = re.compile(r'(?:time=.*? level=fatal msg="|\W+|tar: )(.*?)"?')
"""An error message with what skopeo, umoci and tar write around it."""


class ProgramFailedError(Exception):
    """A program could not do what it was asked; holds the last line it wrote."""


def run(*command: object) -> bytes:
    """Standard output of a command."""
    arguments = [os.fspath(part) if isinstance(part, Path) else str(part) for part in command]
    result = subprocess.run(arguments, capture_output=True, check=False)
    if result.returncode != 0:
        lines = result.stderr.decode(errors="replace").strip().splitlines() or ["no message"]
        logged = LOG_LINE.fullmatch(lines[-1])
        message = logged[1].replace('\\"', '"') if logged else lines[-1]
        raise ProgramFailedError(f"{Path(arguments[0]).name}: {message}")
    return result.stdout


def umoci_unpack(layout: Path, tag: str, root: Path) -> None:
    rootless = [] if os.geteuid() == 0 else ["--rootless"]
    run("umoci", "raw", "unpack", *rootless, "--image", f"{layout}:{tag}", root)


def skopeo_config(source: str) -> bytes:
    """The config of an image; fails for what skopeo copies but doesn't take for an image."""
    return run("skopeo", "inspect", "--config", source)


def skopeo_copy(source: str, target: str, *options: str) -> None:
    """The policy of this machine says who may be trusted, which doesn't matter here."""
    run("skopeo", "--insecure-policy", "copy", "--quiet", *options, source, target)


def decompressed(blob: Path) -> bytes:
    """A blob's bytes by the decompressor's own program, or as they are."""
    with blob.open("rb") as stream:
        head = stream.read(8)
    for magic, program in DECOMPRESSORS.items():
        if head.startswith(magic):
            return run(program, "--decompress", "--stdout", "--force", blob)
    return blob.read_bytes()
