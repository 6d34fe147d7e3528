"""Nix: what lies in `/nix/store`, each under a hash, its name and its version.

https://nix.dev/manual/nix/latest/store/store-path
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import text_of
from layersize.packages.package import Package

_STORE = b"nix/store"
_STORE_PATH = re.compile(rb"[0-9a-df-np-sv-z]{32}-.+", re.DOTALL)
_NAME_START = 33
_VERSION = re.compile(r"-(?=[^A-Za-z])")
"""https://nix.dev/manual/nix/latest/language/builtins#builtins-parseDrvName"""
_OUTPUT = re.compile(
    r"-(bin|data|debug|dev|devdoc|doc|getent|info|lib|libgcc|man|out|py|static|terminfo)\Z"
)
"""Parts that one package is cut into; they are one row."""


def find(tree: FileTree) -> Iterator[Package]:
    """Files and folders right in the store; recipes (`.drv`) are no packages."""
    file_system = tree.image.overlay.file_system
    store = file_system.find_directory(_STORE)
    if store is None:
        return
    folders = dict.fromkeys(file_system.subdirectories[store], b"/")
    for name, slash in sorted((dict.fromkeys(file_system.files[store], b"") | folders).items()):
        if _STORE_PATH.fullmatch(name) and not name.endswith(b".drv"):
            stem = text_of(name[_NAME_START:])
            parts = _VERSION.split(_OUTPUT.sub("", stem), maxsplit=1)
            version = parts[1] if len(parts) == 2 else None
            yield Package("nix", parts[0] or stem, version or None, (_STORE + b"/" + name + slash,))
