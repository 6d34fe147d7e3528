"""What a container sees, summed up by folder: a part of every measurement, so that speed counts."""

from __future__ import annotations

import heapq

from layersize.accounting.file_system import ShownNames
from layersize.accounting.overlay import Overlay
from layersize.accounting.result import LiveFolder
from layersize.layers.entries import ROOT

_SIGNIFICANT = 50
"""A folder with a smaller part of all bytes than this is no row."""
_DOMINANT = 0.8
"""Part of a folder's bytes that its significant folders must have to stand for it."""


class LiveSums:
    """Bytes of the visible files; those of one with several names stand at its shown name."""

    def __init__(self, overlay: Overlay, shown_names: ShownNames) -> None:
        self._tree = overlay.file_system
        bytes_of = overlay.content_bytes.__getitem__
        self.own_bytes = [
            sum(map(bytes_of, files.values())) if files else 0 for files in self._tree.files
        ]
        """Directory id to the bytes of the files right in it."""
        for directory in shown_names.directories:
            self.own_bytes[directory] = sum(
                bytes_of(inode)
                for name, inode in self._tree.files[directory].items()
                if shown_names.shows(inode, directory, name)
            )
        self.folder_bytes = sums = list(self.own_bytes)
        """Directory id to the bytes of all files in it, at every depth."""
        parents = self._tree.parents
        for directory in range(len(sums) - 1, ROOT, -1):
            if sums[directory]:
                sums[parents[directory]] += sums[directory]

    def biggest_folders(self, most: int) -> tuple[LiveFolder, ...]:
        """At most so many, none in another, each where few folders in it don't tell more."""
        sums, subdirectories = self.folder_bytes, self._tree.subdirectories
        significant = max(1, sums[ROOT] // _SIGNIFICANT)
        waiting, done = [(-sums[ROOT], ROOT)], list[int]()
        while waiting:
            _, directory = heapq.heappop(waiting)
            children = [
                child for child in subdirectories[directory].values() if sums[child] >= significant
            ]
            inside = sum(map(sums.__getitem__, children))
            fits = len(done) + len(waiting) + len(children) <= most
            is_told_inside = len(children) == 1 and inside == sums[directory]
            dominate = fits and inside >= _DOMINANT * sums[directory]
            if directory == ROOT or is_told_inside or (children and dominate):
                for child in children:
                    heapq.heappush(waiting, (-sums[child], child))
            else:
                done.append(directory)
        rows = [
            LiveFolder(path=self._tree.directory_path(directory), content_bytes=sums[directory])
            for directory in done
        ]
        rows.sort(key=lambda row: (-row.content_bytes, row.path))
        return tuple(rows[:most])
