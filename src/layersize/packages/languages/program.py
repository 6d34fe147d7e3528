"""Programs of Go, and of Rust where `cargo auditable` built them: each is a package of its own.

What modules they are made of stands in the middle of a file, of which walks keep no part; so
neither their versions nor the bytes of each are known.
"""

from __future__ import annotations

from collections.abc import Iterator

from layersize.layers.capture.elf import BUILD_INFO
from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import text_of
from layersize.packages.package import Package

_MANAGERS = dict(zip(BUILD_INFO, ("go", "rust"), strict=True))


def find(tree: FileTree) -> Iterator[Package]:
    """Files with a section of their language, under their own names."""
    for path, content in sorted(tree.captured.items()):
        manager = _MANAGERS.get(content)
        if manager is not None:
            yield Package(manager, text_of(path[path.rfind(b"/") + 1 :]), None, (path,))
