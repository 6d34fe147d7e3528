"""What became of shadowed inodes: why they are hidden, as files, and as pairs of instructions."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from heapq import nsmallest
from typing import TypeAlias, overload

from layersize.accounting.file_contents import FileContents
from layersize.accounting.file_system import FileSystem
from layersize.accounting.overlay import CAUSES, METADATA_ONLY, LostName, Overlay
from layersize.accounting.result import MOST_NAMED, InstructionPair, ShadowedFile
from layersize.accounting.shown_name import shown_name_order

_COMPARED_AT_ONCE = 4096
"""Pairs whose contents are compared together: enough to read files in order, few to keep."""
PairKey: TypeAlias = "tuple[int, int, int]"
"""The layers that added and hid something, and the place of the cause in `CAUSES`."""


def mark_metadata_only(overlay: Overlay, contents: FileContents) -> None:
    """Finds what was replaced by its own content, and under which name to show linked inodes."""
    shadows = overlay.shadows
    for start in range(0, len(shadows.replaced_rows), _COMPARED_AT_ONCE):
        rows = shadows.replaced_rows[start : start + _COMPARED_AT_ONCE]
        replaced_by = shadows.replaced_by[start : start + _COMPARED_AT_ONCE]
        pairs = [
            (overlay.entry_of(shadows.inodes[row]), overlay.entry_of(inode))
            for row, inode in zip(rows, replaced_by, strict=True)
        ]
        for row, inode, same in zip(rows, replaced_by, contents.same(pairs), strict=True):
            if same:
                shadows.causes[row] = METADATA_ONLY
                shadows.repeated.add(inode)
    for row, names in shadows.last_names:
        _choose_name(overlay, row, names, contents)


def _choose_name(
    overlay: Overlay, row: int, names: Sequence[LostName], contents: FileContents
) -> None:
    """Chooses the cause of a linked inode, and the name that it is shown under.

    Of names that went in different ways the last one counts (of several that one entry took
    away, the first in the order of shown names); then the inode is shown under the first that
    went in that way.
    """
    shadows = overlay.shadows
    place = overlay.entry_of(shadows.inodes[row])
    replaced = [lost.replaced_by for lost in names if lost.replaced_by >= 0]
    answers = iter(contents.same([(place, overlay.entry_of(inode)) for inode in replaced]))
    causes = [
        METADATA_ONLY if lost.replaced_by >= 0 and next(answers) else lost.cause for lost in names
    ]
    tree = overlay.file_system
    order = [shown_name_order(tree.path(lost.directory, lost.name)) for lost in names]
    last_replacement = names[-1].replacement
    last = (at for at, lost in enumerate(names) if lost.replacement == last_replacement)
    shadows.causes[row] = cause = causes[min(last, key=order.__getitem__)]
    alike = (at for at in range(len(names)) if causes[at] == cause)
    shown = names[min(alike, key=order.__getitem__)]
    shadows.directories[row], shadows.names[row] = shown.directory, shown.name


class ShadowedFiles(Sequence[ShadowedFile]):
    """All shadowed files, largest first; each is made when it is asked for."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self.rows_of_pairs: Mapping[PairKey, array[int]] = _rows_of_pairs(overlay)
        """Rows of the shadows by the pair of instructions that they belong to."""
        self._sorted_pairs: set[PairKey] = set()

    def rows_of_pair(self, pair: InstructionPair) -> Sequence[int]:
        """Rows of the shadows that belong to a pair, those of the largest files first."""
        key = pair.added_in, pair.hidden_in, CAUSES.index(pair.cause)
        rows = self.rows_of_pairs.get(key, array("I"))
        if key not in self._sorted_pairs:
            shadows, content_bytes = self._overlay.shadows, self._overlay.content_bytes
            rows[:] = array(
                "I",
                sorted(
                    rows,
                    key=lambda row: (
                        -content_bytes[shadows.inodes[row]],
                        shadows.directories[row],
                        shadows.names[row],
                    ),
                ),
            )
            self._sorted_pairs.add(key)
        return rows

    def of_pair(self, pair: InstructionPair) -> Iterator[ShadowedFile]:
        """The files of a pair, the largest first."""
        return map(self._file, self.rows_of_pair(pair))

    @cached_property
    def _rows(self) -> list[int]:
        """Rows of the shadows in order."""
        return [row for rows in self._rows_of_equal_length() for row in rows]

    def _rows_of_equal_length(self) -> Iterator[list[int]]:
        """Rows of the shadows in order; of equal length, by path."""
        content_bytes, inodes = self._overlay.content_bytes, self._overlay.shadows.inodes
        by_length: dict[int, list[int]] = {}
        for row, inode in enumerate(inodes):
            by_length.setdefault(content_bytes[inode], []).append(row)
        for length in sorted(by_length, reverse=True):
            rows = by_length[length]
            yield sorted(rows, key=self._tie) if len(rows) > 1 else rows

    def _tie(self, row: int) -> tuple[bytes, int, int]:
        file = self._file(row)
        return file.path, file.added_in, file.hidden_in

    def __len__(self) -> int:
        return len(self._overlay.shadows)

    @overload
    def __getitem__(self, index: int) -> ShadowedFile: ...
    @overload
    def __getitem__(self, index: slice) -> list[ShadowedFile]: ...
    def __getitem__(self, index: int | slice) -> ShadowedFile | list[ShadowedFile]:
        if isinstance(index, slice):
            return [self._file(row) for row in self._rows[index]]
        return self._file(self._rows[index])

    def __iter__(self) -> Iterator[ShadowedFile]:
        """In order, which is only made as far as it is asked for, unless it is there already."""
        if "_rows" in self.__dict__:
            return map(self._file, self._rows)
        return (self._file(row) for rows in self._rows_of_equal_length() for row in rows)

    def _file(self, row: int) -> ShadowedFile:
        return _shadowed_file(row, self._overlay)


def _shadowed_file(row: int, overlay: Overlay) -> ShadowedFile:
    shadows = overlay.shadows
    inode = shadows.inodes[row]
    path = shadows.marker_paths.get(row)
    if path is None:
        path = overlay.file_system.path(shadows.directories[row], shadows.names[row])
    return ShadowedFile(
        path=path,
        content_bytes=overlay.content_bytes[inode],
        added_in=overlay.layer_of(inode),
        hidden_in=shadows.hidden_in[row],
        cause=CAUSES[shadows.causes[row]],
    )


def rows_of_pairs(
    shadowed: Sequence[ShadowedFile], overlay: Overlay
) -> Mapping[PairKey, Sequence[int]]:
    """Rows of the shadows by the pair of instructions that they belong to."""
    if isinstance(shadowed, ShadowedFiles):
        return shadowed.rows_of_pairs
    return _rows_of_pairs(overlay)


def rows_of_pair(
    shadowed: Sequence[ShadowedFile], overlay: Overlay, pair: InstructionPair
) -> Sequence[int]:
    """Rows of the shadows that belong to a pair, those of the largest files first."""
    files = shadowed if isinstance(shadowed, ShadowedFiles) else ShadowedFiles(overlay)
    return files.rows_of_pair(pair)


def files_of_pair(
    shadowed: Sequence[ShadowedFile], pair: InstructionPair
) -> Iterable[ShadowedFile]:
    """Those of all shadowed files that belong to a pair, the largest first."""
    if isinstance(shadowed, ShadowedFiles):
        return shadowed.of_pair(pair)
    key = pair.added_in, pair.hidden_in, pair.cause
    return (file for file in shadowed if (file.added_in, file.hidden_in, file.cause) == key)


def _rows_of_pairs(overlay: Overlay) -> dict[PairKey, array[int]]:
    shadows = overlay.shadows
    rows_of: dict[PairKey, array[int]] = {}
    added_in = map(overlay.layer_of, shadows.inodes)
    for row, key in enumerate(zip(added_in, shadows.hidden_in, shadows.causes, strict=True)):
        rows = rows_of.get(key)
        if rows is None:
            rows = rows_of[key] = array("I")
        rows.append(row)
    return rows_of


def instruction_pairs(
    overlay: Overlay, rows_of_pairs: Mapping[PairKey, Sequence[int]]
) -> tuple[InstructionPair, ...]:
    """Who added and who hid, with the bytes in between, largest first."""
    shadows, tree = overlay.shadows, overlay.file_system
    pairs = []
    for (added, hidden, cause), rows in rows_of_pairs.items():
        inodes = map(shadows.inodes.__getitem__, rows)
        directories = set(map(shadows.directories.__getitem__, rows))
        pairs.append(
            InstructionPair(
                added_in=added,
                hidden_in=hidden,
                cause=CAUSES[cause],
                content_bytes=sum(map(overlay.content_bytes.__getitem__, inodes)),
                paths=len(rows),
                directory=tree.directory_path(_shared_directory(tree, directories)),
                largest=_largest(rows, overlay),
            )
        )
    pairs.sort(key=lambda pair: (-pair.content_bytes, pair.added_in, pair.hidden_in, pair.cause))
    return tuple(pairs)


def _largest(rows: Sequence[int], overlay: Overlay) -> tuple[ShadowedFile, ...]:
    """The files to be named; of those of one length, the first that were hidden."""
    content_bytes, inodes = overlay.content_bytes, overlay.shadows.inodes
    chosen = nsmallest(MOST_NAMED, rows, key=lambda row: -content_bytes[inodes[row]])
    files = [_shadowed_file(row, overlay) for row in chosen]
    return tuple(sorted(files, key=lambda file: (-file.content_bytes, file.path)))


def _shared_directory(tree: FileSystem, directories: set[int]) -> int:
    """The deepest directory that holds all of them; a parent's id is the smaller one."""
    shared = directories.pop()
    for directory in directories:
        while shared != directory:
            if shared > directory:
                shared = tree.parents[shared]
            else:
                directory = tree.parents[directory]
    return shared
