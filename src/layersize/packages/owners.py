"""Which package owns which inode, and what its files come to."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, compress
from typing import NamedTuple

from layersize.accounting.advice import PackageBytes
from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.packages.claims import Claims, PackageKey
from layersize.packages.file_tree import FileTree
from layersize.packages.managers import MANAGERS
from layersize.packages.package import Package
from layersize.packages.unowned import (
    CACHE,
    COMPILED,
    DATABASE,
    NO_PACKAGE,
    kind_of_directory,
    kinds_of_directories,
)

_UNOWNED = (DATABASE, CACHE, COMPILED, NO_PACKAGE)
"""In the order of their rows, after those of packages."""


class Ownership(NamedTuple):
    """Whose the files of an image are."""

    packages: tuple[PackageBytes, ...]
    """Largest first; at the end those of what no package owns. `content_bytes` add up to the
    image's `live_bytes`, `hidden_bytes` to its `shadowed_bytes`."""
    owners: array[int]
    """Inode to one more than the place of its row in `packages`; 0: no package owns it and it is
    visible, it is hidden and has no bytes, or it is no file."""


def package_owners(image: AnalyzedImage) -> Ownership:
    """Reads the package databases of an image, and gives each of its inodes one owner."""
    tree = FileTree(image)
    claims = Claims(image, _packages(tree))
    sums = _Sums(image, claims)
    return sums.ownership()


def owner_names(image: AnalyzedImage) -> list[str | None]:
    """Owner as in `image.owners` to its package as `manager:name`; None for what is no package."""
    return [None, *map(_owner_name, image.analysis.packages)]


def owner_name(image: AnalyzedImage, inode: int) -> str | None:
    """The package of an inode as `manager:name`; None if none owns it."""
    place = image.owners[inode] if image.owners else 0
    return _owner_name(image.analysis.packages[place - 1]) if place else None


def owner_key(image: AnalyzedImage, inode: int) -> str:
    """The same, and where there is no package, the name of the row that counts its bytes."""
    place = image.owners[inode] if image.owners else 0
    if not place:
        return NO_PACKAGE
    package = image.analysis.packages[place - 1]
    return _owner_name(package) or package.name


def inodes_of(image: AnalyzedImage, number: int) -> Iterator[int]:
    """The inodes whose bytes a row counts, hidden ones too, by its place in the analysis."""
    place = number + 1
    yield from (inode for inode, owner in enumerate(image.owners) if owner == place)
    if image.analysis.packages[number].name == NO_PACKAGE:
        nobodys = (inode for files in image.overlay.file_system.files for inode in files.values())
        yield from dict.fromkeys(inode for inode in nobodys if not image.owners[inode])


def _owner_name(package: PackageBytes) -> str | None:
    return None if package.manager is None else f"{package.manager}:{package.name}"


def _packages(tree: FileTree) -> Iterator[Package]:
    return chain.from_iterable(manager.find(tree) for manager in MANAGERS)


class _Sums:
    """Counts what belongs to each owner: packages, then the kinds of what is nobody's."""

    def __init__(self, image: AnalyzedImage, claims: Claims) -> None:
        self._image = image
        self._keys: list[PackageKey | str] = ["", *claims.keys, *_UNOWNED]
        """Number of an owner to who it is; until all are counted, 0 is what no package owns."""
        self._owners = claims.owners
        self._number_of = {kind: len(claims.keys) + 1 + at for at, kind in enumerate(_UNOWNED)}
        count = len(self._keys)
        self._assign_unowned()
        self._files = [0] * count
        self._count_files()
        self._live_bytes, self._layers = [0] * count, [list[int]() for _ in self._keys]
        self._sum_live()
        self._hidden_bytes = [0] * count
        self._sum_hidden(claims)

    def _assign_unowned(self) -> None:
        """Of an inode with several names, the one that it is shown under tells what it is."""
        tree, owners = self._image.overlay.file_system, self._owners
        shown = self._image.shown_names
        for directory, kind in kinds_of_directories(tree).items():
            number, is_linked = self._number_of[kind], directory in shown.directories
            for name, inode in tree.files[directory].items():
                if not owners[inode] and (not is_linked or shown.shows(inode, directory, name)):
                    owners[inode] = number

    def _count_files(self) -> None:
        """Counts names, most of which have the owner of all in their directory."""
        owner_of, counts = self._owners.__getitem__, self._files
        for files in self._image.overlay.file_system.files:
            found = set(map(owner_of, files.values()))
            if len(found) == 1:
                counts[found.pop()] += len(files)
            else:
                for inode in files.values():
                    counts[owner_of(inode)] += 1

    def _sum_live(self) -> None:
        """What has no number is nobody's: it comes to what all others leave of a layer's bytes."""
        overlay, owners, rest = self._image.overlay, self._owners, self._number_of[NO_PACKAGE]
        for facts, entries in zip(self._image.analysis.layers, overlay.layers, strict=True):
            first = overlay.first_inode[facts.index]
            inodes = slice(first, first + len(entries))
            own, left = owners[inodes], facts.live_bytes
            sums = dict.fromkeys(sorted(set(own) - {0}), 0)
            if sums:
                lengths = overlay.content_bytes[inodes]
                for number, length in zip(filter(None, own), compress(lengths, own), strict=True):
                    sums[number] += length
            for number, live_bytes in sums.items():
                self._live_bytes[number] += live_bytes
                self._layers[number].append(facts.index)
                left -= live_bytes
            if left:
                self._live_bytes[rest] += left
                self._layers[rest].append(facts.index)
        self._files[rest] += self._files[0]

    def _sum_hidden(self, claims: Claims) -> None:
        """Gives hidden inodes an owner, too; they count for layers where nothing is visible."""
        overlay, owners = self._image.overlay, self._owners
        shadows, tree = overlay.shadows, overlay.file_system
        kinds: dict[int, str] = {}
        layers: dict[int, set[int]] = {}
        for row, (inode, directory) in enumerate(
            zip(shadows.inodes, shadows.directories, strict=True)
        ):
            number = claims.hidden_owners.get(inode)
            if number is None:
                path = shadows.marker_paths.get(row)
                if path is not None:
                    kind = kind_of_directory(path[: path.rfind(b"/") + 1])
                else:
                    if directory not in kinds:
                        kinds[directory] = kind_of_directory(tree.path(directory, b""))
                    kind = kinds[directory]
                number = self._number_of[kind]
            owners[inode] = number
            self._hidden_bytes[number] += overlay.content_bytes[inode]
            if not self._layers[number]:
                layers.setdefault(number, set()).add(overlay.layer_of(inode))
        for number, found in layers.items():
            self._layers[number] += sorted(found)

    def ownership(self) -> Ownership:
        """The rows in their order."""
        rows = [(number, self._row(number)) for number in range(1, len(self._keys))]
        rows = [
            (number, row)
            for number, row in rows
            if row.manager is not None or row.files or row.hidden_bytes
        ]
        rows.sort(key=lambda row: _order(row[1]))
        place_of = [0] * len(self._keys)
        for place, (number, _) in enumerate(rows, 1):
            place_of[number] = place
        return Ownership(
            packages=tuple(row for _, row in rows), owners=_mapped(self._owners, place_of)
        )

    def _row(self, number: int) -> PackageBytes:
        key = self._keys[number]
        manager, name, version = (None, key, None) if isinstance(key, str) else key
        return PackageBytes(
            name=name,
            version=version,
            manager=manager,
            content_bytes=self._live_bytes[number],
            hidden_bytes=self._hidden_bytes[number],
            files=self._files[number],
            layers=tuple(self._layers[number]),
        )


def _order(row: PackageBytes) -> tuple[int, int, int, str, str, str]:
    """Packages by their bytes, then the others in the order of their kinds."""
    if row.manager is None:
        return 1, _UNOWNED.index(row.name), 0, "", "", ""
    return 0, -row.content_bytes, -row.hidden_bytes, row.name, row.manager, row.version or ""


def _mapped(numbers: array[int], place_of: Sequence[int]) -> array[int]:
    return array("I", map(place_of.__getitem__, numbers))
