"""Shadowed inodes as rows for people: files, and the pairs of instructions behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property, partial, reduce
from typing import overload

from layersize.accounting.overlay import Overlay
from layersize.accounting.result import InstructionPair, ShadowedFile
from layersize.accounting.shadows import CAUSES
from layersize.layers.entries import ROOT


class ShadowedFiles(Sequence[ShadowedFile]):
    """All shadowed files, largest first; each is made when it is asked for."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay

    @cached_property
    def _rows(self) -> list[int]:
        """Rows of the shadows in order; of equal length, by path."""
        content_bytes, inodes = self._overlay.content_bytes, self._overlay.shadows.inodes
        by_length: dict[int, list[int]] = {}
        for row, inode in enumerate(inodes):
            by_length.setdefault(content_bytes[inode], []).append(row)
        return [
            row
            for length in sorted(by_length, reverse=True)
            for row in sorted(by_length[length], key=self._tie)
        ]

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
        return map(self._file, self._rows)

    def _file(self, row: int) -> ShadowedFile:
        overlay, shadows = self._overlay, self._overlay.shadows
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


def instruction_pairs(overlay: Overlay) -> tuple[InstructionPair, ...]:
    """Who added and who hid, with the bytes in between, largest first."""
    shadows = overlay.shadows
    rows_of: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    added_in = map(overlay.layer_of, shadows.inodes)
    for row, key in enumerate(zip(added_in, shadows.hidden_in, shadows.causes, strict=True)):
        rows_of[key].append(row)
    pairs = []
    for (added, hidden, cause), rows in rows_of.items():
        inodes = map(shadows.inodes.__getitem__, rows)
        directories = set(map(shadows.directories.__getitem__, rows))
        shared_directory = reduce(partial(_common_directory, overlay), directories)
        pairs.append(
            InstructionPair(
                added_in=added,
                hidden_in=hidden,
                cause=CAUSES[cause],
                content_bytes=sum(map(overlay.content_bytes.__getitem__, inodes)),
                paths=len(rows),
                directory=_directory_path(overlay, shared_directory),
            )
        )
    pairs.sort(key=lambda pair: (-pair.content_bytes, pair.added_in, pair.hidden_in, pair.cause))
    return tuple(pairs)


def _common_directory(overlay: Overlay, one: int, other: int) -> int:
    """The deepest directory that holds both; a parent's id is the smaller one."""
    parents = overlay.file_system.parents
    while one != other:
        if one > other:
            one = parents[one]
        else:
            other = parents[other]
    return one


def _directory_path(overlay: Overlay, directory: int) -> bytes:
    if directory == ROOT:
        return b""
    tree = overlay.file_system
    return tree.path(tree.parents[directory], tree.names[directory])
