"""The accounting of one image from its walked layers."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence

from layersize.analysis.analyzed_image import AnalyzedImage
from layersize.analysis.facts import image_facts, layer_facts
from layersize.analysis.layer_step import add_layer
from layersize.analysis.overlay import Overlay
from layersize.analysis.shadow_report import ShadowedFiles, instruction_pairs
from layersize.model.analysis import (
    ImageAnalysis,
    LiveFile,
)
from layersize.model.image import Image
from layersize.model.layer_walk import LayerWalk
from layersize.model.warning import Warning

EntryPair = tuple[tuple[int, int], tuple[int, int]]
"""Two entries, each as layer and row."""
SameEntries = Callable[[Sequence[EntryPair]], Sequence[bool]]


def analyze_image(
    image: Image,
    arriving: Iterable[LayerWalk],
    same_content_of: Callable[[Sequence[LayerWalk]], SameEntries],
    biggest: int,
) -> AnalyzedImage:
    """Lays the walked layers over each other as they arrive, and counts.

    `same_content_of` gives for all walked layers a function that answers for pairs of entries of
    one length whether their payloads are equal; `biggest` is how many of the largest live files
    to name.
    """
    overlay = Overlay()
    walks: list[LayerWalk] = []
    for walk in arriving:
        walks.append(walk)
        add_layer(overlay, walk.entries)
    same_content = same_content_of(walks)
    overlay.shadows.tell_metadata_only(
        lambda pairs: same_content(
            [(overlay.entry_of(old), overlay.entry_of(new)) for old, new in pairs]
        ),
        overlay.file_system.path,
    )
    shown_names = overlay.file_system.shown_names()
    pairs = instruction_pairs(overlay)
    layers = layer_facts(image, walks, overlay, pairs)
    analysis = ImageAnalysis(
        image=image_facts(image, walks, layers, overlay),
        layers=layers,
        pairs=pairs,
        shadowed=ShadowedFiles(overlay),
        biggest=_biggest(overlay, shown_names, biggest),
        warnings=_warnings(image, walks, overlay),
    )
    return AnalyzedImage(analysis=analysis, overlay=overlay, walks=walks, shown_names=shown_names)


def _biggest(
    overlay: Overlay, shown_names: dict[int, tuple[int, bytes]], most: int
) -> tuple[LiveFile, ...]:
    """The largest live files; among equals the smallest paths."""
    return tuple(
        heapq.nsmallest(
            most,
            _not_outdone(overlay, shown_names, most),
            key=lambda file: (-file.content_bytes, file.path),
        )
    )


def _not_outdone(
    overlay: Overlay, shown_names: dict[int, tuple[int, bytes]], most: int
) -> Iterator[LiveFile]:
    """Live files that hold anything, but those after `most` larger ones."""
    tree, content_bytes = overlay.file_system, overlay.content_bytes
    largest = [1] * most
    floor = 1
    for directory, files in enumerate(tree.files):
        for name, inode in files.items():
            if content_bytes[inode] < floor:
                continue
            if shown_names.get(inode, (directory, name)) == (directory, name):
                file_bytes = content_bytes[inode]
                heapq.heappushpop(largest, file_bytes)
                floor = largest[0]
                yield LiveFile(
                    path=tree.path(directory, name),
                    content_bytes=file_bytes,
                    layer=overlay.layer_of(inode),
                )


def _warnings(image: Image, walks: Sequence[LayerWalk], overlay: Overlay) -> tuple[Warning, ...]:
    found = list(image.warnings)
    for layer, walk, work in zip(image.layers, walks, overlay.work, strict=True):
        found += [warning.of_layer(layer.index) for warning in walk.warnings + work.warnings]
        if layer.diff_id and walk.tar_digest and layer.diff_id != walk.tar_digest:
            message = f"the layer hashes to {walk.tar_digest}, not to its diff_id {layer.diff_id}"
            found.append(Warning(code="diff-id-mismatch", layer=layer.index, message=message))
    return tuple(found)
