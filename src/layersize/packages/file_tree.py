"""The final file system of an image as package managers see it: paths, links, small files."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress, repeat

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_system import FileSystem
from layersize.layers.entries import ROOT

_CACHES = frozenset(
    (
        *(b".npm", b".m2", b".gradle", b".ivy2"),
        b"archive-v0",  # of uv: wheels unpacked, wherever its cache is
    )
)
"""Names of folders where managers keep copies: what lies there is not installed."""
_HOME_CACHE = b".cache"
_WITH_ENVIRONMENTS = frozenset((b"pypoetry", b"uv"))
"""Folders in `.cache` where Poetry and uv have environments that are in use, too."""
_NIX_STORE = (b"nix", b"store")
"""What lies there is Nix's, whatever it is packed in."""
_NAMES_AT_ONCE = 4096
"""Joined to be searched: while that is done, each takes 80 bytes and more."""
_DEEPEST = 64
"""Folders below one another that are looked at: no path that an installer makes has as many."""


class FileTree:
    """Looks paths up on the merged file system.

    Every path is from the root, without a leading slash.
    """

    def __init__(self, image: AnalyzedImage) -> None:
        self.image = image
        self.captured: Mapping[bytes, bytes] = _live_captured(image)
        """Path to content of the small files that walks keep, where a container sees them."""

    def captured_below(
        self, directory: bytes, ending: bytes = b""
    ) -> Iterator[tuple[bytes, bytes]]:
        """Path and content of kept files right in a directory, by their names' end, in order."""
        prefix = directory + b"/"
        for path in sorted(self.captured):
            if (
                path.startswith(prefix)
                and b"/" not in path[len(prefix) :]
                and path.endswith(ending)
            ):
                yield path, self.captured[path]

    @cached_property
    def _in_order(self) -> Sequence[int]:
        """Directories where something may be installed: each before those in it, by name."""
        return _installed_directories(self.image.overlay.file_system)

    @cached_property
    def _by_name(self) -> Mapping[bytes, Sequence[int]]:
        names = self.image.overlay.file_system.names
        found: dict[bytes, array[int]] = {}
        for directory in self._in_order:
            found.setdefault(names[directory], array("I")).append(directory)
        return found

    def directories_named(self, name: bytes) -> Iterator[tuple[bytes, int]]:
        """Paths and ids of the directories of a name, outside of caches; in a stable order."""
        path = self.image.overlay.file_system.directory_path
        for directory in self._by_name.get(name, ()):
            yield path(directory), directory

    def directories_ending(self, ending: bytes) -> Iterator[tuple[bytes, int]]:
        """Paths and ids of the directories whose name ends so, outside of caches."""
        for name in sorted(name for name in self._by_name if name.endswith(ending)):
            yield from self.directories_named(name)

    def files_ending(self, endings: tuple[bytes, ...]) -> Iterator[tuple[int, bytes]]:
        """Directories and names of the files whose names end so, outside of caches."""
        overlay = self.image.overlay
        names: set[bytes] = set()
        for entries in overlay.layers:
            for start in range(0, len(entries.names), _NAMES_AT_ONCE):
                some = entries.names[start : start + _NAMES_AT_ONCE]
                together = b"/".join((*some, b""))
                if any(ending + b"/" in together for ending in endings):  # the quickest to ask
                    is_meant = map(bytes.endswith, some, repeat(endings))
                    names.update(compress(some, is_meant))
        for directory in self._in_order if names else ():
            files = overlay.file_system.files[directory]
            if not names.isdisjoint(files):
                for name in files:
                    if name in names:
                        yield directory, name


def _installed_directories(tree: FileSystem) -> array[int]:
    found = array("I")
    waiting = [(ROOT, 0)]
    while waiting:
        directory, depth = waiting.pop()
        found.append(directory)
        inner = tree.subdirectories[directory]
        if not inner or depth == _DEEPEST:
            continue
        above = tree.names[directory]
        is_conda = b"conda-meta" in inner
        for name in sorted(inner, reverse=True) if len(inner) > 1 else inner:
            is_left_out = (
                name in _CACHES
                or (above == _HOME_CACHE and name not in _WITH_ENVIRONMENTS)
                or (above, name) == _NIX_STORE
                or (is_conda and name == b"pkgs")
            )
            if not is_left_out:
                waiting.append((inner[name], depth + 1))
    return found


def _live_captured(image: AnalyzedImage) -> dict[bytes, bytes]:
    overlay, found = image.overlay, {}
    tree = overlay.file_system
    for layer, entries in enumerate(overlay.layers):
        first = overlay.first_inode[layer]
        for row, content in entries.captured.items():
            path = entries.path(row)
            if tree.find_file(path) == first + row:
                found[path] = content
    return found
