"""Conda packages: an environment has a file for each in `conda-meta`.

https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
"""

from __future__ import annotations

from collections.abc import Iterator

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.documents import read_object, text, texts
from layersize.packages.languages.names import bytes_of, joined, text_of
from layersize.packages.package import Package

_ENDING = b".json"


def find(tree: FileTree) -> Iterator[Package]:
    """Packages of all environments, with the files that are linked into each."""
    files = tree.image.overlay.file_system.files
    for folder, directory in tree.directories_named(b"conda-meta"):
        prefix = folder.rpartition(b"/")[0]
        for name in sorted(name for name in files[directory] if name.endswith(_ENDING)):
            path = folder + b"/" + name
            stated = read_object(tree.captured.get(path))
            listed = [joined(prefix, bytes_of(file)) for file in texts(stated.get("files"))]
            # NAME-VERSION-BUILD.json: neither of the last two has a dash.
            parts = text_of(name[: -len(_ENDING)]).rsplit("-", 2)
            yield Package(
                "conda",
                text(stated.get("name")) or parts[0] or text_of(name),
                text(stated.get("version")) or (parts[1] if len(parts) == 3 else "") or None,
                [*listed, path],
            )
