"""What may have been meant by a path that is not in an image. Pure.

Images may hold millions of names that were chosen to cost time: names are picked by what is cheap
to compare, and only a bounded number of characters is compared thoroughly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import islice
from typing import NamedTuple

from layersize.accounting.overlay import Overlay
from layersize.explore.path_lookup import PathError, find_path
from layersize.layers.entries import ROOT, WHITEOUT, LayerEntries
from layersize.layers.paths import split_path
from layersize.text.escape import inert_path

_CLOSE, _CLOSE_OF_SHORT = 0.75, 0.65
"""How alike two names must be, from 0 to 1: of three letters, one may be another."""
_SHORT = 4
"""Letters of a short name."""
_MOST_DIFFERENCE = 0.5
"""How much all names of a path may differ together."""
_LONGEST_NAME = 255
_LONGEST_PATH = 300
"""Bytes of a path that is worth being told."""
_MOST_COMPARED = 1_000_000
"""Pairs of characters of names of one folder: 2500 names of 20 with one of 20."""
_MOST_ELSEWHERE = 1000
"""Paths with the wanted name that are ranked."""
_BRANCHES = 3
"""Names that one name of a path may have been meant as, and folders that are followed at once."""


class SimilarPath(NamedTuple):
    """A path that may have been meant."""

    path: bytes
    is_hidden: bool
    """No container sees it, but a layer has it."""


def similar_paths(overlay: Overlay, path: bytes, most: int = 3) -> list[SimilarPath]:
    """What there is that is called like a path, the likeliest first.

    First what a container sees, then what only a layer has: of each what differs in capitals, in
    folders at its front or in a few letters, and what has the same name elsewhere.
    """
    parts, _ = split_path(path)
    if not parts:
        return []
    found = dict.fromkeys(islice(_first(most, _visible(overlay, parts)), most))
    similar = [SimilarPath(path, is_hidden=False) for path in found]
    if len(similar) < most:
        hidden = (path for path in _hidden(overlay, parts) if path not in found)
        similar += [SimilarPath(path, is_hidden=True) for path in _first(most, hidden)]
    return similar[:most]


def did_you_mean_path(similar: Sequence[SimilarPath]) -> str:
    """`did you mean /a, /b or /c (in a layer, hidden)?`: inert; empty for none."""
    shown = [
        "/" + inert_path(path) + (" (in a layer, hidden)" if is_hidden else "")
        for path, is_hidden in similar
    ]
    *others, last = shown or [""]
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"did you mean {listed}?" if listed else ""


def _first(most: int, paths: Iterable[bytes]) -> Iterator[bytes]:
    """The first distinct ones that are not too long to be read."""
    readable = (path for path in paths if len(path) <= _LONGEST_PATH)
    seen = set[bytes]()
    for path in readable:
        if path not in seen:
            seen.add(path)
            yield path
            if len(seen) == most:
                return


def _visible(overlay: Overlay, parts: Sequence[bytes]) -> Iterator[bytes]:
    """What a container sees, the likeliest first."""
    elsewhere = _ranked(parts, _visible_named(overlay, parts[-1]))
    moved = [path for path in elsewhere if _is_moved(parts, path)]
    spelt = [path for path, _ in _spelt_alike(overlay, parts)]
    capitals = [path for path in spelt if path.lower() == b"/".join(parts).lower()]
    yield from (*capitals, *moved, *spelt, *elsewhere)


def _is_moved(parts: Sequence[bytes], path: bytes) -> bool:
    """Whether a path has folders more at its front, or fewer."""
    wanted = b"/" + b"/".join(parts)
    return wanted.endswith(b"/" + path) or (b"/" + path).endswith(wanted)


def _spelt_alike(overlay: Overlay, parts: Sequence[bytes]) -> list[tuple[bytes, float]]:
    """Paths that differ in letters, and by how much; links to folders are followed."""
    tree = overlay.file_system
    above = [(0.0, ROOT)]
    for part in parts[:-1]:
        below = list[tuple[float, int]]()
        for differs, directory in above:
            exact = _directory_at(overlay, directory, part)
            if exact is not None:
                below.append((differs, exact))
                continue
            children = tree.subdirectories[directory]
            below += [(differs + more, children[name]) for more, name in _alike(part, children)]
        above = [row for row in nsmallest(_BRANCHES, below) if row[0] <= _MOST_DIFFERENCE]
    found = []
    for differs, directory in above:
        names = [*tree.files[directory], *tree.subdirectories[directory]]
        exact_names = [(0.0, parts[-1])] if parts[-1] in names else []
        for more, name in exact_names or _alike(parts[-1], names):
            found.append((tree.path(directory, name), differs + more))
    found = [row for row in found if row[1] <= _MOST_DIFFERENCE]
    return sorted(found, key=lambda row: (row[1], row[0]))


def _directory_at(overlay: Overlay, directory: int, name: bytes) -> int | None:
    """The directory of a name in another, maybe behind a link; None if there is none."""
    tree = overlay.file_system
    if name not in tree.files[directory]:
        return tree.subdirectories[directory].get(name)
    try:
        return find_path(overlay, tree.path(directory, name)).directory
    except PathError:
        return None


def _alike(wanted: bytes, names: Iterable[bytes]) -> list[tuple[float, bytes]]:
    """A few names that are spelt almost like one, and how much they differ, from 0 to 1."""
    from difflib import SequenceMatcher  # slow to load

    if len(wanted) > _LONGEST_NAME:
        return []
    shortest, longest = len(wanted) * 3 // 5, min(_LONGEST_NAME, len(wanted) * 5 // 3 + 1)
    may_be = [name for name in names if shortest <= len(name) <= longest]
    compared = _MOST_COMPARED // max(1, len(wanted) * longest)
    close = _CLOSE if len(wanted) > _SHORT else _CLOSE_OF_SHORT
    lower = wanted.lower()
    if len(may_be) > compared:
        may_be = nsmallest(compared, may_be, key=lambda name: _unlike(lower, name.lower()))
    matcher = SequenceMatcher(None, "", _text(lower), autojunk=False)
    found = []
    for name in may_be:
        matcher.set_seq1(_text(name.lower()))
        if matcher.real_quick_ratio() >= close and matcher.quick_ratio() >= close:
            ratio = matcher.ratio()
            if ratio >= close:
                found.append((1 - ratio, name))
    return nsmallest(_BRANCHES, found)


def _unlike(wanted: bytes, name: bytes) -> tuple[bool, int]:
    """A cheap measure of how unlike two names are."""
    return wanted[:2] != name[:2] and wanted[-2:] != name[-2:], abs(len(wanted) - len(name))


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _visible_named(overlay: Overlay, name: bytes) -> Iterator[bytes]:
    tree = overlay.file_system
    for table in (tree.files, tree.subdirectories):
        for directory, names in enumerate(table):
            if name in names:
                yield tree.path(directory, name)


def _ranked(parts: Sequence[bytes], paths: Iterable[bytes]) -> list[bytes]:
    """Of paths with the same name, those that have most in common with the wanted one."""

    def order(path: bytes) -> tuple[int, int, int, bytes]:
        other = path.split(b"/")
        at_end = _same(reversed(parts), reversed(other))
        return -at_end, -_same(parts, other), len(other), path

    readable = (path for path in paths if len(path) <= _LONGEST_PATH)
    return sorted(islice(readable, _MOST_ELSEWHERE), key=order)


def _same(names: Iterable[bytes], others: Iterable[bytes]) -> int:
    """How many of the first are equal."""
    count = 0
    for name, other in zip(names, others, strict=False):
        if name != other:
            break
        count += 1
    return count


def _hidden(overlay: Overlay, parts: Sequence[bytes]) -> Iterator[bytes]:
    """What only a layer has, the likeliest first: what is there by now is left out."""
    tree = overlay.file_system
    spelt, named = list[bytes](), list[bytes]()
    for entries in overlay.layers:
        spelt += _spelt_alike_in(entries, parts)
        named += islice(_rows_named(entries, parts[-1]), _MOST_ELSEWHERE)
    elsewhere = _ranked(parts, named)
    moved = [path for path in elsewhere if _is_moved(parts, path)]
    for path in (*moved, *spelt, *elsewhere):
        if tree.find_file(path) is None and tree.find_directory(path) is None:
            yield path


def _spelt_alike_in(entries: LayerEntries, parts: Sequence[bytes]) -> Iterator[bytes]:
    """Entries of a layer in the wanted folder whose names differ in letters."""
    *above, wanted = parts
    folders = {0: ROOT}
    places = zip(entries.directory_parents, entries.directory_names, strict=True)
    for directory, (parent, name) in enumerate(places):
        depth = len(folders) - 1
        if directory != ROOT and above[depth : depth + 1] == [name] and folders[depth] == parent:
            folders[depth + 1] = directory
    if len(above) not in folders:
        return
    names = {
        entries.names[row]
        for row, directory in enumerate(entries.directories)
        if directory == folders[len(above)] and entries.kinds[row] < WHITEOUT
    }
    for _, name in _alike(wanted, names):
        yield b"/".join((*above, name))


def _rows_named(entries: LayerEntries, name: bytes) -> Iterator[bytes]:
    """Paths of the entries of a layer that have a name."""
    for row, other in enumerate(entries.names):
        if other == name and entries.kinds[row] < WHITEOUT:
            yield entries.path(row)
