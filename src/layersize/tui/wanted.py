"""What a view asks the program for, about one file or folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from layersize.explore.explored import ExploredImage
    from layersize.tui.viewer.subject import Subject


class ViewWanted(Message):
    """A file is to be shown, the first of some that can be stepped through."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        super().__init__()
        self.subjects = subjects


class DiffWanted(Message):
    """How a file of two images differs is to be shown."""

    def __init__(self, base: Subject, other: Subject) -> None:
        super().__init__()
        self.base = base
        self.other = other


class ExtractWanted(Message):
    """A file or a folder is to be written to disk."""

    def __init__(self, image: ExploredImage, path: bytes, layer: int | None) -> None:
        super().__init__()
        self.image = image
        self.path = path
        self.layer = layer
        """The layer whose files are meant; `None`: what a container sees."""
