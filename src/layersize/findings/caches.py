"""What package managers keep for later, which only a build needs."""

from __future__ import annotations

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.findings.base import first_own_layer
from layersize.layers.entries import HARDLINK, LayerEntries, directory_prefixes
from layersize.layers.paths import split_path
from layersize.patterns import Pattern

_IN_A_HOME = (
    *(".cache/", ".npm/", ".yarn/cache/", ".pnpm-store/", ".local/share/pnpm/store/"),
    *(".cargo/registry/", ".cargo/git/", ".m2/", ".gradle/", ".nuget/packages/"),
    *(".composer/cache/", ".bundle/cache/", ".conda/pkgs/", ".ccache/", ".ivy2/cache/"),
    *("go/pkg/mod/", ".sbt/", ".stack/"),
)
_OF_A_SYSTEM = (
    "apt",
    "apk",
    "dnf",
    "libdnf5",
    "yum",
    "zypp",
    "pacman",
    "xbps",
    "eopkg",
    "PackageKit",
)
"""Package managers that keep packages below /var/cache, where programs have other things, too."""
_CACHES = tuple(
    Pattern(text)
    for text in (
        *(f"/var/cache/{manager}/" for manager in _OF_A_SYSTEM),
        *(
            "/var/lib/apt/lists/",
            "/var/cache/distfiles/",
            "/usr/local/share/.cache/",
            "/go/pkg/mod/",
        ),
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
    is_cache = [is_in_a_cache(prefix + b"file") for prefix in prefixes]
    links = [row for row in entries.link_targets if entries.kinds[row] == HARDLINK]
    for row in sorted(links, reverse=True):  # a link may name another one that stands before it
        path = prefixes[entries.directories[row]] + entries.names[row]
        if not is_cache[entries.directories[row]] or path in linked_elsewhere:
            linked_elsewhere.add(b"/".join(split_path(entries.link_targets[row])[0]))
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
