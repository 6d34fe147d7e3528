"""Files and folders of an image, hidden ones too, written to a folder on disk.

Nothing is written outside that folder and through no link; no device, owner or setuid bit of the
image is made. `docs/extract.md` says it for users, and `target/folder.py` how it is held.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.errors import LayersizeError
from layersize.inside.contents import ImageContents
from layersize.inside.plan import Places, Plan, mode_and_time, plan_of
from layersize.inside.target.path import check_space, files_to_keep, target_at
from layersize.inside.target.tree import NotWritten, TargetTree
from layersize.inside.target.writer import NewFile, TargetWriter
from layersize.inside.written import Written
from layersize.layers.entries import DEVICE, FIFO
from layersize.layers.file_data import Pieces
from layersize.progress import NoProgress, Progress


def extract(
    image: AnalyzedImage,
    contents: ImageContents,
    paths: Sequence[bytes],
    target: str,
    *,
    layer: int | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
    written: Written | None = None,
) -> Written:
    """Writes files and folders of an image below a folder, each at its path in the image.

    `layer`: what that layer ships, hidden or not, by literal paths; else what a container sees,
    links in the paths followed inside the image. `overwrite`: files and links that are there
    already are replaced. `written` is what is returned, if somebody wants to see it on the way.
    What can't be written of several things stands there. Each file is there whole or not at all.
    Raises LayersizeError if nothing more can be written, which says how far it came.
    """
    path = target_at(target)
    kept = files_to_keep(target, path, image.image) if overwrite else frozenset()
    plan = plan_of(image, paths, layer)
    written = written or Written()
    written.versions = plan.versions
    run = _Extraction(image, plan, progress or NoProgress(), written)
    needed_bytes = run.stored_bytes()
    check_space(target, path, needed_bytes)
    run.progress.expect(needed_bytes)
    run.progress.phase("writing files")
    try:
        with closing(TargetTree(target, path, plan.folders)) as tree:
            writer = TargetWriter(tree, overwrite=overwrite, kept=kept)
            run.write(tree, writer, contents)
    except LayersizeError as error:
        cause = f"{error.cause}; {written.how_far()}"
        raise LayersizeError(error.where, cause, error.remedy) from None
    return written


class _Extraction:
    """One run: what is written, and how far it is."""

    def __init__(
        self, image: AnalyzedImage, plan: Plan, progress: Progress, written: Written
    ) -> None:
        self.written = written
        self._image = image
        self._overlay = image.overlay
        self._plan = plan
        self.progress = progress
        written.of_files = len(plan.files)

    def stored_bytes(self) -> int:
        """What the layers hold of the files: holes of sparse ones need no space."""
        overlay, stored_bytes = self._overlay, 0
        for entry in set(self._plan.files.entries):
            if overlay.content_bytes[entry]:
                layer, row = overlay.entry_of(entry)
                stored_bytes += overlay.layers[layer].stored(row)
        return stored_bytes

    def write(self, tree: TargetTree, writer: TargetWriter, contents: ImageContents) -> None:
        """Folders first, as they may be empty; then files as their layers have them, and links."""
        self._leave_out()
        try:
            for folder in range(1, len(self._plan.folders)):
                try:
                    tree.open(folder)
                except NotWritten as problem:
                    self.written.failed.add(problem.path, problem.reason)
            self._write_files(writer, contents)
            self._write_links(writer)
        finally:
            self.written.folders = len(tree.made)
        for folder in tree.made:
            mtime = self._plan.folders.mtime(folder)
            if mtime is not None:
                with suppress(NotWritten):
                    tree.open(folder).set_time(mtime)

    def _leave_out(self) -> None:
        """Notes what is never written; it failed where it was asked for by its own path."""
        asked_for = {version.path for version in self._plan.versions}
        for folder, name, entry in _rows(self._plan.others):
            path = self._plan.folders.path(folder, name)
            kind = self._overlay.kind_of(entry)
            reason = (
                "is a device or a FIFO" if kind in (DEVICE, FIFO) else "is a hardlink to nothing"
            )
            places = self.written.failed if path in asked_for else self.written.left_out
            places.add(path, f"{reason}, which is not written")

    def _write_files(self, writer: TargetWriter, contents: ImageContents) -> None:
        """Files without data, then the others in one pass over each layer that has some."""
        overlay, entries = self._overlay, self._plan.files.entries
        rows: dict[int, list[int]] = {}
        before = -1
        for at, entry in enumerate(entries):
            if entry == before:
                continue
            before = entry
            if overlay.content_bytes[entry]:
                layer, row = overlay.entry_of(entry)
                rows.setdefault(layer, []).append(row)
            else:
                self._write_file(writer, at, iter(()))
        with closing(contents.of_layers(rows)) as found:
            for (layer, row), pieces in found:
                at = bisect_left(entries, overlay.first_inode[layer] + row)
                self._write_file(writer, at, self._counted(pieces))

    def _counted(self, pieces: Pieces) -> Pieces:
        """Pieces that are progress; raises LayersizeError if the image can't be read."""
        try:
            for piece in pieces:
                yield piece
                if not isinstance(piece, int):
                    self.progress.advance(len(piece))
        except OSError as error:
            where = self._image.image.where
            raise LayersizeError(where, error.strerror or str(error)) from None

    def _write_file(self, writer: TargetWriter, at: int, pieces: Pieces) -> None:
        """A file under all its names, which begin at a position; the first that can be has it."""
        places = self._plan.files
        entry, first, broken = places.entries[at], None, None
        while at < len(places) and places.entries[at] == entry:
            file = self._new_file(at)
            at += 1
            try:
                writer.check(file.folder, file.name)
                if first is None and broken is None:
                    broken = file  # as long as it is not written; pieces come once
                    writer.write_file(file, pieces)
                    first, broken = file, None
                    self.written.content_bytes += file.content_bytes
                elif first is not None:
                    writer.write_hardlink(file, first.folder, first.name)
                else:
                    path = self._plan.folders.path(file.folder, file.name)
                    raise NotWritten(path, "is the same file as one that could not be written")
            except NotWritten as problem:
                self.written.failed.add(problem.path, problem.reason)
            else:
                self.written.files += 1

    def _new_file(self, at: int) -> NewFile:
        places = self._plan.files
        entry = places.entries[at]
        layer, row = self._overlay.entry_of(entry)
        mode, mtime = mode_and_time(self._overlay, layer, row)
        return NewFile(
            folder=places.folders[at],
            name=places.names[at],
            mode=0o666 if mode is None else mode & 0o777 | 0o600,
            mtime=mtime,
            content_bytes=self._overlay.content_bytes[entry],
            is_sparse=row in self._overlay.layers[layer].sparse_chunks,
        )

    def _write_links(self, writer: TargetWriter) -> None:
        for folder, name, entry in _rows(self._plan.links):
            layer, row = self._overlay.entry_of(entry)
            target = self._overlay.layers[layer].link_targets.get(row, b"")
            _, mtime = mode_and_time(self._overlay, layer, row)
            try:
                writer.check(folder, name)
                writer.write_symlink(folder, name, target, mtime)
            except NotWritten as problem:
                self.written.failed.add(problem.path, problem.reason)
            else:
                self.written.links += 1


def _rows(places: Places) -> Iterator[tuple[int, bytes, int]]:
    return zip(places.folders, places.names, places.entries, strict=True)
