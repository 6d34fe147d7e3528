"""Java archives, known by the names of their files: `NAME-VERSION.jar`.

Archives that lie inside another, as in those of Spring Boot, are bytes of the outer one: what is
in a zip stands at its end, and walks keep no part of such a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import split_version, text_of
from layersize.packages.package import Package

_ENDINGS = (b".jar", b".war", b".ear")


def find(tree: FileTree) -> Iterator[Package]:
    """Each archive outside the caches of Maven, Gradle and Ivy."""
    path = tree.image.overlay.file_system.path
    for directory, name in tree.files_ending(_ENDINGS):
        yield Package("jar", *split_version(text_of(name[:-4] or name)), (path(directory, name),))
