"""PHP packages that Composer installed: `vendor/composer/installed.json` names their folders.

https://getcomposer.org/doc/07-runtime.md#installed-versions
"""

from __future__ import annotations

from collections.abc import Iterator

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.documents import is_object, objects, read_json, text
from layersize.packages.languages.names import bytes_of, joined
from layersize.packages.package import Package


def find(tree: FileTree) -> Iterator[Package]:
    """Packages of all folders `vendor`; those of Composer 1 lie where their names say."""
    for path, _ in tree.directories_named(b"composer"):
        stated = read_json(tree.captured.get(path + b"/installed.json"))
        is_new = is_object(stated)
        for package in objects(stated.get("packages") if is_object(stated) else stated):
            name = text(package.get("name"))
            written = text(package.get("install-path")) if is_new else f"../{name}"
            if name is None or written is None:
                continue
            folder = joined(path, bytes_of(written)) + b"/"
            # A folder that holds all others is no package's.
            if not path.startswith(folder.lstrip(b"/")):
                yield Package("composer", name, text(package.get("version")), (folder,))
