"""What package managers keep for later, which only a build needs."""

from __future__ import annotations

from functools import cache

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.base import first_own_layer
from layersize.findings.paths.caches import CACHES
from layersize.findings.paths.folders import folder_rules
from layersize.findings.paths.table import Table
from layersize.layers.entries import HARDLINK, LayerEntries, directory_prefixes
from layersize.layers.paths import split_path


@cache
def _table() -> Table:
    return Table(CACHES)


def cache_bytes(image: AnalyzedImage) -> dict[int, int]:
    """Layers made by a RUN of one's own, to the content that they ship in caches, seen or not.

    Only layers that ship some. What has another name outside of the caches would stay.
    """
    analysis = image.analysis
    linked_elsewhere: set[bytes] = set()
    found: dict[int, int] = {}
    for layer in reversed(analysis.layers[first_own_layer(analysis) :]):
        cached_bytes = _in_caches(image.overlay.layers[layer.index], linked_elsewhere)
        if cached_bytes and layer.instruction.startswith("RUN "):
            found[layer.index] = cached_bytes
    return found


def _in_caches(entries: LayerEntries, linked_elsewhere: set[bytes]) -> int:
    """Adds to the paths that are linked to from outside of the caches, here or in a layer above."""
    prefixes = directory_prefixes(entries)
    folders = folder_rules(_table(), entries.directory_parents, entries.directory_names)
    is_cache = [rule is not None for rule in folders.rules]
    for folder in folders.spared:
        is_cache[folder] = False
    files_of = {
        folder: frozenset().union(*(node.files for node in nodes))
        for folder, nodes in folders.nodes_with_files.items()
    }
    links = [row for row in entries.link_targets if entries.kinds[row] == HARDLINK]
    for row in sorted(links, reverse=True):  # a link may name another one that stands before it
        path = prefixes[entries.directories[row]] + entries.names[row]
        if not is_cache[entries.directories[row]] or path in linked_elsewhere:
            linked_elsewhere.add(b"/".join(split_path(entries.link_targets[row])[0]))
    return sum(
        content_bytes
        for row, content_bytes in enumerate(entries.content_bytes)
        if content_bytes
        and (
            is_cache[directory := entries.directories[row]]
            or (directory in files_of and entries.names[row] in files_of[directory])
        )
        and prefixes[directory] + entries.names[row] not in linked_elsewhere
    )
