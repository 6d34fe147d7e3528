"""Which inodes the packages of an image own: listed paths, followed through the image's links."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import TypeAlias

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.file_system import FileSystem
from layersize.layers.entries import ROOT
from layersize.packages.byte_code import compiled_from
from layersize.packages.package import MOST_PACKAGES, Package
from layersize.packages.real_paths import RealPaths

PackageKey: TypeAlias = "tuple[str, str, str | None]"
"""Manager, name and version: packages that agree in them are one."""
_HiddenNames: TypeAlias = "dict[bytes, tuple[int, ...]]"


class Claims:
    """The owners of inodes; a file of several packages belongs to the first that lists it.

    An inode belongs to a package if one of its names does, wherever the others are.
    """

    def __init__(self, image: AnalyzedImage, packages: Iterable[Package]) -> None:
        self.keys: list[PackageKey] = []
        """The packages, in the order in which they were found."""
        self.owners = array("I", bytes(4 * len(image.overlay.content_bytes)))
        """Inode to one more than the place of its package in `keys`; 0: none owns it, or it is
        not in the final file system."""
        self.hidden_owners: dict[int, int] = {}
        """The same of inodes that are shipped, but hidden; those of none are left out."""
        self._paths = RealPaths(image.overlay)
        self._tree: FileSystem = image.overlay.file_system
        self._hidden = _hidden_names(image)
        self._live_names: dict[bytes, Mapping[bytes, int]] = {}
        """Directory as listed to the files in it."""
        self._hidden_names: dict[bytes, _HiddenNames] = {}
        self._folders: dict[int, int] = {}
        """Directories that a package has as a whole."""
        self._hidden_folders: dict[bytes, int] = {}
        """Likewise, by path, with those that aren't there any more."""
        numbers: dict[PackageKey, int] = {}
        for package in packages:
            number = numbers.get(package[:3])
            if number is None:
                if len(numbers) == MOST_PACKAGES:
                    continue
                number = numbers[package[:3]] = len(numbers) + 1
            self._claim(package.paths, number)
        self.keys += numbers
        if self._folders:
            self._claim_folders()
        if self._hidden_folders:
            self._claim_hidden_folders()
        if numbers:
            self._claim_byte_code()

    def _claim(self, paths: Iterable[bytes], number: int) -> None:
        """The only loop over all listed paths."""
        owners, live_names, hidden_names = self.owners, self._live_names, self._hidden_names
        for directory, _, name in map(bytes.rpartition, paths, repeat(b"/")):
            names = live_names.get(directory)
            if names is None:
                names = self._look(directory)
            inode = names.get(name)
            if inode is not None:
                if not owners[inode]:
                    owners[inode] = number
            elif not name and directory:
                self._add_folder(directory, number)
            if hidden_names and directory in hidden_names:
                for inode in hidden_names[directory].get(name, ()):
                    self.hidden_owners.setdefault(inode, number)

    def _look(self, directory: bytes) -> Mapping[bytes, int]:
        """The files in a directory, as it is listed; notes those that are hidden."""
        found, missing = self._paths.follow(directory)
        names = self._live_names[directory] = {} if missing else self._tree.files[found]
        if self._hidden:
            hidden = self._hidden_in(self._real_path(found, missing)) | self._hidden_in(
                directory.removeprefix(b"/")
            )
            if hidden:
                self._hidden_names[directory] = hidden
        return names

    def _hidden_in(self, directory: bytes) -> _HiddenNames:
        return self._hidden.get(directory + b"/" if directory else b"", {})

    def _real_path(self, found: int, missing: Sequence[bytes]) -> bytes:
        above = self._tree.directory_path(found)
        return b"/".join([above, *missing] if above else missing)

    def _add_folder(self, directory: bytes, number: int) -> None:
        found, missing = self._paths.follow(directory)
        if found == ROOT and not missing:
            return  # the whole image is nobody's package
        if not missing:
            self._folders.setdefault(found, number)
        if self._hidden:
            path = self._real_path(found, missing)
            self._hidden_folders.setdefault(path + b"/" if path else b"", number)

    def _claim_folders(self) -> None:
        """What is in folders of packages, at every depth, and is nobody's; the nearest counts."""
        owners, parents, folders = self.owners, self._tree.parents, self._folders
        nearest = array("I", bytes(4 * len(parents)))
        for directory, files in enumerate(self._tree.files):
            number = folders.get(directory) or (directory != ROOT and nearest[parents[directory]])
            if number:
                nearest[directory] = number
                for inode in files.values():
                    if not owners[inode]:
                        owners[inode] = number

    def _claim_hidden_folders(self) -> None:
        for directory, names in self._hidden.items():
            above = directory
            while above and above not in self._hidden_folders:
                above = above[: above.rfind(b"/", 0, -1) + 1]
            number = self._hidden_folders.get(above)
            if number is not None:
                for inodes in names.values():
                    for inode in inodes:
                        self.hidden_owners.setdefault(inode, number)

    def _claim_byte_code(self) -> None:
        """What was compiled after the installation belongs to whom its source does."""
        tree, owners = self._tree, self.owners
        for directory, above in enumerate(tree.names):
            if above != b"__pycache__" or not tree.files[directory]:
                continue
            sources = tree.files[tree.parents[directory]]
            if not any(map(owners.__getitem__, sources.values())):
                continue
            for name, inode in tree.files[directory].items():
                if not owners[inode]:
                    source = sources.get(compiled_from(name) + b".py")
                    if source is not None:
                        owners[inode] = owners[source]


def _hidden_names(image: AnalyzedImage) -> dict[bytes, _HiddenNames]:
    """Directories, with a slash at the end, to the names at which hidden inodes stood."""
    shadows, tree = image.overlay.shadows, image.overlay.file_system
    found: dict[bytes, _HiddenNames] = {}
    names_in: dict[int, _HiddenNames] = {}
    for row, (directory, name) in enumerate(zip(shadows.directories, shadows.names, strict=True)):
        if row in shadows.marker_paths:
            continue
        names = names_in.get(directory)
        if names is None:
            names = names_in[directory] = found.setdefault(tree.path(directory, b""), {})
        names[name] = (*names.get(name, ()), shadows.inodes[row])
    return found
