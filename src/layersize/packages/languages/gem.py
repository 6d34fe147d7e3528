"""Ruby gems: a file in `specifications` names each, and its folders are named as that file is.

https://guides.rubygems.org/command-reference/#gem-environment
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layersize.packages.file_tree import FileTree
from layersize.packages.languages.names import split_version, text_of
from layersize.packages.package import Package

_ENDING = b".gemspec"


def find(tree: FileTree) -> Iterator[Package]:
    """Installed gems, and those that Bundler took from Git; not the archives in `cache`."""
    file_system = tree.image.overlay.file_system
    for path, directory in tree.directories_named(b"specifications"):
        above = file_system.subdirectories[file_system.parents[directory]]
        if b"gems" not in above:
            continue
        extensions = _by_gem(tree, above.get(b"extensions"))
        default = file_system.subdirectories[directory].get(b"default")
        for folder, files in (
            (path, file_system.files[directory]),
            (path + b"/default", file_system.files[default] if default is not None else {}),
        ):
            for name in sorted(name for name in files if name.endswith(_ENDING)):
                stem, home = name[: -len(_ENDING)], path[: -len(b"specifications")]
                yield Package(
                    "gem",
                    *split_version(text_of(stem or name)),
                    (
                        folder + b"/" + name,
                        *(home + inner + stem + b"/" for inner in (b"gems/", b"doc/")),
                        home + b"build_info/" + stem + b".info",
                        *(home + b"extensions/" + inner for inner in extensions.get(stem, ())),
                    ),
                )
    yield from _of_git(tree)


def _by_gem(tree: FileTree, extensions: int | None) -> Mapping[bytes, list[bytes]]:
    """Gems to the folders `PLATFORM/VERSION/GEM/` with what was compiled for them."""
    found: dict[bytes, list[bytes]] = {}
    if extensions is not None:
        below = tree.image.overlay.file_system.subdirectories
        for platform, versions in sorted(below[extensions].items()):
            for version, gems in sorted(below[versions].items()):
                for gem in below[gems]:
                    folder = b"/".join((platform, version, gem, b""))
                    found.setdefault(gem, []).append(folder)
    return found


def _of_git(tree: FileTree) -> Iterator[Package]:
    """Folders `bundler/gems/NAME-COMMIT`."""
    file_system = tree.image.overlay.file_system
    for path, directory in tree.directories_named(b"bundler"):
        gems = file_system.subdirectories[directory].get(b"gems")
        for folder in sorted(file_system.subdirectories[gems]) if gems is not None else ():
            name, _, commit = text_of(folder).rpartition("-")
            if name and folder != b"extensions":
                yield Package("gem", name, commit or None, (path + b"/gems/" + folder + b"/",))
