"""Which files a row of a list stands for."""

from __future__ import annotations

from collections.abc import Sequence

from layersize.accounting.result import MOST_NAMED, InstructionPair
from layersize.comparison.result import PathStatus
from layersize.explore.explored import ExploredImage, ExploredPair, ShadowedPair
from layersize.explore.listing import Item
from layersize.explore.merged_tree import MergedItem
from layersize.explore.shipped_files import ShippedFile
from layersize.tui.file_content import FilePlace
from layersize.tui.notes.files import PATH_WORDS
from layersize.tui.viewer.subject import Subject


def subject_of(image: ExploredImage, item: Item, *, follows_links: bool) -> Subject:
    """A row of a tree: of what a container sees, where links are followed, or of layers."""
    layer = None if follows_links else image.image.overlay.layer_of(max(0, item.inode))
    place = FilePlace(path=item.path, entry=item.inode, layer=layer)
    return Subject(image=image, place=place, item=item)


def subject_of_shipped(image: ExploredImage, file: ShippedFile, note: str = "") -> Subject:
    """A file as its own layer ships it, whatever became of it."""
    layer = image.image.overlay.layer_of(file.inode)
    place = FilePlace(path=file.path, entry=file.inode, layer=layer)
    return Subject(image=image, place=place, note=note)


def subjects_of_pair(image: ExploredImage, pair: InstructionPair, note: str = "") -> list[Subject]:
    """The largest files that one instruction ships and another hides."""
    files = image.pair_files(pair)
    largest = [files[at] for at in range(min(len(files), MOST_NAMED))]
    return [subject_of_shipped(image, file, note) for file in largest]


def subjects_of_either(pair: ExploredPair, shadowed: ShadowedPair) -> list[Subject]:
    """Those of both images, B's first."""
    sides = ((pair.other, shadowed.other, "in B"), (pair.base, shadowed.base, "in A"))
    return [
        subject
        for image, side, words in sides
        if side is not None
        for subject in subjects_of_pair(image, side, words)
    ]


def subjects_of_item(pair: ExploredPair, item: MergedItem) -> Sequence[Subject]:
    """A path of two images: A's and B's if they differ in content, else the only one or B's."""
    words = PATH_WORDS[item.status]
    sides = [_of_side(image, item.path, words) for image in (pair.base, pair.other)]
    there = [side for side in sides if side is not None]
    is_diff = item.status is PathStatus.CHANGED and not item.is_directory
    return there if is_diff else there[-1:]


def _of_side(image: ExploredImage, path: bytes, words: str) -> Subject | None:
    if not image.files.has(path):
        return None
    entry = image.files.inode_at(path)
    place = FilePlace(path=path, entry=-1 if entry is None else entry, layer=None)
    return Subject(image=image, place=place, note=words)
