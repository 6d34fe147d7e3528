"""Compiled Python: `X/__pycache__/N.TAG.pyc` belongs to whoever `X/N.py` belongs to.

https://peps.python.org/pep-3147/ and https://peps.python.org/pep-0488/ say how it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layersize.packages.file_tree import FileTree

_FOLDER = b"__pycache__"


def with_byte_code(tree: FileTree, paths: Iterable[bytes]) -> Iterator[bytes]:
    """Paths of a package, and those of what was compiled from them, listed or not."""
    modules: dict[bytes, set[bytes]] = {}
    for path in paths:
        yield path
        if path.endswith(b".py"):
            above, _, name = path.rpartition(b"/")
            modules.setdefault(above, set()).add(name[:-3])
    file_system = tree.image.overlay.file_system
    for above, stems in modules.items():
        folder = above + b"/" + _FOLDER if above else _FOLDER
        directory = file_system.find_directory(folder)
        for name in file_system.files[directory] if directory is not None else ():
            if name.endswith(b".pyc") and compiled_from(name) in stems:
                yield folder + b"/" + name


def compiled_from(name: bytes) -> bytes:
    """The module that a file of byte code is compiled from: `N` of `N.cpython-313.opt-1.pyc`."""
    stem, _, tag = name[: -len(b".pyc")].rpartition(b".")
    return stem.rpartition(b".")[0] if tag.startswith(b"opt-") else stem
