"""What package managers keep for later, which only a build needs."""

from __future__ import annotations

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.base import first_own_layer
from layersize.layers.entries import HARDLINK, LayerEntries, directory_prefixes
from layersize.patterns import Pattern

_IN_A_HOME = (
    *(".cache/", ".npm/", ".yarn/cache/", ".pnpm-store/", ".local/share/pnpm/store/"),
    *(".cargo/registry/", ".cargo/git/", ".m2/", ".gradle/", ".nuget/packages/"),
    *(".composer/cache/", ".bundle/cache/", ".conda/pkgs/", ".ccache/", ".ivy2/cache/"),
    *("go/pkg/mod/", ".sbt/", ".stack/"),
)
_CACHES = tuple(
    Pattern(text)
    for text in (
        *("/var/cache/", "/var/lib/apt/lists/", "/usr/local/share/.cache/", "/go/pkg/mod/"),
        *("/usr/local/cargo/registry/", "/usr/local/cargo/git/", "/opt/conda/pkgs/"),
        *("/usr/local/bundle/cache/", "/var/lib/dnf/repos/"),
        *(home + folder for home in ("/root/", "/home/*/") for folder in _IN_A_HOME),
    )
)


def cache_bytes(image: AnalyzedImage) -> dict[int, int]:
    """Layers made by a RUN of one's own, to the content that they ship in caches, seen or not.

    Only layers that ship some. What has another name outside of the caches would stay.
    """
    analysis = image.analysis
    found = {
        layer.index: _in_caches(image.overlay.layers[layer.index])
        for layer in analysis.layers[first_own_layer(analysis) :]
        if layer.instruction.startswith("RUN ")
    }
    return {index: content_bytes for index, content_bytes in found.items() if content_bytes}


def _in_caches(entries: LayerEntries) -> int:
    prefixes = directory_prefixes(entries)
    is_cache = [is_in_a_cache(prefix + b"file") for prefix in prefixes]
    linked_elsewhere = {
        target.removeprefix(b"./").strip(b"/")
        for row, target in entries.link_targets.items()
        if entries.kinds[row] == HARDLINK and not is_cache[entries.directories[row]]
    }
    return sum(
        content_bytes
        for row, content_bytes in enumerate(entries.content_bytes)
        if content_bytes
        and is_cache[directory := entries.directories[row]]
        and prefixes[directory] + entries.names[row] not in linked_elsewhere
    )


def is_in_a_cache(path: bytes) -> bool:
    """Whether a cache mount would keep the file out of the image."""
    return any(pattern.covers(path, is_directory=False) for pattern in _CACHES)
