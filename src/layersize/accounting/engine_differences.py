"""What engines make of a layer whose markers and entries meet: not all follow the specification.

The numbers follow https://github.com/opencontainers/image-spec/blob/main/layer.md, for which the
place of a whiteout makes no difference. Engines unpack entry by entry, and those on overlay each
layer into an empty folder, where a whiteout is a device of the name that it hides
(https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import compress

from layersize.accounting.layer_state import LayerState
from layersize.layers.entries import DIRECTORY, OPAQUE, ROOT, WHITEOUT, LayerEntries

_AFTER_ENTRY = (
    "engines on overlay refuse this whiteout, others delete what the layer has at or below its path"
    " before it; put the whiteout first"
)
_TWICE = "engines refuse a layer that has this whiteout twice; leave one out"
_ABOVE_ENTRY = (
    "engines on overlay refuse what follows below this path, or show the folder's old files; write"
    " the folder, with `.wh..wh..opq` in it, instead of the whiteout"
)
_ABOVE_MARKER = (
    "Docker refuses the markers that follow below this path; leave them out, as this whiteout"
    " hides everything there"
)
_BELOW_OWN_FILE = (
    "engines refuse a marker below a file that the layer has before it; leave the marker out"
)
_RECREATED = (
    "engines on overlay show its old files again: the layer removes this folder and makes it anew;"
    " write `.wh..wh..opq` in the new folder instead of a whiteout of the old"
)

_Place = tuple[int, bytes]
"""A directory of the layer's own table and a name in it."""


def warn_where_engines_differ(state: LayerState) -> None:
    """Warns of the markers and the folders of a layer that engines treat in other ways."""
    kinds = state.entries.kinds
    if WHITEOUT in kinds or OPAQUE in kinds or state.recreated:
        meetings = _Meetings(state.entries)
        refused = _warn_of_whiteouts(state, meetings)
        _warn_of_markers_below_files(state, meetings)
        _warn_of_recreated(state, meetings, refused)


class _Meetings:
    """Where markers of a layer and its entries meet; what is rarely needed is found when asked."""

    def __init__(self, entries: LayerEntries) -> None:
        self._entries = entries
        directories, names = entries.directories, entries.names
        rows = list(self._rows_of(WHITEOUT))
        places = [(directories[row], names[row]) for row in rows]
        self.whiteouts = dict(zip(places, rows, strict=True))
        """What whiteouts name, each with the last row that does."""
        self.twice = set[_Place]()
        """What several whiteouts name."""
        if len(places) > len(self.whiteouts):
            self.twice = {place for place, count in Counter(places).items() if count > 1}
        self.opaque = {directories[row] for row in self._rows_of(OPAQUE)}
        """Directories with an opaque marker."""
        folders = zip(entries.directory_parents, entries.directory_names, strict=True)
        self.local_of = dict(zip(folders, range(len(entries.directory_names)), strict=True))
        """Place to the directory of the layer's own table."""
        self.entries_at = self._entries_at()
        """Places to the entries there, in order: what whiteouts name, and files with more below."""

    def _rows_of(self, kind: int) -> Iterator[int]:
        row = self._entries.kinds.find(kind)
        while row >= 0:
            yield row
            row = self._entries.kinds.find(kind, row + 1)

    def _entries_at(self) -> dict[_Place, list[int]]:
        entries, found = self._entries, dict[_Place, list[int]]()
        names = {*entries.directory_names, *(name for _, name in self.whiteouts)}
        for row in compress(range(len(entries)), map(names.__contains__, entries.names)):
            kind = entries.kinds[row]
            if kind < WHITEOUT:
                place = entries.directories[row], entries.names[row]
                if place in self.whiteouts or (kind != DIRECTORY and place in self.local_of):
                    found.setdefault(place, []).append(row)
        return found

    @cached_property
    def _first_rows(self) -> list[int]:
        """Directory to the row of the first entry or marker in it, at any depth."""
        entries, parents = self._entries, self._entries.directory_parents
        first = [len(entries)] * len(parents)
        for row, (kind, local) in enumerate(zip(entries.kinds, entries.directories, strict=True)):
            if kind <= OPAQUE and row < first[local]:
                first[local] = row
        for local in range(len(parents) - 1, ROOT, -1):
            first[parents[local]] = min(first[parents[local]], first[local])
        return first

    def first_inside(self, place: _Place) -> int:
        """The row of the first entry or marker below a place; beyond the last if none is there."""
        local = self.local_of.get(place)
        return len(self._entries) if local is None else self._first_rows[local]

    def locals_to(self, path: bytes) -> list[int]:
        """The layer's own directories from the root to a path; -1 for those that it has not."""
        found = [ROOT]
        for name in path.split(b"/"):
            found.append(self.local_of.get((found[-1], name), -1))
        return found


def _warn_of_whiteouts(state: LayerState, meetings: _Meetings) -> set[_Place]:
    """Warns of whiteouts that meet an entry of their layer; returns what those name."""
    refused = set[_Place]()
    for place, row in meetings.whiteouts.items():
        if place in meetings.entries_at or place in meetings.local_of or place in meetings.twice:
            met = _met(state.entries, place, row, meetings)
            if met is not None:
                code, message = met
                refused.add(place)
                state.warnings.add(code, state.tar_path(row), message)
    return refused


def _met(
    entries: LayerEntries, place: _Place, whiteout: int, meetings: _Meetings
) -> tuple[str, str] | None:
    """Code and message for the whiteouts of one path; None if engines do what they say."""
    at_path, inside = meetings.entries_at.get(place, []), meetings.first_inside(place)
    if any(row < whiteout for row in (*at_path, inside)):
        return "whiteout-after-entry", _AFTER_ENTRY
    if place in meetings.twice:
        return "whiteout-after-entry", _TWICE
    if inside == len(entries) or any(row < inside for row in at_path):
        return None
    is_marker = entries.kinds[inside] >= WHITEOUT
    return "whiteout-above-entry", _ABOVE_MARKER if is_marker and not at_path else _ABOVE_ENTRY


def _warn_of_markers_below_files(state: LayerState, meetings: _Meetings) -> None:
    """Warns of the first marker below a file that its own layer has put there before."""
    kinds = state.entries.kinds
    for place, rows in meetings.entries_at.items():
        inside = meetings.first_inside(place)
        before = [row for row in rows if row < inside]
        is_marker = inside < len(kinds) and kinds[inside] >= WHITEOUT
        if is_marker and before and kinds[before[-1]] != DIRECTORY:
            state.warnings.add("entry-below-file", state.tar_path(inside), _BELOW_OWN_FILE)


def _warn_of_recreated(state: LayerState, meetings: _Meetings, refused: set[_Place]) -> None:
    """Warns of folders of the layers below that the layer hid and made anew, not as opaque."""
    tree = state.tree
    for directory in state.recreated:
        parent, name = tree.parents[directory], tree.names[directory]
        is_there = tree.subdirectories[parent].get(name) == directory
        if parent in state.recreated or not is_there or directory not in tree.directory_entry:
            continue
        path = tree.path(parent, name)
        locals_to = meetings.locals_to(path)
        if not meetings.opaque.isdisjoint(locals_to) or (locals_to[-2], name) in refused:
            continue
        if _shows_again(state, directory, locals_to[-1], meetings):
            state.warnings.add("recreated-folder", path, _RECREATED)


def _shows_again(state: LayerState, directory: int, local: int, meetings: _Meetings) -> bool:
    """Whether overlay shows anything in a folder made anew that the layer has hidden."""
    waiting = [(directory, local)]
    while waiting:
        directory, local = waiting.pop()
        files, subdirectories = state.tree.files[directory], state.tree.subdirectories[directory]
        old_directories = state.hidden_directories.get(directory, {})
        for name in (*state.hidden_files.get(directory, ()), *old_directories):
            if name in files:
                continue
            if name not in subdirectories:
                if (local, name) not in meetings.whiteouts:
                    return True
            elif subdirectories[name] == old_directories.get(name):
                child = meetings.local_of.get((local, name), -1)
                if child not in meetings.opaque:
                    waiting.append((subdirectories[name], child))
    return False
