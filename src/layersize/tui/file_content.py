"""What the screens ask for of a file in an image, and what they get."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from layersize.values import dataclass

if TYPE_CHECKING:
    from layersize.comparison.text_diff import DiffLine
    from layersize.report.styled_text import StyledText

MOST_BYTES = 8_000_000
"""Of a file that are shown: read in a moment, and held in memory while they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlace:
    """A name in an image."""

    path: bytes
    entry: int
    """Its inode number, as rows of trees have it."""
    layer: int | None
    """The layer whose own version is meant; `None`: what a container sees, through links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """What a name leads to."""

    path: bytes
    """Where it is, links followed."""
    kind: str
    """`file`, or another word of `Version.kind`, of which there are no data."""
    entry: int | None
    """The entry with its data; `None`: a folder that no entry describes."""
    links: tuple[tuple[bytes, bytes], ...]
    """The links that were followed, each as its path and its target."""
    head: bytes
    """The first bytes."""
    content_bytes: int
    """Of the whole file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDifference:
    """How a path of two images differs."""

    heads: Sequence[StyledText]
    """The path, what either image has there, and what no diff shows."""
    lines: Sequence[DiffLine]
    """A unified diff of two texts; empty where there is none."""
