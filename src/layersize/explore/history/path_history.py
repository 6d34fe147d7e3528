"""The life of one path: which layers shipped what is at it and in it, and which hid it."""

from __future__ import annotations

from functools import cached_property

from layersize.accounting.analyzed_image import AnalyzedImage
from layersize.accounting.result import ImageAnalysis
from layersize.errors import LayersizeError
from layersize.explore.history.path_changes import PathChanges, PathEvent, ReplacingNames
from layersize.explore.image_files import ImageFiles
from layersize.explore.path_lookup import PathError, find_path, literal_path
from layersize.explore.removal import Inside, Removal, removal_everywhere
from layersize.explore.similar_paths import did_you_mean_path, similar_paths
from layersize.packages.owners import owner_name
from layersize.text.escape import shown_path
from layersize.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PathHistory:
    """What became of a path; its bytes are those that count at its own names."""

    image: ImageAnalysis
    path: bytes
    """Without a slash at either end; empty for the root."""
    links: tuple[tuple[bytes, bytes], ...]
    """The image's links that led to it, each as its path and its target."""
    is_folder: bool
    is_visible: bool
    """Whether a container sees it."""
    live_bytes: int
    hidden_bytes: int
    events: tuple[PathEvent, ...]
    """Oldest first."""
    left_out: Removal
    """What never shipping it would save, in all layers together."""
    counted_at: bytes | None
    """Another name of the same file, where the bytes of its data count; `None`: they do here."""
    package: str | None = None
    """`manager:name` of the package that owns what is there, or was last; `None`: none does, or
    it is a folder."""


class PathHistories:
    """The histories of an image's paths."""

    def __init__(self, image: AnalyzedImage, names: ReplacingNames | None = None) -> None:
        """`names` has watched how the layers were laid; without it, they are laid once more."""
        self._image = image
        self._names = names

    @cached_property
    def _files(self) -> ImageFiles:
        return ImageFiles(self._image, self._names or ReplacingNames(self._image.overlay.layers))

    def find(self, path: bytes) -> PathHistory:
        """The history of what a path leads to, through the image's links.

        Of a path that is there no more, where it was. Raises LayersizeError if it never was, with
        what may have been meant.
        """
        try:
            found = find_path(self._image.overlay, path)
        except PathError as error:
            for wanted in dict.fromkeys((error.wanted, literal_path(path))):
                history = self.of(wanted)
                if history.events:
                    return history
            raise self._never_there(error) from None
        return self.of(found.path, found.links)

    def of(self, path: bytes, links: tuple[tuple[bytes, bytes], ...] = ()) -> PathHistory:
        """The history of exactly this path; without an event if it never was."""
        overlay = self._image.overlay
        tree, inside = overlay.file_system, Inside([path], overlay)
        changes = PathChanges(self._image, self._files, inside)
        changes.add_all(path)
        inode = tree.find_file(path)
        return PathHistory(
            image=self._image.analysis,
            path=path,
            links=links,
            is_folder=inode is None and bool(inside.tops),
            is_visible=inode is not None or tree.find_directory(path) is not None,
            live_bytes=changes.live_bytes,
            hidden_bytes=changes.hidden_bytes,
            events=changes.events(),
            left_out=removal_everywhere([path], overlay),
            counted_at=None if inode is None else self._counted_at(path, inode),
            package=self._package(path, inode),
        )

    def _package(self, path: bytes, inode: int | None) -> str | None:
        if inode is None:
            inode = self._hidden_inode(path)
        return None if inode is None else owner_name(self._image, inode)

    def _hidden_inode(self, path: bytes) -> int | None:
        """What stood at a path and is hidden, the last of several."""
        shadows, tree = self._image.overlay.shadows, self._image.overlay.file_system
        wanted = path.rpartition(b"/")[2]
        for row in reversed(range(len(shadows))):
            if (
                shadows.names[row] == wanted
                and row not in shadows.marker_paths
                and tree.path(shadows.directories[row], wanted) == path
            ):
                return shadows.inodes[row]
        return None

    def _never_there(self, error: PathError) -> LayersizeError:
        path, cause = error.path, error.reason
        if error.is_missing:
            path, cause = error.wanted, "no layer of the image has it"
        meant = did_you_mean_path(similar_paths(self._image.overlay, error.wanted))
        return LayersizeError(f"/{shown_path(path)}", cause, meant)

    def _counted_at(self, path: bytes, inode: int) -> bytes | None:
        shown = self._image.shown_names.get(inode)
        if shown is None or not self._image.overlay.content_bytes[inode]:
            return None
        other = self._image.overlay.file_system.path(*shown)
        return None if other == path else other
