"""How far an extraction is, and what came of it."""

from __future__ import annotations

from dataclasses import field

from layersize.inside.versions import Version
from layersize.text.sizes import count_text
from layersize.values import dataclass

MOST_TOLD = 20
"""Paths that are kept of those that were not written."""


@dataclass(slots=True)
class NotWrittenPaths:
    """Paths that were not written, the first of them with the reasons."""

    count: int = 0
    first: list[tuple[bytes, str]] = field(default_factory=list)

    def add(self, path: bytes, reason: str) -> None:
        """Adds one; a reason that is that of a folder above it is kept once."""
        self.count += 1
        if len(self.first) < MOST_TOLD and (path, reason) not in self.first:
            self.first.append((path, reason))


@dataclass(slots=True)
class Written:
    """How far an extraction is; at its end, what came of it."""

    of_files: int = 0
    files: int = 0
    """Names of regular files, hardlinks too."""
    links: int = 0
    folders: int = 0
    """Those that were not there before."""
    content_bytes: int = 0
    """Of files; what has several names counts once."""
    left_out: NotWrittenPaths = field(default_factory=NotWrittenPaths)
    """Devices and FIFOs, which are never written."""
    failed: NotWrittenPaths = field(default_factory=NotWrittenPaths)
    """What was asked for and could not be written."""
    versions: tuple[Version, ...] = ()
    """What the paths led to."""

    def how_far(self) -> str:
        """`12 of 40 files were written`."""
        verb = "was" if self.of_files == 1 else "were"
        return f"{self.files:,} of {count_text(self.of_files, 'file')} {verb} written"
